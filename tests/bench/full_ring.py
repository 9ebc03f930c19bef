"""A gateway whose ring is full of what devices send, for the rows that read all of it."""

import os
import random
import socket
import struct

from gateway import Gateway
from machine import SERVER_CORE, load, on_core

RING = 64 << 20
RARE = "alarm"  # in one event of a thousand
ABSENT = "overheated"
FILLER = " The quick brown fox jumps over the lazy dog while sphinx of black quartz judges my vow."


def payload(random_numbers, number, size):
    state = RARE if number % 1000 == 999 else "ok"
    text = (f'{{"id":"t-{number % 1000:03}","n":{number:07},"celsius":{random_numbers.uniform(10, 30):.2f},'
            f'"s":"{state}","note":"{FILLER}')  # fmt: skip
    return (text + FILLER * (size // len(FILLER)))[: size - 2].encode() + b'"}'


def binary_payload(random_numbers, number, size):
    """What small devices send: numbers as they lie in memory, and a state."""
    state = RARE if number % 1000 == 999 else "ok"
    head = struct.pack("<HId8s", number % 1000, number, random_numbers.uniform(10, 30), state.encode())
    return head + random_numbers.randbytes(size - len(head))


class FullRing(Gateway):
    """Its payloads have `size` bytes and are JSON, as most are, or bytes that are no text."""

    def __init__(self, setup, size, make=payload):
        super().__init__(setup.gateway, "--ring-size", f"{RING >> 20}MiB", "--rcvbuf", "64MiB")
        self.size, self.is_binary = size, make is binary_payload
        self.title = f"{size} B{' binary' if self.is_binary else ''}"
        fill(self, size, make)

    def fetch(self, path, to="/dev/null"):
        """(bytes of the answer, CPU seconds of the server, seconds)"""
        before = self.cpu_ns()
        out = load("curl", "-s", "-f", "-o", to, "-w", "%{size_download} %{time_total}", self.url + path)
        spent = (self.cpu_ns() - before) / 1e9
        size, seconds = out.split()
        return int(size), spent, float(seconds)

    def bytes(self):
        return self.stats()["ring"]["bytes"]


def fill(gateway, size, make=payload):
    """What the kernel drops is not in the ring, so it asks the ring. Always the same events."""
    numbers = random.Random(1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.connect(("127.0.0.1", gateway.port))
        number = 0
        while gateway.stats()["ring"]["evicted"] == 0:
            for _ in range(5_000):
                sender.send(make(numbers, number, size))
                number += 1


def run(*argv):
    """(what it printed, CPU seconds) of a program on the server's core."""
    read, write = os.pipe()
    pid = os.posix_spawnp("taskset", on_core(SERVER_CORE, argv), os.environ,
                          file_actions=[(os.POSIX_SPAWN_DUP2, write, 1), (os.POSIX_SPAWN_CLOSE, read)])  # fmt: skip
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        out = pipe.read().decode()
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):  # grep's 1: found nothing
        raise RuntimeError(f"{argv[0]} ended with {status}")
    return out, usage.ru_utime + usage.ru_stime
