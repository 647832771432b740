"""Serves an example, and runs clients that nobody here wrote against it.

A client that is not installed skips its tests and says by which name it is to be had.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import pathlib
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from types import ModuleType

import pytest

from harness import ROOT, Gateway, running_gateway

PROTOCOLS = ROOT / "examples" / "protocols"
# Postfix is unpacked here, not installed: it would take the place of the machine's own mail server.
UNPACKED = ROOT / ".build" / "clients"
_LISTEN = re.compile(r"(listen: )127\.0\.0\.1:\d+")


@contextlib.contextmanager
def serving(protocol: str) -> Iterator[Gateway]:
    """The example as it is, but on a free port."""
    text = (PROTOCOLS / f"{protocol}.yaml").read_text()
    with running_gateway(_LISTEN.sub(r"\g<1>127.0.0.1:0", text)) as gateway:
        yield gateway


def port_of(gateway: Gateway, route: str) -> str:
    """The port, as a command line takes it."""
    return str(gateway.addresses(route)[0][1])


def module(name: str, package: str) -> ModuleType:
    """A client that is a Python module."""
    try:
        return importlib.import_module(name)
    except ImportError:
        pytest.skip(f"the Python module {name} is missing: apt-get install {package}")


def run(
    *command: str,
    package: str,
    status: int = 0,
    within: float = 60,
    input: bytes | None = None,
    directory: pathlib.Path | None = None,
) -> str:
    """What a client printed, both streams, once it has ended with `status`."""
    program = find(command[0], package)
    done = subprocess.run(
        [program, *command[1:]],
        env=_environment(),
        cwd=directory,
        **({"stdin": subprocess.DEVNULL} if input is None else {"input": input}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=within,
    )
    printed = done.stdout.decode("utf-8", "backslashreplace")
    assert done.returncode == status, f"{' '.join(command)} ended with {done.returncode}:\n{printed}"
    return printed


def find(program: str, package: str) -> str:
    """Where a client lies, whether it was installed or unpacked."""
    found = shutil.which(program, path=_path())
    if found is None:
        pytest.skip(f"{program} is missing: apt-get install {package}")
    return found


def _path() -> str:
    return os.pathsep.join([os.environ.get("PATH", "/usr/bin:/bin"), "/usr/sbin", str(UNPACKED / "usr" / "sbin")])


@functools.cache
def _environment() -> dict[str, str]:
    """No proxy and no locale of the machine's; what was unpacked finds its own libraries."""
    libraries = str(UNPACKED / "usr" / "lib" / "postfix")
    return {"PATH": _path(), "LC_ALL": "C", "LD_LIBRARY_PATH": libraries, "HOME": "/nonexistent"}


def closed_well(gateway: Gateway, route: str, *, replies: int | None = None) -> None:
    """Every connection has ended, none for an error; every frame was one; so many replies were sent."""
    gateway.expect_count(0, "connections_active", route=route)
    counters = gateway.counters()
    assert counters.total("frame_errors", route=route) == 0, counters.samples
    for reason in ("bad_frame", "reply_invalid", "write_timeout", "internal_error"):
        assert counters.total("connections_closed", route=route, reason=reason) == 0, counters.samples
    if replies is not None:
        assert counters.total("replies_sent", route=route) == replies, counters.samples


def lines(text: str, wanted: Sequence[str]) -> None:
    """Each of these stands in what a client printed, in this order."""
    place = 0
    for each in wanted:
        found = text.find(each, place)
        assert found >= 0, f"{each!r} is not, or not here, in:\n{text}"
        place = found + len(each)
