"""`mihak.compare`: the rows of `mihak cmp`, to the last digit that it writes."""

import csv
import io
import subprocess
import sys

import pytest
from test_score import sentences, written

import mihak

FLOATS = ("first_value", "second_value", "difference", "lo", "hi", "p", "q", "detectable")


def program(*given):
    """What the program prints."""
    done = subprocess.run([sys.executable, "-m", "mihak", *map(str, given)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def worse(predicted, by):
    """The prediction without every so manieth mention."""
    left = [list(row) for row in predicted]
    starts = [(at, place) for at, row in enumerate(left) for place, tag in enumerate(row) if tag[0] == "B"]
    for at, place in starts[::by]:
        left[at][place] = "O"
        while place + 1 < len(left[at]) and left[at][place + 1][0] == "I":
            place += 1
            left[at][place] = "O"
    return left


def compared(tmp_path, count):
    """Rows of the program and of the package, for so many predictions, and both tables."""
    tokens, gold, first = sentences(21, count=120)
    predictions = {"a": first, "b": worse(first, 5), "c": worse(first, 2)}
    names = list(predictions)[:count]
    written(tmp_path / "gold", tokens, gold)
    for name in names:
        program("score", "-q", "--counts", tmp_path, "--name", name, tmp_path / "gold", written(tmp_path / name, tokens, predictions[name]))
    reports = [mihak.score(gold, predictions[name], tokens, name=name) for name in names]
    return names, reports


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("every", [False, True])
def test_every_row_is_that_of_cmp(tmp_path, count, every):
    names, reports = compared(tmp_path, count)
    wanted = list(csv.DictReader(io.StringIO(program("cmp", *names, "--results", tmp_path, "--csv", *(["--all"] if every else [])))))
    found = mihak.compare(*reports, all=every).rows()
    decimals = lambda value: "" if value is None else f"{value:.6f}"
    shown = [{key: decimals(value) if key in FLOATS else "" if value is None else str(value) for key, value in row.items()} for row in found]
    assert shown == wanted and len(wanted) >= 5 * count - 5
    if count == 3:
        assert {row["first_tier"] for row in found} >= {1}


def test_tables_are_those_of_cmp(tmp_path):
    names, reports = compared(tmp_path, 3)
    comparison = mihak.compare(*reports)
    assert str(comparison) == program("cmp", *names, "--results", tmp_path, "--wide").rstrip("\n")
    assert comparison.to_markdown() == program("cmp", *names, "--results", tmp_path, "--md")
    assert comparison.to_latex() == program("cmp", *names, "--results", tmp_path, "--latex")
    assert len(comparison.frame()) == len(comparison.rows())
    assert repr(comparison).startswith("<mihak.Comparison of a, b, c")


def test_what_cannot_be_compared_is_refused():
    tokens, gold, predicted = sentences(4)
    one = mihak.score(gold, predicted, tokens)
    with pytest.raises(mihak.Error, match="corpus"):
        mihak.compare(one, mihak.score(gold[:-1], predicted[:-1], tokens[:-1]))
    with pytest.raises(mihak.Error, match="undefined"):
        mihak.compare(one, mihak.score(gold, predicted, tokens, undefined="skip"))
    with pytest.raises(mihak.Error, match="100 to 100000"):
        mihak.compare(one, one, resamples=0)
    with pytest.raises(TypeError, match="takes reports"):
        mihak.compare(one, gold)
    with pytest.raises(TypeError, match="must be another"):
        mihak.compare(one, one, names=["x", "x"])
    with pytest.raises(TypeError, match="3 names"):
        mihak.compare(one, one, names=["x", "y", "z"])


def test_merged_counts_are_compared_as_lists_are():
    tokens, gold, predicted = sentences(8, count=80)
    names = [f"{at:04}" for at in range(1, 81)]
    lists = mihak.compare(*(mihak.score(gold, side, tokens, scheme="IOB2") for side in (predicted, worse(predicted, 3)))).rows()
    parts = mihak.compare(*(mihak.merge(mihak.counts(names, gold, side, tokens)) for side in (predicted, worse(predicted, 3)))).rows()
    assert [{**row, "signature": ""} for row in lists] == [{**row, "signature": ""} for row in parts]
