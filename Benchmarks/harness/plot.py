"""Line charts as SVG, with logarithmic axes: no library needed, readable on light and dark pages."""

import dataclasses
import math
from xml.sax.saxutils import escape

WIDTH, PANEL_HEIGHT = 960, 320
LEFT, RIGHT, TOP, BOTTOM = 62, 28, 46, 46  # around the axes of a panel
LEGEND = 34
INK, FAINT, GRID, PAPER, EDGE = "#1f2328", "#59636e", "#e4e7eb", "#ffffff", "#d1d9e0"
# Colours that people with any colour vision tell apart (Okabe and Ito).
COLOURS = ("#d55e00", "#1f2328", "#cc79a7", "#0072b2", "#56b4e9", "#009e73", "#e69f00", "#8a8d3b")


@dataclasses.dataclass(frozen=True)
class Series:
    name: str
    points: list  # of (x, y)
    colour: str
    is_main: bool = False
    is_dashed: bool = False


@dataclasses.dataclass(frozen=True)
class Panel:
    title: str
    x_title: str
    x_ticks: list
    series: list


def short(value):
    """A tick: 0.25, 5, 20k, 1.5M."""
    for size, unit in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"


def ticks_of(low, high):
    """Ticks of a logarithmic axis: decades, and 2 and 5 between them where there are few."""
    steps = (1, 2, 5) if high / low < 300 else (1,)
    first = math.floor(math.log10(low))
    every = [step * 10.0**power for power in range(first, first + 9) for step in steps]
    inside = [tick for tick in every if low * 0.999 <= tick <= high * 1.001]
    return inside


def bounds(series):
    """The axis' ends: whole steps of 1, 2, 5 around all values."""
    values = [y for one in series for _, y in one.points]
    steps = [step * 10.0**power for power in range(-3, 10) for step in (1, 2, 5)]
    return max(s for s in steps if s <= min(values)), min(s for s in steps if s >= max(values))


class Scale:
    """A value to a place between two pixels, logarithmically."""

    def __init__(self, low, high, begin, end):
        self.low, self.high, self.begin, self.end = math.log(low), math.log(high), begin, end

    def __call__(self, value):
        share = (math.log(value) - self.low) / (self.high - self.low)
        return self.begin + share * (self.end - self.begin)


def text(x, y, words, size=12, anchor="middle", colour=FAINT, weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}" '
            f'font-weight="{weight}">{escape(words)}</text>')


def line(x1, y1, x2, y2, colour):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def curve(one, x, y):
    places = [(x(at), y(value)) for at, value in one.points]
    path = " ".join(f"{'L' if number else 'M'}{px:.1f} {py:.1f}" for number, (px, py) in enumerate(places))
    width, radius = (3, 4.5) if one.is_main else (1.8, 3)
    dashes = ' stroke-dasharray="6 4"' if one.is_dashed else ""
    yield (f'<path d="{path}" fill="none" stroke="{one.colour}" stroke-width="{width}" '
           f'stroke-linejoin="round"{dashes}/>')
    for px, py in places:
        yield f'<circle cx="{px:.1f}" cy="{py:.1f}" r="{radius}" fill="{one.colour}" stroke="{PAPER}" stroke-width="1.5"/>'


def panel_parts(panel, left, width):
    low, high = bounds(panel.series)
    x = Scale(panel.x_ticks[0], panel.x_ticks[-1], left + LEFT + 8, left + width - RIGHT - 8)
    y = Scale(low, high, PANEL_HEIGHT - BOTTOM, TOP)
    yield text(left + LEFT, 28, panel.title, 14, "start", INK, "600")
    for tick in ticks_of(low, high):
        yield line(left + LEFT, y(tick), left + width - RIGHT, y(tick), GRID)
        yield text(left + LEFT - 8, y(tick) + 4, short(tick), anchor="end")
    for tick in panel.x_ticks:
        yield line(x(tick), PANEL_HEIGHT - BOTTOM, x(tick), PANEL_HEIGHT - BOTTOM + 5, FAINT)
        yield text(x(tick), PANEL_HEIGHT - BOTTOM + 19, f"{tick:,}")
    yield line(left + LEFT, PANEL_HEIGHT - BOTTOM, left + width - RIGHT, PANEL_HEIGHT - BOTTOM, FAINT)
    yield text(left + (LEFT + width - RIGHT) / 2, PANEL_HEIGHT - 8, panel.x_title)
    for one in sorted(panel.series, key=lambda one: one.is_main):
        yield from curve(one, x, y)


def legend_parts(series):
    widths = [50 + (8 if one.is_main else 7) * len(one.name) for one in series]
    at = (WIDTH - sum(widths)) / 2 + 8
    middle = PANEL_HEIGHT + LEGEND / 2
    for one, width in zip(series, widths):
        dashes = ' stroke-dasharray="6 4"' if one.is_dashed else ""
        yield (f'<line x1="{at:.1f}" y1="{middle}" x2="{at + 24:.1f}" y2="{middle}" stroke="{one.colour}" '
               f'stroke-width="{3 if one.is_main else 2}"{dashes}/>')
        yield text(at + 30, middle + 4, one.name, 12, "start", INK, "600" if one.is_main else "normal")
        at += width


def chart(description, panels):
    """An SVG with the panels side by side, and one legend for all."""
    height = PANEL_HEIGHT + LEGEND + 10
    width = WIDTH / len(panels)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="{escape(description)}" font-family="system-ui, Segoe UI, Helvetica, Arial, sans-serif">',
        f"<title>{escape(description)}</title>",
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8" fill="{PAPER}" stroke="{EDGE}"/>']
    for number, panel in enumerate(panels):
        parts += panel_parts(panel, number * width, width)
    parts += legend_parts(panels[0].series)
    return "\n".join([*parts, "</svg>", ""])
