"""Stanza's Arabic named entity recogniser, a BiLSTM-CRF over character language models, with its own sentence splitter and tokenizer."""

import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from mihak import installed, serve
from models import digest

PACKAGES = {"tokenize": "padt", "mwt": "padt", "ner": "aqmar_charlm"}


def load():
    import stanza
    from stanza.pipeline.core import DownloadMethod

    folder = os.environ.get("STANZA_RESOURCES_DIR") or os.path.join(HERE, "resources")
    # Missing models are reported, never fetched: a run must not depend on what a hub serves that day.
    pipeline = stanza.Pipeline("ar", dir=folder, package=None, processors=PACKAGES, download_method=DownloadMethod.NONE, use_gpu=False, verbose=False)

    weights = [os.path.join(folder, "ar", processor, f"{package}.pt") for processor, package in PACKAGES.items()]

    def answer(text):
        # The tokenizer fails on a text without words.
        if not text.strip():
            return {"spans": []}
        found = {(*trimmed(text, entity.start_char, entity.end_char), entity.type) for entity in pipeline(text).ents}
        return {"spans": sorted(found)}

    return "stanza", f"{installed('stanza')} {PACKAGES['ner']}#{digest(*weights)}", answer


def trimmed(text, start, end):
    surface = text[start:end]
    return start + len(surface) - len(surface.lstrip()), start + len(surface.rstrip())


FETCH = "import stanza; stanza.download('ar', model_dir='systems/stanza/resources', package=None, processors={'tokenize': 'padt', 'mwt': 'padt', 'ner': 'aqmar_charlm'})"
serve(load, task="entities", install=f'systems/install stanza && systems/stanza/.venv/bin/python -c "{FETCH}"')
# Nothing is left to be saved, and PyTorch takes seconds to be torn down.
os._exit(0)
