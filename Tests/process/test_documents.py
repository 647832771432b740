"""What the pages show of the program's output is what the program prints."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from pathlib import Path

import pytest

from harness import ROOT, binary, route_file
from routes import ack_route
from shell import Shell

# A block that a page shows as a command's output: the command after `$ ` in its first line.
SHOWN = re.compile(r"^```\n\$ (?P<command>gateway [^\n]*)\n(?P<output>.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = ["README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md"))]
BLOCKS = [(page, block) for page in PAGES for block in SHOWN.finditer((ROOT / page).read_text())]
# A block of YAML: a whole file, or, indented, the inside of a route.
YAML = re.compile(r"^```yaml\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
ROUTE = "routes:\n  page:\n    listen: 127.0.0.1:7000\n"
WRONG_ON_PURPOSE = "# wrong.yaml\n"


def route_files(page: str) -> list[str]:
    """What a page shows of route files, but for those that only hold tests."""
    blocks = [block["text"] for block in YAML.finditer((ROOT / page).read_text())]
    whole = [ROUTE + text if text.startswith("    ") else text for text in blocks]
    return [text for text in whole if re.search("^routes:", text, re.MULTILINE) and not text.startswith(WRONG_ON_PURPOSE)]


FILES = [(page, number, text) for page in PAGES for number, text in enumerate(route_files(page), start=1)]


@pytest.mark.parametrize(("page", "number", "text"), FILES, ids=[f"{page}: {number}" for page, number, _ in FILES])
def test_a_page_shows_files_that_are_right(page: str, number: int, text: str, tmp_path: Path) -> None:
    file = tmp_path / "page.yaml"
    file.write_text(text)
    verbs = [["validate", "--strict"]] + ([["test"]] if re.search("^tests:", text, re.MULTILINE) else [])
    for verb in verbs:
        result = subprocess.run([str(binary()), *verb, str(file)], capture_output=True, text=True, timeout=60)
        assert result.returncode == 0, result.stdout + result.stderr


def test_the_page_of_the_language_shows_files_and_parts_of_files() -> None:
    shown = [text for page, _, text in FILES if page == "docs/routes.md"]
    assert any(text.startswith(ROUTE) for text in shown)
    assert any("\ntests:" in text for text in shown)


@pytest.mark.parametrize(("page", "block"), BLOCKS, ids=[f"{page}: {block['command']}" for page, block in BLOCKS])
def test_a_command_prints_what_its_page_shows(page: str, block: re.Match[str]) -> None:
    arguments = block["command"].split()[1:]
    result = subprocess.run(
        [str(binary()), *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30
    )
    assert result.stdout == block["output"]


def test_the_readme_shows_what_becomes_of_a_wrong_file() -> None:
    assert any(page == "README.md" and " validate " in block["command"] for page, block in BLOCKS)


CONSOLE = re.compile(r"^```console\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def follow_sessions(page: str, shell: Shell) -> int:
    """Runs what the page's console blocks show; how many there are."""
    sessions = [block["text"] for block in CONSOLE.finditer((ROOT / page).read_text())]
    try:
        for session in sessions:
            shell.follow(session)
    finally:
        shell.end()
    return len(sessions)


def test_the_readme_shows_what_its_first_file_does(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples/notes.yaml").write_text(shell.localized((ROOT / "examples/notes.yaml").read_text()))
    assert follow_sessions("README.md", shell) == 1


def test_the_page_about_tests_shows_what_becomes_of_its_first_file(tmp_path: Path) -> None:
    (tmp_path / "routes.yaml").write_text(route_files("docs/testing.md")[0])
    assert follow_sessions("docs/testing.md", Shell(tmp_path)) == 2


def test_every_counter_stands_on_the_operations_page() -> None:
    """Read in the text format, where the counters are JSON as well."""
    with route_file(ack_route()) as file:
        command = [str(binary()), "serve", "--log-format", "text", str(file)]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        next(line for line in process.stderr if line.endswith(" info ready\n"))
        process.send_signal(signal.SIGTERM)
        last_line = process.communicate(timeout=30)[1].splitlines()[-1]
    counters = json.loads(last_line.partition(" counters=")[2])
    page = (ROOT / "docs/operations.md").read_text()
    assert len(counters) > 10
    assert [name for name in counters if f"`{name.partition('{')[0]}" not in page] == []
