"""Datagrams and pages at once: nothing lost, and what it does to the pages."""

import re
import sys
import urllib.request

from gateway import Gateway
from machine import PATIENCE, load
from row_stream import skip, take_turns
from udp_work import wait_until_read
from stream_peers import Bridge
from table import Row

RATE = 100_000  # datagrams a second
CONNECTIONS = 64
PAGE_US = 50  # of CPU
P99_US = 2_000  # asked for
HELD = 2_000  # events before the first page
MOST = 100  # events of a page: more may take longer than their turn, and are sent in chunks
MOST_LATE = 0.05  # of the datagrams: else the load was not even, and is tried again
TRIES = 3


class Ours(Gateway):
    def __init__(self, binary):
        super().__init__(binary)
        self.http = self.url.rpartition(":")[2]

    def page(self, limit):
        return f"/api/v1/events?limit={limit}"


class GoBoth(Bridge):
    def __init__(self, setup):
        super().__init__(setup.tools / "both_go")
        self.port, self.http = int(self.udp), self.tcp

    def page(self, limit):
        return f"/events?limit={limit}"

    def received_and_dropped(self):
        url = f"http://127.0.0.1:{self.http}/received"
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            received = int(answer.read())
        with open("/proc/net/udp", encoding="ascii") as table:
            mine = next(line for line in table if f" 0100007F:{self.port:04X} " in line)
        return received, int(mine.split()[-1])


def both(setup, server, path, rate):
    """measure_once() until the sender was on time: others may have had its core. One that is late each
    time has sent as many, in bursts: that is said, and counts where it is the whole number."""
    for _ in range(TRIES):
        found = measure_once(setup, server, path, rate)
        late = found["late"] / max(1, found["datagrams"])
        if late <= MOST_LATE:
            return found
    print(f"\n{server.process.args[3]} {path}: {late:.0%} of the datagrams were sent late", file=sys.stderr)
    if found["datagrams"] < 0.99 * rate:
        raise RuntimeError(f"only {found['datagrams']:,.0f} datagrams were sent")
    return found


def measure_once(setup, server, path, rate):
    """{word: number} of both_load, and `kept`, the share of the datagrams that are in the ring."""
    before = server.received_and_dropped()
    spent = server.cpu_ns()
    out = load(setup.tools / "both_load", server.port, rate, server.http, path, CONNECTIONS, 1)
    spent = server.cpu_ns() - spent
    wait_until_read(server.port)
    found = {word: float(number) for word, number in re.findall(r"(\S+) ([\d.]+)", out)}
    after = server.received_and_dropped()
    received, dropped = (b - a for a, b in zip(before, after))
    if received + dropped != found["datagrams"]:
        raise RuntimeError(f"{out.strip()}: received {received}, dropped {dropped}: not the same")
    found["kept"] = received / found["datagrams"] if rate else 1
    found["http"] = found["answers"] / found["seconds"]
    found["cpu"] = spent / found["answers"] / 1000
    return found


def limit_for_page(setup, server):
    """How many events make a page of 50 us: between two that were measured."""
    few, many = (both(setup, server, server.page(limit), 0)["cpu"] for limit in (20, 100))
    return min(MOST, max(1, round(20 + 80 * (PAGE_US - few) / (many - few))))


def measure(setup, server, limits):
    load(setup.tools / "udp_load", server.port, HELD, 64, RATE)
    wait_until_read(server.port)
    kind = type(server).__name__
    if kind not in limits:
        limits[kind] = limit_for_page(setup, server)
    page = server.page(limits[kind])
    return {"small": both(setup, server, "/livez", RATE),
            "alone": both(setup, server, page, 0), "page": both(setup, server, page, RATE)}  # fmt: skip


def both_at_once(setup):
    servers = {"event-gateway": lambda: Ours(setup.gateway)}
    if setup.against:
        servers["against"] = lambda: Ours(setup.against)
    elif (setup.tools / "both_go").exists():
        servers["Go"] = lambda: GoBoth(setup)
    else:
        skip("Go")
    limits = {}
    results = take_turns(setup.rounds, f"{RATE:,} datagrams/s beside pages", servers,
                         lambda server: measure(setup, server, limits))  # fmt: skip
    ours, *theirs = results.values()
    lines = asked(ours)
    for peer, result in zip(list(results)[1:], theirs):
        lines += against(peer, ours, result)
    return lines


def asked(ours):
    """What is promised, whoever else does it how well."""
    cost = sum(r["alone"]["cpu"] for r in ours) / len(ours)
    small, page = f"{RATE:,}/s beside small pages", f"{RATE:,}/s beside pages of {cost:.0f} us"
    return [
        Row(f"{small}: datagrams kept", "", "asked", 1, True, [(r["small"]["kept"], 1) for r in ours]),
        Row("  HTTP p99", "us", "us asked", 1, False, [(r["small"]["p99"], P99_US) for r in ours]),
        Row(f"{page}: datagrams kept", "", "asked", 1, True, [(r["page"]["kept"], 1) for r in ours]),
        Row("  pages", "/s", "/s without datagrams", 0.9, True,
            [(r["page"]["http"], r["alone"]["http"]) for r in ours])]  # fmt: skip


def against(peer, ours, theirs):
    def row(title, unit, work, what, more):
        return Row(title, unit, peer, 0, more, [(a[work][what], b[work][what]) for a, b in zip(ours, theirs)])

    share = [(a["page"]["http"] / a["alone"]["http"], b["page"]["http"] / b["alone"]["http"])
             for a, b in zip(ours, theirs)]  # fmt: skip
    return [row("beside small pages: datagrams kept", "", "small", "kept", True),
            row("  HTTP", "/s", "small", "http", True), row("  HTTP p99", "us", "small", "p99", False),
            row("beside pages of as much CPU: datagrams kept", "", "page", "kept", True),
            Row("  pages, of those without datagrams", "", peer, 0, True, share)]  # fmt: skip
