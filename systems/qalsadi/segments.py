"""Segments by Qalsadi: the proclitic and the enclitic of the first analysis of each word, and what stands between them."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from mihak import cut, installed, located, serve, trimmed

# What its tokenizer, `araby.tokenize`, deletes from inside a token.
BLANKS = " \t\r\f\v"


def load():
    from libqutrub import classverb
    from pyarabic.araby import TASHKEEL, TATWEEL, strip_tashkeel, strip_tatweel
    from qalsadi.analex import Analex

    analyzer = Analex()
    marks = "".join(TASHKEEL) + TATWEEL
    caches = [
        value
        for part in (analyzer, analyzer.nounstemmer, analyzer.verbstemmer, analyzer.stopwordsstemmer, analyzer.unknownstemmer)
        for name, value in vars(part).items()
        if "cache" in name and isinstance(value, dict)
    ] + list(classverb.cache_standard.values())

    def segments(word):
        bare = strip_tashkeel(strip_tatweel(word))
        proclitic, _, _, enclitic = map(strip_tashkeel, analyzer.check_word(word)[0].affix)
        middle = bare[len(proclitic) : len(bare) - len(enclitic)]
        if proclitic + middle + enclitic != bare:
            return [bare]
        return [segment for segment in (proclitic, middle, enclitic) if segment]

    def spans(text):
        # What the words of earlier articles left behind would make the same words look faster, and could change an answer.
        for cache in caches:
            cache.clear()
        words = list(trimmed(text, located(text, analyzer.tokenize(text), dropped=BLANKS)))
        return cut(text, words, segments, dropped=marks)

    return "qalsadi", installed("qalsadi"), lambda text: {"spans": spans(text)}


serve(load, task="segments", scheme="d3", install="systems/install qalsadi")
