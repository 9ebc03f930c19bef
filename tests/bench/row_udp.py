"""CPU time of a datagram into the ring, against a C loop that does the same and nothing else."""

import signal
import time

from gateway import Gateway, Reference
from machine import PATIENCE, SystemCalls, load
from table import Row, alternate

GOAL = 1.15
RATE = 100_000
QUEUE = 10_000  # fits into 8 MiB of receive buffer with either size
FILLS = 10


def waiting_bytes(port):
    """What waits in the receive queue of the UDP socket at this port of 127.0.0.1 (proc(5))."""
    with open("/proc/net/udp", encoding="ascii") as table:
        for line in table:
            words = line.split()
            if words[1] == f"0100007F:{port:04X}":
                return int(words[4].split(":")[1], 16)
    raise RuntimeError(f"nothing listens at udp port {port}")


def wait_until_read(port):
    until = time.monotonic() + PATIENCE
    while waiting_bytes(port):
        if time.monotonic() > until:
            raise RuntimeError("the receive queue is not being read")
        time.sleep(0.0005)
    time.sleep(0.005)  # the last batch is copied


class Even:
    """Datagrams at even distances, 100,000 a second."""

    name = "100,000/s even"

    def __init__(self, tools, size, seconds):
        self.sender, self.size, self.count = tools / "udp_load", size, int(RATE * seconds)

    def send(self, server):
        load(self.sender, server.port, self.count, self.size, RATE)
        wait_until_read(server.port)


class Drain:
    """A receive queue that was filled while the receiver stood still."""

    name = "a full queue"

    def __init__(self, tools, size, _seconds):
        self.sender, self.size, self.count = tools / "udp_load", size, QUEUE * FILLS

    def send(self, server):
        for _ in range(FILLS):
            server.signal(signal.SIGSTOP)
            load(self.sender, server.port, QUEUE, self.size, 0)
            server.signal(signal.SIGCONT)
            wait_until_read(server.port)


def microseconds_each(server, work):
    before = server.cpu_ns()
    work.send(server)
    return (server.cpu_ns() - before) / work.count / 1000


def check_whole(server, sent):
    """A figure counts only where nothing was lost."""
    received, dropped = server.received_and_dropped()
    if received + dropped != sent:
        raise RuntimeError(f"{sent} sent, {received} received and {dropped} dropped: not the same")
    return dropped


def peer_of(setup):
    return Gateway(setup.against) if setup.against else Reference(setup.tools / "udp_ring")


def measure(setup, work):
    """One row; with perf(1) a second one for the system calls."""
    name = "against" if setup.against else "C loop"
    cost = Row(f"udp {work.size} B, {work.name}", "us CPU", name, GOAL)
    calls = Row("  system calls a datagram", "", name, 0)
    with Gateway(setup.gateway) as ours, peer_of(setup) as theirs:
        warm_up = Drain(setup.tools, 512, 0)
        for server in ours, theirs:
            for _ in range(2):  # all of the ring's pages are there
                warm_up.send(server)
        alternate(setup.rounds, lambda: [microseconds_each(ours, work)],
                  lambda: [microseconds_each(theirs, work)], [cost])  # fmt: skip
        if setup.count_calls:
            pair = []
            for server in ours, theirs:
                with SystemCalls(server.pid) as counted:
                    work.send(server)
                pair.append(counted.count / work.count)
            calls.pairs.append(pair)
        sent = 2 * warm_up.count + (setup.rounds + setup.count_calls) * work.count
        lost = [check_whole(server, sent) for server in (ours, theirs)]
    if any(lost):
        cost.work += f" (lost {lost[0]} and {lost[1]})"
    return [cost, calls] if setup.count_calls else [cost]


def even(setup):
    return [row for size in (64, 512) for row in measure(setup, Even(setup.tools, size, setup.seconds))]


def drain(setup):
    return [row for size in (64, 512) for row in measure(setup, Drain(setup.tools, size, 0))]
