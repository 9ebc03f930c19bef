"""Search by substring over a full ring, against grep, tshark and memory itself on the same data."""

import itertools
import shutil
import sys

from full_ring import ABSENT, RARE, FullRing, binary_payload, payload, run
from machine import temporary_folder
from table import Row

GOAL = 1_000  # MB/s of ring
SIZES = 64, 512
# Without an end a search looks at everything: the page at the newest 50, which it goes back for.
WAYS = {
    f"absent, a page": f"/api/v1/events?contains={ABSENT}",
    f"absent, all": f"/api/v1/events?format=ndjson&contains={ABSENT}",
    f"1 of 1,000, all": f"/api/v1/events?format=ndjson&contains={RARE}",
}


def mb_per_second(size, seconds):
    return size / 1e6 / seconds


def search(setup):
    rows = []
    for size, make in itertools.product(SIZES, (payload, binary_payload)):
        with FullRing(setup, size, make) as gateway, temporary_folder() as folder:
            rows += search_one(setup, gateway, folder)
    return rows


def search_one(setup, gateway, folder):
    data, pcap = f"{folder}/events", f"{folder}/events.pcap"
    in_file = gateway.fetch("/api/v1/events?format=text", data)[0]
    in_pcap = gateway.fetch("/api/v1/events?format=pcap", pcap)[0]
    in_ring = gateway.bytes()
    rows = []
    for name, path in WAYS.items():
        needle = RARE if RARE in path else ABSENT
        peers = {
            "grep -c": lambda needle=needle: grep(needle, data, in_file),
            "memmem": lambda needle=needle: memory(setup, data, needle),
            "memory read": lambda: memory(setup, data),
        }
        if gateway.size > 64 and not gateway.is_binary and shutil.which("tshark"):  # 20 us a packet
            peers["tshark"] = lambda needle=needle: tshark(needle, pcap, in_pcap)
        title = f"search {gateway.title}, {name}"
        asked = Row(title, "MB/s CPU", "asked", GOAL and 1, True)
        against = {peer: Row("", "MB/s CPU", peer, more_is_better=True) for peer in peers}
        for number in range(setup.rounds):
            print(f"\r\033[K{title}: round {number + 1} of {setup.rounds}", end="", file=sys.stderr)
            ours = mb_per_second(in_ring, gateway.fetch(path)[1])
            asked.pairs.append((ours, GOAL))
            for peer, row in against.items():
                row.pairs.append((ours, peers[peer]()))
        print("\r\033[K", end="", file=sys.stderr)
        check_found(gateway, needle, data, folder)
        rows += [asked, *against.values()]
    return rows


def grep(needle, path, size):
    return mb_per_second(size, run("env", "LC_ALL=C", "grep", "-c", "-F", needle, path)[1])


def tshark(needle, path, size):
    return mb_per_second(size, run("tshark", "-r", path, "-Y", f'udp contains "{needle}"')[1])


def memory(setup, path, *needle):
    words = run(setup.tools / "memory_read", path, *needle)[0].split()
    return mb_per_second(int(words[1]), int(words[3]) / 1e9)


def check_found(gateway, needle, data, folder):
    """A search counts only where it finds what grep does."""
    found = f"{folder}/found"
    gateway.fetch(f"/api/v1/events?format=text&contains={needle}", found)
    with open(found, "rb") as lines:
        ours = sum(1 for _ in lines)
    theirs = int(run("env", "LC_ALL=C", "grep", "-c", "-F", needle, data)[0])
    if ours != theirs:
        raise RuntimeError(f"'{needle}': {ours} events found, grep finds {theirs}")
