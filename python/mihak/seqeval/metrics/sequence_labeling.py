"""The default mode of seqeval, which reads tags as conlleval.pl does, and the functions that choose between both modes."""

from __future__ import annotations

import warnings
from collections.abc import Container
from typing import Any

from mihak._mihak import seqeval_entities, seqeval_loose, seqeval_tokens
from mihak.seqeval import _scores
from mihak.seqeval._scores import ALL, Counts, Scores, check_average, check_consistent_length
from mihak.seqeval.metrics import v1

_LETTERS = ("B", "I", "E", "S")
_TAGS = ("O", *_LETTERS)


def _remark(tag: object) -> None:
    warnings.warn(f"{tag} is no tag of a mention: expected one of {', '.join(_TAGS)}, a hyphen and a type", UserWarning, stacklevel=4)


def _flat(rows: Any, end: list[str]) -> Any:
    """All tags of lists of lists, with `end` behind each list. What holds no list is one list already."""
    if any(isinstance(row, list) for row in rows):
        return [tag for row in rows for tag in row + end]
    return rows


def get_entities(seq: Any, suffix: bool = False) -> list[tuple[str, int, int]]:
    """The mentions of a sequence of tags: type, first token and last token, from 0.

    Lists of lists are read as one sequence, with an `O` behind each list. `suffix` says that the letter stands behind the type (`PER-B`).

    >>> get_entities(["O", "B-PERS", "I-PERS", "B-GPE"])
    [('PERS', 1, 2), ('GPE', 3, 3)]
    """
    known = seqeval_entities(seq, suffix=bool(suffix))
    if known is None:
        return _entities(seq, suffix)
    for tag in known[1]:
        _remark(tag)
    return known[0]


def _entities(seq: Any, suffix: bool) -> list[tuple[str, int, int]]:
    """The mentions of what is no list of usual tags: whatever behaves as a sequence of strings, or fails as seqeval does."""
    before, before_label, start = "O", "", 0
    found = []
    for at, tag in enumerate(_flat(seq, ["O"]) + ["O"]):
        if tag not in list(_TAGS):
            fits = tag.endswith(tuple(f"-{letter}" for letter in _LETTERS)) if suffix else tag.startswith(tuple(f"{letter}-" for letter in _LETTERS))
            if not fits:
                _remark(tag)
        if suffix:
            here, label = tag[-1], tag[:-1].rsplit("-", 1)[0] or "_"
        else:
            here, label = tag[0], tag[1:].split("-", 1)[-1] or "_"
        if end_of_chunk(before, here, before_label, label):
            found.append((before_label, start, at - 1))
        if start_of_chunk(before, here, before_label, label):
            start = at
        before, before_label = here, label
    return found


def end_of_chunk(prev_tag: str, tag: str, prev_type: str, type_: str) -> bool:
    """Whether a mention ends between two neighbouring tokens, given the letters and types of both tags."""
    if prev_tag in ("E", "S") or (prev_tag in ("B", "I") and tag in ("B", "S", "O")):
        return True
    return prev_tag not in ("O", ".") and prev_type != type_


def start_of_chunk(prev_tag: str, tag: str, prev_type: str, type_: str) -> bool:
    """Whether a mention begins at the second of two neighbouring tokens, given the letters and types of both tags."""
    if tag in ("B", "S") or (prev_tag in ("E", "S", "O") and tag in ("E", "I")):
        return True
    return tag not in ("O", ".") and prev_type != type_


def _counts(y_true: Any, y_pred: Any, suffix: bool, check: bool) -> tuple[Counts, bool]:
    """The counts of both sides, and whether their lengths are known to agree. With `check`, lengths are looked at before tags."""
    known = seqeval_loose(y_true, y_pred, bool(suffix))
    if known is not None:
        even, (names, counts, odd) = known
        if check and not even:
            check_consistent_length(y_true, y_pred)
        for tag in odd:
            _remark(tag)
        return Counts(names, counts), even
    if check:
        check_consistent_length(y_true, y_pred)
    sides: list[dict[str, set[tuple[int, int]]]] = [{}, {}]
    for mentions, tags in zip(sides, (y_true, y_pred)):
        for label, start, end in get_entities(tags, suffix):
            mentions.setdefault(label, set()).add((start, end))
    names = sorted({*sides[0], *sides[1]})
    pairs = [tuple(side.get(name, set()) for side in sides) for name in names]
    return Counts(names, [(len(gold & found), len(found), len(gold)) for gold, found in pairs]), check


def precision_recall_fscore_support(
    y_true: Any,
    y_pred: Any,
    *,
    average: str | None = None,
    warn_for: Container[str] = ALL,
    beta: float = 1.0,
    sample_weight: Any = None,
    zero_division: Any = "warn",
    suffix: bool = False,
) -> Scores:
    """Precision, recall, F score (shares of 1) and number of gold mentions.

    Args:
        y_true: Gold tags, one list a sentence.
        y_pred: Predicted tags, in lists of the same lengths.
        average: None for arrays with one number a type, in the order of their names; "micro", "macro" or "weighted" for one number.
        warn_for: Which ratios give a warning where they have nothing to divide by.
        beta: How much recall weighs against precision.
        sample_weight: Taken and not used, as in seqeval.
        zero_division: What a ratio is that has nothing to divide by: 0, 1, or "warn" for 0 with a warning.
        suffix: Whether the letter stands behind the type.
    """
    check_average(average, beta)
    counts, _ = _counts(y_true, y_pred, suffix, check=True)
    return _scores.scores(counts, average=average, warn_for=warn_for, beta=beta, zero_division=zero_division)


def _one(
    name: str, y_true: Any, y_pred: Any, average: str | None, suffix: bool, mode: str | None, sample_weight: Any, zero_division: Any, scheme: Any
) -> Any:
    """One of the three scores, by name."""
    if mode == "strict" and scheme:
        found = v1.precision_recall_fscore_support(
            y_true, y_pred, average=average, warn_for=(name,), sample_weight=sample_weight, zero_division=zero_division, scheme=scheme, suffix=suffix
        )
    else:
        found = precision_recall_fscore_support(
            y_true, y_pred, average=average, warn_for=(name,), sample_weight=sample_weight, zero_division=zero_division, suffix=suffix
        )
    return found[ALL.index(name)]


def f1_score(
    y_true: Any,
    y_pred: Any,
    *,
    average: str | None = "micro",
    suffix: bool = False,
    mode: str | None = None,
    sample_weight: Any = None,
    zero_division: Any = "warn",
    scheme: Any = None,
) -> Any:
    """F1, a share of 1: the harmonic mean of precision and recall over mentions.

    Args are those of `precision_recall_fscore_support`; with `mode="strict"` and a `scheme` of `mihak.seqeval.scheme`, only mentions that are
    legal in the scheme count.

    >>> f1_score([["O", "B-PERS", "I-PERS", "B-GPE"]], [["O", "B-PERS", "O", "B-GPE"]])
    0.5
    """
    return _one("f-score", y_true, y_pred, average, suffix, mode, sample_weight, zero_division, scheme)


def precision_score(
    y_true: Any,
    y_pred: Any,
    *,
    average: str | None = "micro",
    suffix: bool = False,
    mode: str | None = None,
    sample_weight: Any = None,
    zero_division: Any = "warn",
    scheme: Any = None,
) -> Any:
    """Precision, a share of 1: how many predicted mentions are gold. Args are those of `f1_score`."""
    return _one("precision", y_true, y_pred, average, suffix, mode, sample_weight, zero_division, scheme)


def recall_score(
    y_true: Any,
    y_pred: Any,
    *,
    average: str | None = "micro",
    suffix: bool = False,
    mode: str | None = None,
    sample_weight: Any = None,
    zero_division: Any = "warn",
    scheme: Any = None,
) -> Any:
    """Recall, a share of 1: how many gold mentions were predicted. Args are those of `f1_score`."""
    return _one("recall", y_true, y_pred, average, suffix, mode, sample_weight, zero_division, scheme)


def _tokens(y_true: Any, y_pred: Any) -> list[Any]:
    """The tags of both sides in one list each: gold says whether they are lists of lists."""
    nested = any(isinstance(row, list) for row in y_true)
    return [[tag for row in side for tag in row] if nested else side for side in (y_true, y_pred)]


def accuracy_score(y_true: Any, y_pred: Any) -> Any:
    """The share of 1 of gold tokens whose tag is predicted. It counts `O` too, and so is high where mentions are few."""
    known = seqeval_tokens(y_true, y_pred)
    if known is not None:
        return known[0] / known[5]
    gold, predicted = _tokens(y_true, y_pred)
    return sum(ours == theirs for ours, theirs in zip(gold, predicted)) / len(gold)


def performance_measure(y_true: Any, y_pred: Any) -> dict[str, Any]:
    """Numbers of tokens: TP with the same tag on both sides that is not `O`, FP wrongly tagged, FN tagged in gold alone, TN `O` on both."""
    known = seqeval_tokens(y_true, y_pred)
    if known is not None:
        # A token with another tag than gold is wrong, also where gold has one.
        return {"TP": known[1], "FP": known[2], "FN": known[3], "TN": known[4]}
    gold, predicted = _tokens(y_true, y_pred)
    pairs = list(zip(gold, predicted))
    return {
        "TP": sum(ours == theirs for ours, theirs in pairs if ours != "O" or theirs != "O"),
        "FP": sum(ours != theirs and theirs != "O" for ours, theirs in pairs),
        "FN": sum(ours != "O" and theirs == "O" for ours, theirs in pairs),
        "TN": sum(ours == theirs == "O" for ours, theirs in pairs),
    }


def classification_report(
    y_true: Any,
    y_pred: Any,
    digits: int = 2,
    suffix: bool = False,
    output_dict: bool = False,
    mode: str | None = None,
    sample_weight: Any = None,
    zero_division: Any = "warn",
    scheme: Any = None,
) -> str | dict[str, dict[str, float]]:
    """The report of seqeval: precision, recall, F1 (shares of 1) and number of gold mentions by type, and three averages.

    Args:
        y_true: Gold tags, one list a sentence.
        y_pred: Predicted tags, in lists of the same lengths.
        digits: Decimals of the text.
        suffix: Whether the letter stands behind the type.
        output_dict: Whether dicts are wanted instead of text.
        mode: "strict" counts only mentions that are legal in the scheme.
        sample_weight: Taken and not used, as in seqeval.
        zero_division: What a ratio is that has nothing to divide by: 0, 1, or "warn" for 0 with a warning.
        scheme: In strict mode a scheme of `mihak.seqeval.scheme`; detected from gold if not given.
    """
    if mode == "strict":
        return v1.classification_report(
            y_true, y_pred, digits=digits, output_dict=output_dict, sample_weight=sample_weight, zero_division=zero_division, scheme=scheme, suffix=suffix
        )
    counts, even = _counts(y_true, y_pred, suffix, check=False)
    check = None if even else lambda: check_consistent_length(y_true, y_pred)
    return _scores.report(counts, digits=digits, output_dict=output_dict, zero_division=zero_division, check=check)
