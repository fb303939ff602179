"""Mihak on Spark: documents are counted by the workers, and scored by the driver.

Nothing but integers leaves a worker. Rows of the report are equal to the last bit for any partitions, and to those of one process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mihak._counts import COLUMNS, INTEGERS, arrow_schema, counts, merge
from mihak._mihak import Error
from mihak._report import Report
from mihak._systems import answers

_SCHEMA = ", ".join(f"`{name}` {'bigint' if name in INTEGERS else 'string'}" for name in COLUMNS)

_MERGED = ("name", "undefined", "resamples", "seed")


def _report(frame: Any, wanted: list[str], count: Callable[[Any], Any], merged: dict[str, Any]) -> Report:
    """The report of a frame, whose batches `count` counts."""
    missing = [name for name in wanted if frame.columns.count(name) != 1]
    if missing:
        raise Error(f"column `{missing[0]}` is not there once; the frame has {', '.join(frame.columns)}")
    frame = frame.select(*(f"`{name}`" for name in wanted))

    def work(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            if batch.num_rows:
                yield from count(batch).arrow().cast(arrow_schema()).to_batches()

    table = frame.mapInArrow(work, _SCHEMA).toArrow()
    return merge(table, documents=frame.count(), **merged)


def score(
    frame: Any, documents: str = "id", gold: str = "gold", predicted: str = "predicted", tokens: str | None = None, *, texts: str | None = None, **given: Any
) -> Report:
    """Score a frame of Spark, one document a row.

    Args:
        frame: The frame of Spark.
        documents: The column of their names, strings or whole numbers; each name is there once.
        gold: The column of gold: lists of tags; or, with `texts`, lists of spans, structs with start, end and label.
        predicted: The same of the prediction.
        tokens: The column of tokens, for tags.
        texts: The column of texts, for spans.
        given: Options of `mihak.counts`, such as scheme and view, and of `mihak.merge`: name, undefined, resamples and seed.

    Returns:
        The report. `failures` has documents whose prediction could not be read; their gold counts as missed.

    Raises:
        Error: Documents are null, there twice, or cannot be read; or a worker has another version of mihak.
    """
    merged = {name: given.pop(name) for name in _MERGED if name in given}

    def count(batch: Any) -> Any:
        return counts(documents, gold, predicted, tokens, texts=texts, data=batch, **given)

    beside = [name for name in (tokens, texts) if name is not None]
    return _report(frame, [documents, gold, predicted, *beside], count, merged)


def run(
    frame: Any, system: str | Callable[[str], Any], documents: str = "id", gold: str = "gold", texts: str = "text", **given: Any
) -> Report:
    """Run an extractor on the texts of a frame of Spark, and score what it finds.

    Args:
        frame: The frame of Spark, one document a row.
        system: The name of an extractor of the package, such as "union", or a function from a text to its spans. Spark sends the function to its
            workers. A document on which it raises counts as missed, and is among the `failures` of the report.
        documents: The column of names.
        gold: The column of gold: lists of spans, structs with start, end and label, in code points.
        texts: The column of texts.
        given: As for `score`.
    """
    merged = {"name": system if isinstance(system, str) else getattr(system, "__name__", None), **{name: given.pop(name) for name in _MERGED if name in given}}

    def count(batch: Any) -> Any:
        return answers(batch, system, documents, gold, texts, **given)

    return _report(frame, [documents, gold, texts], count, merged)
