"""The gateway beside what a user would catch datagrams with instead, all in turn in each round."""

import sys
from contextlib import ExitStack

from gateway import Gateway
from table import Row
from udp_peers import PEERS, settle
from udp_work import Bursts, Drain, Even, Flood, kernel_drops

SECONDS = 0.5  # a measurement: there are many
HALF_OF_GO = {"Go": 0.5}


def present():
    for peer in PEERS:
        if why := peer.missing():
            print(f"udp-peers: without {peer.name}: {why}")
        else:
            yield peer


def drops_of(server):
    """By the kernel's count, where it knows all of them: what comes coalesced it takes for one."""
    return server.received_and_dropped()[1] if isinstance(server, Gateway) else kernel_drops(server.port)


def measure(server, work):
    """CPU a datagram, the share that is kept, and how many of them a second."""
    drops, before = drops_of(server), server.cpu_ns()
    work.send(server)
    settle(server)
    spent = server.cpu_ns() - before
    kept = work.sent + drops - drops_of(server)
    return spent / max(kept, 1) / 1000, kept / work.sent, kept / work.seconds


def rows_of(work, peer):
    name = f"udp {work.size} B, {work.name}"
    if isinstance(work, Flood):
        return [Row(name, "/s kept", peer.name, 1, more_is_better=True),
                Row("  share kept", "", peer.name)]  # fmt: skip
    return [Row(name, "us CPU", peer.name, HALF_OF_GO.get(peer.name, 1)),
            Row("  share kept", "", peer.name)]  # fmt: skip


def beside_all(setup, work, peers):
    table = [rows_of(work, peer) for peer in peers]
    warm_up = Drain(setup.tools, 512, 0)
    with ExitStack() as all_of_them:
        servers = [all_of_them.enter_context(Gateway(setup.gateway))]
        servers += [all_of_them.enter_context(peer(setup.tools)) for peer in peers]
        for server in servers:
            warm_up.send(server)
        for number in range(setup.rounds):
            print(f"\r\033[Kudp {work.size} B, {work.name}: round {number + 1} of {setup.rounds}",
                  end="", file=sys.stderr)  # fmt: skip
            ours, *theirs = (measure(server, work) for server in servers)
            for (first, share), their in zip(table, theirs):
                which = 2 if isinstance(work, Flood) else 0
                first.pairs.append((ours[which], their[which]))
                share.pairs.append((ours[1], their[1]))
    print("\r\033[K", end="", file=sys.stderr)
    return [row for pair in table for row in pair if row.unit or not always_whole(row)]


def always_whole(row):
    return all(ours == theirs == 1 for ours, theirs in row.pairs)


def peers(setup):
    there = list(present())
    seconds = min(SECONDS, setup.seconds)
    return [
        row
        for size in (64, 512)
        for work in (Even, Bursts, Drain, Flood)
        for row in beside_all(setup, work(setup.tools, size, seconds), there)
    ]
