"""`mihak.agree` has the rows of `mihak agree`."""

import csv
import io
import json
import subprocess
import sys

import pytest
from test_score import sentences

import mihak

TEXTS = ["زار فلاديمير بوتين القاهرة.", "وصل الوفد إلى بغداد."] * 12
A = [[(4, 18, "PERS"), (19, 26, "GPE")], [(14, 19, "GPE")]] * 12
B = [[(4, 18, "PERS"), (19, 26, "LOC")], [(14, 19, "GPE")]] * 6 + [[(4, 18, "PERS")], []] * 6


def test_every_row_and_table_is_that_of_the_program(tmp_path):
    for name, side in (("a", A), ("b", B)):
        lines = [json.dumps({"id": str(at), "text": text, "entities": spans}, ensure_ascii=False) for at, (text, spans) in enumerate(zip(TEXTS, side), 1)]
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    program = lambda *given: subprocess.run([sys.executable, "-m", "mihak", "agree", "-q", *given], cwd=tmp_path, capture_output=True, text=True).stdout
    files = ["--format=json-spans", "--offset-unit=chars", "a", "b"]
    wanted = list(csv.DictReader(io.StringIO(program("--csv", "--disagreements", "d.csv", *files))))
    agreement = mihak.agree(A, B, texts=TEXTS)
    decimals = lambda key, value: "" if value is None else f"{value:.6f}" if key in ("value", "lo", "hi") else str(value)
    shown = [{key: decimals(key, value) for key, value in row.items()} for row in agreement.rows()]
    assert shown == [{key: value for key, value in row.items() if key != "boot"} for row in wanted] and len(wanted) > 5
    assert agreement.disagreements() == list(csv.DictReader((tmp_path / "d.csv").open(encoding="utf-8", newline="")))
    assert str(agreement) == program("--wide", *files).rstrip("\n") and agreement.to_markdown() == program("--md", *files)
    assert agreement.f1 == 2 * 18 / (36 + 24) and any("json-spans" in remark for remark in agreement.remarks)


def test_tags_are_articles_each():
    tokens, a, b = sentences(17)
    agreement = mihak.agree(a, b, tokens)
    assert agreement.f1 == mihak.score(a, b, tokens).f1
    assert agreement.rows()[-1]["articles"] == len(tokens)


def test_what_cannot_be_compared_is_named():
    with pytest.raises(TypeError, match="give `tokens`"):
        mihak.agree([["O"]], [["O"]])
    with pytest.raises(mihak.Error, match="no-such-file"):
        mihak.agree("no-such-file", "no-such-file")
    with pytest.raises(mihak.Error, match="sentence 1 has 2 tokens and 1 tags in predicted"):
        mihak.agree([["O", "B-X"]], [["O"]], [["أ", "ب"]])
