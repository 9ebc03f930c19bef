"""A page from a template, and redirects that are logged, against constant answers of the same size."""

from gateway import Gateway
from machine import temporary_folder
from row_http import CONNECTIONS, REQUESTS, ask
from table import Row, alternate

# With this address in it the answer is as long as that of /livez.
CONFIG = '[redirects]\nload = "https://example.com/a/targets"\n'
RING = "--ring-size", "4MiB"  # so that it is full when the measurement begins


def compare(setup, rows, ours, theirs, asked):
    """`asked(server)` is what to ask: path and status."""
    sizes = set()

    def measure(server):
        path, status = asked(server)
        ask(setup, server, REQUESTS // 10, path, status=status)  # warm
        rate, cpu, size = ask(setup, server, REQUESTS, path, status=status)
        sizes.add(size)
        if path.startswith("/go/"):
            check_log(server, REQUESTS // 10 + REQUESTS + 2)
        return [rate, cpu]

    alternate(setup.rounds, rows, ours, theirs, measure)
    if len(sizes) != 1:
        raise RuntimeError(f"answers of different sizes: {sizes} bytes")
    return rows


def check_log(server, visits):
    """A rate counts only where each redirect that was answered is an event."""
    stats = server.stats()
    counted = stats["http"]["redirects"], stats["ring"]["stored"]
    if counted != (visits, visits):
        raise RuntimeError(f"{visits} redirects answered, {counted[0]} counted, {counted[1]} stored")


def welcome(setup):
    rate = Row(f"GET /welcome, {CONNECTIONS} connections", "/s", "constant page", more_is_better=True)
    cost = Row("  CPU a request", "us CPU", "constant page", 2)
    with temporary_folder() as folder, Gateway(setup.gateway) as sample:
        with open(f"{folder}/welcome.html", "wb") as page:
            page.write(sample.get("/welcome?name=Martin"))
        return compare(setup, [rate, cost], lambda: Gateway(setup.gateway),
                       lambda: Gateway(setup.gateway, "--templates", folder),
                       lambda _: ("/welcome?name=Martin", 200))  # fmt: skip


def redirect(setup):
    rate = Row(f"GET /go/load, {CONNECTIONS} connections", "/s", "GET /livez", 0.9, more_is_better=True)
    cost = Row("  CPU a request", "us CPU", "GET /livez")
    with temporary_folder() as folder:
        config = f"{folder}/gateway.toml"
        with open(config, "w", encoding="ascii") as out:
            out.write(CONFIG)

        class Redirecting(Gateway):
            """All visits become events."""

        return compare(setup, [rate, cost],
                       lambda: Redirecting(setup.gateway, "--config", config, *RING),
                       lambda: Gateway(setup.gateway, *RING),
                       lambda server: ("/go/load", 302) if isinstance(server, Redirecting)
                       else ("/livez", 200))  # fmt: skip
