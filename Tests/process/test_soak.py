"""A soak with chaos: many protocols at once, peers that misbehave, reloads, a log that nobody reads, no descriptors.

GATEWAY_SOAK_SECONDS says how long (60), GATEWAY_SOAK_SEED which chaos (0); `make soak MINUTES=10` sets the first.
"""

from __future__ import annotations

import collections
import os
import pathlib
import random
import signal
import time

import pytest

from figures import Figure
from harness import Gateway, running_gateway
from procfs import MIB, descriptors, eventually, open_streams, resident
from soak import Peers, Town
from test_accepting import no_more_descriptors

SECONDS = float(os.environ.get("GATEWAY_SOAK_SECONDS", "60"))
SEED = int(os.environ.get("GATEWAY_SOAK_SEED", "0"))
# A slope is the noise of single samples divided by the time; over an hour this allows 1 MiB.
STEEPEST = max(1024 * 60 / SECONDS, 1024 / 60)


class Chaos:
    """What happens to the process itself, one thing after another."""

    def __init__(self, gateway: Gateway, town: Town) -> None:
        self.gateway, self.town = gateway, town
        self.chance = random.Random(SEED)
        self.done: collections.Counter[str] = collections.Counter()
        self.samples: list[tuple[float, float]] = []

    def run(self, seconds: float, failures: list[str]) -> None:
        start = time.monotonic()
        while (passed := time.monotonic() - start) < seconds and not failures:
            deed = self.chance.choice([self.reload, self.stall_log, self.take_descriptors, self.stop, self.count])
            deed()
            self.done[deed.__name__] += 1
            time.sleep(self.chance.uniform(0.1, 0.5))
            self.samples.append((passed / 60, resident(self.gateway.pid) / 1024))

    def reload(self) -> None:
        fresh = self.gateway.file.with_suffix(".new")
        fresh.write_text(self.town.file(self.chance.choice([1, 2])))
        fresh.rename(self.gateway.file)
        self.gateway.signal(signal.SIGHUP)

    def stall_log(self) -> None:
        self.gateway.logs.pause()
        for _ in range(100):
            self.gateway.signal(signal.SIGUSR1)
            time.sleep(0.005)
        self.gateway.logs.resume()

    def take_descriptors(self) -> None:
        with no_more_descriptors(self.gateway):
            time.sleep(self.chance.uniform(0.05, 0.5))

    def stop(self) -> None:
        self.gateway.freeze()
        time.sleep(self.chance.uniform(0.05, 0.3))
        self.gateway.signal(signal.SIGCONT)

    def count(self) -> None:
        self.gateway.signal(signal.SIGUSR1)


def slope(samples: list[tuple[float, float]]) -> float:
    """Least squares: how much y grows for each unit of x."""
    x_mean = sum(x for x, _ in samples) / len(samples)
    y_mean = sum(y for _, y in samples) / len(samples)
    spread = sum((x - x_mean) ** 2 for x, _ in samples)
    return sum((x - x_mean) * (y - y_mean) for x, y in samples) / spread


@pytest.mark.long
@pytest.mark.time_limit(SECONDS + 300)
def test_a_soak_with_chaos_crosses_no_reply_and_leaves_nothing(tmp_path: pathlib.Path, figure: Figure) -> None:
    town = Town(str(tmp_path / "s"))
    with running_gateway(town.file(1)) as gateway:
        before = open_streams(gateway.pid)
        peers, chaos = Peers(town, SEED), Chaos(gateway, town)
        peers.start(polite=8, lasting=12, rude=4)
        try:
            chaos.run(SECONDS, peers.failures)
        finally:
            peers.stop()
        assert not peers.failures, f"seed {SEED}: {peers.failures}"
        assert eventually(lambda: len(open_streams(gateway.pid)) == len(before), within=15), descriptors(gateway.pid)
        growth = slope(chaos.samples[len(chaos.samples) // 3 :])
        figure(
            "soak",
            f"{SECONDS:.0f} s: {peers.connections:,} connections, {peers.replies:,} replies checked, "
            f"{chaos.done['reload']} reloads, {chaos.done['take_descriptors']} times without descriptors, "
            f"{chaos.done['stall_log']} log stalls, {chaos.done['stop']} stops; "
            f"memory {growth:+.0f} KiB/min, descriptors {len(open_streams(gateway.pid)) - len(before):+d}",
        )
        assert growth <= STEEPEST, chaos.samples
        assert resident(gateway.pid) < 64 * MIB
