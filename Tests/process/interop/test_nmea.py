"""examples/protocols/nmea.yaml with pynmea2, which checks every checksum."""

from __future__ import annotations

import time

from programs import closed_well, module, serving
from standstill import withheld


def test_pynmea2_reads_three_seconds_of_the_feed() -> None:
    pynmea2 = module("pynmea2", "python3-nmea2")
    with serving("nmea") as gateway:
        began = time.monotonic()
        with gateway.connect(gateway.addresses("nmea")[0]) as client:
            stream = client.makefile("r", encoding="ascii", newline="\r\n")
            sentences = [pynmea2.parse(stream.readline(), check=True) for _ in range(6)]
            assert [sentence.sentence_type for sentence in sentences] == ["RMC", "GGA"] * 3
            assert all(round(sentence.latitude, 4) == 48.1173 for sentence in sentences)
            times = [sentence.datetime for sentence in sentences[::2]]
            seconds = [(b - a).total_seconds() for a, b in zip(times, times[1:])]
            lost = withheld(time.monotonic() - began)
            assert all(0.9 - lost <= each <= 2 + lost for each in seconds), (times, lost)
            client.sendall(b"$CCGPQ,GLL*2D\r\n$CCGPQ,GLL*00\r\n")
            answers = [pynmea2.parse(stream.readline(), check=True) for _ in range(4)]
            assert {"GLL", "TXT"} <= {sentence.sentence_type for sentence in answers}
            stream.close()
        closed_well(gateway, "nmea")
