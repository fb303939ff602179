"""CAMeL Tools' named entity recogniser, an AraBERT fine-tuned on ANERcorp: `ner.py [FOLDER]`, without a folder the model that camel_data brings."""

import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "1")

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from mihak import installed, located, serve
from models import digest, mentions


def load():
    # Without its catalogue, camel_tools.data goes to the network when it is imported: look first.
    catalogue = os.path.join(os.path.expanduser(os.environ.get("CAMELTOOLS_DATA") or "~/.camel_tools"), "catalogue.json")
    if not os.path.isfile(catalogue):
        raise FileNotFoundError(f"no catalogue of CAMeL Tools at {catalogue}")
    from camel_tools.data import CATALOGUE
    from camel_tools.ner import NERecognizer
    from camel_tools.tokenizers.word import simple_word_tokenize

    datasets = CATALOGUE.components["NamedEntityRecognition"]
    folder = sys.argv[1] if len(sys.argv) > 1 else str(datasets.datasets[datasets.default].path)
    # Looked for here, since a folder that is not there would be taken for the name of a model on a hub.
    if not os.path.isfile(os.path.join(folder, "config.json")):
        raise FileNotFoundError(f"no model in {folder}")
    recognizer = NERecognizer(folder, use_gpu=False)

    def answer(text):
        spans, at = [], 0
        for line in text.split("\n"):
            # The recogniser gives no label to a word without word pieces, which would shift all labels behind it.
            words = [word for word in simple_word_tokenize(line) if recognizer.tokenizer.tokenize(word)]
            if words:
                places = located(line, words)
                labels = recognizer.predict([words])[0]
                spans += [[at + start, at + end, label] for start, end, label in mentions(places, labels)]
            at += len(line) + 1
        return {"spans": spans}

    return "camel-ner", f"{installed('camel-tools')} {installed('transformers')} {os.path.basename(os.path.normpath(folder))}#{digest(folder)}", answer


serve(load, task="entities", install="systems/install camel-ner && systems/camel-ner/.venv/bin/camel_data -i ner-arabert")
# Nothing is left to be saved, and PyTorch takes seconds to be torn down.
os._exit(0)
