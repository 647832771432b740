"""The verbs that talk: `send`, `reply`, `healthcheck`, and what every verb does with its standard streams."""

from __future__ import annotations

import os
import pathlib
import socket
import subprocess
import time

import pytest

from harness import ENVIRONMENT, binary, route_file, running_gateway
from routes import ack_route, free_port, holder_of
from standstill import PATIENCE, undisturbed

PROBLEMS, EX_USAGE, EX_NOINPUT, EX_IOERR, EX_CONFIG = 1, 64, 66, 74, 78


def run(*arguments: str | bytes, **options: object) -> subprocess.CompletedProcess:
    options = {"capture_output": True, "stdin": subprocess.DEVNULL, "timeout": 20, "env": ENVIRONMENT} | options
    if "input" in options:
        del options["stdin"]
    return subprocess.run([str(binary()), *arguments], **options)


def test_send_prints_the_reply_to_each_line(tmp_path: pathlib.Path) -> None:
    path = f"unix:{tmp_path}/s"
    with running_gateway(ack_route(listen=f'["127.0.0.1:0", "[::1]:0", "{path}"]')) as gateway:
        v4, v6 = gateway.addresses()[:2]
        for place in (f"127.0.0.1:{v4[1]}", f":{v4[1]}", f"localhost:{v4[1]}", f"[::1]:{v6[1]}", path):
            done = run("send", place, "one", "two")
            assert (done.returncode, done.stdout, done.stderr) == (0, b"ack:one\nack:two\n", b""), place
        lines = [b"%d" % n for n in range(1000)] + [b"last, without a newline"]
        done = run("send", f":{v4[1]}", input=b"\n".join(lines))
        assert done.stdout.splitlines() == [b"ack:" + line for line in lines]


FRAMINGS = ["crlf", "netstring", "mllp", "{ length: { bytes: 2 } }", "eof", '{ delimiter: "\\0" }']


@pytest.mark.parametrize("framing", FRAMINGS)
def test_send_speaks_the_framing_it_is_told(framing: str) -> None:
    with running_gateway(ack_route(f"framing: {framing}", reply='"ack:<frame>"')) as gateway:
        done = run("send", f":{gateway.port}", "--framing", framing, "hello")
        assert (done.returncode, done.stdout) == (0, b"ack:hello\n"), done.stderr


def test_send_takes_and_shows_any_bytes_as_digits() -> None:
    with running_gateway(ack_route(reply='"<line>"')) as gateway:
        done = run("send", f":{gateway.port}", "--hex", "00 ff 1b")
        assert (done.returncode, done.stdout) == (0, b"00ff1b\n")
        done = run("send", f":{gateway.port}", b"\xff")
        assert done.returncode == EX_USAGE and b"UTF-8" in done.stderr


def test_send_with_half_close_prints_everything_until_the_end() -> None:
    with running_gateway(ack_route("events: { eof: { reply: [bye, now] } }")) as gateway:
        done = run("send", f":{gateway.port}", "--half-close", "hello")
        assert (done.returncode, done.stdout) == (0, b"ack:hello\nbye\nnow\n"), done.stderr


def test_send_fails_soon_where_no_reply_comes() -> None:
    with holder_of("127.0.0.1") as silent:
        begun = time.monotonic()
        done = run("send", f":{silent.getsockname()[1]}", "--timeout", "300ms", "hello")
        assert done.returncode == PROBLEMS and b"timed out" in done.stderr
        taken = time.monotonic() - begun
        assert 0.3 <= taken and undisturbed(taken) < 3
    done = run("send", f"127.0.0.1:{free_port()}", "hello")
    assert done.returncode == PROBLEMS and b"connection refused" in done.stderr


def test_reply_serves_without_a_file() -> None:
    port = free_port()
    command = [str(binary()), "reply", "got <line>", "--listen", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, env=ENVIRONMENT, stderr=subprocess.PIPE) as process:
        assert any(b"ready" in line for line in process.stderr)
        assert run("send", f":{port}", "hello").stdout == b"got hello\n"
        process.terminate()
        process.stderr.read()
        assert process.wait(PATIENCE) == 0


def test_healthcheck_asks_every_listener(tmp_path: pathlib.Path) -> None:
    port = free_port()
    text = ack_route(listen=f'["127.0.0.1:{port}", "unix:{tmp_path}/s"]')
    with running_gateway(text) as gateway:
        assert run("healthcheck", str(gateway.file)).returncode == 0
    with route_file(text) as file:
        done = run("healthcheck", str(file))
        assert done.returncode == PROBLEMS
        assert done.stderr.count(b"\n") == 2 and b"connection refused" in done.stderr and b"no such file" in done.stderr


def test_healthcheck_meets_a_wildcard_on_loopback() -> None:
    port = free_port()
    with running_gateway(ack_route(listen=f'"*:{port}"')) as gateway:
        assert run("healthcheck", str(gateway.file)).returncode == 0


def test_healthcheck_gives_up_after_two_seconds() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(address)
        with route_file(ack_route(listen=f"127.0.0.1:{address[1]}")) as file:
            begun = time.monotonic()
            done = run("healthcheck", str(file))
            assert done.returncode == PROBLEMS and b"timed out" in done.stderr
            taken = time.monotonic() - begun
            assert 2 <= taken and undisturbed(taken) < 5
        for client in waiting:
            client.close()


def test_preflight_tells_what_serve_would_meet(tmp_path: pathlib.Path) -> None:
    with holder_of("127.0.0.1") as other, socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(tmp_path / "s"))
        unix.listen()
        text = ack_route(listen=f'["127.0.0.1:{other.getsockname()[1]}", "unix:{tmp_path}/s", "127.0.0.1:0"]')
        with route_file(text) as file:
            done = run("validate", "--preflight", "--format", "short", str(file))
            assert done.returncode == PROBLEMS
            assert done.stdout.count(b"address already in use [GW501]") == 2
            assert run("validate", str(file)).returncode == 0


@pytest.mark.parametrize("arguments", [("schema",), ("version",), ("--help",), ("help", "exit-codes"), ("init", "-")])
def test_a_result_that_cannot_be_written_is_a_failure(arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        done = run(*arguments, capture_output=False, stdout=full, stderr=subprocess.PIPE)
        assert done.returncode == EX_IOERR and b"no space left on device" in done.stderr
    reader, writer = os.pipe()
    os.close(reader)
    done = run(*arguments, capture_output=False, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (done.returncode, done.stderr) == (EX_IOERR, b"")


def test_a_closed_standard_output_never_becomes_the_connection() -> None:
    with running_gateway(ack_route()) as gateway:
        shell = ["sh", "-c", 'exec "$@" <&- >&-', "sh", str(binary()), "send", f":{gateway.port}", "hello"]
        done = subprocess.run(shell, env=ENVIRONMENT, stderr=subprocess.PIPE, timeout=30)
        assert done.returncode == EX_IOERR and b"bad file descriptor" in done.stderr
        gateway.expect_count(1, "frames_received")


def test_without_a_file_serve_says_what_to_do(tmp_path: pathlib.Path) -> None:
    done = run("serve", cwd=tmp_path)
    assert done.returncode == EX_NOINPUT
    assert b"gateway init" in done.stderr and b"gateway reply" in done.stderr
    assert run("init", cwd=tmp_path).returncode == 0
    assert run("validate", "routes.yaml", cwd=tmp_path).returncode == 0
    (tmp_path / "routes.yaml").write_text("routes: {}\n")
    assert run("serve", cwd=tmp_path).returncode == EX_CONFIG
