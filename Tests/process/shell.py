"""Commands as a page shows them, run as a reader would run them, and their output held against what is shown."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

from harness import binary
from procfs import eventually
from routes import free_port

PORT = re.compile(r"127\.0\.0\.1(?P<gap>[: ])(?P<port>\d+)")


def commands(text: str) -> list[tuple[str, list[str]]]:
    """Each command with the lines that are to come."""
    pairs: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            pairs.append((line[2:], []))
        else:
            pairs[-1][1].append(line)
    return pairs


def agrees(shown: list[str], came: list[str]) -> bool:
    """`...` at the end of a line is anything there; alone it is any lines."""
    if not shown:
        return not came
    if shown[0] == "...":
        return any(agrees(shown[1:], came[count:]) for count in range(len(came) + 1))
    if not came:
        return False
    head = shown[0].removesuffix("...")
    same = came[0].startswith(head) if shown[0].endswith("...") else came[0] == head
    return same and agrees(shown[1:], came[1:])


class Shell:
    """One shell for the whole page, as a reader has it, and a free port for each of the page's."""

    def __init__(self, folder: Path) -> None:
        (folder / "bin").mkdir()
        (folder / "bin/gateway").symlink_to(binary())
        self.folder = folder
        self.ports: dict[str, int] = {}
        self.jobs: list[subprocess.Popen[bytes]] = []

    def localized(self, text: str) -> str:
        def local(match: re.Match[str]) -> str:
            port = self.ports.setdefault(match["port"], free_port())
            return f"127.0.0.1{match['gap']}{port}"

        return PORT.sub(local, text)

    def run(self, command: str) -> list[str]:
        environment = os.environ | {"PATH": f"{self.folder}/bin:{os.environ['PATH']}"}
        if command == "kill %1":
            job = self.jobs.pop()
            job.send_signal(signal.SIGTERM)
            assert job.wait(timeout=30) == 0
            return []
        if command.endswith(" &"):
            line, _, log = command.removesuffix(" &").partition(" 2> ")
            with (self.folder / log).open("wb") as stderr:
                self.jobs.append(subprocess.Popen(line.split(), cwd=self.folder, stderr=stderr, env=environment))
            self.wait_for_ready(self.folder / log)
            return []
        result = subprocess.run(
            ["bash", "-c", command], cwd=self.folder, env=environment, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=30,
        )
        return result.stdout.decode().replace("\r\n", "\n").splitlines()

    def follow(self, text: str) -> None:
        """Runs what a console block shows."""
        for command, shown in commands(self.localized(text)):
            came = self.run(command)
            assert agrees(shown, came), f"{command}\n--- shown\n" + "\n".join(shown) + "\n--- came\n" + "\n".join(came)

    def end(self) -> None:
        for job in self.jobs:
            job.kill()

    def wait_for_ready(self, log: Path) -> None:
        assert eventually(lambda: '"ready"' in log.read_text())
