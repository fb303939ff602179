"""`compare`: predictions over one gold, side by side, as the program `mihak cmp` compares systems."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mihak import _mihak, _threads
from mihak._options import options
from mihak._report import Report, frame_of


class Comparison:
    """Predictions side by side: paired differences with intervals, p and q; and tiers, if there are three or more.

    `print(comparison)` shows the tables of `mihak cmp`.
    """

    def __init__(self, compared: _mihak.Compared) -> None:
        """Made by `compare`."""
        self._compared = compared

    def rows(self) -> list[dict[str, Any]]:
        """Every pair of every measure as a row of `mihak cmp --csv`: one dict a pair.

        Keys are corpus, split, task, view, match, bound, orth, label, measure, first, second, first_value, second_value, difference (second
        minus first), lo and hi (its 95 % interval), p, q, detectable, articles, signature, first_tier and second_tier. Numbers are as they
        were computed, or None where they are undefined.
        """
        return self._compared.rows()

    def frame(self) -> Any:
        """`rows()` as a pandas DataFrame; as a polars DataFrame where only polars is installed; as they are where neither is."""
        return frame_of(self.rows())

    def to_markdown(self) -> str:
        """The tables that `mihak cmp --md` prints."""
        return self._compared.markdown()

    def to_latex(self) -> str:
        """The tables that `mihak cmp --latex` prints, for a paper."""
        return self._compared.latex()

    def __str__(self) -> str:
        """The tables that `mihak cmp` prints."""
        return self._compared.tables().rstrip("\n")

    def __repr__(self) -> str:
        """The predictions that are compared, and the number of pairs."""
        rows = self.rows()
        names = dict.fromkeys(name for row in rows for name in (row["first"], row["second"]))
        return f"<mihak.Comparison of {', '.join(names)}: {len(rows)} pairs>"


def compare(
    a: Report, b: Report, *others: Report, names: Iterable[str] | None = None, all: bool = False, resamples: int = 1000, seed: int = 1
) -> Comparison:
    """Compare reports of two or more predictions that were scored against one gold.

    The numbers are those of `mihak cmp`, to the last bit: replicates draw the same articles for all predictions.

    Args:
        a: The report of the first prediction.
        b: That of the second. Differences are second minus first.
        others: More of them. With three or more, every pair is compared, and predictions that cannot be told apart share a tier.
        names: What they are called. Without it they have the names that were given to `score`, or, if these are not different, 1, 2, 3.
        all: Whether every measure is compared; otherwise the five main ones.
        resamples: Replicates, 100 to 100000.
        seed: Their seed.

    Raises:
        Error: They measure different things, or were scored against different gold. The text names what differs.

    Sources: p is that of a paired bootstrap over articles; q is the false discovery rate of Benjamini and Hochberg (1995) over the measures that
    are compared, or, for tiers, of Benjamini and Yekutieli (2001) over all pairs of a measure.
    """
    reports = [a, b, *others]
    for report in reports:
        if not isinstance(report, Report):
            raise TypeError(f"`compare` takes reports, which `mihak.score` makes, and one is of type {type(report).__name__}")
    called = [report.name for report in reports] if names is None else list(names)
    if names is None and len(set(called)) < len(called):
        called = [str(at) for at in range(1, len(called) + 1)]
    if len(called) != len(reports):
        raise TypeError(f"{len(called)} names are given for {len(reports)} reports")
    if len(set(called)) < len(called):
        raise TypeError(f"each of the names must be another: {', '.join(called)}")
    _threads.used()
    return Comparison(_mihak.compare(called, [report._scores for report in reports], all, options(resamples=resamples, seed=seed)))
