"""`agree`: how far two annotations of the same texts agree, as the program `mihak agree` says."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from typing import Any

from mihak import _mihak, _threads
from mihak._options import options
from mihak._report import frame_of
from mihak._score import Sides


class Agreement:
    """Figures of agreement with their intervals. `print(agreement)` shows the tables of `mihak agree`."""

    def __init__(self, found: _mihak.Agreement) -> None:
        """Made by `agree`."""
        self._found = found

    def rows(self) -> list[dict[str, Any]]:
        """Every figure of every split as a row of `mihak agree --csv`: one dict a figure.

        Keys are split, task, match, label, measure, value, lo, hi, compared, a, b, both and articles. Values are as they were computed, or None
        where they are undefined.
        """
        return self._found.rows()

    def frame(self) -> Any:
        """`rows()` as a pandas DataFrame; as a polars DataFrame where only polars is installed; as they are where neither is."""
        return frame_of(self.rows())

    def disagreements(self) -> list[dict[str, str]]:
        """Every disagreement: article, layer, start, end, text, a, b and kind, as the program writes them. Offsets are code points."""
        return list(csv.DictReader(io.StringIO(self._found.disagreements())))

    def _value(self, match: str) -> float | None:
        # All articles stand last.
        found = [row["value"] for row in self.rows() if row["task"] == "entities" and row["match"] == match and row["label"] == "*"]
        return found[-1] if found else None

    @property
    def f1(self) -> float | None:
        """Strict F1 of entities over all articles (share of 1); None where there are none."""
        return self._value("exact")

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa of the labels of entities with the same span; None where it is undefined."""
        return self._value("label")

    @property
    def remarks(self) -> list[str]:
        """How the annotations were read, and what was not compared."""
        return self._found.remarks

    def to_markdown(self) -> str:
        """The tables that `mihak agree --md` prints."""
        return self._found.markdown()

    def __str__(self) -> str:
        """The tables that `mihak agree` prints."""
        return self._found.tables().rstrip("\n")


def agree(
    a: Any,
    b: Any,
    tokens: Any = None,
    *,
    texts: Any = None,
    data: Any = None,
    labels: Iterable[str] | None = None,
    scheme: str | None = None,
    repair: str | None = None,
    format: str | None = None,
    articles: str | os.PathLike[str] | None = None,
    resamples: int | None = None,
    seed: int | None = None,
) -> Agreement:
    """Compare two annotations of the same texts.

    Args:
        a: As gold of `score`: lists of tags with `tokens`, lists of spans with `texts`, documents of spaCy, or the path of a file or folder. Each
            list is an article. Errors about lists call the first `gold` and the second `predicted`.
        b: The same of the second annotator.
        tokens: For tags, their tokens.
        texts: For spans, the texts.
        data: As for `score`.
        labels: As for `score`.
        scheme: As for `score`.
        repair: As for `score`.
        format: For files, their format. Detected if not given.
        articles: For files without text, the folder of articles.
        resamples: Replicates of the 95 % intervals; 0 for none.
        seed: Their seed.

    Raises:
        Error: They are not of the same texts, or have no layer in common.
    """
    _threads.used()
    given = options(scheme=scheme, repair=repair, resamples=resamples, seed=seed)
    if data is None and isinstance(a, (str, os.PathLike)) and isinstance(b, (str, os.PathLike)):
        for what, value in (("tokens", tokens), ("texts", texts), ("labels", labels)):
            if value is not None:
                raise TypeError(f"`{what}` belongs to lists, and both annotations are paths")
        return Agreement(_mihak.agree_files(a, b, given + options(format=format, articles=articles)))
    for what, value in (("format", format), ("articles", articles)):
        if value is not None:
            raise TypeError(f"`{what}` belongs to files, and the annotations are lists")
    side = Sides.of(a, b, tokens, texts, data, labels)
    if side.texts is not None:
        return Agreement(_mihak.agree_spans((side.gold, side.predicted), side.texts, [*given, "--offset-unit=chars"]))
    if side.tokens is None:
        raise TypeError("agreement is of texts: give `tokens` with tags, or `texts` with spans")
    return Agreement(_mihak.agree_tags((side.gold, side.predicted), side.tokens, side.labels, given))
