"""From exec to the first datagram, and what the gateway needs while nothing happens."""

import contextlib
import http.client
import json
import os
import socket
import sys
import time

from full_ring import RING, fill
from gateway import Gateway, Reference
from machine import LOAD_CORE, PATIENCE, Program, free_port, temporary_folder
from http_peers import Nginx
from table import Row

READY_GOAL = 20  # ms
ALLOWED = 8 << 20  # beside the ring
STARTS = 10  # a round
IDLE_SECONDS = 5
IDLE_MS = 1  # a look at the clock once a second costs some microseconds
PEOPLE = 1_000  # connections, then readers
EACH = 8 << 10  # bytes


class At(Program):
    """The gateway at ports that are known before it runs."""

    def __init__(self, binary):
        self.port, http = free_port(), free_port()
        self.url = f"http://127.0.0.1:{http}"
        self.begun = time.monotonic()
        super().__init__([binary, "--udp", f"127.0.0.1:{self.port}", "--http", f"127.0.0.1:{http}"])


def ready_ms(begin):
    start = time.monotonic()
    with begin():
        return (time.monotonic() - start) * 1000


def shows_event(url):
    client = http.client.HTTPConnection(url.removeprefix("http://"), timeout=PATIENCE)
    with contextlib.closing(client):
        client.request("GET", "/api/v1/events?after=0&limit=1")
        return bool(json.load(client.getresponse())["events"])


def first_datagram_ms(binary):
    """Sends one again and again, as a device does; until a reader can see the first."""
    with At(binary) as gateway, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.connect(("127.0.0.1", gateway.port))
        while time.monotonic() - gateway.begun < PATIENCE:
            with contextlib.suppress(OSError):  # it is not there yet
                sender.send(b"x")
                if shows_event(gateway.url):
                    return (time.monotonic() - gateway.begun) * 1000
    raise RuntimeError("the first datagram is not stored")


def start(setup):
    ready = Row("start: exec to ready", "ms", "ms asked", 1)
    loop = Row("", "ms", "C loop")
    first = Row("start: exec to the first datagram shown", "ms", "ms asked", 1)
    own_core = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {LOAD_CORE})
    try:
        for _ in range(setup.rounds * STARTS):
            ours = ready_ms(lambda: Gateway(setup.gateway))
            ready.pairs.append((ours, READY_GOAL))
            loop.pairs.append((ours, ready_ms(lambda: Reference(setup.tools / "udp_ring"))))
            first.pairs.append((first_datagram_ms(setup.gateway), READY_GOAL))
    finally:
        os.sched_setaffinity(0, own_core)
    return [ready, loop, first]


def connect(server, path, count):
    """Connections that stay open, each answered once."""
    host, port = server.url.removeprefix("http://").split(":")
    connections = []
    for _ in range(count):
        s = socket.create_connection((host, int(port)), timeout=PATIENCE)
        s.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        if not s.recv(4096).startswith(b"HTTP/1.1 200"):
            raise RuntimeError("a connection that was to be idle was refused")
        connections.append(s)
    return connections


def bytes_each(server, path):
    """Of memory for each of so many connections."""
    connections = connect(server, path, 1)  # what is made once
    before = server.memory("VmRSS")
    connections += connect(server, path, PEOPLE)
    after = server.memory("VmRSS")
    for s in connections:
        s.close()
    return max(after - before, 1) / PEOPLE


def full_memory(setup):
    with Gateway(setup.gateway, "--ring-size", f"{RING >> 20}MiB", "--rcvbuf", "64MiB") as gateway:
        fill(gateway, 512)
        return gateway.memory("VmRSS")


def idle(setup):
    mib = 2**20
    cpu = Row(f"idle: CPU in {IDLE_SECONDS} s", "ms", "ms asked", 1)
    empty = Row("idle: memory, nothing in the ring of 64 MiB", "MiB", "MiB asked", 1)
    private = Row("  of it not the kernel's cache of files", "MiB", "MiB asked")
    full = Row("idle: memory, the ring full", "MiB", "MiB asked", 1)
    connection = Row(f"idle: each of {PEOPLE:,} connections", "bytes", "asked", 1)
    beside = Row("", "bytes", "nginx")
    reader = Row(f"idle: each of {PEOPLE:,} readers", "bytes", "asked", 1)
    for number in range(setup.rounds):
        print(f"\r\033[Kidle: round {number + 1} of {setup.rounds}", end="", file=sys.stderr)
        with Gateway(setup.gateway) as gateway, temporary_folder() as folder:
            empty.pairs.append((gateway.memory("VmRSS") / mib, ALLOWED / mib))
            private.pairs.append((gateway.memory("RssAnon") / mib, ALLOWED / mib))
            before = gateway.cpu_ns()
            time.sleep(IDLE_SECONDS)
            cpu.pairs.append(((gateway.cpu_ns() - before) / 1e6, IDLE_MS))
            ours = bytes_each(gateway, "/livez")
            connection.pairs.append((ours, EACH))
            with Nginx(setup, folder) as nginx:
                beside.pairs.append((ours, bytes_each(nginx, "/livez")))
        with Gateway(setup.gateway) as gateway:
            reader.pairs.append((bytes_each(gateway, "/api/v1/stream"), EACH))
        full.pairs.append((full_memory(setup) / mib, (RING + ALLOWED) / mib))
    print("\r\033[K", end="", file=sys.stderr)
    return [cpu, empty, private, full, connection, beside, reader]
