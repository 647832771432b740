"""Signals that are not a request to stop, restarts, and unusual homes: L14, L15, L16, L27."""

from __future__ import annotations

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

import pytest

from clients import ask, read_to_end, timed
from figures import Figure
from harness import at_most, binary, not_sanitized, running_gateway
from logs import closed
from routes import ack_route, free_port
from standstill import undisturbed

HARMLESS = [signal.SIGHUP, signal.SIGPIPE, signal.SIGCHLD, signal.SIGWINCH, signal.SIGURG, signal.SIGCONT]


@pytest.mark.parametrize("number", HARMLESS)
def test_L14_a_signal_that_means_nothing_here_changes_nothing(number: signal.Signals) -> None:
    with running_gateway(ack_route()) as gateway, gateway.connect() as client:
        for _ in range(20):
            gateway.signal(number)
            ask(client, b"x\n", b"ack:x\n")


def test_L14_a_storm_of_one_signal_loses_and_delays_no_other() -> None:
    with running_gateway(ack_route()) as gateway:
        for _ in range(200_000):
            gateway.signal(signal.SIGUSR1)
        assert undisturbed(timed(gateway.stop)) <= at_most(1)
        assert gateway.exit_code == 0


def test_L14_timers_that_ran_out_while_it_was_stopped_fire_once() -> None:
    route = ack_route("timeouts: { idle: 1s }", 'events: { idle: { reply: "idle" } }')
    with running_gateway(route) as gateway:
        clients = [gateway.connect() for _ in range(50)]
        for client in clients:
            ask(client, b"x\n", b"ack:x\n")
        gateway.freeze()
        time.sleep(2.5)
        gateway.signal(signal.SIGCONT)
        for client in clients:
            assert read_to_end(client) == b"idle\n"
            client.close()
        gateway.expect_count(50, "connections_closed", reason="idle_timeout")
        gateway.expect_count(50, "connections_closed")


def test_L14_bytes_that_came_while_it_was_stopped_count_as_in_time() -> None:
    """A peer that spoke must not be taken for a silent one because we were not looking."""
    with running_gateway(ack_route("timeouts: { idle: 3s }")) as gateway:
        clients = [gateway.connect() for _ in range(50)]
        for client in clients:
            ask(client, b"x\n", b"ack:x\n")
        gateway.freeze()
        for client in clients:
            client.sendall(b"hello\n")
        time.sleep(3.5)
        gateway.signal(signal.SIGCONT)
        for client in clients:
            assert read_to_end(client) == b"ack:hello\n"


@pytest.mark.long
def test_L14_half_a_minute_of_being_stopped_harms_nobody() -> None:
    with running_gateway(ack_route()) as gateway, gateway.connect() as client:
        ask(client, b"x\n", b"ack:x\n")
        gateway.freeze()
        time.sleep(30)
        gateway.signal(signal.SIGCONT)
        ask(client, b"y\n", b"ack:y\n")


def test_L15_after_a_kill_it_starts_again_at_once_on_the_same_addresses(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "s"
    route = ack_route(listen=f"[127.0.0.1:{free_port()}, 'unix:{path}']")
    for _ in range(3):
        with running_gateway(route) as gateway:
            with gateway.connect() as tcp, gateway.connect(str(path)) as unix:
                ask(tcp, b"x\n", b"ack:x\n")
                ask(unix, b"x\n", b"ack:x\n")
                gateway.signal(signal.SIGKILL)
                assert gateway.wait() == -signal.SIGKILL
            assert path.exists()
    with running_gateway(route) as gateway:
        gateway.ask(b"x\n", b"ack:x\n")
    assert not path.exists()


def test_L15_a_restart_takes_no_longer_than_a_start(figure: Figure) -> None:
    port = free_port()
    with running_gateway(ack_route(listen=f"127.0.0.1:{port}")) as gateway:
        clients = [gateway.connect() for _ in range(50)]
        for client in clients:
            ask(client, b"x\n", b"ack:x\n")
        gateway.signal(signal.SIGKILL)
        gateway.wait()

    def again() -> None:
        with running_gateway(ack_route(listen=f"127.0.0.1:{port}")) as successor:
            successor.ask(b"x\n", b"ack:x\n")

    taken = undisturbed(timed(again))
    assert taken <= at_most(1)
    figure("L15", f"{taken * 1000:.0f} ms from the start through a reply to the end")


def _as_first_process() -> list[str]:
    wrapper = ["unshare", "--pid", "--fork"]
    if os.geteuid() != 0:
        wrapper[1:1] = ["--user", "--map-root-user"]
    if subprocess.run([*wrapper, "true"], capture_output=True).returncode != 0:
        pytest.skip("no right to make a process namespace")
    return wrapper


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_L16_as_process_1_it_obeys_the_signals_to_stop(number: signal.Signals) -> None:
    """Process 1 has no default actions: a signal without a handler is ignored."""
    not_sanitized("its search for leaks needs to see other processes")
    with running_gateway(ack_route(), wrapper=_as_first_process(), forks=True) as gateway:
        with gateway.connect() as client:
            ask(client, b"x\n", b"ack:x\n")
            gateway.signal(number)
            assert read_to_end(client) == b""
        assert gateway.wait() == 0
        assert gateway.logs.matching(closed("drain"))


def test_L27_it_serves_from_a_read_only_root_without_home_or_tmp_as_nobody() -> None:
    not_sanitized("its libraries are not to be found from there")
    if os.geteuid() != 0:
        pytest.skip("only root can make the root file system read-only")
    home = pathlib.Path(tempfile.mkdtemp(prefix="gateway-test-", dir="/var/tmp"))
    try:
        home.chmod(0o755)
        program = shutil.copy(binary(), home / "gateway")
        file = home / "routes.yaml"
        file.write_text(ack_route())
        with running_gateway(ack_route(), wrapper=[*_bare_system(), program, "serve", str(file)]) as gateway:
            gateway.ask(b"x\n", b"ack:x\n")
    finally:
        shutil.rmtree(home)


def _bare_system() -> list[str]:
    """The next two words run; what the harness puts behind them is left out."""
    script = (
        "mount -t tmpfs -o ro,size=4k none /tmp && mount -o remount,ro,bind / && "
        "exec env -i LC_ALL=C SWIFT_BACKTRACE=enable=no "
        'setpriv --reuid=65534 --regid=65534 --clear-groups "$1" "$2" "$3"'
    )
    wrapper = ["unshare", "--mount", "sh", "-c", script, "sh"]
    if subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/tmp"], capture_output=True).returncode:
        pytest.skip("no right to mount")
    return wrapper
