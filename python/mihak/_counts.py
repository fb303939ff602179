"""`counts` and `merge`: documents are counted in parts, anywhere and in any order, and scored together."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

from mihak import _inputs, _mihak
from mihak._options import options
from mihak._report import Report
from mihak._score import Sides

INTEGERS = ("tp", "fp", "fn", "tn")
"""The columns of integers. What they are says the measure; for most: right, spurious, missed, and 0."""

COLUMNS = ("document", "key", *INTEGERS, "made")
"""The columns of counts."""


class Counts:
    """Integers of documents: the only thing that leaves a worker.

    A row is a document, what was counted (`entities|exact|char|raw|as-is|PERS`), four integers, and how it was counted. Each document has one row
    with the key `document`, which holds hashes of its gold and its prediction. A key that begins with `failed: ` says why a prediction could not
    be counted; one that begins with `refused: ` why a document could not, which `merge` raises.
    """

    def __init__(self, columns: dict[str, list[Any]]) -> None:
        """These columns: document, key, tp, fp, fn, tn and made."""
        self.columns = columns

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.columns["document"])

    def arrow(self) -> Any:
        """The columns as a table of pyarrow."""
        return _inputs.pyarrow().table(self.columns, schema=arrow_schema())

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """The columns for whoever reads Arrow; pyarrow must be installed."""
        return self.arrow().__arrow_c_stream__(requested_schema)


def arrow_schema() -> Any:
    """The columns of counts and their types, for pyarrow."""
    arrow = _inputs.pyarrow()
    text, integer = arrow.string(), arrow.int64()
    return arrow.schema([(name, integer if name in INTEGERS else text) for name in COLUMNS])


def counts(
    documents: Any,
    gold: Any,
    predicted: Any,
    tokens: Any = None,
    *,
    texts: Any = None,
    data: Any = None,
    labels: Iterable[str] | None = None,
    failed: Iterable[str | None] | None = None,
    scheme: str | None = None,
    repair: str | None = None,
    view: str | None = None,
    overlap: float | None = None,
    missing: str | None = None,
    ignore_invisible: bool = False,
    seen: str | os.PathLike[str] | None = None,
    offset_unit: str | None = None,
    jobs: int | None = None,
) -> Counts:
    """Count documents one by one. `merge` makes a report of the counts of all of them.

    Nothing depends on which documents are counted together. A document whose prediction cannot be read counts as missed, and `merge` names it; one
    whose gold cannot be read, or that is null, is refused by `merge`.

    Args:
        documents: The name of each document, a string or a whole number. No two may have the same.
        gold: As for `score`: tags, one list a document, or spans with `texts`.
        predicted: The same.
        tokens: As for `score`.
        texts: As for `score`.
        data: As for `score`; `documents` is then the name of a column, too.
        labels: As for `score`.
        failed: For each document None, or why there is no prediction.
        scheme: The scheme of tags; IOB2 if not given. It is never detected, because parts could differ.
        repair: As for `score`, and so are those behind it.
        view: A map of labels.
        overlap: The least share of 1 that mentions must share.
        missing: "count" counts text that a prediction lacks at its end as missed.
        ignore_invisible: Whether texts are compared without invisible marks.
        seen: A file of training data, which every worker must have.
        offset_unit: What offsets of spans count; code points if not given.
        jobs: Native threads; 1 if not given.

    Raises:
        Error: An option is wrong. What is wrong with documents is among the counts.
    """
    given = options(
        repair=repair, view=view, overlap=overlap, missing=missing, ignore_invisible=ignore_invisible, seen=seen, jobs=jobs,
    )  # fmt: skip
    if data is not None:
        documents = _inputs.taken(data, documents, "documents")
    side = Sides.of(gold, predicted, tokens, texts, data, labels)
    names, why = _inputs.column(documents), None if failed is None else list(failed)
    if side.texts is not None:
        if scheme is not None:
            raise TypeError("`scheme` belongs to tags, and spans have none")
        given += options(offset_unit=offset_unit or "chars")
        found = _mihak.count_spans(names, (side.gold, side.predicted), side.texts, why, given)
    else:
        if offset_unit is not None:
            raise TypeError("`offset_unit` belongs to spans")
        given += options(scheme=scheme or "IOB2")
        found = _mihak.count_tags(names, (side.gold, side.predicted), side.tokens, why, side.labels, given)
    rows, keys, integers, made = found
    return Counts({"document": rows, "key": keys, **dict(zip(INTEGERS, integers)), "made": [made] * len(rows)})


def _batches(parts: Iterable[Any]) -> Iterator[tuple[list[str], list[str], list[list[int]], list[str]]]:
    for part in parts:
        columns = part.columns if isinstance(part, Counts) else {name: _inputs.taken(part, name, name) for name in COLUMNS}
        yield columns["document"], columns["key"], [columns[name] for name in INTEGERS], columns["made"]


def merge(
    *parts: Any, documents: int | None = None, name: str | None = None, undefined: str | None = None, resamples: int | None = None,
    seed: int | None = None,
) -> Report:  # fmt: skip
    """Make one report of counts, in whatever parts and order they come.

    Rows of the report are equal to the last bit, however documents were dealt to parts. Replicates draw documents by their names.

    Args:
        parts: `Counts`, tables of Arrow, or frames with their columns.
        documents: The number of documents that there must be, if it is known: a part that is missing is then an error.
        name: The name of the prediction in results.
        undefined: As for `score`.
        resamples: As for `score`.
        seed: As for `score`.

    Raises:
        Error: Documents are missing, were refused, or are there twice; or parts were counted by other versions or with other options.
    """
    given = options(name=name, undefined=undefined, resamples=resamples, seed=seed)
    scores, failures = _mihak.merge(_batches(parts), documents, given)

    def again(errors: bool, more: list[str]) -> _mihak.Scores:
        if errors or more:
            raise _mihak.Error("counts hold no texts, so that there are neither errors nor a page of them: score the documents in question")
        return scores

    return Report(again, {document: " ".join(why.split()) for document, why in failures.items()})
