"""The charts of the page: CPU per reply and rate, against connections and against rules."""

from . import plot, turns
from .rows import growth, rules

MICROSECONDS = 1e3
OTHERS = ("C reference", *growth.SHOWN)


def series(colours, xs, figures_of):
    """A line for each name: (x, its median) of whatever `figures_of(name, x)` gives; those without figures left out."""

    def lines(key, unit):
        for name, colour in colours.items():
            points = [(x, turns.median(rounds, key) / unit) for x in xs if (rounds := figures_of(name, x))]
            if points:
                yield plot.Series(name, points, colour, name not in OTHERS, name == "C reference")

    return list(lines("cpu_ns", MICROSECONDS)), list(lines("rate", 1))


def pair(description, x_title, xs, cpu, rate):
    return plot.chart(description, [
        plot.Panel("CPU per reply, microseconds", x_title, list(xs), cpu),
        plot.Panel("Replies a second", x_title, list(xs), rate),
    ])


def by_connections(figures):
    colours = dict(zip(["gateway", *OTHERS], plot.COLOURS))
    lines = series(colours, growth.COUNTS, lambda name, count: figures[str(count)].get(name))
    return pair("CPU per reply and replies a second against connections, one 32-byte line at a time",
                "connections, one 32-byte line at a time", growth.COUNTS, *lines)


def by_rules(figures):
    colours = dict(zip(rules.DEPTHS, (plot.COLOURS[0], plot.COLOURS[3])))
    lines = series(colours, rules.COUNTS, lambda how, count: figures[f"gateway, {count} rules, {how}"])
    return pair("CPU per reply and replies a second against rules, the last one matching",
                "rules, the last one matching; 50 connections", rules.COUNTS, *lines)


CHARTS = {  # by file beside the page: the row whose figures it shows, and how
    "performance-connections.svg": ("G1", by_connections),
    "performance-rules.svg": ("P5", by_rules),
}
