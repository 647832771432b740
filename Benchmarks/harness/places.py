"""Where things are."""

import pathlib
import shutil

BENCHMARKS = pathlib.Path(__file__).resolve().parent.parent
ROOT = BENCHMARKS.parent
BUILT = BENCHMARKS / ".build"
PEERS = BENCHMARKS / "peers"
GATEWAY = ROOT / ".build/release/gateway"
REFERENCE = BUILT / "reference"
LOAD = BUILT / "load"
UNPACKED = ROOT / ".build/clients"  # by scripts/unpack-package
RESULTS = BUILT / "results.json"
PAGE = ROOT / "docs/performance.md"
README = ROOT / "README.md"

SYSTEM_PROGRAMS = ("/usr/local/sbin", "/usr/sbin", "/sbin")


def program(name):
    """The path of an installed or unpacked program, or None."""
    unpacked = UNPACKED / "usr/sbin" / name
    if unpacked.exists():
        return str(unpacked)
    found = [f"{directory}/{name}" for directory in SYSTEM_PROGRAMS if shutil.which(f"{directory}/{name}")]
    return shutil.which(name) or (found[0] if found else None)
