"""Live streams: what a delivered event costs, how long it is under way, and what never comes."""

import re
import sys

from machine import load, temporary_folder
from stream_peers import Nchan, Streaming, c_limit, has_nchan, languages
from table import Row

READERS = 1, 100, 1_000
RATE = 1_000  # events a second
GOAL = 1.3  # times the C limit
LATENCY_SECONDS = 4  # so that 99.9 % says something


def read_along(setup, server, readers, seconds):
    """What stream_load found, as {word: number}."""
    out = load(setup.tools / "stream_load", server.pid, server.http(), server.path, readers, RATE,
               seconds, *server.source())  # fmt: skip
    found = {word: int(number) for word, number in re.findall(r"(\S+) (\d+)", out)}
    server.check(readers)
    if found["wrong"]:
        raise RuntimeError(f"{found['wrong']} events came twice or out of order")
    return found


def take_turns(rounds, name, servers, measure):
    """Measures the servers one after the other, again and again: {name: [result of each round]}."""
    results = {server: [] for server in servers}
    for number in range(rounds):
        print(f"\r\033[K{name}: round {number + 1} of {rounds}", end="", file=sys.stderr)
        for server, begin in servers.items():
            with begin() as running:
                results[server].append(measure(running))
    print("\r\033[K", end="", file=sys.stderr)
    return results


def rows_of(results, lines):
    """For each peer the rows of `lines`: (title, unit, value of a result, {peer: goal}, more is better).
    The first of `results` is the gateway's."""
    gateway, *peers = results
    rows = []
    for peer in peers:
        for title, unit, value, goals, more in lines:
            pairs = [(value(a), value(b)) for a, b in zip(results[gateway], results[peer])]
            if title.strip() != "delivered" or any(min(pair) < 1 for pair in pairs):
                rows.append(Row(title, unit, peer, goals.get(peer, 0), more, pairs))
    return rows


def skip(what):
    print(f"{what}: skipped, it is not installed", file=sys.stderr)


def stream_servers(setup, folder):
    servers = {"event-gateway": lambda: Streaming(setup.gateway)}
    if setup.against:
        return servers | {"against": lambda: Streaming(setup.against)}
    servers["C limit"] = c_limit(setup)
    if has_nchan():
        servers["nchan"] = lambda: Nchan(folder, setup.nginx_user)
    else:
        skip("nginx + nchan")
    return servers | bridges(setup)


def bridges(setup):
    found = languages(setup)
    for name in {"Go", "Node"} - found.keys():
        skip(name)
    return found


def cpu(found):
    """Microseconds a delivered event."""
    return found["cpu"] / max(1, found["delivered"]) / 1000


def delivered(found):
    """The share."""
    return found["delivered"] / (found["delivered"] + found["missing"])


def stream(setup):
    rows = []
    goals = {"C limit": GOAL, "nchan": 1, "Go": 1, "Node": 1}
    seconds = min(1, setup.seconds)
    with temporary_folder() as folder:
        servers = stream_servers(setup, folder)
        for readers in READERS:
            name = f"stream, {RATE:,}/s, readers: {readers:,}"
            results = take_turns(
                setup.rounds, name, servers,
                lambda server, readers=readers: read_along(setup, server, readers, seconds))  # fmt: skip
            rows += rows_of(results, [
                (name, "us CPU", cpu, goals, False),
                ("  p50", "us", lambda found: found["p50"], {}, False),
                ("  p99", "us", lambda found: found["p99"], {}, False),
                ("  delivered", "", delivered, {"C limit": 1}, True)])  # fmt: skip
    return rows


def latency(setup):
    name = f"datagram in, event out, {RATE:,}/s"
    servers = {"event-gateway": lambda: Streaming(setup.gateway)}
    servers |= {"against": lambda: Streaming(setup.against)} if setup.against else bridges(setup)
    results = take_turns(setup.rounds, name, servers,
                         lambda server: read_along(setup, server, 1, LATENCY_SECONDS))  # fmt: skip
    lines = [(f"{name}, p50", "us", lambda found: found["p50"], {}, False),
             ("  p99", "us", lambda found: found["p99"], {"Go": 1}, False),
             ("  p99.9", "us", lambda found: found["p99.9"], {}, False),
             ("  delivered", "", delivered, {}, True)]  # fmt: skip
    return rows_of(results, lines)
