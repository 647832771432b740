"""The measured part of docs/performance.md and README.md, written from the results."""

from . import charts, peers, places, turns
from .rows import ROWS

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
PLAIN = ("gateway", "C reference", "Redis", "HAProxy", "Go", "SwiftNIO", "asyncio")  # of the README
COLUMNS = ("P1", "P2", "P3")


def table(head, rows, right=()):
    """A Markdown table; the columns numbered in `right` are set to the right."""
    rule = ["--:" if number in right else "---" for number in range(len(head))]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, rule, *rows])


def goals(results):
    """Every row of the table, as (name, Goal)."""
    for name, row in ROWS.items():
        if name in results["rows"]:
            yield from ((name, goal) for goal in row.goals(results["rows"][name]))


VERDICT = {True: "yes", False: "**no**", None: "not measured"}


def goal_table(results):
    rows = [(name, goal.workload, goal.goal, goal.measured, VERDICT[goal.met]) for name, goal in goals(results)]
    rows += [(name, "", "", "", VERDICT[None]) for name in ROWS if name not in results["rows"]]
    return table(("row", "workload", "to reach", "measured", "reached"), rows)


def relative(results, row, name):
    """CPU beside the reference's, or nothing."""
    figures = results["rows"].get(row, {})
    if not figures.get(name):
        return ""
    return f"{turns.ratio(figures[name], figures['C reference']):.2f}"


def figure(results, row, name, key, form):
    figures = results["rows"].get(row, {}).get(name)
    return form(turns.median(figures, key)) if figures else ""


def microseconds(value):
    return f"{value:,.0f}"


def thousands(value):
    return f"{value / 1000:,.0f}k" if value >= 10_000 else f"{value / 1000:,.1f}k"


def own_bytes(value):
    return f"{value:,.0f}" if value < 10_000 else f"{value / 1024:,.1f} KiB"


def peer_row(results, name):
    cells = [f"{name} {results['about']['versions'].get(name, '')}".strip()]
    for row in ("P1", "P2"):
        cells += [relative(results, row, name), figure(results, row, name, "rate", thousands),
                  figure(results, row, name, "p99_us", microseconds)]
    cells += [relative(results, "P3", name), figure(results, "P3", name, "rate", thousands)]
    return [*cells, figure(results, "P4", name, "own", own_bytes)]


def everybody(results):
    names = ["gateway", "C reference", *(peer.name for peer in peers.PEERS)]
    return [name for name in names if any(name in results["rows"].get(row, {}) for row in (*COLUMNS, "P4"))]


def peer_table(results):
    head = ("server", "P1 CPU", "rate", "p99 µs", "P2 CPU", "rate", "p99 µs", "P3 CPU", "rate", "P4 bytes")
    return table(head, [peer_row(results, name) for name in everybody(results)], right=range(1, len(head)))


def absolute(results):
    """What the C reference takes, as the scale of the ratios."""
    parts = [f"{turns.median(figures['C reference']) / 1000:.2f} µs ({row})"
             for row in COLUMNS if (figures := results["rows"].get(row))]
    return ", ".join(parts)


def measured_text(results):
    about = results["about"]
    lines = [
        f"Measured on {about['date']}, {about['rounds']} rounds in turn, on {about['machine']}.", "",
        goal_table(results), "",
        "In brackets: the least and the greatest ratio of a single round. All servers side by side; CPU is that of a",
        "reply (P3: of a connection), as a ratio to the C reference's, which took " + absolute(results) + ".", "",
        peer_table(results), ""]
    for name, (row, _) in charts.CHARTS.items():
        if row in results["rows"]:
            lines += [f"![{ALTERNATIVES[name]}]({name})", ""]
    return "\n".join(lines)


ALTERNATIVES = {
    "performance-connections.svg": "CPU per reply and rate, from 10 to 5,000 connections",
    "performance-rules.svg": "CPU per reply and rate, from 1 to 10,000 rules",
}


def readme_text(results):
    head = ("CPU beside the C server's", "one line at a time", "32 at once", "a connection per line",
            "bytes per idle connection")
    names = [name for name in PLAIN if name in everybody(results)]
    rows = [[name, *(relative(results, row, name) for row in COLUMNS),
             figure(results, "P4", name, "own", own_bytes)] for name in names]
    return table(head, rows, right=range(1, len(head))) + "\n"


def replace_between_marks(path, text):
    page = path.read_text()
    if BEGIN not in page or END not in page:
        raise SystemExit(f"bench: no marks in {path}")
    before, after = page.partition(BEGIN)[0], page.partition(END)[2]
    path.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}")


def write(results):
    """Rewrites the page, its charts and the README's table."""
    replace_between_marks(places.PAGE, measured_text(results))
    if all(row in results["rows"] for row in (*COLUMNS, "P4")):
        replace_between_marks(places.README, readme_text(results))
    for name, (row, draw) in charts.CHARTS.items():
        if row in results["rows"]:
            (places.PAGE.parent / name).write_text(draw(results["rows"][row]))


def say(results, names):
    """The goals of these rows, on the terminal."""
    for name, goal in goals(results):
        if name in names:
            verdict = VERDICT[goal.met].strip("*")
            print(f"{name:<4} {goal.workload}: {goal.goal}: {goal.measured}: {verdict}", flush=True)
