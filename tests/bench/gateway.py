"""The gateway as the bench runs it: on free ports of 127.0.0.1."""

import json
import re
import urllib.request

from machine import PATIENCE, Program


class Gateway(Program):
    def __init__(self, binary, *options):
        super().__init__(
            [binary, "--udp", "127.0.0.1:0", "--http", "127.0.0.1:0", "--log-level", "error", *options]
        )
        started = self.read_until(r"(?s)udp 127\.0\.0\.1:(\d+).*(http://127\.0\.0\.1:\d+).*ready")
        self.port, self.url = int(started[1]), started[2]

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:
            return answer.read()

    def stats(self):
        return json.loads(self.get("/api/v1/stats"))

    def received_and_dropped(self):
        udp = self.stats()["udp"]
        return udp["received"], udp["kernel_dropped"]


class Reference(Program):
    """tests/bench/reference/udp_ring.c"""

    def __init__(self, binary, *options):
        super().__init__([binary, *options, "127.0.0.1"])
        self.port = int(self.read_until(r"listening (\d+)")[1])

    def received_and_dropped(self):
        """Ends it: it tells only then."""
        return tuple(map(int, re.search(r"received (\d+) dropped (\d+)", self.stop()).groups()))
