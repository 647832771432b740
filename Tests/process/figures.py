"""What the tests of docs/reliability.md measured.

A test asks for the fixture `figure` and calls it with the id of its row and a few words. With GATEWAY_FIGURES in the
environment they are kept in that file, and `scripts/reliability` writes them into the page.
"""

from __future__ import annotations

import fcntl
import json
import os
import pathlib
from collections.abc import Callable

Figure = Callable[[str, str], None]


def keep(test: str, row: str, text: str) -> None:
    """Replaces what this test had measured for this row before; several runs may share the file."""
    print(f"{row}: {text}")
    if not (path := os.environ.get("GATEWAY_FIGURES")):
        return
    with open(pathlib.Path(path), "a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        figures = json.loads(file.read() or "{}")
        figures.setdefault(row, {})[test] = text
        file.truncate(0)
        json.dump(figures, file, indent=2, sort_keys=True)
