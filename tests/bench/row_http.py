"""What every HTTP server does, against those that a user would pick instead, and against the limit."""

import collections
import contextlib
import json
import os
import re
import socket
import sys
import urllib.request

from gateway import Gateway
from http_peers import LOCATION, Limit, Nginx, installed
from machine import SystemCalls, load, temporary_folder
from table import Row

CONNECTIONS = 64
REQUESTS = 200_000  # a measurement: more than a second
EACH = 0.3  # seconds of load in one measurement here: there are many
BODY_SIZE = 10 * 1024
AT_THE_LIMIT = round(1 / 0.97, 2)  # CPU a request
CALLS = {1: 2.1, 16: 0.3}  # allowed a request, by depth
TITLES = {"small": "GET /livez", "json": "GET of 10 KiB JSON", "redirect": "GET /go/load"}


def ask(setup, server, count, path="/livez", connections=CONNECTIONS, status=200):
    """[requests a second, microseconds of CPU a request, bytes of an answer]"""
    before = server.cpu_ns()
    port = server.url.rpartition(":")[2]
    out = load(setup.tools / "http_load", port, path, connections, count, status)
    spent = server.cpu_ns() - before
    return [count / float(out.split()[3]), spent / count / 1000, int(out.split()[5])]


def body():
    """JSON as the gateway's API has it."""
    event = {"time": "2026-01-01T00:00:00.000000Z", "source": "192.0.2.7:5005", "text": "21.5 degrees"}
    events = [{"seq": seq, **event} for seq in range(1, 93)]
    return json.dumps(events).encode().ljust(BODY_SIZE)


def open_peers(setup, folder, gateway, work, there):
    """One after the other, as each is opened."""
    if setup.against:
        yield Serving(setup, folder, setup.against)
        return
    with open(f"{folder}/answer", "wb") as out:
        out.write(gateway.raw_answer(work))
    yield Limit(setup, f"{folder}/answer")
    yield Serving(setup, folder)
    for peer in there:
        yield peer(setup, folder)


def fill(folder):
    """What peers serve as files; also those that run as somebody else."""
    os.chmod(folder, 0o755)
    for name, content in ("livez.txt", b"ok\n"), ("body.json", body()):
        with open(f"{folder}/{name}", "wb") as out:
            out.write(content)


class Serving(Gateway):
    """With all that is asked for here. The JSON is an event's payload: it lies ready in memory, as with
    most peers. Visits become events, so the ring is one that they don't fill."""

    name = "itself"

    def __init__(self, setup, folder, binary=None):
        config = f"{folder}/gateway.toml"
        with open(config, "w", encoding="ascii") as out:
            out.write(f'[redirects]\nload = "{LOCATION}"\n')
        super().__init__(binary or setup.gateway, "--config", config, "--ring-size", "256MiB")
        self.port = int(self.url.rpartition(":")[2])
        self.visits = 0
        urllib.request.urlopen(self.url + "/api/v1/events", body()).close()  # number 1

    def path(self, work):
        return {"small": "/livez", "json": "/api/v1/events/1/payload", "redirect": "/go/load"}[work]

    def raw_answer(self, work):
        """As it comes, head and body."""
        self.visits += work == "redirect"
        with socket.create_connection(("127.0.0.1", self.port)) as client:
            head = f"GET {self.path(work)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            client.sendall(head.encode())
            return client.makefile("rb").read().replace(b"Connection: close\r\n", b"")

    def check_visits(self):
        """A figure counts only where each redirect that was answered is an event."""
        counted = self.stats()["http"]["redirects"]
        if counted != self.visits:
            raise RuntimeError(f"{self.visits} redirects answered, {counted} counted")


def measure(setup, server, work, connections, depth):
    """Requests a second, microseconds of CPU a request, the 99th percentile of their times in us, and
    how many there were in all."""
    out = load(setup.tools / "http_load", "-s", EACH, "-d", depth, "-p", server.pid, server.port,
               server.path(work), connections, 10**9, 302 if work == "redirect" else 200)  # fmt: skip
    got = {key: float(value) for key, value in re.findall(r"([a-z]\w*) ([\d.]+)", out)}
    if work == "redirect" and isinstance(server, Serving):
        server.visits += int(got["of"])
        server.check_visits()
    return Figures(got["answered"] / got["seconds"], got["cpu"] / got["answered"] / 1000,
                   got["p99"], got["of"])  # fmt: skip


Figures = collections.namedtuple("Figures", "rate cpu p99 total")


class Table:
    """The rows of one kind of load."""

    def __init__(self, work, connections, depth):
        self.work, self.connections, self.depth = work, connections, depth
        self.at_goal = connections == CONNECTIONS
        what = f"{TITLES[work]}, {connections} connection{'s' * (connections > 1)}"
        self.title = what if depth == 1 else f"{what}, {depth} deep"
        self.rows = {}

    def row(self, key, *given, **more):
        if key not in self.rows:
            self.rows[key] = Row(*given, **more)
        return self.rows[key]

    def goal(self, peer):
        if isinstance(peer, Limit):
            return AT_THE_LIMIT if self.at_goal and self.work != "redirect" and self.depth == 1 else 0
        return 0 if isinstance(peer, Serving) else 1

    def compare(self, setup, gateway, peers):
        """One round."""
        best = None
        for peer in peers:
            ours = measure(setup, gateway, self.work, self.connections, self.depth)
            theirs = measure(setup, peer, self.work, self.connections, self.depth)
            row = self.row(peer.name, "  CPU a request", "us CPU", peer.name, self.goal(peer))
            row.pairs.append((ours.cpu, theirs.cpu))
            if isinstance(peer, (Limit, Serving)):
                continue
            if best is None or theirs.rate > best[1]:
                best = ours.rate, theirs.rate
            if isinstance(peer, Nginx):
                self.row("p99", "  99th percentile", "us", peer.name, 1).pairs.append((ours.p99, theirs.p99))
                if self.depth > 1:
                    fast = self.row("fast", "  requests", "/s", peer.name, 5, more_is_better=True)
                    fast.pairs.append((ours.rate, theirs.rate))
        if best:
            self.row("best", self.title, "/s", "best peer", 1, more_is_better=True).pairs.append(best)

    def count_calls(self, setup, gateway, peers):
        """In a round of its own. What is allowed is said of 64 connections."""
        if not self.at_goal:
            return

        def calls(server):
            with SystemCalls(server.pid) as counted:
                total = measure(setup, server, self.work, self.connections, self.depth).total
            return counted.count / total

        ours = calls(gateway)
        for peer in peers:
            if isinstance(peer, (Limit, Nginx)):
                self.row(f"calls {peer.name}", "  system calls a request", "", peer.name).pairs.append(
                    (ours, calls(peer)))  # fmt: skip
        self.row("calls", "  system calls a request", "", "allowed", 1).pairs.append(
            (ours, CALLS[self.depth]))  # fmt: skip

    def lines(self):
        """The title's first."""
        return sorted(self.rows.values(), key=lambda row: row.work.startswith(" "))


def compare(setup, work, loads):
    """All servers run all the time; only one has work."""
    tables = [Table(work, *load) for load in loads]
    there, missing = installed()
    if missing and not setup.against:
        print(f"{TITLES[work]}: without {', '.join(missing)}, not installed here")
    for number in range(setup.rounds + setup.count_calls):
        print(f"\r\033[K{TITLES[work]}: round {number + 1}", end="", file=sys.stderr)
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(temporary_folder())
            fill(folder)
            gateway = stack.enter_context(Serving(setup, folder))
            peers = [stack.enter_context(peer) for peer in open_peers(setup, folder, gateway, work, there)]
            for table in tables:
                if number < setup.rounds:
                    table.compare(setup, gateway, peers)
                else:
                    table.count_calls(setup, gateway, peers)
    print("\r\033[K", end="", file=sys.stderr)
    return [row for table in tables for row in table.lines()]


def small(setup):
    return compare(setup, "small", [(1, 1), (CONNECTIONS, 1), (512, 1)])


def json_body(setup):
    return compare(setup, "json", [(1, 1), (CONNECTIONS, 1), (512, 1)])


def redirect(setup):
    return compare(setup, "redirect", [(1, 1), (CONNECTIONS, 1), (512, 1)])


def pipelined(setup):
    return compare(setup, "small", [(CONNECTIONS, 16)])
