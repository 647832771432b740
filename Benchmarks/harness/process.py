"""A server process for the length of a `with` block, and what the kernel says about it."""

import os
import pathlib
import re
import signal
import socket
import subprocess
import threading
import time

SERVER_CORE, LOAD_CORE = "0", "1"
BOTH_CORES = "0,1"
LISTENING = re.compile(r"listening on \S+?:(\d+)\b")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """Runs a command pinned to `cores`, until it takes connections on `port`, or says where it is `listening on`."""

    def __init__(self, command, port=None, cores=SERVER_CORE, environment=None):
        self.command = [str(part) for part in command]
        self.port = port
        self.cores = cores
        self.environment = os.environ | (environment or {})

    def __enter__(self):
        self.process = subprocess.Popen(
            ["taskset", "-c", self.cores, *self.command],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=self.environment)
        self.errors = []
        try:
            self._wait_until_connectable() if self.port else self._read_port()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def pid(self):
        return self.process.pid

    def stop(self):
        """Ends the process, in order where it can, and by force where it cannot."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def cpu_seconds(self):
        """Time of all threads on a processor."""
        tasks = pathlib.Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def memory(self, key):
        """Bytes, by a key of /proc/PID/status: RssAnon is what the process allocated and touched, VmRSS all of it."""
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(rf"^{key}:\s+(\d+) kB$", status, re.MULTILINE)[1]) * 1024

    def _read_port(self):
        for line in self.process.stderr:
            self.errors.append(line.decode(errors="replace"))
            if found := LISTENING.search(self.errors[-1]):
                self.port = int(found[1])
                self._forget_errors()
                return
        raise RuntimeError(f"ended without listening: {' '.join(self.command)}\n{''.join(self.errors)}")

    def _wait_until_connectable(self):
        self._forget_errors()
        for _ in range(500):
            if self.process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.01)
        raise RuntimeError(f"does not listen: {' '.join(self.command)}\n{''.join(self.errors)}")

    def _forget_errors(self):
        """Reads what the server says for the rest of its life, so that it never waits for us; keeps the beginning."""

        def read(descriptor):
            while piece := os.read(descriptor, 1 << 16):
                if len(self.errors) < 20:
                    self.errors.append(piece.decode(errors="replace"))

        threading.Thread(target=read, args=[self.process.stderr.fileno()], daemon=True).start()
