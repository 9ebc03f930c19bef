"""Events through a real broker of Apache Kafka on this machine, and what that does to ingest."""

import os
import pathlib
import signal
import statistics
import subprocess
import sys
import time

from gateway import Gateway
from machine import PATIENCE, free_port, load, temporary_folder
from row_udp import check_whole
from table import Row
from udp_work import wait_until_read

GOAL = 300_000  # events a second
BACKLOG = 1_000_000  # events that wait in the ring
FILL_RATE = 150_000
INGEST_RATE = 100_000
SCRIPT = pathlib.Path(__file__).parents[2] / "scripts" / "kafka"


class Broker:
    """Apache Kafka on both cores, its files in a folder that is gone afterwards."""

    def __init__(self, folder):
        port = free_port()
        self.name = f"127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [SCRIPT, "run", "--port", str(port), "--folder", folder],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip

    def __enter__(self):
        until = time.monotonic() + 3 * PATIENCE
        ask = ["kcat", "-L", "-m", "2", "-b", self.name]
        while subprocess.run(ask, capture_output=True).returncode != 0:
            if time.monotonic() > until:
                self.__exit__()
                raise RuntimeError("the broker does not answer")
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()

    def cpu_ns(self):
        return time.clock_gettime_ns(~self.process.pid << 3 | 2)  # clock_getcpuclockid(3)


def on_both_cores(gateway):
    """The gateway, whose threads were all begun on the server's core."""
    for thread in os.listdir(f"/proc/{gateway.pid}/task"):
        os.sched_setaffinity(int(thread), range(os.cpu_count()))
    return gateway


def forwarding(setup, broker):
    return on_both_cores(Gateway(setup.gateway, "--ring-size", "512MiB", "--kafka", broker.name))


def wait_acknowledged(gateway):
    until = time.monotonic() + 3 * PATIENCE
    while gateway.stats()["kafka"]["behind"] != 0:
        if time.monotonic() > until:
            raise RuntimeError("the broker does not acknowledge")
        time.sleep(0.01)


def backlog(setup, broker, count):
    """From a standing broker's first breath to the last acknowledgement: events a second, and the CPU
    time of an event, the gateway's and the broker's."""
    with forwarding(setup, broker) as gateway:
        load(setup.tools / "udp_load", gateway.port, 1, 64, 0)
        wait_acknowledged(gateway)
        broker.process.send_signal(signal.SIGSTOP)
        load(setup.tools / "udp_load", gateway.port, count, 64, FILL_RATE)
        wait_until_read(gateway.port)
        behind = gateway.stats()["kafka"]["behind"]
        start, ours, theirs = time.monotonic(), gateway.cpu_ns(), broker.cpu_ns()
        broker.process.send_signal(signal.SIGCONT)
        wait_acknowledged(gateway)
        seconds = time.monotonic() - start
        cpu = [(gateway.cpu_ns() - ours) / behind / 1000, (broker.cpu_ns() - theirs) / behind / 1000]
        if gateway.stats()["kafka"]["skipped"] != 0:
            raise RuntimeError("the ring was too small for the backlog")
        return behind / seconds, cpu


def ingest(setup, gateway):
    """Share of the datagrams that were kept, and milliseconds of a small GET meanwhile."""
    count = int(INGEST_RATE * setup.seconds)
    sender = subprocess.Popen(
        [setup.tools / "udp_load", str(gateway.port), str(count), "64", str(INGEST_RATE)],
        stdout=subprocess.DEVNULL)  # fmt: skip
    times = []
    while sender.poll() is None:
        start = time.monotonic()
        gateway.get("/livez")
        times.append((time.monotonic() - start) * 1000)
        time.sleep(0.01)
    wait_until_read(gateway.port)
    dropped = check_whole(gateway, count)
    return (count - dropped) / count, statistics.median(times)


def kafka(setup):
    fetched = subprocess.run([SCRIPT, "fetch"], stderr=subprocess.PIPE, text=True)
    if fetched.returncode != 0:
        print(f"kafka: skipped: {fetched.stderr.strip()}", file=sys.stderr)
        return []
    rate = Row("events to Kafka, a backlog of 64 B", "/s", "asked", 1, True)
    cost = Row("  CPU an event", "us CPU", "the broker's")
    kept = Row("  datagrams kept, 100,000/s meanwhile", "", "without", 0.999, True)
    answer = Row("  GET /livez meanwhile, median", "ms", "without")
    with temporary_folder() as folder, Broker(folder) as broker:
        backlog(setup, broker, BACKLOG // 2)  # Java is slow at first
        for _ in range(setup.rounds):
            events_per_second, cpu = backlog(setup, broker, BACKLOG)
            rate.pairs.append((events_per_second, GOAL))
            cost.pairs.append(cpu)
            with forwarding(setup, broker) as gateway:
                ours = ingest(setup, gateway)
                wait_acknowledged(gateway)
            with on_both_cores(Gateway(setup.gateway)) as gateway:
                theirs = ingest(setup, gateway)
            for row, *pair in zip((kept, answer), ours, theirs):
                row.pairs.append(pair)
    return [rate, cost, kept, answer]
