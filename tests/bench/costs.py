"""Instructions and system calls for a datagram, a request and an event, against those recorded.

    tests/bench/costs.py [--record] [--gateway BINARY]

Runs the gateway in valgrind (callgrind), twice for each work, the second time with twice as much of
it: the difference has no start in it. What is to be done is sent while the gateway stands still, so
that it finds the same batches each time, and its steady clock goes by the number of looks at it.
"""

import argparse
import contextlib
import pathlib
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

from machine import PATIENCE, Program, temporary_folder
from udp_work import waiting_bytes
from table import Row

HERE = pathlib.Path(__file__).parent
RECORDED = HERE / "costs.tsv"
MARGIN = 1.05
SKIPPED = 77
# The same variants of memcpy(3) and its like on every machine.
TUNABLES = "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-AVX,-AVX512F,-AVX512VL,-AVX_Fast_Unaligned_Load,-ERMS,-FSRM,-BMI2"


class Counted(Program):
    """The gateway in callgrind."""

    def __init__(self, binary, folder):
        self.folder = pathlib.Path(folder)
        clock = self.folder / "clock.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", clock, HERE / "preload/counted_clock.c"],
                       check=True)  # fmt: skip
        super().__init__(
            ["env", f"LD_PRELOAD={clock}", TUNABLES, "valgrind", "--tool=callgrind", "--vgdb=no",
             "--trace-syscalls=yes", f"--callgrind-out-file={folder}/counts", f"--log-file={folder}/log",
             binary, "--udp", "127.0.0.1:0", "--http", "127.0.0.1:0", "--log-level", "error"])  # fmt: skip
        started = self.read_until(r"(?s)udp 127\.0\.0\.1:(\d+).*http://127\.0\.0\.1:(\d+).*ready")
        self.udp, self.http = ("127.0.0.1", int(started[1])), ("127.0.0.1", int(started[2]))

    def figures(self):
        """Ends it. [instructions, system calls]"""
        self.stop()
        instructions = re.search(r"^totals: (\d+)", (self.folder / "counts").read_text(), re.M)
        calls = re.findall(r"^SYSCALL\[\d+,1\]\(\s*\d+\) sys_(?!clock_gettime)\w+",
                           (self.folder / "log").read_text(errors="replace"), re.M)  # fmt: skip
        return [int(instructions[1]), len(calls)]

    def state(self):
        return pathlib.Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0]

    def wait_until(self, what):
        until = time.monotonic() + PATIENCE
        while not what():
            if time.monotonic() > until:
                raise RuntimeError("costs: the gateway does not come to rest")
            time.sleep(0.0005)

    def is_idle(self):
        before = self.cpu_ns()
        time.sleep(0.002)
        return self.state() == "S" and self.cpu_ns() == before and not waiting_bytes(self.udp[1])

    @contextlib.contextmanager
    def standing_still(self):
        self.wait_until(self.is_idle)
        self.signal(signal.SIGSTOP)
        self.wait_until(lambda: self.state() == "T")
        yield
        self.signal(signal.SIGCONT)


def udp_sender(gateway):
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.connect(gateway.udp)
    return sender


@contextlib.contextmanager
def clients(gateway, count, request=b""):
    """Connections that come, have asked, and go, all at the same instant."""
    with gateway.standing_still():
        sockets = [socket.create_connection(gateway.http, PATIENCE) for _ in range(count)]
        for s in sockets:
            s.sendall(request)
    yield sockets
    with gateway.standing_still():
        for s in sockets:
            s.close()
    gateway.wait_until(gateway.is_idle)


def receive(s, size):
    """Takes so many bytes and no more: what comes behind them is in the way of the next look."""
    while size > 0:
        part = s.recv(size)
        if not part:
            raise RuntimeError("costs: the gateway has closed a connection")
        size -= len(part)


def receive_until(s, is_whole):
    seen = b""
    while not is_whole(seen):
        part = s.recv(65536)
        if not part:
            raise RuntimeError("costs: the gateway has closed a connection")
        seen += part
    return seen


def is_answer(seen):
    head, _, body = seen.partition(b"\r\n\r\n")
    length = re.search(rb"\r\nContent-Length: (\d+)", head)
    return length and len(body) == int(length[1])


def datagrams(size, at_once=256):
    """In a queue of 256: what fits into any machine's receive buffer."""

    def work(gateway, rounds):
        with udp_sender(gateway) as sender:
            for _ in range(rounds):
                with gateway.standing_still():
                    for _ in range(at_once):
                        sender.send(b"x" * size)
            gateway.wait_until(gateway.is_idle)
        return rounds * at_once

    return work


def requests(path, connections, deep):
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()

    def work(gateway, rounds):
        with clients(gateway, connections, request) as sockets:
            size = [len(receive_until(s, is_answer)) for s in sockets][0]
            for _ in range(rounds):
                with gateway.standing_still():
                    for s in sockets:
                        s.sendall(request * deep)
                for s in sockets:
                    receive(s, size * deep)
        return rounds * connections * deep

    return work


def deliveries(readers, at_once):
    stream = b"GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"

    def work(gateway, rounds):
        with udp_sender(gateway) as sender, clients(gateway, readers, stream) as sockets:
            for s in sockets:
                receive_until(s, lambda seen: b"\r\n\r\n" in seen)
            for _ in range(rounds):
                with gateway.standing_still():
                    for _ in range(at_once):
                        sender.send(b"x" * 64)
                for s in sockets:
                    receive_until(s, lambda seen: seen.count(b"\ndata:") == at_once
                                  and seen.endswith(b"\n\r\n"))  # fmt: skip
        return rounds * readers * at_once

    return work


def events_looked_at(path, count):
    """Answers in which so many events were rendered or looked at."""

    def work(gateway, rounds):
        datagrams(64, count)(gateway, 1)
        requests(path, 1, 1)(gateway, rounds)
        return rounds * count

    return work


# What is counted, and how often: so often that a second more or less, in which a timer ends, is lost
# in it.
WORKS = {
    "datagram 64 B": (datagrams(64), 60),
    "datagram 512 B": (datagrams(512), 60),
    "GET /livez": (requests("/livez", 64, 1), 20),
    "GET /livez, 16 pipelined": (requests("/livez", 16, 16), 10),
    "event to a reader, alone": (deliveries(16, 1), 60),
    "event to a reader, of 64": (deliveries(16, 64), 16),
    "event exported, ndjson": (events_looked_at("/api/v1/events?format=ndjson&limit=64", 64), 40),
    "event searched": (events_looked_at("/api/v1/events?contains=absent", 256), 40),
}
COLUMNS = "instructions", "system calls"


def measure(binary, name):
    """[instructions, system calls] for one."""
    work, rounds = WORKS[name]
    sides = []
    for times in 1, 2:
        with temporary_folder() as folder, Counted(binary, folder) as gateway:
            count = work(gateway, times * rounds)
            sides.append([count, *gateway.figures()])
    (count, *once), (twice, *both) = sides
    return [(b - a) / (twice - count) for a, b in zip(once, both)]


def made_by(binary):
    """What the figures depend on besides the code."""
    comment = subprocess.run(["readelf", "-p", ".comment", binary], capture_output=True, text=True).stdout
    compiler = re.search(r"(GCC|clang).*?(\d+\.\d+)\.\d+\s*$", comment, re.M)
    named = f"{compiler[1]} {compiler[2]}" if compiler else "an unknown compiler"
    return f"{platform.machine()}, {named}, {' '.join(platform.libc_ver())}"


def recorded():
    """(what they were made by, {name: [instructions, system calls]})"""
    lines = RECORDED.read_text().splitlines()
    return lines[0].removeprefix("# "), {
        name: list(map(float, figures)) for name, *figures in (line.split("\t") for line in lines[2:])
    }


def record(binary):
    lines = [f"# {made_by(binary)}", "\t".join(["# work", *COLUMNS])]
    for name in WORKS:
        instructions, calls = measure(binary, name)
        lines.append(f"{name}\t{instructions:.0f}\t{calls:.4f}")
        print(lines[-1])
    RECORDED.write_text("\n".join(lines) + "\n")


def why_not(binary):
    """Why nothing can be compared here; None where it can."""
    if not shutil.which("valgrind"):
        return "valgrind is not installed"
    if made_by(binary) != recorded()[0]:
        return f"recorded with {recorded()[0]}, but this is {made_by(binary)}"
    return None


def compare(binary):
    """Whether nothing has become dearer."""
    good = True
    for name, before in recorded()[1].items():
        for unit, was, seen in zip(COLUMNS, before, measure(binary, name)):
            ratio = seen / was
            verdict = "DEARER" if ratio > MARGIN else "cheaper: record it" if ratio < 2 - MARGIN else "ok"
            good &= ratio <= MARGIN
            print(f"{name}: {unit}: recorded {was:.4g}, seen {seen:.4g}, {100 * (ratio - 1):+.1f} %: "
                  f"{verdict}", flush=True)  # fmt: skip
    return good


def costs(setup):
    """The same as rows of the bench."""
    if reason := why_not(setup.gateway):
        print(f"costs: skipped: {reason}", file=sys.stderr)
        return []
    rows = []
    for name, before in recorded()[1].items():
        for unit, was, seen in zip(COLUMNS, before, measure(setup.gateway, name)):
            rows.append(Row(name, unit, "recorded", MARGIN, pairs=[(seen, was)]))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true", help=f"writes {RECORDED.name} anew")
    parser.add_argument("--gateway", default="build/event-gateway", help="the binary (%(default)s)")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # which ends the gateway first
    if asked.record:
        return record(asked.gateway)
    if reason := why_not(asked.gateway):
        print(f"costs: SKIPPED: {reason}")
        return SKIPPED
    return 0 if compare(asked.gateway) else 1


if __name__ == "__main__":
    sys.exit(main())
