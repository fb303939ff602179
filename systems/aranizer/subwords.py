"""Subwords by AraNizer: one of the sixteen vocabularies that the package ships.

Usage: subwords.py KEY, where KEY is the package's: bpe32 bpe50 bpe64 bpe86 sp32 sp50 sp64 sp86, or one of these with a T (trained with tashkeel)
"""

import importlib.util
import re
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from mihak import installed, serve, trimmed

key = re.fullmatch(r"(bpe|sp)(32|50|64|86)(T?)", sys.argv[1] if len(sys.argv) == 2 else "")
if key is None:
    sys.exit(__doc__)


def load():
    from tokenizers import Tokenizer

    # `import aranizer` would load transformers only to open the same file with the same library.
    package = importlib.util.find_spec("aranizer")
    if package is None:
        raise ImportError("No module named 'aranizer'")
    kind, size, tashkeel = key.groups()
    file = pathlib.Path(package.origin).parent / f"tokenizers/{kind}/{tashkeel}{kind.upper()}_tokenizer_{size}.0K.json"
    tokenizer = Tokenizer.from_file(str(file))

    def spans(text):
        # The words of earlier articles are remembered, which would make a text met again look faster.
        tokenizer.model._clear_cache()
        return list(trimmed(text, tokenizer.encode(text, add_special_tokens=False).offsets))

    return f"aranizer-{key[0]}", installed("aranizer"), lambda text: {"spans": spans(text)}


serve(load, task="subwords", install="systems/install aranizer")
