"""`gateway test` and `gateway try` as a process: the examples' own conversations, updates in place, pipes, time."""

from __future__ import annotations

import json
import pathlib
import subprocess
import time

import pytest

from harness import ROOT, binary, release_only
from standstill import undisturbed

ROUTES = """\
routes:
  shell:
    listen: 127.0.0.1:7000
    rules:
      - { match: "UPPER <text>", reply: "<text|upper>" }
      - { match: QUIT, reply: bye, close: true }
      - reply: "ERR unknown command"
"""


def gateway(*arguments: str, sent: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([binary(), *arguments], input=sent, capture_output=True, timeout=120, cwd=ROOT)


def conversation(number: int) -> str:
    return f"""\
  - name: conversation {number}
    talk: |
      > UPPER hello number {number}
      < HELLO NUMBER {number}
      > UPPER and a second line
      > fly
      < AND A SECOND LINE
      < ERR unknown command
      > QUIT
      < bye
      closed
"""


def test_every_example_goes_as_it_says_and_reaches_every_rule() -> None:
    result = gateway("test", "--strict", "--format", "json", "examples")
    assert result.returncode == 0, result.stdout.decode() + result.stderr.decode()
    assert [unreached for tested in json.loads(result.stdout)["sets"] for unreached in tested["unreached"]] == []


def test_update_rewrites_expectations_and_nothing_else(tmp_path: pathlib.Path) -> None:
    tests = """\
tests:
  # kept, as are blank lines and odd spacing
  - name:   a session
    talk: |
      > UPPER abc
      < wrong

      # a comment
      > fly
      <~ ERR <_>
      < too much
      > QUIT
      closed
  - name: bytes
    talk: [ { send: "UPPER a\\n" }, { expect: 'wrong' } ]   # behind it
"""
    right = (
        tests.replace("< wrong", "< ABC")
        .replace("      <~ ERR <_>\n      < too much\n", "      < ERR unknown command\n")
        .replace("      closed\n", "      < bye\n      closed\n")
        .replace("'wrong'", '"A\\n"')
    )
    file = tmp_path / "routes.yaml"
    file.write_text("\ufeff" + ROUTES + tests)
    result = gateway("test", "--update", str(file))
    assert file.read_text() == "\ufeff" + ROUTES + right
    assert result.returncode == 0, result.stdout.decode() + result.stderr.decode()


def test_try_says_which_rule_takes_a_line_of_a_pipe(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "routes.yaml"
    file.write_text(ROUTES)
    result = gateway("try", str(file), sent=b"UPPER a\\tb\nQUIT\nfly\n")
    assert result.returncode == 0
    lines = result.stdout.decode().splitlines()
    assert lines[0] == r"frame `UPPER a\tb`"
    assert lines[2] == r'reply "A\tB\n"'
    assert "wants `UPPER ` at byte 1" in lines[4]
    assert lines.count("closed") == 2


@pytest.mark.parametrize("arguments, status", [(("none.yaml",), 66), (("--format", "none"), 64)])
def test_exit_codes(arguments: tuple[str, ...], status: int) -> None:
    assert gateway("test", *arguments).returncode == status


def test_a_thousand_conversations_take_less_than_five_seconds(tmp_path: pathlib.Path) -> None:
    release_only()
    file = tmp_path / "routes.yaml"
    file.write_text(ROUTES + "tests:\n" + "".join(conversation(number) for number in range(1000)))
    began = time.monotonic()
    result = gateway("test", str(file))
    seconds = undisturbed(time.monotonic() - began)
    assert result.returncode == 0, result.stdout.decode()[:1000]
    assert b"1000 tests passed" in result.stdout
    assert seconds < 5, f"{seconds:.1f} s"
