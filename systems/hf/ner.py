"""A token-classification model of Hugging Face: `ner.py MODEL`, a folder or a name that was fetched before."""

import argparse
import os
import re
import sys
import unicodedata
from pathlib import Path

# A run must not depend on what a hub serves that day, and one thread for each child keeps times comparable.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from mihak import installed, serve
from models import digest, mentions

# Direction marks and the byte order mark; the joiners U+200C and U+200D stay, for they stand inside words.
MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
CHUNK = re.compile(f"[^\\s{MARKS}]+")

# These count their positions from behind the padding token, so two of them are never used.
OFFSET_POSITIONS = {"roberta", "xlm-roberta", "xlm-roberta-xl", "camembert"}


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("model", help="a folder, or the name of a model that was fetched before")
    parser.add_argument("--revision", help="the commit of a fetched model")
    parser.add_argument("--max-tokens", type=int, default=512, help="longest window, in word pieces; the model's own limit holds too")
    parser.add_argument("--overlap", type=int, default=64, help="word pieces that two windows of one line share")
    return parser.parse_args()


def load(options):
    import torch
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(options.model, revision=options.revision)
        model = AutoModelForTokenClassification.from_pretrained(options.model, revision=options.revision).eval()
    except OSError as error:
        raise FileNotFoundError(f"model `{options.model}`: {str(error).splitlines()[0]}") from error
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    limit = window(tokenizer, model.config, options.max_tokens)
    overlap = min(options.overlap, limit // 4)

    def labels(words):
        """The label of each word: that of its first piece, in the window where the piece has the most context on its shorter side."""
        encoded = tokenizer(
            words, is_split_into_words=True, truncation=True, max_length=limit, stride=overlap, return_overflowing_tokens=True, return_offsets_mapping=True
        )
        found, context = ["O"] * len(words), [-1] * len(words)
        for at, ids in enumerate(encoded["input_ids"]):
            mask = torch.ones(1, len(ids), dtype=torch.long)
            with torch.inference_mode():
                best = model(input_ids=torch.tensor([ids]), attention_mask=mask).logits[0].argmax(-1).tolist()
            before = None
            for place, (word, offset) in enumerate(zip(encoded.word_ids(at), encoded["offset_mapping"][at])):
                first = word is not None and word != before and offset[0] == 0
                before = word
                room = min(place, len(ids) - place)
                if first and room > context[word]:
                    found[word], context[word] = model.config.id2label[best[place]], room
        return found

    def answer(text):
        spans, at = [], 0
        for line in text.split("\n"):
            cut = words(line)
            if cut:
                tagged = labels([line[start:end] for start, end in cut])
                spans += [[at + start, at + end, label] for start, end, label in mentions(cut, tagged)]
            at += len(line) + 1
        return {"spans": spans}

    name = Path(options.model).name if Path(options.model).is_dir() else options.model
    return name, f"{installed('transformers')} {installed('torch')} {receipt(options.model, model.config)} window {limit}/{overlap}", answer


def window(tokenizer, config, wanted):
    positions = getattr(config, "max_position_embeddings", None) or wanted
    if config.model_type in OFFSET_POSITIONS:
        positions -= 2
    return min(wanted, positions, tokenizer.model_max_length)


def receipt(model, config):
    """The commit of a fetched model; of a folder, what its files hash to."""
    if Path(model).is_dir():
        return f"{Path(model).name}#{digest(model)}"
    return f"{model}@{(getattr(config, '_commit_hash', None) or 'unknown')[:8]}"


def words(line):
    """Where the words are. Every punctuation mark and symbol is a word, as in the corpora that such models are trained on."""
    found = []
    for chunk in CHUNK.finditer(line):
        start = chunk.start()
        for at in range(chunk.start(), chunk.end()):
            if unicodedata.category(line[at])[0] in "PS":
                found += [(start, at)] * (start < at) + [(at, at + 1)]
                start = at + 1
        found += [(start, chunk.end())] * (start < chunk.end())
    return found


if __name__ == "__main__":
    chosen = arguments()
    fetch = "" if os.path.isabs(chosen.model) else f" && systems/hf/.venv/bin/hf download {chosen.model}"
    serve(lambda: load(chosen), task="entities", install=f"systems/install hf{fetch}")
    # Nothing is left to be saved, and PyTorch takes seconds to be torn down.
    os._exit(0)
