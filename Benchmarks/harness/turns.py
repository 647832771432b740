"""Measurements in turn: A B A B ..., and what is made of them."""

import statistics
import subprocess
import sys


def in_turn(subjects, rounds, measure):
    """`measure(subject)` of every subject, round by round; lists by name. A peer that fails is left out, aloud."""
    figures = {name: [] for name in subjects}
    for number in range(rounds):
        for name in [name for name in subjects if name in figures]:
            tell(f"round {number + 1} of {rounds}: {name}")
            try:
                figures[name].append(measure(subjects[name]))
            except (RuntimeError, OSError, subprocess.SubprocessError) as error:
                if name.startswith(ESSENTIAL):
                    raise
                del figures[name]
                print(f"\nbench: {name} is left out: {error}", flush=True)
    tell("")
    return figures


ESSENTIAL = ("gateway", "C reference")


def tell(text):
    """Progress, where somebody watches."""
    if sys.stderr.isatty():
        print(f"\r\033[K  {text}", end="", file=sys.stderr, flush=True)


def median(rounds, key="cpu_ns"):
    return statistics.median(one[key] for one in rounds)


def ratio(subject, base, key="cpu_ns"):
    """The ratio of the medians."""
    return median(subject, key) / median(base, key)


def spread(subject, base, key="cpu_ns"):
    """The least and the greatest ratio of one round."""
    ratios = [one[key] / other[key] for one, other in zip(subject, base)]
    return min(ratios), max(ratios)
