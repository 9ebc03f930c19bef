"""A page of 50 events with ten million events behind it, against the same with a thousand."""

import contextlib
import http.client
import random

from gateway import Gateway
from machine import PATIENCE, load
from table import Row, alternate

FEW, MANY = 1_000, 10_000_000
SIZE = 24  # of a payload: with its header 88 bytes, so that ten million fit
PAGES = 1_000  # a measurement
ALLOWED = 100  # microseconds
GOAL = 1.1  # what a page with longer numbers in it costs more, and noise

# Where a page begins, given how many events there are. "Anywhere" is never in the CPU's caches.
PLACES = {
    "newest": lambda count: "",
    "middle": lambda count: f"&after={count // 2}",
    "oldest": lambda count: "&after=0",
    "anywhere": lambda count: f"&after={random.randrange(count - 50)}",
}


def fill(setup, gateway, wanted):
    """Sends until so many are held: what the kernel drops is sent again."""
    for _ in range(1000):
        missing = wanted - gateway.stats()["ring"]["held"]
        if missing <= 0:
            return
        load(setup.tools / "udp_load", gateway.port, min(missing, 500_000), SIZE, 0)
    raise RuntimeError("the ring does not fill")


def cost(gateway, place):
    """[microseconds of CPU a page]"""
    count = gateway.stats()["ring"]["held"]
    client = http.client.HTTPConnection(gateway.url.removeprefix("http://"), timeout=PATIENCE)
    with contextlib.closing(client):
        before = gateway.cpu_ns()
        for _ in range(PAGES):
            client.request("GET", "/api/v1/events?limit=50" + place(count))
            answer = client.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"a page was answered with {answer.status}")
        return [(gateway.cpu_ns() - before) / PAGES / 1000]


def page(setup):
    options = "--ring-size", "1GiB", "--rcvbuf", "64MiB"
    rows = []
    with Gateway(setup.gateway, *options) as many, Gateway(setup.gateway, *options) as few:
        fill(setup, many, MANY)
        fill(setup, few, FEW)
        for name, place in PLACES.items():
            row = Row(f"page of 50, {name}, {MANY:,} events", "us CPU", f"with {FEW:,}", GOAL)
            alternate(setup.rounds, [row], lambda: contextlib.nullcontext(many),
                      lambda: contextlib.nullcontext(few),
                      lambda gateway, place=place: cost(gateway, place))  # fmt: skip
            asked = Row("", "us CPU", "us asked", 1, pairs=[(ours, ALLOWED) for ours, _ in row.pairs])
            rows += [row, asked]
    return rows
