"""Words by NLTK: runs of letters and runs of punctuation (wordpunct), or the English Treebank's rules (treebank).

Usage: words.py wordpunct|treebank
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from mihak import installed, serve

kind = sys.argv[1] if len(sys.argv) == 2 else ""
if kind not in ("wordpunct", "treebank"):
    sys.exit("usage: words.py wordpunct|treebank")


def load():
    from nltk.tokenize import TreebankWordTokenizer, WordPunctTokenizer

    tokenizer = {"wordpunct": WordPunctTokenizer, "treebank": TreebankWordTokenizer}[kind]()
    return f"nltk-{kind}", installed("nltk"), lambda text: {"spans": list(tokenizer.span_tokenize(text))}


serve(load, task="words", scheme="word", install="systems/install nltk")
