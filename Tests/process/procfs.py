"""What the kernel says about a process: memory, descriptors, time, sockets."""

from __future__ import annotations

import contextlib
import os
import pathlib
import time
from collections.abc import Callable

from standstill import Deadline

MIB = 1024 * 1024
CLOSE_WAIT = "08"
LOOP_NAME = "gateway-loop"


# A sanitizer keeps what was freed, and memory beside every byte: in such a build, sizes say nothing and are 0.
_SANITIZED = "GATEWAY_SANITIZER" in os.environ


def resident(pid: int) -> int:
    """Anonymous resident bytes: what the process allocated, without pages of its program file."""
    return 0 if _SANITIZED else _status_kib(pid, "RssAnon") * 1024


def peak_resident(pid: int) -> int:
    """The greatest resident size so far, in bytes, program file included."""
    return 0 if _SANITIZED else _status_kib(pid, "VmHWM") * 1024


def forget_peak(pid: int) -> None:
    """Starts `peak_resident` anew; see proc_pid_clear_refs(5)."""
    pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")


def descriptors(pid: int) -> dict[int, str]:
    """Open descriptors and what each refers to."""
    found = {}
    for entry in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        try:
            found[int(entry.name)] = os.readlink(entry)
        except FileNotFoundError:
            continue  # closed between the listing and the look
    return found


def open_streams(pid: int) -> dict[int, str]:
    """Descriptors of sockets, pipes and files: all but the kernel's own kinds, of which runtimes make some late."""
    return {number: what for number, what in descriptors(pid).items() if not what.startswith("anon_inode:")}


def descriptor_flags(pid: int, number: int) -> int:
    for line in pathlib.Path(f"/proc/{pid}/fdinfo/{number}").read_text().splitlines():
        if line.startswith("flags:"):
            return int(line.split()[1], 8)
    raise AssertionError(f"no flags of descriptor {number}")


def cpu_seconds(pid: int) -> float:
    """Time on a processor of every living thread, to the nanosecond."""
    return sum(_cpu(task) for task in _tasks(pid))


def loop_seconds(pid: int) -> float:
    """The same of the event loops alone."""
    return sum(_cpu(task) for task in _tasks(pid) if _read(task / "comm").startswith(LOOP_NAME))


def wakeups(pid: int) -> int:
    """How often threads of the process went to sleep of their own will, and so had been woken."""
    return sum(_wakeups(task) for task in _tasks(pid))


def catches(pid: int, number: int) -> bool:
    """Whether the process has a handler of a signal; see SigCgt in proc_pid_status(5)."""
    for line in _read(pathlib.Path(f"/proc/{pid}/status")).splitlines():
        if line.startswith("SigCgt:"):
            return bool(int(line.split()[1], 16) >> (number - 1) & 1)
    return False


def activity(pid: int) -> dict[str, tuple[float, int]]:
    """For each thread: its time on a processor in seconds, and how often it was woken."""
    return {task.name: (_cpu(task), _wakeups(task)) for task in _tasks(pid)}


def activity_since(pid: int, before: dict[str, tuple[float, int]]) -> tuple[float, int]:
    """What the threads that live now have done since; a thread that ended meanwhile takes nothing from the others."""
    seconds, woken = 0.0, 0
    for name, now in activity(pid).items():
        then = before.get(name, (0.0, 0))
        seconds, woken = seconds + now[0] - then[0], woken + now[1] - then[1]
    return seconds, woken


def thread_names(pid: int) -> dict[str, str]:
    """By id; none of a process that has ended, or of a thread that does meanwhile."""
    names = {}
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in _tasks(pid):
            names[task.name] = _read(task / "comm")
    return names


def children(pid: int) -> list[int]:
    return [int(child) for task in _tasks(pid) for child in _read(task / "children").split()]


def is_stopped(pid: int) -> bool:
    """Whether SIGSTOP holds every thread. A tracer stops threads too, for moments: then they run between two looks."""
    looks = []
    for _ in range(3):
        statuses = [_read(task / "status") for task in _tasks(pid)]
        if not all("State:\tT" in status or "State:\tt" in status for status in statuses):
            return False
        looks.append([line for status in statuses for line in status.splitlines() if "ctxt_switches:" in line])
        time.sleep(0.005)
    return looks[0] == looks[1] == looks[2]


def is_traced(pid: int) -> bool:
    """Whether a tracer holds every thread of the process."""
    return all("TracerPid:\t0\n" not in _read(task / "status") for task in _tasks(pid))


def sockets_in_state(port: int, state: str) -> int:
    """IPv4 sockets whose own port is `port`; states are those of /proc/net/tcp, in hex."""
    lines = pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]
    rows = (line.split() for line in lines)
    return sum(row[1].endswith(f":{port:04X}") and row[3] == state for row in rows)


def unread(port: int, peer_port: int) -> int:
    """Bytes that wait to be read by the IPv4 socket with these two ports."""
    for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
        row = line.split()
        if row[1].endswith(f":{port:04X}") and row[2].endswith(f":{peer_port:04X}"):
            return int(row[4].partition(":")[2], 16)
    raise AssertionError("no such socket")


def eventually(holds: Callable[[], bool], within: float = 5, every: float = 0.02) -> bool:
    """Whether the condition came to hold in so many undisturbed seconds."""
    deadline = Deadline(within)
    while not holds():
        if deadline.left() <= 0:
            return False
        time.sleep(every)
    return True


def _tasks(pid: int) -> list[pathlib.Path]:
    return list(pathlib.Path(f"/proc/{pid}/task").iterdir())


def _cpu(task: pathlib.Path) -> float:
    return int(_read(task / "schedstat").split()[0]) / 1e9


def _wakeups(task: pathlib.Path) -> int:
    lines = _read(task / "status").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches:"))


def _status_kib(pid: int, key: str) -> int:
    for line in _read(pathlib.Path(f"/proc/{pid}/status")).splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1])
    raise AssertionError(f"no {key} of process {pid}")


def _read(path: pathlib.Path) -> str:
    return path.read_text()
