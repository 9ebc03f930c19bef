"""CPU time of a datagram into the ring, against a C loop that does the same and nothing else."""

import pathlib
import signal
import time

from gateway import Gateway, Reference
from machine import PATIENCE, SystemCalls, load, temporary_folder
from table import Row, alternate

GOAL = 1.15
RATE = 100_000
QUEUE = 10_000  # fits into 8 MiB of receive buffer with up to 512 bytes
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
        self.queue = QUEUE if size <= 512 else QUEUE // 20
        self.sender, self.size, self.count = tools / "udp_load", size, self.queue * FILLS

    def send(self, server):
        for _ in range(FILLS):
            server.signal(signal.SIGSTOP)
            load(self.sender, server.port, self.queue, self.size, 0)
            server.signal(signal.SIGCONT)
            wait_until_read(server.port)


def check_whole(server, sent):
    """A figure counts only where each datagram is accounted for."""
    received, dropped = server.received_and_dropped()
    if received + dropped != sent:
        raise RuntimeError(f"{sent} sent, {received} received and {dropped} dropped: not the same")
    return dropped


def measure(setup, work, ours, theirs, name, goal=GOAL):
    """One row; with perf(1) a second one for the system calls."""
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
        dropped = check_whole(server, 2 * warm_up.count + work.count)
        return [spent / work.count / 1000, dropped]

    def count_calls(server):
        with SystemCalls(server.pid) as counted:
            work.send(server)
        return [counted.count / work.count]

    alternate(setup.rounds, [cost, lost], ours, theirs, cpu)
    if setup.count_calls:
        alternate(1, [calls], ours, theirs, count_calls)
    return [row for row in (cost, lost, calls) if any(map(any, row.pairs))]


def against_loop(setup, work):
    def theirs():
        return Gateway(setup.against) if setup.against else Reference(setup.tools / "udp_ring")

    name = "against" if setup.against else "C loop"
    return measure(setup, work, lambda: Gateway(setup.gateway), theirs, name)


def even(setup):
    return [row for size in (64, 512) for row in against_loop(setup, Even(setup.tools, size, setup.seconds))]


def drain(setup):
    return [row for size in (64, 512) for row in against_loop(setup, Drain(setup.tools, size, 0))]


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
