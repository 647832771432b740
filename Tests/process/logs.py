"""What the gateway writes to stderr: one JSON object a line, read as it comes."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from typing import IO

from standstill import PATIENCE, Deadline

Event = dict
_SAMPLE = re.compile(r"(?P<name>\w+)(?:\{(?P<labels>.*)\})?$")
_LABEL = re.compile(r'(\w+)="([^"]*)"')


class LogReader:
    """Reads a stream of log lines on a thread of its own; `pause` makes it a reader that does not read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.events: list[Event] = []
        self.noise: list[str] = []
        self._stream = stream
        self._changed = threading.Condition()
        self._reading = threading.Event()
        self._reading.set()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def pause(self) -> None:
        self._reading.clear()

    def resume(self) -> None:
        self._reading.set()

    def join(self, within: float = PATIENCE) -> None:
        """Waits until the writer has closed its end and every line is in."""
        self.resume()
        self._thread.join(within)

    def wait_for(self, wanted: Callable[[Event], bool], within: float = 5, after: int = 0) -> Event:
        """The first event from number `after` on that is wanted, in so many undisturbed seconds."""
        return self.wait_for_count(1, wanted, within, after)[0]

    def wait_for_count(
        self, count: int, wanted: Callable[[Event], bool], within: float = 5, after: int = 0
    ) -> list[Event]:
        deadline = Deadline(within)
        with self._changed:
            while len(found := [e for e in self.events[after:] if wanted(e)]) < count:
                if not self._changed.wait(deadline.left()) and deadline.left() <= 0:
                    raise AssertionError(f"{len(found)} of {count} log events came within {within} s")
        return found

    def matching(self, wanted: Callable[[Event], bool]) -> list[Event]:
        with self._changed:
            return [event for event in self.events if wanted(event)]

    def __str__(self) -> str:
        with self._changed:
            lines = [json.dumps(event) for event in self.events if "counters" not in event][-30:]
            return "\n".join(["-- the last log lines", *lines, *self.noise[-30:]])

    def _run(self) -> None:
        for line in self._stream:
            self._reading.wait()
            self._take(line.decode("utf-8", "backslashreplace").rstrip("\n"))

    def _take(self, line: str) -> None:
        with self._changed:
            try:
                event = json.loads(line)
                assert isinstance(event, dict)
                self.events.append(event)
            except (ValueError, AssertionError):
                self.noise.append(line)
            self._changed.notify_all()


def message(text: str, **fields: object) -> Callable[[Event], bool]:
    """Wants events whose message holds `text` and whose fields are as given."""
    return lambda event: text in event.get("msg", "") and all(event.get(k) == v for k, v in fields.items())


def closed(reason: str) -> Callable[[Event], bool]:
    """Wants the line that ends a connection for `reason`."""
    return message("connection closed", reason=reason)


def mentions(word: str) -> Callable[[Event], bool]:
    """Wants events that hold `word` anywhere but in a list of counters."""
    return lambda event: "counters" not in event and word in json.dumps(event)


def warned(event: Event) -> bool:
    return event.get("level") in ("warning", "warn")


class Counters:
    """One reading of every counter, keyed as in the Prometheus text format."""

    def __init__(self, samples: dict[str, float]) -> None:
        self.samples = samples

    def total(self, name: str, **labels: str) -> float:
        """The sum over every sample of `gateway_NAME` or `gateway_NAME_total` that has these labels."""
        return sum(value for key, value in self.samples.items() if _matches(key, name, labels))


def _matches(key: str, name: str, labels: dict[str, str]) -> bool:
    sample = _SAMPLE.match(key)
    assert sample, f"{key!r} is no sample name"
    if sample["name"] not in (f"gateway_{name}", f"gateway_{name}_total"):
        return False
    present = dict(_LABEL.findall(sample["labels"] or ""))
    return all(present.get(label) == value for label, value in labels.items())
