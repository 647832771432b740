"""P8: two event loops against one, on the two cores that the load runs on as well."""

from .. import load, peers, turns
from ..process import BOTH_CORES
from .row import Goal, Row, with_spread

ROUTE = 'routes:\n  crc:\n    listen: 127.0.0.1:0\n    reply: "<line|crc32>"\n'
SIZE, DEPTH = 1024, 32
LEAST = 1.3


def measure(run):
    def one(loops):
        with peers.gateway_with(ROUTE, "--loops", str(loops), cores=BOTH_CORES) as server:
            return load.run(server, cores=BOTH_CORES, answer="crc32", size=SIZE, depth=DEPTH)

    return turns.in_turn({"gateway, 1 loop": 1, "gateway, 2 loops": 2}, run.rounds, one)


def goals(figures):
    two, one = "gateway, 2 loops", "gateway, 1 loop"
    met = turns.ratio(figures[two], figures[one], "rate") >= LEAST
    yield Goal(f"two loops against one on two cores, load included; `<line|crc32>` of 1 KiB lines, {DEPTH} at once",
               f"rate ≥ {LEAST} ×", with_spread(figures, two, one, "rate"), met)


ROW = Row(measure, goals)
