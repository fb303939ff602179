"""Mihak on Ray Data: documents are counted by the workers, and scored where the report is asked for.

Nothing but integers leaves a worker. Rows of the report are equal to the last bit for any blocks, and to those of one process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mihak._counts import counts, merge
from mihak._mihak import Error
from mihak._report import Report
from mihak._systems import answers

_MERGED = ("name", "undefined", "resamples", "seed")


def _report(dataset: Any, wanted: list[str], count: Callable[[Any], Any], retries: int, merged: dict[str, Any]) -> Report:
    names = dataset.columns() or []
    missing = [name for name in wanted if names.count(name) != 1]
    if missing:
        raise Error(f"column `{missing[0]}` is not there once; the dataset has {', '.join(names)}")

    def work(batch: Any) -> Any:
        return count(batch).arrow()

    mapped = dataset.select_columns(wanted).map_batches(work, batch_format="pyarrow", max_retries=retries)
    parts = list(mapped.iter_batches(batch_format="pyarrow", batch_size=None))
    return merge(*parts, documents=dataset.count(), **merged)


def score(
    dataset: Any,
    documents: str = "id",
    gold: str = "gold",
    predicted: str = "predicted",
    tokens: str | None = None,
    *,
    texts: str | None = None,
    retries: int = 3,
    **given: Any,
) -> Report:
    """Score a dataset of Ray, one document a row.

    Args:
        dataset: The dataset.
        documents: The column of names, strings or whole numbers; each name is there once.
        gold: The column of gold: lists of tags; or, with `texts`, lists of spans with start, end and label.
        predicted: The same of the prediction.
        tokens: The column of tokens, for tags.
        texts: The column of texts, for spans.
        retries: How often a block is counted again when its worker dies.
        given: Options of `mihak.counts`, and of `mihak.merge`: name, undefined, resamples and seed.

    Raises:
        Error: As of `mihak.spark.score`.
    """
    merged = {name: given.pop(name) for name in _MERGED if name in given}

    def count(batch: Any) -> Any:
        return counts(documents, gold, predicted, tokens, texts=texts, data=batch, **given)

    beside = [name for name in (tokens, texts) if name is not None]
    return _report(dataset, [documents, gold, predicted, *beside], count, retries, merged)


def run(
    dataset: Any,
    system: str | Callable[[str], Any],
    documents: str = "id",
    gold: str = "gold",
    texts: str = "text",
    *,
    retries: int = 3,
    **given: Any,
) -> Report:
    """Run an extractor on the texts of a dataset of Ray, and score what it finds. Arguments are as for `mihak.spark.run`, `retries` as above."""
    merged = {"name": system if isinstance(system, str) else getattr(system, "__name__", None), **{name: given.pop(name) for name in _MERGED if name in given}}

    def count(batch: Any) -> Any:
        return answers(batch, system, documents, gold, texts, **given)

    return _report(dataset, [documents, gold, texts], count, retries, merged)
