"""What the tests of docs/reliability.md came to: which passed, and what they measured.

A test asks for the fixture `figure` and calls it with the id of its row and a few words. With GATEWAY_FIGURES in the
environment, results and figures go to that file, beside those of earlier runs, and `scripts/reliability` writes
them into the page.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
from collections.abc import Callable

import pytest

Figure = Callable[[str, str], None]
_ROWS = re.compile(r"(?<=[_:])[SWACL]\d\d(?=_)")


class Board:
    """Results by test and figures by row, of this run."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path
        self.results: dict[str, str] = {}
        self.figures: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = pathlib.Path(report.nodeid).name
        if _ROWS.search(test) and (report.when == "call" or report.outcome != "passed"):
            self.results[test] = report.outcome

    def pytest_sessionfinish(self) -> None:
        known = json.loads(self.path.read_text()) if self.path.exists() else {}
        merged = {
            "results": known.get("results", {}) | self.results,
            "figures": known.get("figures", {}) | self.figures,
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(merged, indent=1, sort_keys=True) + "\n")


def pytest_configure(config: pytest.Config) -> None:
    if path := os.environ.get("GATEWAY_FIGURES"):
        config.pluginmanager.register(Board(pathlib.Path(path).resolve()), "figures-board")


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """Keeps what a test measured, for the page that has its row: `figure("A20", "0 crossed")`."""
    board = request.config.pluginmanager.get_plugin("figures-board")

    def keep(row: str, text: str) -> None:
        print(f"{row}: {text}")
        if board is not None:
            board.figures[row] = text

    return keep
