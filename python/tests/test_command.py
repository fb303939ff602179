"""The command `mihak` of the wheel is the program: its output, its exit codes, its help."""

import subprocess
import sys
from pathlib import Path

import mihak

COMMAND = Path(sys.executable).parent / "mihak"


def run(*given, cwd=None):
    """Exit code, standard output and standard error."""
    done = subprocess.run([COMMAND, *map(str, given)], capture_output=True, text=True, cwd=cwd)
    return done.returncode, done.stdout, done.stderr


def test_the_command_has_the_version_of_the_package():
    assert run("--version") == (0, f"mihak {mihak.__version__}\n", "")


def test_help_is_on_standard_output_and_usage_errors_end_with_2():
    code, out, err = run("score", "--help")
    assert (code, err) == (0, "") and "Usage: mihak score" in out
    code, out, err = run("score", "--no-such-option")
    assert (code, out) == (2, "") and "--no-such-option" in err


def test_scores_are_printed_and_a_missing_file_ends_with_2(tmp_path):
    (tmp_path / "gold.conll").write_text("زار\tO\nبوتين\tB-PERS\n\n", encoding="utf-8")
    code, out, _ = run("score", "gold.conll", "gold.conll", cwd=tmp_path)
    assert code == 0 and "1.0000" in out
    code, out, err = run("score", "none.conll", "gold.conll", cwd=tmp_path)
    assert (code, out) == (2, "") and "none.conll" in err


def test_bench_says_that_it_needs_the_program_itself():
    code, out, err = run("bench")
    assert (code, out) == (2, "") and "install it with cargo" in err


def test_a_reader_that_goes_away_is_no_error():
    assert subprocess.run(f"{COMMAND} list measures | head -1 > /dev/null", shell=True, capture_output=True).stderr == b""


def test_the_module_runs_as_the_command_does():
    done = subprocess.run([sys.executable, "-m", "mihak", "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, f"mihak {mihak.__version__}\n")
