"""Mihak, the evaluation harness for Arabic NLP, from Python.

`score` scores tags, spans or files as the program `mihak score` does. `mihak.seqeval` has the functions of seqeval 1.2.2, and `load` gives them
in the form of Hugging Face `evaluate`. `compare` sets predictions side by side as `mihak cmp` does. `counts` and `merge` score in parts, which
`mihak.spark` and `mihak.ray` do on their engines. `run` evaluates functions of Python on the corpora of a suite. `agree` compares two
annotators. `tokenizer` and `extractor` open the systems that the program brings. Errors are exceptions of
the type `Error`, with the text that the program would print.
"""

from mihak._agree import Agreement, agree
from mihak._compare import Comparison, compare
from mihak._counts import Counts, counts, merge
from mihak._load import load
from mihak._mihak import Error, __version__
from mihak._report import Report
from mihak._run import Run, run
from mihak._score import score
from mihak._systems import Extractor, Found, Tokenizer, extractor, tokenizer

__all__ = [
    "Agreement", "Comparison", "Counts", "Error", "Extractor", "Found", "Report", "Run", "Tokenizer", "__version__", "agree", "compare", "counts",
    "extractor", "load", "merge", "run", "score", "tokenizer",
]  # fmt: skip
