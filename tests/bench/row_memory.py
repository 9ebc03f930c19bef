"""Resident memory after the ring has been filled several times, against what is promised."""

from gateway import Gateway
from machine import load
from table import Row

RING = 64 << 20
ALLOWED = RING + (16 << 20)
FILLS = 5
# A batch of each size of datagram that there is, the largest and the empty one among them.
SIZES = {0: 20_000, 64: 100_000, 512: 50_000, 8_192: 4_000, 65_507: 1_000}


def memory(setup):
    row = Row(f"memory, ring of {RING >> 20} MiB filled {FILLS} times", "MiB", "MiB promised", 1)
    for _ in range(setup.rounds):
        with Gateway(setup.gateway, "--ring-size", f"{RING >> 20}MiB") as gateway:
            fill(setup, gateway)
            for page in "/", "/metrics", "/api/v1/sources", "/api/v1/events?limit=1000":
                gateway.get(page)
            row.pairs.append((gateway.memory("VmHWM") / 2**20, ALLOWED / 2**20))
    return [row]


def fill(setup, gateway):
    """Datagrams that the kernel drops don't count, so it asks the ring."""
    for _ in range(100):
        udp, ring = (gateway.stats()[part] for part in ("udp", "ring"))
        if udp["bytes"] > FILLS * RING and ring["evicted"] > 0:
            return
        for size, count in SIZES.items():
            load(setup.tools / "udp_load", gateway.port, count, size, 0)
    raise RuntimeError("the ring does not fill")
