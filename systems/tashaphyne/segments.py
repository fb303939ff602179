"""Segments by Tashaphyne's light stemmer: what stands before its stem, the stem, and what stands behind it."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from mihak import cut, installed, located, serve


def load():
    from pyarabic.araby import TASHKEEL
    from tashaphyne.stemming import ArabicLightStemmer

    stemmer = ArabicLightStemmer()
    marks = "".join(TASHKEEL)

    def segments(word):
        stem = stemmer.light_stem(word)
        bare = stemmer.get_unvocalized()
        # A stop word's stem is looked up and need not stand in the word, which is then left whole.
        before, stem, behind = bare.partition(stem) if stem in bare else ("", bare, "")
        return [segment for segment in (before, stem, behind) if segment]

    def spans(text):
        words = [word for word in stemmer.tokenize(text) if word]
        return cut(text, located(text, words), segments, dropped=marks)

    return "tashaphyne", installed("tashaphyne"), lambda text: {"spans": spans(text)}


serve(load, task="segments", scheme="d3", install="systems/install tashaphyne")
