"""Unix sockets: stale files, live ones, what is not a socket, and who may connect (A12 to A16)."""

from __future__ import annotations

import pathlib
import socket
import stat

import pytest

from clients import ask
from harness import binary, route_file, running_gateway, serve_in_vain
from logs import message
from routes import ack_route
from tracing import run_traced

EX_UNAVAILABLE, EX_CONFIG = 69, 78


@pytest.fixture
def path(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "s"


def unix_route(path: pathlib.Path | str) -> str:
    return ack_route(listen=f"unix:{path}")


def stale(path: pathlib.Path) -> None:
    with socket.socket(socket.AF_UNIX) as gone:
        gone.bind(str(path))


def test_A12_a_stale_socket_is_replaced(path: pathlib.Path) -> None:
    stale(path)
    with running_gateway(unix_route(path)) as gateway:
        gateway.ask(b"x\n", b"ack:x\n")
        assert gateway.logs.wait_for(message("removed stale socket"))["level"] == "info"


def test_A12_the_socket_is_gone_after_a_stop(path: pathlib.Path) -> None:
    with running_gateway(unix_route(path)) as gateway:
        gateway.ask(b"x\n", b"ack:x\n")
        assert gateway.stop() == 0
        assert not path.exists()


def test_A12_a_socket_that_somebody_else_put_there_meanwhile_is_left_alone(path: pathlib.Path) -> None:
    with running_gateway(unix_route(path)) as gateway:
        path.unlink()
        with socket.socket(socket.AF_UNIX) as successor:
            successor.bind(str(path))
            assert gateway.stop() == 0
            assert path.is_socket()


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET])
def test_A13_a_live_socket_is_left_to_its_owner(kind: socket.SocketKind, path: pathlib.Path) -> None:
    with socket.socket(socket.AF_UNIX, kind) as owner:
        owner.bind(str(path))
        if kind != socket.SOCK_DGRAM:
            owner.listen()
        inode = path.stat().st_ino
        result = serve_in_vain(unix_route(path))
        assert result.returncode == EX_UNAVAILABLE
        assert b"in use" in result.stderr and b"routes.yaml:4:13" in result.stderr
        assert path.stat().st_ino == inode


def test_A13_a_second_gateway_does_not_take_the_socket_of_the_first(path: pathlib.Path) -> None:
    with running_gateway(unix_route(path)) as gateway:
        assert serve_in_vain(unix_route(path)).returncode == EX_UNAVAILABLE
        gateway.ask(b"x\n", b"ack:x\n")


def test_A13_a_live_socket_with_a_full_backlog_is_not_taken_for_a_stale_one(path: pathlib.Path) -> None:
    with socket.socket(socket.AF_UNIX) as owner, socket.socket(socket.AF_UNIX) as first, socket.socket(
        socket.AF_UNIX
    ) as second:
        owner.bind(str(path))
        owner.listen(0)
        for client in (first, second):
            client.setblocking(False)
            try:
                client.connect(str(path))
            except BlockingIOError:
                break
        assert serve_in_vain(unix_route(path)).returncode == EX_UNAVAILABLE
        assert path.is_socket()


def test_A14_a_regular_file_is_not_removed(path: pathlib.Path) -> None:
    path.write_text("precious")
    result = serve_in_vain(unix_route(path))
    assert result.returncode == EX_UNAVAILABLE
    assert b"not a socket" in result.stderr and b"routes.yaml:4:13" in result.stderr
    assert path.read_text() == "precious"


@pytest.mark.parametrize("target", ["file", "stale socket", "nothing"])
def test_A14_a_symbolic_link_is_neither_followed_nor_removed(target: str, tmp_path: pathlib.Path) -> None:
    path, behind = tmp_path / "link", tmp_path / "t"
    if target == "file":
        behind.write_text("precious")
    elif target == "stale socket":
        stale(behind)
    path.symlink_to(behind)
    assert serve_in_vain(unix_route(path)).returncode == EX_UNAVAILABLE
    assert path.is_symlink()
    assert behind.exists() == (target != "nothing")


@pytest.mark.parametrize("length", [108, 200, 5000])
def test_A14_a_path_that_does_not_fit_is_an_error_and_not_cut(length: int, tmp_path: pathlib.Path) -> None:
    path = str(tmp_path) + "/" + "p" * (length - len(str(tmp_path)) - 1)
    result = serve_in_vain(unix_route(path))
    assert result.returncode in (EX_UNAVAILABLE, EX_CONFIG)
    assert b"107" in result.stderr and b"routes.yaml:4:" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_A14_a_path_of_107_bytes_fits(tmp_path: pathlib.Path) -> None:
    path = str(tmp_path) + "/" + "p" * (107 - len(str(tmp_path)) - 1)
    with running_gateway(unix_route(path)) as gateway:
        gateway.ask(b"x\n", b"ack:x\n")


def test_A14_a_missing_directory_is_an_error_at_its_line(tmp_path: pathlib.Path) -> None:
    result = serve_in_vain(unix_route(tmp_path / "missing" / "s"))
    assert result.returncode == EX_UNAVAILABLE
    assert b"routes.yaml:4:13" in result.stderr
    assert not (tmp_path / "missing").exists()


def test_A15_a_socket_whose_file_is_removed_is_reported_and_serves_on(path: pathlib.Path) -> None:
    with running_gateway(unix_route(path)) as gateway, gateway.connect() as established:
        ask(established, b"before\n", b"ack:before\n")
        assert gateway.counters().total("listener_up", listen=f"unix:{path}") == 1
        path.unlink()
        warning = gateway.logs.wait_for(message("the socket's file is gone", address=f"unix:{path}"), within=10)
        assert warning["level"] == "warning"
        assert gateway.counters().total("listener_up", listen=f"unix:{path}") == 0
        ask(established, b"after\n", b"ack:after\n")


def test_A16_nobody_else_may_connect_by_default(path: pathlib.Path) -> None:
    with running_gateway(unix_route(path)) as gateway:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        gateway.ask(b"x\n", b"ack:x\n")


def test_A16_the_mode_is_the_one_in_the_file_whatever_the_umask(path: pathlib.Path) -> None:
    route = ack_route(listen=f'{{ unix: {path}, mode: "0666" }}')
    with running_gateway(route, wrapper=["sh", "-c", 'umask 077; exec "$@"', "sh"]) as gateway:
        assert stat.S_IMODE(path.stat().st_mode) == 0o666
        with gateway.connect(str(path)) as client:
            ask(client, b"x\n", b"ack:x\n")


def test_A16_there_is_no_moment_with_a_wider_mode(path: pathlib.Path) -> None:
    """The mode is set on the descriptor before the name exists; a bind and then a chmod leaves a window.

    A chmod after it may only give back what the umask took.
    """
    wrapped = ["timeout", "--signal=TERM", "3", str(binary()), "serve"]
    with route_file(unix_route(path)) as file:
        _, trace = run_traced([*wrapped, str(file)], "bind,fchmod,chmod,fchmodat,?fchmodat2,umask")
    calls = [line for line in trace.lines if "chmod" in line or "bind(" in line or "umask(" in line]
    bind = next(index for index, line in enumerate(calls) if f'"{path}"' in line and line.startswith("bind("))
    assert any("fchmod(" in line and "0600" in line for line in calls[:bind]), calls
    assert all("0600" in line for line in calls[bind:] if "chmod" in line), calls
