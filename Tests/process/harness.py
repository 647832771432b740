"""Runs the real `gateway` binary in a scope.

`GATEWAY_BINARY` names the binary; without it the newer one of the release and the debug build is taken. Rows
that bound time or memory hold for the release build, which `make test` builds first: see `release_only`.
`GATEWAY_SANITIZER` says that the binary has one built in, which is slow and uses memory: see `at_most`.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence

import pytest

import clients
from logs import Counters, Event, LogReader, closed, message
from procfs import children, eventually, is_stopped, open_streams
from standstill import PATIENCE

ROOT = pathlib.Path(__file__).resolve().parents[2]
SANITIZER_OPTIONS = ("ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS")
ENVIRONMENT = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "SWIFT_BACKTRACE": "enable=no"} | {
    name: os.environ[name] for name in SANITIZER_OPTIONS if name in os.environ
}
_LISTENING = re.compile(r"listening on (?:unix:(?P<path>\S+)|\[?(?P<host>[^\]\s]*?)\]?:(?P<port>\d+))(?:\s|$)")


def binary() -> pathlib.Path:
    if named := os.environ.get("GATEWAY_BINARY"):
        return pathlib.Path(named).resolve()
    built = [ROOT / ".build" / kind / "gateway" for kind in ("release", "debug")]
    present = [path for path in built if path.exists()]
    assert present, "no gateway binary: `swift build -c release --product gateway`, or set GATEWAY_BINARY"
    return max(present, key=lambda path: path.stat().st_mtime).resolve()


def release_only() -> None:
    """Skips a row whose bound on time or memory a debug build does not have to keep."""
    if binary().parent.name == "debug":
        pytest.skip("bounds of time and memory are those of the release build")


SANITIZER = os.environ.get("GATEWAY_SANITIZER")


def not_sanitized(reason: str) -> None:
    """Skips a test in a build with a sanitizer."""
    if SANITIZER:
        pytest.skip(f"{SANITIZER} sanitizer: {reason}")


def at_most(seconds: float) -> float:
    """The bound on a time that is the gateway's own: a sanitizer makes everything slower, and works at the exit."""
    return seconds + 5 if SANITIZER else seconds


class Gateway:
    """One running process, the file it serves and what it has logged."""

    def __init__(self, process: subprocess.Popen, logs: LogReader | None, file: pathlib.Path) -> None:
        self.process = process
        self.logs = logs
        self.file = file
        self.pid = process.pid
        self.exit_code: int | None = None
        self._clients: list[socket.socket] = []

    def addresses(self, route: str = "ack") -> list[clients.Address]:
        """Every bound address of a route, in the order of the log."""
        found = self.logs.matching(message("listening on", route=route))
        return [_address(event["msg"]) for event in found]

    @property
    def port(self) -> int:
        return self.addresses()[0][1]

    def connect(self, address: clients.Address | None = None, **options: object) -> socket.socket:
        """A client of the first address of route `ack`, or of `address`; closed at the end of the scope."""
        client = clients.connect(address or self.addresses()[0], **options)
        self._clients.append(client)
        return client

    def ask(self, request: bytes, reply: bytes, **options: object) -> None:
        """One short conversation: proof that the gateway serves."""
        with self.connect(**options) as client:
            clients.ask(client, request, reply)

    def wait_closed(self, reason: str, within: float = 5) -> Event:
        return self.logs.wait_for(closed(reason), within)

    def counters(self) -> Counters:
        """Every counter now: SIGUSR1 logs them as one line."""
        after = len(self.logs.events)
        self.signal(signal.SIGUSR1)
        return Counters(self.logs.wait_for(message("counters"), after=after)["counters"])

    def expect_count(self, wanted: float, name: str, within: float = 5, **labels: str) -> None:
        """A counter comes to be exactly this."""
        seen: list[float] = []
        arrived = eventually(
            lambda: seen.append(self.counters().total(name, **labels)) or seen[-1] == wanted, within, every=0.1
        )
        assert arrived, f"{name}{labels} is {seen[-1]}, not {wanted}"

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def freeze(self) -> None:
        """Sends SIGSTOP and returns when no thread runs any more; SIGCONT ends it."""
        self.signal(signal.SIGSTOP)
        assert eventually(lambda: is_stopped(self.pid), every=0.002), "it does not stop"

    def wait(self, within: float = PATIENCE) -> int:
        """The exit code, once the process has ended by itself."""
        self.exit_code = self.process.wait(within)
        if self.logs:
            self.logs.join()
        return self.exit_code

    def stop(self, within: float = PATIENCE) -> int:
        """Asks the process to stop, and waits until it has."""
        self.signal(signal.SIGTERM)
        return self.wait(within)

    def drop_clients(self) -> None:
        for client in self._clients:
            client.close()


def _address(text: str) -> clients.Address:
    found = _LISTENING.search(text)
    assert found, f"no address in {text!r}"
    return found["path"] or (found["host"], int(found["port"]))


@contextlib.contextmanager
def running_gateway(
    text: str,
    *arguments: str,
    env: dict[str, str] | None = None,
    cwd: pathlib.Path | None = None,
    wrapper: Sequence[str] = (),
    stderr: int | None = None,
    forks: bool = False,
    meanwhile: Callable[[int], None] | None = None,
    tolerate_noise: bool = False,
    logs_payload: bool = False,
) -> Iterator[Gateway]:
    """Serves a route file until the scope ends, and then stops cleanly: exit 0, nothing left open.

    `wrapper` is a command that runs the gateway (and, if it `forks`, is its parent); `stderr` a descriptor to log
    to instead of the reader, in which case nothing waits for the listeners. `meanwhile` is
    given the process's id as soon as there is one, and done before anything waits for it. `logs_payload` says that a rule's `log`
    writes what peers send, which nothing else may.
    """
    with route_file(text) as file:
        command = [*wrapper, str(binary()), "serve", str(file), *arguments]
        gateway = _start(command, file, env, cwd, stderr)
        try:
            if meanwhile:
                meanwhile(gateway.pid)
            if gateway.logs:
                _await_ready(gateway)
            if forks:
                gateway.pid = _only_child(gateway.process.pid)
            before = open_streams(gateway.pid) if gateway.logs else None
            yield gateway
            _finish(gateway, before, tolerate_noise)
            if gateway.logs and not logs_payload:
                _expect_no_payload(gateway)
        except BaseException:
            print(gateway.logs)
            raise
        finally:
            _end(gateway)


@contextlib.contextmanager
def route_file(text: str) -> Iterator[pathlib.Path]:
    """The text as a file in a directory of its own, which everybody may read."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="gateway-test-"))
    directory.chmod(0o755)
    try:
        file = directory / "routes.yaml"
        file.write_text(text)
        yield file
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def as_nobody() -> list[str]:
    """Runs a command without rights; what is started so has to lie where everybody may read it."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all"]


def serve_in_vain(
    text: str, *, wrapper: Sequence[str] = (), program: pathlib.Path | None = None
) -> subprocess.CompletedProcess:
    """Runs `serve` on a file that it has to refuse; a gateway that starts after all is an error."""
    with route_file(text) as file:
        command = [*wrapper, str(program or binary()), "serve", str(file)]
        return subprocess.run(command, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)


def _start(
    command: list[str], file: pathlib.Path, env: dict[str, str] | None, cwd: pathlib.Path | None, stderr: int | None
) -> Gateway:
    process = subprocess.Popen(
        command,
        env=ENVIRONMENT | (env or {}),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if stderr is None else stderr,
    )
    return Gateway(process, LogReader(process.stderr) if process.stderr else None, file)


def _await_ready(gateway: Gateway) -> None:
    """Every listener has been announced."""
    ready = message("ready")
    came = eventually(lambda: gateway.process.poll() is not None or bool(gateway.logs.matching(ready)), within=10)
    assert came and gateway.process.poll() is None, f"the gateway does not serve\n{gateway.logs}"


def _only_child(pid: int) -> int:
    found = children(pid)
    assert len(found) == 1, f"{pid} has the children {found}"
    return found[0]


def _finish(gateway: Gateway, before: dict[int, str] | None, tolerate_noise: bool) -> None:
    """What holds at the end of every test that has not ended the process itself."""
    gateway.drop_clients()
    if gateway.exit_code is None:
        if before is not None:
            left = eventually(lambda: len(open_streams(gateway.pid)) <= len(before))
            assert left, f"descriptors left open: {open_streams(gateway.pid)}, at the start: {before}"
        assert gateway.stop() == 0
    if gateway.logs:
        assert_clean(gateway.logs, tolerate_noise)


def _expect_no_payload(gateway: Gateway) -> None:
    """No line of the log carries what a client has sent."""
    lines = [json.dumps(event, ensure_ascii=False) for event in gateway.logs.events]
    said = set().union(*(client.said() for client in gateway._clients))
    found = [(text, line) for text in said for line in lines if text in line]
    assert not found, f"logged what was sent: {found[:3]}"


def assert_clean(logs: LogReader, tolerate_noise: bool = False) -> None:
    """No trap, no bug of the gateway's own, and every connection that was opened was closed."""
    assert tolerate_noise or not logs.noise, f"lines that are no JSON: {logs.noise}"
    broken = [event for event in logs.events if "internal_error" in str(event) and "counters" not in event]
    assert not broken, broken
    final = logs.matching(message("counters"))
    if final:
        counters = Counters(final[-1]["counters"])
        assert counters.total("connections_active") == 0
        assert counters.total("connections_closed", reason="internal_error") == 0


def _end(gateway: Gateway) -> None:
    """Leaves nothing behind, whatever happened; only processes started here are ended."""
    gateway.drop_clients()
    if gateway.process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(gateway.pid, signal.SIGCONT)
            os.kill(gateway.pid, signal.SIGKILL)
        gateway.process.kill()
    gateway.process.wait(PATIENCE)
    if gateway.logs:
        gateway.logs.join()
        gateway.process.stderr.close()
