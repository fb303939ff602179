"""The strict mode of seqeval: only mentions that are legal in a scheme count."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from mihak._mihak import seqeval_strict
from mihak.seqeval import _scores
from mihak.seqeval._scores import ALL, Counts, Scores, check_average, check_consistent_length
from mihak.seqeval.scheme import Entities, Token, auto_detect, is_scheme, name_of

__all__ = ["SCORES", "check_consistent_length", "classification_report", "precision_recall_fscore_support", "unique_labels"]

SCORES = Scores


def _counts(y_true: Any, y_pred: Any, scheme: Any, suffix: bool) -> Counts:
    """The counts of both sides under a scheme; they have the same lengths."""
    known = seqeval_strict(y_true, y_pred, bool(suffix), name_of(scheme, y_true, suffix))
    if known is None:
        # These are lists of what is no string; the entities of one side say so.
        sides = [{entity.to_tuple() for row in Entities(side, scheme, suffix).entities for entity in row} for side in (y_true, y_pred)]
        names = sorted({entity[1] for side in sides for entity in side})
        by = [[{entity for entity in side if entity[1] == name} for side in sides] for name in names]
        return Counts(names, [(len(gold & found), len(found), len(gold)) for gold, found in by])
    return Counts(*known[:2])


def unique_labels(y_true: Any, y_pred: Any, scheme: type[Token], suffix: bool = False) -> list[str]:
    """The types of all legal mentions of both sides, in order."""
    return sorted(Entities(y_true, scheme, suffix).unique_tags | Entities(y_pred, scheme, suffix).unique_tags)


def precision_recall_fscore_support(
    y_true: Any,
    y_pred: Any,
    *,
    average: str | None = None,
    warn_for: Container[str] = ALL,
    beta: float = 1.0,
    sample_weight: Any = None,
    zero_division: Any = "warn",
    scheme: Any = None,
    suffix: bool = False,
    **kwargs: Any,
) -> Scores:
    """Precision, recall, F score (shares of 1) and number of gold mentions that are legal in `scheme`.

    Args are those of `mihak.seqeval.metrics.sequence_labeling.precision_recall_fscore_support`. More of them are taken and not used.
    """
    check_average(average, beta)
    check_consistent_length(y_true, y_pred)
    counts = _counts(y_true, y_pred, scheme, suffix)
    return _scores.scores(counts, average=average, warn_for=warn_for, beta=beta, zero_division=zero_division)


def classification_report(
    y_true: Any,
    y_pred: Any,
    *,
    sample_weight: Any = None,
    digits: int = 2,
    output_dict: bool = False,
    zero_division: Any = "warn",
    suffix: bool = False,
    scheme: Any = None,
) -> str | dict[str, dict[str, float]]:
    """The report of `mihak.seqeval.classification_report` with `mode="strict"`. A scheme is detected from gold if none is given."""
    check_consistent_length(y_true, y_pred)
    if scheme is None or not is_scheme(scheme):
        scheme = auto_detect(y_true, suffix)
    counts = _counts(y_true, y_pred, scheme, suffix)
    return _scores.report(counts, digits=digits, output_dict=output_dict, zero_division=zero_division)
