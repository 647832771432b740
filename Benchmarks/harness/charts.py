"""The charts of the page: CPU per reply and rate, against connections and against rules."""

from . import plot, turns
from .rows import growth, rules

MICROSECONDS = 1e3


def series(names, xs, figures_of):
    """A line for each name: (x, its median) of whatever `figures_of(name, x)` gives; those without figures left out."""

    def lines(key, unit):
        for number, name in enumerate(names):
            points = [(x, turns.median(rounds, key) / unit) for x in xs if (rounds := figures_of(name, x))]
            if points:
                yield plot.Series(name, points, plot.COLOURS[number], number == 0, name == "C reference")

    return list(lines("cpu_ns", MICROSECONDS)), list(lines("rate", 1))


def pair(description, x_title, xs, cpu, rate):
    return plot.chart(description, [
        plot.Panel("CPU per reply, microseconds", x_title, list(xs), cpu),
        plot.Panel("Replies a second", x_title, list(xs), rate),
    ])


def by_connections(figures):
    names = ["gateway", "C reference", *growth.SHOWN]
    lines = series(names, growth.COUNTS, lambda name, count: figures[str(count)].get(name))
    return pair("CPU per reply and replies a second against connections, one 32-byte line at a time",
                "connections, one 32-byte line at a time", growth.COUNTS, *lines)


def by_rules(figures):
    lines = series(list(rules.DEPTHS), rules.COUNTS, lambda how, count: figures[f"gateway, {count} rules, {how}"])
    return pair("CPU per reply and replies a second against rules, the last one matching",
                "rules, the last one matching; 50 connections", rules.COUNTS, *lines)


CHARTS = {  # by file beside the page: the row whose figures it shows, and how
    "performance-connections.svg": ("G1", by_connections),
    "performance-rules.svg": ("P5", by_rules),
}
