"""A GLiNER model, which is given the labels that it is to find: `extract.py MODEL LABEL…`, the model a folder or a name that was fetched before."""

import argparse
import hashlib
import os
import sys
from pathlib import Path

# A run must not depend on what a hub serves that day, and one thread for each child keeps times comparable.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from mihak import installed, serve
from models import digest


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("model", help="a folder, or the name of a model that was fetched before")
    parser.add_argument("labels", nargs="+", help="what to find, in the model's words: person, city, …")
    parser.add_argument("--revision", help="the commit of a fetched model")
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--nested", action="store_true", help="let mentions overlap")
    parser.add_argument("--max-words", type=int, default=256, help="longest window, in words as GLiNER splits them")
    parser.add_argument("--overlap", type=int, default=32, help="words that two windows of one line share")
    return parser.parse_args()


def load(options):
    import torch
    from gliner import GLiNER
    from huggingface_hub import snapshot_download

    try:
        folder = options.model if Path(options.model).is_dir() else snapshot_download(options.model, revision=options.revision, local_files_only=True)
        model = GLiNER.from_pretrained(folder, local_files_only=True).eval()
    except OSError as error:
        raise FileNotFoundError(f"model `{options.model}`: {str(error).splitlines()[0]}") from error
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    limit = min(options.max_words, model.config.max_len)
    overlap = min(options.overlap, limit // 4)

    def answer(text):
        spans, at = set(), 0
        for line in text.split("\n"):
            words = [(start, end) for _, start, end in model.data_processor.words_splitter(line)]
            for first, last, owned in windows(words, limit, overlap):
                begin = words[first][0]
                found = model.predict_entities(line[begin : words[last - 1][1]], options.labels, flat_ner=not options.nested, threshold=options.threshold)
                for mention in found:
                    start, end = begin + mention["start"], begin + mention["end"]
                    if owned[0] <= start < owned[1]:
                        spans.add((at + start, at + end, mention["label"]))
            at += len(line) + 1
        return {"spans": sorted(spans)}

    name = Path(options.model).name
    asked = hashlib.sha256("\0".join(options.labels).encode()).hexdigest()[:8]
    sampling = f"threshold {options.threshold:g}{' nested' if options.nested else ''} window {limit}/{overlap} labels#{asked}"
    return name, f"{installed('gliner')} {receipt(options.model, folder)} {sampling}", answer


def windows(words, limit, overlap):
    """The windows as first and last word, each with the range of characters whose mentions are its own: half of what it shares goes to either side."""
    first = 0
    while first < len(words):
        last = min(first + limit, len(words))
        begin = words[first + overlap // 2][0] if first else 0
        end = words[last - overlap + overlap // 2][0] if last < len(words) else words[-1][1]
        yield first, last, (begin, end)
        if last == len(words):
            return
        first = last - overlap


def receipt(model, folder):
    """The commit of a fetched model, which is its folder's name; of a folder, what its files hash to."""
    return f"{Path(model).name}#{digest(model)}" if Path(model).is_dir() else f"{model}@{Path(folder).name[:8]}"


if __name__ == "__main__":
    chosen = arguments()
    # By GLiNER's own loader, which also fetches the configuration of the encoder that the model names.
    fetch = f"systems/gliner/.venv/bin/python -c \"from gliner import GLiNER; GLiNER.from_pretrained('{chosen.model}')\""
    serve(lambda: load(chosen), task="entities", install="systems/install gliner" + ("" if os.path.isabs(chosen.model) else f" && {fetch}"))
    # Nothing is left to be saved, and PyTorch takes seconds to be torn down.
    os._exit(0)
