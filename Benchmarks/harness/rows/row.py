"""What a row is made of."""

import dataclasses
from collections.abc import Callable

from .. import turns


@dataclasses.dataclass(frozen=True)
class Row:
    measure: Callable  # (Run) -> figures that JSON can hold
    goals: Callable  # (figures) -> [Goal]


@dataclasses.dataclass(frozen=True)
class Goal:
    workload: str
    goal: str
    measured: str
    met: bool | None  # None: could not be measured


@dataclasses.dataclass(frozen=True)
class Run:
    rounds: int
    peers: list
    is_long: bool = False


def times(value):
    """A ratio, with the digits that mean something."""
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def with_spread(figures, subject, base, key="cpu_ns"):
    """The ratio of the medians, and the least and greatest ratio of one round."""
    least, greatest = turns.spread(figures[subject], figures[base], key)
    return f"{times(turns.ratio(figures[subject], figures[base], key))} ({times(least)} to {times(greatest)})"


def at_most(workload, figures, most, subject="gateway", base="C reference", of="the C reference's CPU"):
    """The goal that a ratio of CPU per reply is at most so much."""
    met = turns.ratio(figures[subject], figures[base]) <= most
    return Goal(workload, f"≤ {most:.2f} × {of}", with_spread(figures, subject, base), met)


def against(workload, goal, figures, names, key, least):
    """The goal to be so many times as good as each of these peers: a rate, or, for CPU, the inverse."""
    present = [name for name in names if figures.get(name)]
    ratios = {name: turns.ratio(figures["gateway"], figures[name], key) for name in present}
    if key == "cpu_ns":
        ratios = {name: 1 / value for name, value in ratios.items()}
    measured = ", ".join(f"{name} {times(value)}" for name, value in ratios.items())
    met = all(value >= least for value in ratios.values()) if len(present) == len(names) else None
    missing = [name for name in names if name not in present]
    return Goal(workload, goal, measured + "".join(f", no {name} here" for name in missing), met)
