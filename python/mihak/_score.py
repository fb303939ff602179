"""`score`: tags, spans or files, scored as the program `mihak score` scores files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mihak import _inputs, _mihak
from mihak._options import options as _options
from mihak._report import Report


def score(
    gold: Any,
    predicted: Any,
    tokens: Iterable[Iterable[str]] | str | None = None,
    *,
    texts: Iterable[str] | str | None = None,
    data: Any = None,
    labels: Iterable[str] | None = None,
    scheme: str | None = None,
    repair: str | None = None,
    view: str | None = None,
    overlap: float | None = None,
    undefined: str | None = None,
    missing: str | None = None,
    ignore_invisible: bool = False,
    seen: str | os.PathLike[str] | None = None,
    offset_unit: str | None = None,
    format: str | None = None,
    gold_format: str | None = None,
    articles: str | os.PathLike[str] | None = None,
    resamples: int | None = None,
    seed: int | None = None,
    name: str | None = None,
    jobs: int | None = None,
) -> Report:
    """Score a prediction against gold.

    The numbers are those of the program `mihak score`, to the last bit: lists are written as the file that they would be, in memory, and scored
    by the same code. Python threads go on meanwhile.

    Args:
        gold: One of four things. Lists of tags, one list a sentence, in any scheme; tags may be numbers if `labels` names them. With `texts`,
            one list of spans a text, each span `(start, end, label)` or a dict with these keys. Documents of spaCy. Or the path of a file or
            folder. Lists may be columns of pandas, polars, Arrow or a dataset of Hugging Face.
        predicted: The same, for the same sentences or texts.
        tokens: For tags, one list of tokens a sentence, as long as the lists of tags. Without tokens, measures that look at letters (clitic
            bounds, folded spelling, names of an article) say nothing: each token is then the number of its place.
        texts: For spans, the texts. Start and end count code points from 0, as `str` does; the end is behind the last.
        data: A frame of pandas or polars, a table of Arrow, a dataset of Hugging Face, or a dict of columns. `gold`, `predicted`, `tokens` and
            `texts` are then names of its columns. Tags that are numbers of a dataset have the names that its features give them.
        labels: The names of tags that are numbers, in their order.
        scheme: IOB1, IOB2, IOE1, IOE2, IOBES, BILOU, BMEWO or IO. Detected over both sides if not given.
        repair: How tags that break the scheme are read: "none" (refused, the default), "conlleval" or "discard".
        view: A map of labels: flat, wojood, conll4, names, or the path of a .toml file. Labels are scored as they are without one.
        overlap: The least share of 1 of a gold mention that a prediction must share to overlap it, for partial and type.
        undefined: What an undefined ratio counts as in macro and weighted averages: "zero" (the default) or "skip".
        missing: "count" counts text that the prediction lacks at the end of an article as missed.
        ignore_invisible: Whether texts are compared without invisible marks.
        seen: A file of training data; mentions are then also scored by whether they occur in it.
        offset_unit: For spans and files, what offsets count: bytes, chars, utf16 or graphemes. Spans without it count code points.
        format: For files, their format. Detected if not given.
        gold_format: For files, the format of gold, if it is another.
        articles: For files without text, the folder of articles.
        resamples: Replicates of the 95 % intervals; 0 for none. 1,000 if not given.
        seed: The seed of the replicates.
        name: The name of the prediction in results.
        jobs: Native threads, 1 to 512. One for each core if not given.

    Returns:
        The report. Its ratios are shares of 1.

    Raises:
        Error: The input breaks its scheme, does not fit together, or holds nothing to score. The text says where.
        TypeError: Something is no list, no tag or no span.

    Sources: the exact measure is that of CoNLL-2003 (Tjong Kim Sang and De Meulder 2003), partial and type those of SemEval-2013 task 9;
    intervals are a Poisson bootstrap over articles. The book's page of measures defines each.
    """
    options = _options(
        scheme=scheme, repair=repair, view=view, overlap=overlap, undefined=undefined, missing=missing, ignore_invisible=ignore_invisible,
        seen=seen, resamples=resamples, seed=seed, name=name, jobs=jobs,
    )  # fmt: skip
    files = {"format": format, "gold_format": gold_format, "articles": articles}
    if data is None and isinstance(gold, (str, os.PathLike)) and isinstance(predicted, (str, os.PathLike)):
        for what, given in (("tokens", tokens), ("texts", texts), ("labels", labels)):
            if given is not None:
                raise TypeError(f"`{what}` belongs to lists, and gold and predicted are paths")
        options += _options(offset_unit=offset_unit, **files)
        ours, theirs = gold, predicted
        return Report(lambda errors, more: _mihak.score_files(ours, theirs, options + more, errors))
    for what, value in files.items():
        if value is not None:
            raise TypeError(f"`{what}` belongs to files, and gold and predicted are lists")
    side = Sides.of(gold, predicted, tokens, texts, data, labels)
    if side.texts is not None:
        options += _options(offset_unit=offset_unit or "chars")
        held = side.texts
        return Report(lambda errors, more: _mihak.score_spans(side.gold, side.predicted, held, options + more, errors))
    if offset_unit is not None:
        raise TypeError("`offset_unit` belongs to spans and files")
    return Report(lambda errors, more: _mihak.score_tags(side.gold, side.predicted, side.tokens, side.labels, options + more, errors))


@dataclass
class Sides:
    """Gold and a prediction as lists, whatever they were."""

    gold: Any
    predicted: Any
    tokens: Any
    texts: list[str] | None
    labels: list[str] | None

    @staticmethod
    def of(gold: Any, predicted: Any, tokens: Any, texts: Any, data: Any, labels: Iterable[str] | None) -> Sides:
        """The sides that arguments of `score` are."""
        names = None if labels is None else list(labels)
        if data is not None:
            given = {"gold": gold, "predicted": predicted, "tokens": tokens, "texts": texts}
            columns = {what: None if name is None else _inputs.taken(data, name, what) for what, name in given.items()}
            classes = {what: _inputs.class_names(data, given[what]) for what in ("gold", "predicted")}
            gold, predicted, tokens, texts = columns.values()
            if classes["gold"] or classes["predicted"]:
                if names is not None:
                    raise TypeError("`labels` is given, and the dataset names its tags itself")
                # A prediction is often a column of bare numbers: these are those of gold.
                gold = _inputs.named(gold, classes["gold"] or classes["predicted"] or [], "gold")
                predicted = _inputs.named(predicted, classes["predicted"] or classes["gold"] or [], "predicted")
        elif isinstance(gold, (str, os.PathLike)) or isinstance(predicted, (str, os.PathLike)):
            raise TypeError("gold and predicted must be both paths, or both lists")
        gold, predicted, tokens, texts = (None if side is None else _inputs.column(side) for side in (gold, predicted, tokens, texts))
        gold, predicted, texts = _inputs.docs(gold, predicted, texts)
        if texts is not None and (tokens is not None or names is not None):
            raise TypeError("`texts` belongs to spans, `tokens` and `labels` belong to tags: give one of them")
        return Sides(gold, predicted, tokens, None if texts is None else list(texts), names)
