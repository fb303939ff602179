"""Words by PyArabic: runs of letters and short vowels, and whatever stands between two of them as one token."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from mihak import installed, located, serve, trimmed

# What `tokenize` deletes from inside a token: «: «» becomes «:«».
BLANKS = " \t\r\f\v"


def load():
    from pyarabic.araby import tokenize

    def spans(text):
        return list(trimmed(text, located(text, tokenize(text), dropped=BLANKS)))

    return "pyarabic-words", installed("pyarabic"), lambda text: {"spans": spans(text)}


serve(load, task="words", scheme="word", install="systems/install pyarabic")
