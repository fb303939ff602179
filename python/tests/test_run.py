"""`mihak.run` counts what functions of Python find as `mihak run` counts systems."""

import csv
import subprocess
import sys

import pytest

import mihak


def test_a_function_that_answers_as_a_system_of_the_package_has_its_scores(tmp_path):
    extractor, tokenizer = mihak.extractor("union"), mihak.tokenizer("clitics-d3")
    given = {"mine": extractor, "union": None, "cut": tokenizer, "clitics-d3": None, "bare": lambda text: [found[1:3] for found in tokenizer(text)]}
    run = mihak.run(given, "news", splits="dev", schemes={"cut": "d3", "bare": "d3"})
    values = lambda system: [(row["label"], row["measure"], row["match"], row["view"], row["value"], row["lo"], row["hi"]) for row in run.rows() if row["system"] == system]
    assert values("mine") == values("union") and values("cut") == values("clitics-d3") and len(values("mine")) > 100
    assert run.value("bare", "f1", match="span", label="*") == run.value("cut", "f1", match="span", label="*")
    assert run.failures == {} and "mine" in str(run)
    command = [sys.executable, "-m", "mihak", "run", "-q", "-s", "union", "-c", "news", "--split", "dev", "--out", str(tmp_path)]
    assert subprocess.run(command, capture_output=True).returncode == 0
    wanted = list(csv.DictReader((tmp_path / "scores.csv").open(encoding="utf-8", newline="")))
    shown = lambda value: "" if value is None else f"{value:.6f}"
    assert [shown(row["value"]) for row in run.rows() if row["system"] == "union"] == [row["value"] for row in wanted]


def test_a_function_that_raises_or_answers_out_of_contract_has_no_answer_there():
    def broken(text):
        raise ValueError("no idea")

    run = mihak.run({"raises": broken, "outside": lambda text: [(0, 10**6, "GPE")], "bad": lambda text: [("a", "b")]}, "news", splits="dev")
    assert set(run.failures) == {"raises × news", "outside × news", "bad × news"} and len(set(run.failures.values())) == 1
    said = {error["system"]: error["pred_text"] for error in run.errors() if error["error"] == "failure"}
    assert "ValueError: no idea" in said["raises"] and "1000000" in said["outside"], said
    assert run.value("raises", "recall") == 0.0


def test_systems_of_a_run_are_compared():
    extractor = mihak.extractor("union")
    run = mihak.run({"half": lambda text: extractor(text)[::2], "union": None}, "news", splits="dev")
    row = next(row for row in run.compare("half", "union").rows() if row["match"] == "exact" and row["measure"] == "recall")
    assert row["difference"] == run.value("union", "recall") - run.value("half", "recall") > 0
    with pytest.raises(mihak.Error, match="`other` is none of the systems"):
        run.compare("half", "other")


def test_what_cannot_be_run_is_named():
    for wrong, error, said in (
        (lambda: mihak.run({"none": None}), mihak.Error, "no extractor `none`"),
        (lambda: mihak.run({"a": 3}), TypeError, "expected a function"),
        (lambda: mihak.run({"a": lambda text: []}, "nowhere"), mihak.Error, "nowhere"),
        (lambda: mihak.run({"a": lambda text: []}, schemes={"a": "d9"}), mihak.Error, "d9"),
        (lambda: mihak.run({"a": lambda text: []}, schemes={"b": "d3"}), TypeError, "`b` is no function"),
        (lambda: mihak.run({}), mihak.Error, "nothing selected"),
    ):
        with pytest.raises(error, match=said):
            wrong()
