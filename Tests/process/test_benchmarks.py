"""The load generator of the benchmarks takes no reply for right that is not."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness import ROOT

Reply = Callable[[bytes], bytes]  # a line with its end, to what is sent
Run = Callable[..., subprocess.CompletedProcess[str]]

CLANG = shutil.which("clang")
pytestmark = pytest.mark.skipif(not CLANG, reason="no clang here")


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = tmp_path_factory.mktemp("load") / "load"
    sources = sorted((ROOT / "Benchmarks/load").glob("*.c"))
    subprocess.run([str(CLANG), "-O1", "-Werror", "-Wall", "-Wextra", "-o", program, *sources], check=True)
    return program


def answering(reply: Reply, ends: bool) -> socket.socket:
    """A server of the test's own: one connection at a time, each line answered by `reply`."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection = listener.accept()[0]
            except OSError:
                return  # the test is over
            with connection, connection.makefile("rb") as lines:
                try:
                    for line in lines:
                        connection.sendall(reply(line))
                        if ends:
                            break
                except ConnectionError:
                    pass

    threading.Thread(target=serve, daemon=True).start()
    return listener


@pytest.fixture
def run(load: Path) -> Iterator[Run]:
    listeners = []

    def start(reply: Reply, *options: str, ends: bool = False) -> subprocess.CompletedProcess[str]:
        listeners.append(answering(reply, ends))
        port = listeners[-1].getsockname()[1]
        command = [str(load), f"--port={port}", "--connections=1", "--requests=20", *options]
        return subprocess.run(command, capture_output=True, text=True, timeout=60)

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def right(line: bytes) -> bytes:
    return b"ack:" + line


def wrong_after(count: int, wrong: Reply) -> Reply:
    """Right replies, and then wrong ones."""
    seen = []

    def reply(line: bytes) -> bytes:
        seen.append(line)
        return right(line) if len(seen) <= count else wrong(line)

    return reply


@pytest.mark.parametrize("options", [[], ["--depth=4"], ["--churn=client"], ["--warmup-requests=5"]], ids=str)
def test_right_replies_are_counted(run: Run, options: list[str]) -> None:
    result = run(right, *options)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["requests"] == 20


def test_a_server_may_end_each_connection(run: Run) -> None:
    assert run(right, "--churn=server", ends=True).returncode == 0


WRONG = {
    "a byte changed": lambda line: right(line).replace(b"a", b"b", 1),
    "a byte more": lambda line: right(line) + b"\n",
    "doubled": lambda line: right(line) + right(line),
    "another line's": lambda line: right(line.replace(b"0", b"1", 1)),
    "nothing of it but the end": lambda line: b"\n",
}


@pytest.mark.parametrize("options", [[], ["--depth=4"], ["--churn=client"]], ids=str)
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_reply_fails_the_run(run: Run, options: list[str], wrong: Reply) -> None:
    result = run(wrong_after(10, wrong), *options)
    assert result.returncode == 1
    assert "wrong reply" in result.stderr


def test_a_connection_that_ends_without_its_reply_fails_the_run(run: Run) -> None:
    result = run(lambda line: right(line)[:-1], "--churn=server", ends=True)
    assert result.returncode == 1
    assert "before its reply" in result.stderr


@pytest.mark.parametrize(("answer", "reply"), {
    "ping": lambda line: b"$%d\r\n%b\r\n" % (len(line) - 6, line[5:-1]),
    "crc32": lambda line: b"%08X\n" % zlib.crc32(line[:-1]),
}.items())
def test_other_answers_are_known(run: Run, answer: str, reply: Reply) -> None:
    for size in (32, 1000):
        result = run(reply, f"--answer={answer}", f"--size={size}")
        assert result.returncode == 0, result.stderr
