"""Segments by CAMeL Tools: its maximum-likelihood disambiguator with the tokenization atbseg or d3seg of the chosen analysis.

Usage: segments.py atb|d3
"""

import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from mihak import installed, serve

MODEL = "calima-msa-r13"
scheme = sys.argv[1] if len(sys.argv) == 2 else ""
if scheme not in ("atb", "d3"):
    sys.exit("usage: segments.py atb|d3")


def require_data():
    # Without its catalogue, `import camel_tools.data` goes to the network: look first.
    home = pathlib.Path(os.environ.get("CAMELTOOLS_DATA") or "~/.camel_tools").expanduser()
    for part in ("catalogue.json", f"data/morphology_db/{MODEL}/morphology.db", f"data/disambig_mle/{MODEL}/model.json"):
        if not (home / part).exists():
            raise FileNotFoundError(f"{home / part} is not there")


def load():
    from camel_tools.tokenizers.word import simple_word_tokenize

    require_data()
    from camel_tools.disambig.mle import MLEDisambiguator
    from camel_tools.tokenizers.morphological import MorphologicalTokenizer

    disambiguator = MLEDisambiguator.pretrained(MODEL, cache_size=0)
    if scheme + "seg" not in disambiguator.all_feats():
        raise LookupError(f"the database {MODEL} has no {scheme}seg")
    tokenizer = MorphologicalTokenizer(disambiguator, scheme=scheme + "seg")

    def pieces(text):
        words = simple_word_tokenize(text)
        for word, segmented in zip(words, tokenizer.tokenize(words), strict=True):
            # A mark that is a word by itself may be the very character that joins or marks segments.
            if segmented == word:
                yield word
            else:
                yield from filter(None, (segment.strip("+") for segment in segmented.split("_")))

    return f"camel-{scheme}", f"{installed('camel-tools')}, {MODEL}", lambda text: {"pieces": list(pieces(text))}


serve(
    load,
    task="segments",
    scheme=scheme,
    install="systems/install camel && systems/camel/.venv/bin/camel_data -i light",
)
