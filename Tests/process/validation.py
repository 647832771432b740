"""Runs `gateway validate` and says what it printed and what it cost."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import subprocess
import sys
import tempfile

from harness import ENVIRONMENT, binary

MEASURE = pathlib.Path(__file__).with_name("measure.py")


@dataclasses.dataclass
class Verdict:
    code: int
    output: str
    cpu_seconds: float
    peak_bytes: int


def validate(
    *arguments: str | pathlib.Path, stdin: bytes | None = None, env: dict[str, str] | None = None
) -> Verdict:
    """The exit code, everything printed (stdout, then stderr), processor time and greatest size."""
    with tempfile.TemporaryDirectory(prefix="gateway-test-") as directory:
        usage = pathlib.Path(directory, "usage")
        command = [sys.executable, "-I", "-S", str(MEASURE), str(usage), str(binary()), "validate"]
        done = subprocess.run(
            [*command, *map(str, arguments)],
            input=b"" if stdin is None else stdin,
            capture_output=True,
            env=ENVIRONMENT | (env or {}),
            timeout=60,
        )
        used = json.loads(usage.read_text())
    output = (done.stdout + done.stderr).decode("utf-8", "backslashreplace")
    return Verdict(used["code"], output, used["cpu_seconds"], used["peak_bytes"])


def diagnostics(file: pathlib.Path, env: dict[str, str] | None = None) -> list[dict]:
    """What `--format json` prints: one object for each problem."""
    done = subprocess.run(
        [str(binary()), "validate", "--format", "json", str(file)],
        capture_output=True,
        env=ENVIRONMENT | (env or {}),
        timeout=60,
    )
    return json.loads(done.stdout)
