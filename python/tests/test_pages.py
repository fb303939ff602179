"""What README and book show of Python is run; and the package under test is the one that was installed."""

import re
from pathlib import Path

import pytest

import mihak

TOP = Path(__file__).resolve().parents[2]


def blocks(page):
    """The blocks of Python of a page."""
    return re.findall(r"^```python\n(.*?)^```$", (TOP / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", ["docs/src/python.md", "python/README.md"])
def test_every_block_of_a_page_runs_and_its_claims_hold(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = blocks(page)
    assert found, page
    names = {}
    for block in found:
        exec(compile(block, page, "exec"), names)


def test_the_package_is_the_installed_one():
    assert "site-packages" in mihak.__file__
    assert (Path(mihak.__file__).parent / "py.typed").is_file()
