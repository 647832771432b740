"""What the pages show of the program's output is what the program prints."""

from __future__ import annotations

import json
import re
import signal
import subprocess

import pytest

from harness import ROOT, binary, route_file
from routes import ack_route

# A block that a page shows as a command's output: the command after `$ ` in its first line.
SHOWN = re.compile(r"^```\n\$ (?P<command>gateway [^\n]*)\n(?P<output>.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = ["README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md"))]
BLOCKS = [(page, block) for page in PAGES for block in SHOWN.finditer((ROOT / page).read_text())]


@pytest.mark.parametrize(("page", "block"), BLOCKS, ids=[f"{page}: {block['command']}" for page, block in BLOCKS])
def test_a_command_prints_what_its_page_shows(page: str, block: re.Match[str]) -> None:
    arguments = block["command"].split()[1:]
    result = subprocess.run(
        [str(binary()), *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=10
    )
    assert result.stdout == block["output"]


def test_the_readme_shows_what_becomes_of_a_wrong_file() -> None:
    assert any(page == "README.md" and " validate " in block["command"] for page, block in BLOCKS)


def test_every_counter_stands_on_the_operations_page() -> None:
    """Read in the text format, where the counters are JSON as well."""
    with route_file(ack_route()) as file:
        command = [str(binary()), "serve", "--log-format", "text", str(file)]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        next(line for line in process.stderr if line.endswith(" info ready\n"))
        process.send_signal(signal.SIGTERM)
        last_line = process.communicate(timeout=12)[1].splitlines()[-1]
    counters = json.loads(last_line.partition(" counters=")[2])
    page = (ROOT / "docs/operations.md").read_text()
    assert len(counters) > 10
    assert [name for name in counters if f"`{name.partition('{')[0]}" not in page] == []
