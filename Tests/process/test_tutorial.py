"""The tutorial, read from top to bottom: its files are written, its commands are run, its output is what comes."""

from __future__ import annotations

import re
from pathlib import Path

from harness import ROOT
from shell import Shell

PAGE = (ROOT / "docs/tutorial.md").read_text()
BLOCK = re.compile(r"^```(?P<kind>yaml|console)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    files = 0
    try:
        for block in BLOCK.finditer(PAGE):
            if block["kind"] == "console":
                shell.follow(block["text"])
                continue
            text = shell.localized(block["text"])
            name = text.partition("\n")[0].removeprefix("# ")
            (tmp_path / name).write_text(text)
            files += 1
    finally:
        shell.end()
    assert files == 5
