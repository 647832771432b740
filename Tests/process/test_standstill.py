"""The measure that bounds on time are corrected by."""

from __future__ import annotations

import os
import signal
import time

import pytest

import native
from standstill import heartbeat


def test_a_gap_counts_once_and_only_where_it_lies_in_what_is_asked_about() -> None:
    if not native.has_compiler():
        pytest.skip("no C compiler: apt-get install gcc libc6-dev")
    with heartbeat() as heart:
        began = time.monotonic()
        time.sleep(0.1)
        os.kill(heart.pid, signal.SIGSTOP)
        time.sleep(0.5)
        os.kill(heart.pid, signal.SIGCONT)
        time.sleep(0.05)
        since = time.monotonic() - began
        whole = heart.withheld(since)
        assert 0.4 <= whole <= since, "both processors missed the same beats"
        time.sleep(0.1)
        assert heart.withheld(0.05) <= 0.05
