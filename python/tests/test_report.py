"""What a report shows is what the program writes."""

import subprocess
import sys

import pytest
from test_score import sentences, written

import mihak


def program(folder, *given):
    """What the program prints about both files of a folder."""
    done = subprocess.run([sys.executable, "-m", "mihak", "score", "-q", "gold", "predicted", *given], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def both(tmp_path):
    """A report of lists, and the folder with the files that they are."""
    tokens, gold, predicted = sentences(31)
    for name, tags in (("gold", gold), ("predicted", predicted)):
        written(tmp_path / name, tokens, tags)
    return mihak.score(gold, predicted, tokens), tmp_path


def test_latex_and_the_page_are_those_of_the_program(both):
    report, folder = both
    assert report.to_latex() == program(folder, "--latex") and "\\toprule" in report.to_latex()
    program(folder, "--html", "page.html")
    assert report.to_html() == (folder / "page.html").read_text(encoding="utf-8")


def test_confusion_counts_what_was_taken_for_what():
    report = mihak.score([["B-GPE", "B-PERS", "B-PERS", "O"]] * 3, [["B-ORG", "B-PERS", "O", "B-ORG"]] * 3)
    assert report.confusion() == {"GPE": {"ORG": 3}, "PERS": {"PERS": 3, "∅": 3}, "∅": {"ORG": 3}}


def test_a_report_has_the_name_that_was_given():
    one = [["B-GPE"]]
    assert mihak.score(one, one, name="mine").name == "mine" and mihak.score(one, one).name == "predicted"
