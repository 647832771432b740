"""Binding addresses: taken ones, forbidden ones, absent ones; and the descriptors a start leaves open."""

from __future__ import annotations

import os
import pathlib
import shutil
import socket
import subprocess
import time

import pytest

from clients import ask
from harness import ENVIRONMENT, as_nobody, binary, not_sanitized, route_file, running_gateway, serve_in_vain
from procfs import descriptor_flags, descriptors, eventually
from routes import ack_route, free_port, holder_of
from standstill import PATIENCE

EX_UNAVAILABLE = 69
FIRST_UNPRIVILEGED = pathlib.Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")
TWO_ROUTES = """\
routes:
  first:
    listen: 127.0.0.1:{free}
    reply: "first:<line>"
  second:
    listen: 127.0.0.1:{taken}
    reply: "second:<line>"
"""


@pytest.mark.parametrize("options", [(), (socket.SO_REUSEADDR,), (socket.SO_REUSEADDR, socket.SO_REUSEPORT)])
def test_A09_a_taken_port_is_named_with_its_line_and_nothing_starts(options: tuple[int, ...]) -> None:
    """Even a holder that shares its port is not joined unnoticed."""
    with holder_of("127.0.0.1", *options) as other:
        taken = other.getsockname()[1]
        result = serve_in_vain(TWO_ROUTES.format(free=free_port(), taken=taken))
        said = result.stderr.decode()
        assert result.returncode == EX_UNAVAILABLE, said
        assert "routes.yaml:6:13" in said and f"127.0.0.1:{taken}" in said and "address already in use" in said
        assert "listening on" not in said
        other.settimeout(0.2)
        with socket.create_connection(("127.0.0.1", taken)):
            other.accept()[0].close()


def test_A09_a_second_gateway_cannot_have_the_address_of_the_first() -> None:
    with running_gateway(ack_route()) as gateway:
        result = serve_in_vain(ack_route(listen=f"127.0.0.1:{gateway.port}"))
        assert result.returncode == EX_UNAVAILABLE
        for _ in range(50):
            gateway.ask(b"mine\n", b"ack:mine\n")


@pytest.mark.parametrize("most", range(4, 32, 2))
def test_A01_with_too_few_descriptors_it_says_so_or_serves(most: int) -> None:
    not_sanitized("its report needs descriptors too")
    with route_file(ack_route()) as file:
        command = ["prlimit", f"--nofile={most}:{most}", str(binary()), "serve", str(file), "--loops", "2"]
        process = subprocess.Popen(command, env=ENVIRONMENT, stderr=subprocess.PIPE)
        said = b""
        while (line := process.stderr.readline()) and b'"ready"' not in line:
            said += line
        time.sleep(0.1)
        process.terminate()
        process.stderr.close()
        status = process.wait(PATIENCE)
    assert status == 0 if line else status == EX_UNAVAILABLE and b"too many open files" in said, said


def test_A09_a_second_process_cannot_bind_what_a_gateway_holds() -> None:
    with running_gateway(ack_route()) as gateway:
        for host in ("127.0.0.1", "0.0.0.0"):
            with socket.socket() as intruder:
                intruder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                with pytest.raises(OSError, match="in use"):
                    intruder.bind((host, gateway.port))
                    intruder.listen()


def test_A09_the_ports_of_a_start_that_failed_are_free_again() -> None:
    with holder_of("127.0.0.1") as other:
        free = free_port()
        serve_in_vain(TWO_ROUTES.format(free=free, taken=other.getsockname()[1]))
    with running_gateway(ack_route(listen=f"127.0.0.1:{free}")) as gateway:
        gateway.ask(b"x\n", b"ack:x\n")


def test_A10_a_privileged_port_names_the_capability_that_is_missing() -> None:
    if int(FIRST_UNPRIVILEGED.read_text()) <= 1:
        pytest.skip("every port is unprivileged here")
    with route_file("") as file:
        program = shutil.copy(binary(), file.parent / "gateway")
        result = serve_in_vain(ack_route(listen="127.0.0.1:1"), wrapper=as_nobody(), program=pathlib.Path(program))
    said = result.stderr.decode()
    assert result.returncode == EX_UNAVAILABLE, said
    assert "routes.yaml:4:13" in said and "CAP_NET_BIND_SERVICE" in said
    assert "root" not in said and "sudo" not in said


@pytest.mark.parametrize("listen", ["203.0.113.7:0", '"[2001:db8::7]:0"'])
def test_A11_an_address_that_is_not_here_is_an_error_at_its_line(listen: str) -> None:
    result = serve_in_vain(ack_route(listen=listen))
    said = result.stderr.decode()
    assert result.returncode == EX_UNAVAILABLE, said
    assert "routes.yaml:4:13" in said and "listening on" not in said


def _without_ipv6() -> list[str]:
    """A network of its own, in which there is a loopback interface and no IPv6."""
    script = "ip link set lo up && echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 && exec \"$@\""
    wrapper = ["unshare", "--net", "sh", "-c", script, "sh"]
    if subprocess.run([*wrapper, "true"], capture_output=True).returncode != 0:
        pytest.skip("no right to make a network namespace")
    return wrapper


def test_A11_without_ipv6_an_ipv6_address_is_an_error() -> None:
    result = serve_in_vain(ack_route(listen='"[::1]:0"'), wrapper=_without_ipv6())
    assert result.returncode == EX_UNAVAILABLE, result.stderr
    assert "routes.yaml:4:13" in result.stderr.decode()


def test_A11_without_ipv6_localhost_is_ipv4_alone() -> None:
    with running_gateway(ack_route(listen="localhost:0"), wrapper=_without_ipv6()) as gateway:
        assert [host for host, _ in gateway.addresses()] == ["127.0.0.1"]


def test_A11_localhost_is_both_loopback_addresses_on_one_port() -> None:
    with running_gateway(ack_route(listen="localhost:0")) as gateway:
        assert eventually(lambda: len(gateway.addresses()) == 2)
        hosts, ports = zip(*gateway.addresses())
        assert sorted(hosts) == ["127.0.0.1", "::1"]
        assert len(set(ports)) == 1
        for address in gateway.addresses():
            with gateway.connect(address) as client:
                ask(client, b"x\n", b"ack:x\n")


def test_A17_every_descriptor_closes_on_exec() -> None:
    with running_gateway(ack_route()) as gateway, gateway.connect() as client:
        ask(client, b"x\n", b"ack:x\n")
        for number, target in descriptors(gateway.pid).items():
            assert number <= 2 or descriptor_flags(gateway.pid, number) & os.O_CLOEXEC, target


@pytest.mark.parametrize("closing", ["<&- >&- 2>&-", "<&-", "2>&-"])
def test_A18_no_client_gets_the_number_of_a_standard_stream(closing: str, tmp_path: pathlib.Path) -> None:
    """A log line must never go to a socket that happens to be descriptor 2."""
    path = str(tmp_path / "s")
    with route_file(ack_route(listen=f"unix:{path}")) as file:
        shell = ["sh", "-c", f'exec "$@" {closing}', "sh", str(binary()), "serve", str(file)]
        process = subprocess.Popen(shell, env=ENVIRONMENT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            assert eventually(lambda: os.path.exists(path)), "it does not listen"
            time.sleep(0.1)
            _converse_cleanly(path, process.pid)
            process.terminate()
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()
            process.wait(PATIENCE)


def _converse_cleanly(path: str, pid: int) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(PATIENCE)
        client.connect(path)
        for _ in range(20):
            ask(client, b"x\n", b"ack:x\n")
        standard = [target for number, target in descriptors(pid).items() if number <= 2]
        assert len(standard) == 3 and not any("socket" in target for target in standard), standard
        client.settimeout(0.3)
        with pytest.raises(TimeoutError):
            client.recv(1)
