"""What is sent to a UDP socket in a measurement, and what the kernel says of that socket."""

import signal
import time

from machine import PATIENCE, load

RATE = 100_000
QUEUE = 10_000  # fits into 8 MiB of receive buffer with up to 512 bytes
FILLS = 10


def socket_line(port):
    """Of the UDP socket at this port of 127.0.0.1 (proc(5)); None where there is none."""
    with open("/proc/net/udp", encoding="ascii") as table:
        for line in table:
            words = line.split()
            if words[1] == f"0100007F:{port:04X}":
                return words
    return None


def socket_words(port):
    if not (words := socket_line(port)):
        raise RuntimeError(f"nothing listens at udp port {port}")
    return words


def waiting_bytes(port):
    return int(socket_words(port)[4].split(":")[1], 16)


def kernel_drops(port):
    return int(socket_words(port)[12])


def wait_until_read(port):
    until = time.monotonic() + PATIENCE
    while waiting_bytes(port):
        if time.monotonic() > until:
            raise RuntimeError("the receive queue is not being read")
        time.sleep(0.0005)
    time.sleep(0.005)  # the last batch is copied


class Work:
    """Datagrams of one size; `sent` and `seconds` are those of the last send()."""

    options = ()

    def __init__(self, tools, size, count, rate):
        self.tool, self.size, self.count, self.rate = tools / "udp_load", size, count, rate
        self.sent = self.seconds = 0

    def load(self, server, count):
        told = load(self.tool, *self.options, server.port, count, self.size, self.rate).split()
        self.sent, self.seconds = self.sent + int(told[1]), self.seconds + float(told[3])

    def send(self, server):
        self.sent = self.seconds = 0
        self.load(server, self.count)
        wait_until_read(server.port)


class Even(Work):
    """Datagrams at even distances, 100,000 a second."""

    name = "100,000/s even"

    def __init__(self, tools, size, seconds):
        super().__init__(tools, size, int(RATE * seconds), RATE)


class Bursts(Even):
    """The same number, 32 at a time."""

    name = "100,000/s in bursts of 32"
    options = ("-b", "32")


class Drain(Work):
    """A receive queue that was filled while the receiver stood still."""

    name = "a full queue"

    def __init__(self, tools, size, _seconds):
        self.queue = QUEUE if size <= 512 else QUEUE // 20
        super().__init__(tools, size, self.queue * FILLS, 0)

    def send(self, server):
        self.sent = self.seconds = 0
        for _ in range(FILLS):
            server.signal(signal.SIGSTOP)
            self.load(server, self.queue)
            server.signal(signal.SIGCONT)
            wait_until_read(server.port)


class Flood(Work):
    """As fast as one core can, for a second or so: pieces of 64 (UDP_SEGMENT), which the kernel divides
    for a socket that does not take them coalesced. Sent one by one they never fill a queue here, as
    waking the receiver up takes the sender longer than reading takes the receiver."""

    name = "flood"

    def __init__(self, tools, size, seconds):
        super().__init__(tools, size, 1 << 40, 0)
        self.options = ("-g", "64", "-t", max(1, round(seconds)))


class CoalescedDrain(Drain):
    """64 datagrams a piece (UDP_SEGMENT)."""

    name = "a full queue, coalesced"
    options = ("-g", "64")

    def __init__(self, tools, size, _seconds):
        super().__init__(tools, size, _seconds)
        self.queue = 64 * 100
        self.count = self.queue * FILLS
