"""Runs a command and writes what it used, as JSON, to the file named first.

A small process of its own: what the kernel reports as the greatest size of a child includes the size of the
process that started it, and a test runner is large.
"""

import json
import os
import sys


def main() -> None:
    result, command = sys.argv[1], sys.argv[2:]
    child = os.fork()
    if child == 0:
        os.execv(command[0], command)
    status, used = os.wait4(child, 0)[1:]
    usage = {
        "code": os.waitstatus_to_exitcode(status),
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "peak_bytes": used.ru_maxrss * 1024,
    }
    with open(result, "w") as file:
        json.dump(usage, file)


main()
