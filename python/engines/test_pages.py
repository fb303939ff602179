"""What the page of the book shows of engines is run."""

import os
import re
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs/src/engines.md"


def test_every_block_of_the_page_runs_and_its_claims_hold(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, value in (("PYSPARK_PYTHON", sys.executable), ("RAY_worker_niceness", "0")):
        monkeypatch.setitem(os.environ, name, value)
    found = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(found) >= 4
    names = {"__name__": "__main__"}
    for block in found:
        exec(compile(block, str(PAGE), "exec"), names)
