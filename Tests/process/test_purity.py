"""`gateway validate` reads the files it is given, and touches nothing else."""

from __future__ import annotations

import pathlib
import re

import pytest

from bad_files import GOOD
from harness import ENVIRONMENT, binary
from routes import ack_route, holder_of
from tracing import Trace, run_traced

WRITING = "write,writev,pwrite64,pwritev,sendto,sendmsg"
NETWORK = "socket,socketpair,bind,connect,listen,accept4,getsockopt,setsockopt"
CHANGING = (
    "?unlink,unlinkat,?rename,?renameat,renameat2,?mkdir,mkdirat,?chmod,fchmod,fchmodat,?chown,fchown,fchownat,"
    "?link,linkat,?symlink,symlinkat,truncate,ftruncate,?mknod,mknodat,utimensat"
)
RESOLVING = ("/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/services", "/etc/passwd", "/etc/group")
_TO = re.compile(r"\w+\((\d+)")


def _validate_traced(file: pathlib.Path, *options: str) -> Trace:
    calls = ",".join([WRITING, NETWORK, CHANGING, "?open,openat,?creat,execve"])
    result, trace = run_traced([str(binary()), "validate", *options, str(file)], calls, env=ENVIRONMENT)
    assert result.returncode in (0, 1), result.stderr
    return trace


def _assert_pure(trace: Trace, directory: pathlib.Path) -> None:
    calls = [line for line in trace.lines if re.match(r"\w+\(", line)]
    for line in calls:
        name = line.partition("(")[0]
        if name in WRITING.split(","):
            assert _TO.match(line)[1] in ("1", "2"), line
        elif name in ("open", "openat"):
            assert "O_RDONLY" in line and "O_CREAT" not in line, line
            assert not any(path in line for path in RESOLVING), line
        else:
            assert name == "execve", line
    assert sum(name.startswith("execve") for name in calls) == 1
    assert any(str(directory) in line for line in calls), "the trace shows the file being read"


@pytest.mark.parametrize("options", [(), ("--strict",), ("--format", "json"), ("--format", "github")])
def test_validate_writes_binds_connects_and_resolves_nothing(options: tuple[str, ...], tmp_path: pathlib.Path) -> None:
    listens = f"[127.0.0.1:7000, 'localhost:7001', '*:7002', 'unix:{tmp_path}/s']"
    for name, text in (("good.yaml", ack_route(listen=listens)), ("bad.yaml", GOOD.replace("<line>", "<lien>"))):
        file = tmp_path / name
        file.write_text(text)
        _assert_pure(_validate_traced(file, *options), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.yaml", "good.yaml"]


def test_validate_does_not_mind_that_the_address_is_taken(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "routes.yaml"
    with holder_of("127.0.0.1") as other:
        file.write_text(ack_route(listen=f"127.0.0.1:{other.getsockname()[1]}"))
        _assert_pure(_validate_traced(file), tmp_path)
