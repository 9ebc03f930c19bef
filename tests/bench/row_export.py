"""Exports of a full ring, against what sends the same bytes and renders nothing, and tshark."""

import itertools
import shutil
import sys

from full_ring import FullRing, binary_payload, payload, run
from machine import Program, load, temporary_folder
from table import Row

GOAL = 300  # MB/s of output
SIZES = 64, 512
FORMATS = {payload: ("ndjson", "csv", "pcap", "text"),
           binary_payload: ("ndjson", "csv", "text")}  # to pcap all bytes are alike


class BytesSend(Program):
    """tests/bench/reference/bytes_send.c"""

    def __init__(self, setup, path):
        super().__init__([setup.tools / "bytes_send", path])
        self.url = "http://127.0.0.1:" + self.read_until(r"listening (\d+)")[1]

    def fetch(self):
        before = self.cpu_ns()
        size = int(load("curl", "-s", "-f", "-o", "/dev/null", "-w", "%{size_download}", self.url))
        return size / 1e6 / ((self.cpu_ns() - before) / 1e9)


def export(setup):
    rows = []
    for size, make in itertools.product(SIZES, FORMATS):
        with FullRing(setup, size, make) as gateway, temporary_folder() as folder:
            for name in FORMATS[make]:
                rows += export_one(setup, gateway, name, folder)
    return rows


def export_one(setup, gateway, name, folder):
    path, data = f"/api/v1/events?format={name}", f"{folder}/{name}"
    gateway.fetch(path, data)
    title = f"export {gateway.title}, {name}"
    asked = Row(title, "MB/s CPU", "asked", 1, True)
    wall = Row("  by the clock", "MB/s", "asked", more_is_better=True)
    limit = Row("", "MB/s CPU", "sent as it is", more_is_better=True)
    peer = Row("", "MB/s CPU", "tshark -T fields", more_is_better=True)
    with BytesSend(setup, data) as sender:
        for number in range(setup.rounds):
            print(f"\r\033[K{title}: round {number + 1} of {setup.rounds}", end="", file=sys.stderr)
            size, spent, seconds = gateway.fetch(path)
            ours = size / 1e6 / spent
            asked.pairs.append((ours, GOAL))
            wall.pairs.append((size / 1e6 / seconds, GOAL))
            limit.pairs.append((ours, sender.fetch()))
            if name == "csv" and gateway.size > 64 and not gateway.is_binary and shutil.which("tshark"):
                peer.pairs.append((ours, tshark_csv(folder, gateway)))
    print("\r\033[K", end="", file=sys.stderr)
    return [row for row in (asked, wall, limit, peer) if row.pairs]


def tshark_csv(folder, gateway):
    """The fields of the CSV from the pcap."""
    pcap = f"{folder}/for-tshark"
    gateway.fetch("/api/v1/events?format=pcap", pcap)
    fields = "frame.number", "frame.time_epoch", "ip.src", "udp.srcport", "ip.dst", "udp.length", "udp.payload"
    out, spent = run("tshark", "-r", pcap, "-T", "fields", "-E", "separator=,",
                     *(word for field in fields for word in ("-e", field)))  # fmt: skip
    return len(out) / 1e6 / spent
