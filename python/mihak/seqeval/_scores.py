"""From counts to ratios, warnings and reports, as both modes of seqeval have them."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Container
from typing import Any, NamedTuple

from mihak._mihak import seqeval_ratios

AVERAGES = ("micro", "macro", "weighted")
ALL = ("precision", "recall", "f-score")


class UndefinedMetricWarning(UserWarning):
    """A ratio has nothing to divide by. Where scikit-learn is loaded, its class of this name is used instead."""


class Counts(NamedTuple):
    """Counts of mentions by type."""

    names: list[str]
    """The types, in order."""
    counts: list[tuple[int, int, int]]
    """Of each type the mentions that are right, that were predicted, and that are gold."""

    def of(self, average: str | None) -> list[tuple[int, int, int]]:
        """The counts of each type, or those of all together for the micro average."""
        if average != "micro":
            return self.counts
        right, found, gold = ([count[at] for count in self.counts] for at in range(3))
        return [(sum(right), sum(found), sum(gold))]


Scores = tuple[Any, Any, Any, Any]


def array(numbers: list[Any], kind: type) -> Any:
    """The numbers as a numpy array, or as they are where there is no numpy."""
    try:
        import numpy
    except ImportError:
        return numbers
    return numpy.array(numbers, dtype=kind)


def check_consistent_length(y_true: Any, y_pred: Any) -> None:
    """Check that both sides are lists of lists of the same lengths.

    Raises:
        TypeError: A sentence is no list, or there is none.
        ValueError: The lengths differ.
    """
    lens = [list(map(len, side)) for side in (y_true, y_pred)]
    if {type(row) for side in (y_true, y_pred) for row in side} != {list}:
        raise TypeError("expected lists of lists of tags: one list a sentence, and at least one")
    if lens[0] != lens[1] or len(y_true) != len(y_pred):
        raise ValueError("both sides need the same number of sentences, and each sentence the same number of tags on both")


def check_average(average: str | None, beta: float) -> None:
    """Check what is asked for.

    Raises:
        ValueError: There is no such average, or `beta` is below 0.
    """
    if beta < 0:
        raise ValueError("beta must not be below 0")
    if average not in (None, *AVERAGES):
        raise ValueError(f"no average {average!r}: there are None, micro, macro and weighted")


def _warn(said: str, category: type[Warning] | None = None) -> None:
    if category is None:
        loaded = sys.modules.get("sklearn.exceptions")
        category = getattr(loaded, "UndefinedMetricWarning", UndefinedMetricWarning)
    warnings.warn(said, category, stacklevel=4)


def scores(
    counts: Counts,
    *,
    average: str | None,
    warn_for: Container[str] = ALL,
    beta: float = 1.0,
    zero_division: Any = "warn",
) -> Scores:
    """Precision, recall, F score and number of gold mentions: lists by type, or one of each for an average."""
    summed = counts.of(average)
    undefined = 0.0 if zero_division in ["warn", 0] else 1.0
    if zero_division == "warn":
        for name, at in (("precision", 1), ("recall", 2)):
            if name in warn_for and any(count[at] == 0 for count in summed):
                _warn(f"{name} has nothing to divide by, and is 0 there; zero_division says otherwise")
        if warn_for == ("f-score",) and any(count[1] == count[2] == 0 for count in summed):
            _warn("there is no mention on either side, and the F score is 0; zero_division says otherwise")
    rows = seqeval_ratios(counts.counts, average, float(beta), undefined)
    support = [count[2] for count in summed]
    if average is None:
        precision, recall, f_score = (array([row[at] for row in rows], float) for at in range(3))
        return precision, recall, f_score, array(support, int)
    if average == "macro" and not counts.names:
        _warn("the mean over no types is no number", RuntimeWarning)
    return rows[0][0], rows[0][1], rows[0][2], sum(support)


def report(
    counts: Counts, *, digits: int, output_dict: bool, zero_division: Any, check: Callable[[], None] | None = None
) -> str | dict[str, dict[str, float]]:
    """The report over types and averages, as text or as dicts. `check` is called where seqeval looks at lengths."""
    # Before `check`, as seqeval does: without a type this raises first.
    width = 0 if output_dict else max(max(map(len, counts.names)), len("weighted avg"), digits)
    if check is not None:
        check()
    rows = list(zip(counts.names, *scores(counts, average=None, zero_division=zero_division)))
    ends = [(f"{average} avg", *scores(counts, average=average, zero_division=zero_division)) for average in AVERAGES]
    if output_dict:
        keys = ("precision", "recall", "f1-score")
        return {
            name: {**{key: float(value) for key, value in zip(keys, row)}, "support": int(row[3])} for name, *row in [*rows, *ends]
        }
    lines = ["{:>{width}s}  {:>9} {:>9} {:>9} {:>9}".format("", "precision", "recall", "f1-score", "support", width=width), ""]
    for group in (rows, ends):
        lines += [
            "{:>{width}s}  {:>9.{digits}f} {:>9.{digits}f} {:>9.{digits}f} {:>9}".format(*row, width=width, digits=digits)
            for row in group
        ]
        lines.append("")
    return "\n".join(lines)
