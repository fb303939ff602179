"""`Report`: the scores of one call of `mihak.score`."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mihak import _threads
from mihak._mihak import Scores

_MEASURES = ("precision", "recall", "f1")
_AVERAGES = ("micro", "macro", "weighted")


class Report:
    """Scores, their intervals, and the signature that says what they measure.

    `print(report)` shows the tables of the program. `report.rows()` has every measure; `f1` and its neighbours are the exact measure over all
    types (span and type must be right; micro average), which is what CoNLL and seqeval call F1.
    """

    def __init__(self, score: Callable[[bool, list[str]], Scores], failures: dict[str, str] | None = None) -> None:
        """Score now. `score` is asked again when somebody wants errors, with `True`, or a page, with more options of the program."""
        self._score = score
        self._scores = score(False, [])
        self.failures: dict[str, str] = failures or {}
        """Documents whose prediction could not be counted, each with why; their gold counts as missed. Only what was merged has some."""
        self._rows: list[dict[str, Any]] | None = None
        self._errors: list[dict[str, Any]] | None = None

    def rows(self) -> list[dict[str, Any]]:
        """Every value as a row of scores.csv: one dict a value.

        Keys are system, version, corpus, split, task, match, bound, orth, view, label, measure, value, lo, hi, support, articles and
        signature. `value`, `lo` and `hi` are floats as they were computed, or None where they are undefined.
        """
        if self._rows is None:
            self._rows = self._scores.rows()
        return [dict(row) for row in self._rows]

    def errors(self) -> list[dict[str, Any]]:
        """Every error as a row of errors.csv: one dict an error, with offsets in code points of its article.

        Keys are article, view, error, gold_start, gold_end, gold_text, gold_label, pred_start, pred_end, pred_text, pred_label, iou, residue and context;
        those of a side that is missing are None or empty. The first call scores again, because errors cost time; the input must not have
        changed since.
        """
        if self._errors is None:
            self._errors = self._score(True, []).errors()
        return [dict(row) for row in self._errors]

    def frame(self) -> Any:
        """`rows()` as a pandas DataFrame; as a polars DataFrame where only polars is installed; as they are where neither is."""
        return frame_of(self.rows())

    def confusion(self) -> dict[str, dict[str, int]]:
        """How often which type was predicted where gold has which, over the pairs of the scorer.

        The outer key is the type of gold, the inner one that of the prediction. `None` cannot be a type, so what has no other side stands under
        "∅": a type of gold that was missed, or a prediction that gold has not. What was right stands under the same type twice.
        """
        found: dict[str, dict[str, int]] = {}
        for row in self.rows():
            gold, arrow, predicted = row["label"].partition("→")
            if row["match"] == "confusion" and arrow and row["value"]:
                found.setdefault(gold, {})[predicted] = int(row["value"])
        return found

    @property
    def name(self) -> str:
        """The name of the prediction in results."""
        return self._scores.name

    def _main(self, label: str | None = None) -> dict[str, dict[str, dict[str, Any]]]:
        """The rows of the exact measure, by label and measure."""
        if self._rows is None:
            self._rows = self._scores.rows()
        found: dict[str, dict[str, dict[str, Any]]] = {}
        for row in self._rows:
            strict = row["match"] == "exact" and row["bound"] == "char" and row["orth"] == "raw"
            if strict and row["measure"] in _MEASURES and label in (None, row["label"]):
                found.setdefault(row["label"], {})[row["measure"]] = row
        return found

    def _value(self, measure: str) -> float | None:
        row = self._main("micro").get("micro", {}).get(measure)
        return None if row is None else row["value"]

    @property
    def precision(self) -> float | None:
        """The share of 1 of predicted mentions that are in gold. None if nothing was predicted, or if no mentions were scored."""
        return self._value("precision")

    @property
    def recall(self) -> float | None:
        """The share of 1 of gold mentions that were predicted. None if gold has none, or if no mentions were scored."""
        return self._value("recall")

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall, a share of 1. None if there is no mention on either side."""
        return self._value("f1")

    @property
    def intervals(self) -> dict[str, tuple[float, float] | None]:
        """The 95 % intervals of `precision`, `recall` and `f1`, as shares of 1; None where none can be drawn."""
        rows = self._main("micro").get("micro", {})
        return {measure: _interval(rows.get(measure)) for measure in _MEASURES}

    @property
    def signature(self) -> str | None:
        """The line that says what `f1` measures, on what, and how its interval was drawn. Numbers with equal lines may be compared."""
        row = self._main("micro").get("micro", {}).get("f1")
        return None if row is None else str(row["signature"])

    @property
    def remarks(self) -> list[str]:
        """What the program tells beside the scores: how the input was read, and what was left out."""
        return self._scores.remarks

    def __str__(self) -> str:
        """The tables that `mihak score` prints."""
        return self._scores.tables().rstrip("\n")

    def __repr__(self) -> str:
        """Precision, recall and F1 on one line."""
        return f"<mihak.Report precision={_shown(self.precision)} recall={_shown(self.recall)} f1={_shown(self.f1)}>"

    def _table(self) -> list[list[str]]:
        """Type, precision, recall, F1, interval and number of gold mentions: types by name, averages at the end."""
        main = self._main()
        labels = sorted(label for label in main if label not in _AVERAGES) + [label for label in _AVERAGES if label in main]
        table = []
        for label in labels:
            rows = main[label]
            values = [_shown(rows[measure]["value"] if measure in rows else None) for measure in _MEASURES]
            interval = _interval(rows.get("f1"))
            shown = "–" if interval is None else f"{interval[0]:.4f}–{interval[1]:.4f}"
            table.append([label, *values, shown, str(next(iter(rows.values()))["support"])])
        return table

    def to_markdown(self) -> str:
        """The table of types as Markdown, with the signature under it. Labels are escaped."""
        lines = ["| type | P | R | F1 | 95 % | gold |", "|---|--:|--:|--:|--:|--:|"]
        lines += ["| " + " | ".join([_markdown(row[0]), *row[1:]]) + " |" for row in self._table()]
        if self.signature is not None:
            lines += ["", f"`{self.signature}`"]
        return "\n".join(lines) + "\n"

    def to_latex(self) -> str:
        """The tables that `mihak score --latex` prints, for a paper."""
        return self._scores.latex()

    def to_html(self) -> str:
        """The page that `mihak score --html` writes: one HTML file with tables, figures, and the texts with their errors.

        It scores again: the input must not have changed since.
        """
        _threads.used()
        with TemporaryDirectory(prefix="mihak-") as folder:
            page = Path(folder) / "page.html"
            self._score(False, [f"--html={page}", "--quiet"])
            return page.read_text(encoding="utf-8")

    def _repr_html_(self) -> str:
        """The table of types for notebooks. Everything is escaped; Arabic labels run from right to left by themselves."""
        head = "".join(f"<th>{name}</th>" for name in ("type", "P", "R", "F1", "95 %", "gold"))
        body = "".join(
            '<tr><th dir="auto">' + escape(row[0]) + "</th>" + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>"
            for row in self._table()
        )
        note = "" if self.signature is None else f"<p><code>{escape(self.signature)}</code></p>"
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def frame_of(rows: list[dict[str, Any]]) -> Any:
    """Rows as a pandas DataFrame; as a polars DataFrame where only polars is installed; as they are where neither is."""
    try:
        import pandas
    except ImportError:
        pass
    else:
        return pandas.DataFrame(rows)
    try:
        import polars  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return rows
    return polars.DataFrame(rows, infer_schema_length=None)


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _interval(row: dict[str, Any] | None) -> tuple[float, float] | None:
    return None if row is None or row["lo"] is None else (row["lo"], row["hi"])


def _markdown(text: str) -> str:
    """The text without what Markdown or HTML would obey."""
    return "".join("\\" + c if c in "\\`*_{}[]()#+-.!|<>~&" else c for c in text.replace("\n", " "))
