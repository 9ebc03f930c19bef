"""Measures the gateway against its peers on this machine; see tests/bench/README.md."""

import argparse
import getpass
import os
import pathlib
import signal
import sys
from dataclasses import dataclass

import costs
import row_both
import row_content
import row_export
import row_http
import row_kafka
import row_memory
import row_page
import row_search
import row_start
import row_stream
import row_udp
import row_udp_peers
import table
from machine import LOAD_CORE, SERVER_CORE, SystemCalls

ROWS = {
    "udp-even": row_udp.even,
    "udp-bursts": row_udp.bursts,
    "udp-drain": row_udp.drain,
    "udp-flood": row_udp.flood,
    "udp-peers": row_udp_peers.peers,
    "udp-timestamps": row_udp.timestamps,
    "udp-gro": row_udp.gro,
    "udp-gso": row_udp.gso,
    "ring-file": row_udp.ring_file,
    "http": row_http.small,
    "http-json": row_http.json_body,
    "http-redirect": row_http.redirect,
    "http-pipelined": row_http.pipelined,
    "welcome": row_content.welcome,
    "redirect": row_content.redirect,
    "memory": row_memory.memory,
    "page": row_page.page,
    "search": row_search.search,
    "export": row_export.export,
    "start": row_start.start,
    "idle": row_start.idle,
    "stream": row_stream.stream,
    "latency": row_stream.latency,
    "both": row_both.both_at_once,
    "costs": costs.costs,
    "kafka": row_kafka.kafka,
}


@dataclass
class Setup:
    """What every row is given."""

    gateway: str  # the binary
    against: str  # another one, instead of the peers
    tools: pathlib.Path  # the folder of udp_load and udp_ring
    rounds: int
    seconds: float  # of load in one measurement
    count_calls: bool
    nginx_user: str  # a line of its configuration


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(ROWS)}; default: all")
    parser.add_argument("--rounds", type=int, default=table.ROUNDS, help="pairs a row (%(default)s)")
    parser.add_argument("--seconds", type=float, default=2, help="of load a measurement (%(default)s)")
    parser.add_argument("--gateway", default="build/event-gateway", help="the binary (%(default)s)")
    parser.add_argument("--against", help="another binary of the gateway, in the place of each peer")
    parser.add_argument("--tools", default="build/bench", type=pathlib.Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    for name in asked.rows:
        if name not in ROWS:
            parser.error(f"'{name}' is not one of {', '.join(ROWS)}")
    if SERVER_CORE == LOAD_CORE:
        parser.error("one core for the server and one for the load: this machine has one")
    return asked


def main():
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # which ends the servers first
    user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
    setup = Setup(asked.gateway, asked.against, asked.tools, asked.rounds, asked.seconds,
                  SystemCalls.can_count(), user)  # fmt: skip
    print(f"server on core {SERVER_CORE}, load on core {LOAD_CORE}; {asked.rounds} rounds A B A B, "
          f"medians; load average {os.getloadavg()[0]:.1f}")  # fmt: skip
    rows = []
    try:
        for name in asked.rows or ROWS:
            rows += ROWS[name](setup)
    finally:  # what was measured is not lost with what was not
        table.show(rows)
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    sys.exit(main())
