"""`run`: functions of Python and systems of the package, evaluated on the corpora of a suite."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mihak import _mihak, _threads
from mihak._compare import Comparison
from mihak._report import frame_of
from mihak._systems import spans

System = Callable[[str], Any]


class Run:
    """What systems did on corpora. `print(run)` shows the tables of `mihak run`."""

    def __init__(self, found: _mihak.RunResult) -> None:
        """Made by `run`."""
        self._found = found

    def rows(self) -> list[dict[str, Any]]:
        """Every value as a row of scores.csv; see `Report.rows`."""
        return self._found.rows()

    def frame(self) -> Any:
        """`rows()` as a pandas DataFrame; as a polars DataFrame where only polars is installed; as they are where neither is."""
        return frame_of(self.rows())

    def errors(self) -> list[dict[str, Any]]:
        """Every error as in `Report.errors`, with system, corpus, split and task; articles without an answer are among them, with why."""
        return self._found.errors()

    def value(
        self, system: str, measure: str = "f1", *, match: str = "exact", label: str = "micro", corpus: str | None = None, split: str | None = None,
        view: str | None = None, bound: str = "char", orth: str = "raw",
    ) -> float | None:  # fmt: skip
        """One value of a system; without a view that of the first view of the suite. None if it is undefined.

        Raises:
            Error: There is no such value, or several: `corpus` or `split` must then be given.
        """
        wanted = {"system": system, "measure": measure, "match": match, "label": label, "corpus": corpus, "split": split, "view": view}
        found = [
            row
            for row in self.rows()
            if all(value is None or row[key] == value for key, value in wanted.items()) and row["bound"] in ("", bound) and row["orth"] in ("", orth)
        ]
        main = next((name for name in self._found.views if any(row["view"] == name for row in found)), None)
        if view is None and main is not None:
            found = [row for row in found if row["view"] == main]
        if len(found) != 1:
            raise _mihak.Error(f"{len(found)} values are called so; `rows()` has all of them")
        value: float | None = found[0]["value"]
        return value

    @property
    def failures(self) -> dict[str, int]:
        """How many articles had no answer, by system and corpus (`mine × news`). Their gold counts as missed."""
        return self._found.failures

    @property
    def remarks(self) -> list[str]:
        """What was not run, and why."""
        return self._found.remarks

    def compare(self, *systems: str, split: str | None = None, all: bool = False) -> Comparison:
        """Systems of the run side by side, as `mihak cmp` has them."""
        _threads.used()
        return Comparison(self._found.compare(list(systems), split, all))

    def __str__(self) -> str:
        """The tables that `mihak run` prints."""
        return self._found.tables().rstrip("\n")

    def __repr__(self) -> str:
        """The systems and corpora."""
        cells = dict.fromkeys(f"{row['system']} × {row['corpus']}" for row in self.rows())
        return f"<mihak.Run of {', '.join(cells)}>"


def run(
    systems: Mapping[str, System | None],
    corpora: str | Iterable[str] = "news",
    *,
    splits: str | Iterable[str] = (),
    schemes: Mapping[str, str] | None = None,
    versions: Mapping[str, str] | None = None,
    suite: str | os.PathLike[str] | None = None,
    jobs: int | None = None,
) -> Run:
    """Run systems on corpora, and count what they find as `mihak run` does.

    Args:
        systems: By name, a function from a text to its spans `(start, end, label)` in code points; None for a system of the package of that name.
            A text on which the function raises, or answers out of contract, has no answer: its gold counts as missed.
        corpora: The names of corpora of the suite; `*` and `?` are allowed.
        splits: Only articles of these splits.
        schemes: For functions that are tokenizers, the scheme in which they cut: word, d1, d2, atb or d3. Their spans may lack a label, or have the
            class of the token.
        versions: By name, what results say that the function is made of.
        suite: The file of a suite; the shipped one if not given.
        jobs: Workers. Functions of Python share one interpreter.

    Raises:
        Error: There is no such system or corpus, or it cannot be read.
    """
    schemes, versions = schemes or {}, versions or {}
    for name in [*schemes, *versions]:
        if systems.get(name) is None:
            raise TypeError(f"`{name}` is no function among the systems, and has no scheme or version of its own")
    given = []
    for name, system in systems.items():
        if system is not None and not callable(system):
            raise TypeError(f"system `{name}` is of type {type(system).__name__}, expected a function, or None for one of the package")
        answer = None if system is None else _answering(system, name in schemes)
        given.append((name, versions.get(name, "python"), answer, schemes.get(name)))
    patterns = [[value] if isinstance(value, str) else list(value) for value in (corpora, splits)]
    _threads.used()
    return Run(_mihak.run(given, patterns[0], patterns[1], suite, jobs))


def _answering(system: System, is_tokenizer: bool) -> System:
    """The system with answers as the extension reads them."""
    if is_tokenizer:
        return lambda text: [(*_bounds(span), span[3] if len(span) == 4 else span[2] if len(span) == 3 else None) for span in system(text)]
    return lambda text: spans(system(text))


def _bounds(span: Any) -> tuple[int, int]:
    """Start and end of a token: of `Found`, or of a tuple with a class or without one."""
    start, end = span[1:3] if len(span) == 4 else span[:2]
    return start, end
