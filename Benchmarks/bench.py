#!/usr/bin/env python3
"""Measures the gateway beside a C server and its peers, and writes docs/performance.md.

    bench.py [--rounds 5] [--only P1,P2] [--long]     measures
    bench.py --render                                 writes the page again from the last results

A whole run rewrites the measured part of docs/performance.md, its charts and the table in the README. With
--only, the rows are measured and said, and nothing is rewritten (--render does that). The results stay in
Benchmarks/.build/results.json. --long: a million connections for G3 instead of 200,000.

Servers run one at a time on core 0, the load on core 1, unless the row says otherwise. What is not installed
is named and left out. docs/performance.md says what each row measures and how.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import sys
import time
import traceback

from harness import page, peers, places
from harness.process import LOAD_CORE
from harness.rows import ROWS
from harness.rows.row import Run


def machine():
    model = re.search(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    processor = model[1] if model else platform.machine()
    return f"{os.cpu_count()} cores of {processor}, Linux {platform.release().split('-')[0]}"


def load_results():
    return json.loads(places.RESULTS.read_text()) if places.RESULTS.exists() else {"rows": {}}


def save(results):
    new = places.RESULTS.with_suffix(".new")
    new.write_text(json.dumps(results, indent=1))
    new.replace(places.RESULTS)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", type=lambda text: text.upper().split(","), help=f"some of {','.join(ROWS)}")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--render", action="store_true")
    options = parser.parse_args()
    if unknown := set(options.only or []) - set(ROWS):
        parser.error(f"no rows {', '.join(unknown)}; there are {', '.join(ROWS)}")
    return options


def measure(options, results):
    # This program shares the load's core; servers are pinned elsewhere when they start.
    os.sched_setaffinity(0, {int(LOAD_CORE)})
    run = Run(options.rounds, peers.installed(), options.long)
    names = options.only or list(ROWS)
    results["about"] = {
        "date": datetime.date.today().isoformat(), "rounds": options.rounds, "machine": machine(),
        "versions": {peer.name: peer.version() for peer in run.peers}}
    failed = []
    for name in names:
        began = time.monotonic()
        results["rows"].pop(name, None)
        try:
            results["rows"][name] = ROWS[name].measure(run)
            page.say(results, [name])
        except Exception:  # the rows behind it may be fine
            traceback.print_exc()
            failed.append(name)
        save(results)
        print(f"     ({time.monotonic() - began:.0f} s)", flush=True)
    return failed


def main():
    options = parse()
    # A whole run starts afresh, so that the page never mixes figures of two runs.
    results = load_results() if options.render or options.only else {"rows": {}}
    if options.render:
        page.write(results)
        return
    for built in (peers.GATEWAY, peers.REFERENCE):
        if not built.needs():
            sys.exit(f"bench: {built.name} is not built: {built.package}")
    if failed := measure(options, results):
        names = ",".join(failed)
        sys.exit(f"bench: no figures for {names}, and nothing is written; once --only {names} works, --render writes")
    if not options.only:
        page.write(results)
        print(f"bench: {places.PAGE.relative_to(places.ROOT)} and its charts are written")


if __name__ == "__main__":
    main()
