"""`pytest --mihak` holds scores to a baseline."""

import json
import subprocess
import sys

TEST = """
import mihak

def test_the_model_is_no_worse(mihak_baseline):
    report = mihak.score([["B-GPE", "O", "B-GPE", "B-ORG"]] * 5, [{predicted}] * 5)
    mihak_baseline.holds("model", report, tolerance={tolerance})
"""


def run(folder, *given, predicted=("B-GPE", "O", "B-GPE", "O"), tolerance=0.0):
    """Exit code and output of pytest on a test that holds the score of this prediction."""
    (folder / "test_model.py").write_text(TEST.format(predicted=list(predicted), tolerance=tolerance), encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rs", *given], cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_without_the_option_scores_are_not_held(tmp_path):
    code, said = run(tmp_path)
    assert code == 0 and "1 skipped" in said and "--mihak" in said


def test_a_value_that_is_not_blessed_fails_and_one_that_is_holds(tmp_path):
    code, said = run(tmp_path, "--mihak")
    assert code == 1 and "model is not in" in said and "--mihak-bless" in said
    assert run(tmp_path, "--mihak-bless")[0] == 0
    assert json.loads((tmp_path / "mihak-baseline.json").read_text(encoding="utf-8"))["model"]["value"] == 0.8
    assert run(tmp_path, "--mihak")[0] == 0


def test_a_worse_value_fails_unless_it_is_tolerated_and_a_better_one_holds(tmp_path):
    assert run(tmp_path, "--mihak-bless")[0] == 0
    worse = ("B-GPE", "O", "O", "O")
    code, said = run(tmp_path, "--mihak", predicted=worse)
    assert code == 1 and "model: 0.5000 is less than 0.8000 by more than 0" in said
    assert run(tmp_path, "--mihak", predicted=worse, tolerance=0.31)[0] == 0
    assert run(tmp_path, "--mihak", predicted=("B-GPE", "O", "B-GPE", "B-ORG"))[0] == 0


def test_another_signature_is_not_comparable_and_a_broken_baseline_is_named(tmp_path):
    assert run(tmp_path, "--mihak-bless")[0] == 0
    file = tmp_path / "mihak-baseline.json"
    file.write_text(file.read_text(encoding="utf-8").replace("match:exact", "match:type"), encoding="utf-8")
    code, said = run(tmp_path, "--mihak")
    assert code == 1 and "model is not comparable" in said
    file.write_text("[", encoding="utf-8")
    code, said = run(tmp_path, "--mihak")
    assert code != 0 and "is no baseline of mihak" in said
