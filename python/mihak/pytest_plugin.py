"""`pytest --mihak`: tests that hold the scores of a model to a baseline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FILE = "mihak-baseline.json"
"""The baseline, beside the configuration of pytest, unless `--mihak-baseline` names another file."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the plug-in."""
    group = parser.getgroup("mihak", "scores of models")
    group.addoption("--mihak", action="store_true", help="run the tests that ask for `mihak_baseline`; they are skipped without it")
    group.addoption("--mihak-bless", action="store_true", help="write the values of this run into the baseline; implies --mihak")
    group.addoption("--mihak-baseline", metavar="FILE", help=f"the baseline [default: {FILE} beside the configuration of pytest]")
    parser.addini("mihak_tolerance", "how much less than the baseline a value may be (share of 1)", default="0")


class Baseline:
    """Values that may not get worse."""

    def __init__(self, path: Path, tolerance: float, bless: bool) -> None:
        """The baseline in a file. With `bless`, values are written into it."""
        self.path, self.tolerance, self.bless = path, tolerance, bless
        self.values: dict[str, dict[str, Any]] = {}
        if path.exists():
            try:
                self.values = json.loads(path.read_text(encoding="utf-8"))
            except ValueError as error:
                raise pytest.UsageError(f"`{path}` is no baseline of mihak: {error}") from None

    def holds(self, name: str, value: Any, *, measure: str = "f1", tolerance: float | None = None) -> None:
        """Fail if a value is worse than that of the baseline by more than the tolerance (share of 1).

        `value` is a report, of which `measure` counts (precision, recall or f1), or a number of which more is better. Reports must measure the
        same as the baseline: signatures are compared.
        """
        signature = getattr(value, "signature", None)
        number = getattr(value, measure) if signature is not None or hasattr(value, measure) else value
        if number is None:
            pytest.fail(f"{name}: {measure} is undefined")
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise TypeError(f"{name}: expected a report or a number, and it is of type {type(number).__name__}")
        if self.bless:
            self.values[name] = {"value": number, "signature": signature}
            return
        if name not in self.values:
            pytest.fail(f"{name} is not in `{self.path}`: `pytest --mihak-bless` writes it")
        blessed = self.values[name]
        if blessed["signature"] != signature:
            pytest.fail(f"{name} is not comparable: the baseline measures `{blessed['signature']}`, and this is `{signature}`; bless it again")
        allowed = self.tolerance if tolerance is None else tolerance
        if number < blessed["value"] - allowed:
            pytest.fail(f"{name}: {number:.4f} is less than {blessed['value']:.4f} by more than {allowed:g}")

    def write(self) -> None:
        """Write the baseline, with names in order."""
        text = json.dumps(self.values, ensure_ascii=False, indent=2, sort_keys=True)
        self.path.write_text(text + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def _mihak_session_baseline(request: pytest.FixtureRequest) -> Any:
    config = request.config
    path = Path(config.getoption("mihak_baseline") or config.rootpath / FILE)
    try:
        tolerance = float(config.getini("mihak_tolerance"))
    except ValueError:
        raise pytest.UsageError(f"mihak_tolerance is `{config.getini('mihak_tolerance')}`, expected a share of 1") from None
    baseline = Baseline(path, tolerance, bool(config.getoption("mihak_bless")))
    yield baseline
    if baseline.bless:
        baseline.write()


@pytest.fixture
def mihak_baseline(request: pytest.FixtureRequest) -> Baseline:
    """The baseline. Tests that ask for it are skipped unless `--mihak` is given."""
    if not (request.config.getoption("mihak") or request.config.getoption("mihak_bless")):
        pytest.skip("scores are held with --mihak")
    baseline: Baseline = request.getfixturevalue("_mihak_session_baseline")
    return baseline
