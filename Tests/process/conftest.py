"""Every test has a bound on its time, so that a gateway that hangs fails one test and not the run."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

import standstill

pytest_plugins = ["figures"]

QUICK_LIMIT = 180
LONG_LIMIT = 900


@pytest.fixture(scope="session", autouse=True)
def standstills_noted() -> Iterator[None]:
    with standstill.noted():
        yield


@pytest.fixture(autouse=True)
def bounded(request: pytest.FixtureRequest) -> Iterator[None]:
    limit = LONG_LIMIT if request.node.get_closest_marker("long") else QUICK_LIMIT
    if own := request.node.get_closest_marker("time_limit"):
        limit = int(own.args[0])

    def expired(*_: object) -> None:
        raise TimeoutError(f"the test took more than {limit} s")

    before = signal.signal(signal.SIGALRM, expired)
    signal.alarm(limit)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
