"""`tokenizer` and `extractor`: the systems that the program brings, called from Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from mihak import _inputs
from mihak._counts import Counts, counts
from mihak._mihak import System


class Found(NamedTuple):
    """A piece of a tokenizer, or a mention of an extractor."""

    text: str
    """The characters of the text, as they stand there."""
    start: int
    """Where it begins, in code points from 0."""
    end: int
    """Where it ends, in code points: `text[start:end]` is the piece."""
    label: str | None
    """The class of a piece (CONJ, PREP, DET, STEM, …) or the type of a mention (PERS, GPE, …); None if the system says none."""


class _System:
    """A system that is open. Threads of Python may share it; they go on while it works."""

    _extractor = False

    def __init__(self, name: str) -> None:
        """Open the system of the shipped suite, or the builtin, of that name. `mihak list` shows them."""
        self._system = System(name, self._extractor)
        self.name = name

    @property
    def version(self) -> str:
        """What the system is made of, as results name it."""
        return self._system.version

    def __call__(self, text: str) -> list[Found]:
        """What the system finds in one text, in order."""
        return [Found(*found) for found in self._system.one(text)]

    def batch(self, texts: Iterable[str], jobs: int | None = None) -> list[list[Found]]:
        """What the system finds in each text, in native threads: `jobs`, or one for each core. The order is that of the texts."""
        return [[Found(*found) for found in answer] for answer in self._system.many(list(texts), jobs)]

    def __repr__(self) -> str:
        """The name and the version."""
        return f"<mihak.{type(self).__name__} {self.name}: {self.version}>"


class Tokenizer(_System):
    """A tokenizer: from a text to its pieces."""


class Extractor(_System):
    """An extractor of entities: from a text to its mentions."""

    _extractor = True


def tokenizer(name: str) -> Tokenizer:
    """Open a tokenizer, such as "clitics-atb", "clitics-d3" or "crf-d3".

    Raises:
        Error: There is no such tokenizer inside of the package. The text names those that there are.

    How good each is on what is in the results of the book: `mihak cmp` prints them.
    """
    return Tokenizer(name)


def extractor(name: str) -> Extractor:
    """Open an extractor of entities, such as "union", "rules" or "gazetteer".

    Raises:
        Error: There is no such extractor inside of the package. The text names those that there are.
    """
    return Extractor(name)


@lru_cache(maxsize=8)
def _opened(name: str) -> Extractor:
    """An extractor that a worker keeps open from batch to batch."""
    return Extractor(name)


def spans(found: Any) -> list[tuple[int, int, str]]:
    """What a system found, as spans: those of `Found`, tuples, dicts with start, end and label, or a document of spaCy."""
    if hasattr(found, "ents"):
        return [(span.start_char, span.end_char, span.label_) for span in found.ents]
    spans = []
    for span in found:
        if isinstance(span, Found):
            span = (span.start, span.end, span.label)
        elif isinstance(span, dict):
            label = next((span[key] for key in ("label", "type", "entity_group", "entity") if key in span), None)
            span = (span.get("start"), span.get("end"), label)
        start, end, label = span
        if not (isinstance(start, int) and isinstance(end, int) and isinstance(label, str)):
            raise TypeError(f"a span is `(start, end, label)`, two whole numbers and a string, and the system gave {span!r}")
        spans.append((start, end, label))
    return spans


def answers(data: Any, system: str | Callable[[str], Any], documents: str, gold: str, texts: str, **given: Any) -> Counts:
    """The counts of documents whose texts a system is asked about. One on which it raises has failed."""
    ask = _opened(system) if isinstance(system, str) else system
    found: list[list[tuple[int, int, str]] | None] = []
    failed: list[str | None] = []
    asked = _inputs.taken(data, texts, "texts")
    for text in asked:
        try:
            found.append(spans(ask(text)) if isinstance(text, str) else [])
            failed.append(None)
        except Exception as error:
            found.append(None)
            failed.append(" ".join(f"{type(error).__name__}: {error}".split())[:500])
    ours = _inputs.taken(data, gold, "gold")
    return counts(_inputs.taken(data, documents, "documents"), ours, found, texts=asked, failed=failed, **given)
