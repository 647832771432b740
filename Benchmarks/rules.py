#!/usr/bin/env python3
"""Prints a route file with so many rules, of which the last one answers every line of the load generator.

    rules.py COUNT        row P5 of bench.py measures such files
"""

import sys

from harness.rows.rules import route_file

if len(sys.argv) != 2 or not sys.argv[1].isdigit() or int(sys.argv[1]) < 1:
    sys.exit(__doc__)
print(route_file(int(sys.argv[1])), end="")
