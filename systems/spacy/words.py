"""Words by spaCy's rule-based tokenizer for Arabic: `spacy.blank("ar")`, no model."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from mihak import installed, serve


def load():
    import spacy

    nlp = spacy.blank("ar")

    def spans(text):
        # The zone's end empties spaCy's caches of strings and tokens, which would make a text met again look faster.
        with nlp.memory_zone():
            return [[token.idx, token.idx + len(token)] for token in nlp.tokenizer(text) if not token.is_space]

    return "spacy-words", installed("spacy"), lambda text: {"spans": spans(text)}


serve(load, task="words", scheme="word", install="systems/install spacy")
