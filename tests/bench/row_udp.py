"""CPU time of a datagram into the ring, against C loops that do the same and nothing else."""

import copy
import pathlib

from gateway import Gateway, Reference
from machine import SystemCalls, temporary_folder
from table import Row, alternate
from udp_work import Bursts, Drain, Even, Flood, CoalescedDrain

GOAL = 1.05
MOST_CALLS = 0.05  # a datagram, in a flood
LEAST_COALESCED = 5_000_000  # a second


def check_whole(server, sent):
    """A figure counts only where each datagram is accounted for."""
    received, dropped = server.received_and_dropped()
    if received + dropped != sent:
        raise RuntimeError(f"{sent} sent, {received} received and {dropped} dropped: not the same")
    return dropped


def measure(setup, work, ours, theirs, name, goal=GOAL):
    """One row; with perf(1) another one for the system calls."""
    cost = Row(f"udp {work.size} B, {work.name}", "us CPU", name, goal)
    lost = Row("  lost", "", name)
    calls = Row("  system calls a datagram", "", name)
    warm_up = Drain(setup.tools, max(512, work.size), 0)

    def cpu(server):
        warm_up.send(server)
        warm_up.send(server)  # now the ring is full, with events as large
        before = server.cpu_ns()
        work.send(server)
        spent = server.cpu_ns() - before
        dropped = check_whole(server, 2 * warm_up.count + work.sent)
        return [spent / (work.sent - dropped) / 1000, dropped]

    def count_calls(server):
        with SystemCalls(server.pid) as counted:
            work.send(server)
        return [counted.count / work.sent]

    alternate(setup.rounds, [cost, lost], ours, theirs, cpu)
    if setup.count_calls:
        alternate(1, [calls], ours, theirs, count_calls)
    return [row for row in (cost, lost, calls) if any(map(any, row.pairs))]


def loop(setup, *options):
    if setup.against:
        return lambda: Gateway(setup.against)
    return lambda: Reference(setup.tools / "udp_ring", *options)


def against_loop(setup, work, *options, name="C loop", goal=GOAL):
    name = "against" if setup.against else name
    return measure(setup, work, lambda: Gateway(setup.gateway), loop(setup, *options), name, goal)


def against_loops(setup, work):
    """The loop that does the same work, and one that only reads: how far the way down is."""
    return against_loop(setup, work) + against_loop(setup, work, "-b", name="bare C loop", goal=0)


def even(setup):
    return [row for size in (64, 512) for row in against_loops(setup, Even(setup.tools, size, setup.seconds))]


def bursts(setup):
    return [row for size in (64, 512) for row in against_loop(setup, Bursts(setup.tools, size, setup.seconds))]


def drain(setup):
    return [row for size in (64, 512) for row in against_loops(setup, Drain(setup.tools, size, 0))]


def flood(setup):
    """What is kept of what one core can send, each datagram by itself, and the system calls of it."""
    return [row for size in (64, 512) for row in kept(setup, Flood(setup.tools, size, 1), loop(setup), "C loop")]


def kept(setup, work, theirs, peer):
    rate = Row(f"udp {work.size} B, {work.name}", "/s kept", peer)
    share = Row("  share kept", "", peer)
    calls = Row("  system calls a datagram", "", "at most", 1)

    def figures(server):
        work.send(server)
        whole = work.sent - check_whole(server, work.sent)
        return [whole / work.seconds, whole / work.sent]

    def ours():
        return Gateway(setup.gateway, "--gro", "off")

    alternate(setup.rounds, [rate, share], ours, theirs, figures)
    if setup.count_calls:
        with ours() as server:
            with SystemCalls(server.pid) as counted:
                work.send(server)
            received = work.sent - check_whole(server, work.sent)
            calls.pairs.append((counted.count / received, MOST_CALLS))
    return [row for row in (rate, share, calls) if row.pairs]


def timestamps(setup):
    """One clock read a batch against a time of each datagram's own."""
    rows = []
    for work in (Even(setup.tools, 64, setup.seconds), Drain(setup.tools, 64, 0)):
        work.name += ", one time a batch"
        rows += measure(setup, work, lambda: Gateway(setup.gateway, "--timestamps", "batch"),
                        lambda: Gateway(setup.gateway), "kernel's", 1)  # fmt: skip
    return rows


def gro(setup):
    """What ordinary senders pay where datagrams may come coalesced: by default nothing, as that only
    begins with the first that do."""
    rows = []
    for work in (Even(setup.tools, 64, setup.seconds), Drain(setup.tools, 64, 0), Drain(setup.tools, 512, 0)):
        for mode, goal in (("auto", 1.02), ("on", 0)):
            named = copy.copy(work)
            named.name += f", --gro {mode}"
            rows += measure(setup, named, lambda: Gateway(setup.gateway, "--gro", mode),
                            lambda: Gateway(setup.gateway, "--gro", "off"), "--gro off", goal)  # fmt: skip
    return rows


def gso(setup):
    """Datagrams that a sender hands over 64 at a time and that come so: each is its own event."""
    rows = []
    for size in (64, 512):
        rows += measure(setup, CoalescedDrain(setup.tools, size, 0),
                        lambda: Gateway(setup.gateway, "--gro", "on"), loop(setup, "-g"), "C loop")  # fmt: skip
        rows += coalesced_flood(setup, size)
    return rows


def coalesced_flood(setup, size):
    work = Flood(setup.tools, size, 1)
    work.name = "flood, coalesced"
    rate = Row(f"udp {size} B, {work.name}", "/s kept", "at least", 1, more_is_better=True)
    share = Row("  share kept", "", "of all")
    for _ in range(setup.rounds):
        with Gateway(setup.gateway, "--gro", "on") as server:
            work.send(server)
            whole = work.sent - check_whole(server, work.sent)
            rate.pairs.append((whole / work.seconds, LEAST_COALESCED))
            share.pairs.append((whole / work.sent, 1))
    return [rate, share]


def ring_file(setup):
    """The ring in a file against the ring in memory: a checksum, and pages that go to the disk."""
    rows = []
    with temporary_folder() as folder:
        for size in (64, 512, 8192):
            work = Drain(setup.tools, size, 0)
            work.name = "ring in a file"

            def ours():
                path = pathlib.Path(folder, "ring")
                path.unlink(missing_ok=True)
                return Gateway(setup.gateway, "--ring-file", str(path))

            rows += measure(setup, work, ours, lambda: Gateway(setup.gateway), "in memory", 1.1)
    return rows
