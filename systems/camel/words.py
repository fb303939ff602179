"""Words by CAMeL Tools: white space, then every punctuation mark, symbol and emoji on its own."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from mihak import installed, located, serve


def load():
    from camel_tools.tokenizers.word import simple_word_tokenize

    return "camel-words", installed("camel-tools"), lambda text: {"spans": located(text, simple_word_tokenize(text))}


serve(load, task="words", scheme="word", install="systems/install camel")
