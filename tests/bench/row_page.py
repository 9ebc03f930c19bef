"""A page of 50 events with ten million events behind it, against the same with a thousand."""

from gateway import Gateway
from machine import load, temporary_folder
from row_http import requests
from table import Row, alternate

FEW, MANY = 1_000, 10_000_000
SIZE = 24  # of a payload: with its header 88 bytes, so that ten million fit
GOAL = 1.1  # what a page with longer numbers in it costs more, and noise

# A page that begins anywhere, so that it is not in the caches of the CPU.
ANYWHERE = """
local newest
function init(arguments) newest = tonumber(arguments[1]); math.randomseed(1) end
function request()
    return wrk.format("GET", "/api/v1/events?limit=50&after=" .. math.random(0, newest - 50))
end
"""


def fill(setup, gateway, wanted):
    """Sends until so many are held: what the kernel drops is sent again."""
    for _ in range(1000):
        missing = wanted - gateway.stats()["ring"]["held"]
        if missing <= 0:
            return
        load(setup.tools / "udp_load", gateway.port, min(missing, 500_000), SIZE, 0)
    raise RuntimeError("the ring does not fill")


def page(setup):
    with temporary_folder() as folder:
        script = f"{folder}/anywhere.lua"
        with open(script, "w", encoding="ascii") as out:
            out.write(ANYWHERE)
        options = "--ring-size", "1GiB", "--rcvbuf", "64MiB"
        with Gateway(setup.gateway, *options) as many, Gateway(setup.gateway, *options) as few:
            fill(setup, many, MANY)
            fill(setup, few, FEW)
            return [position(setup, many, few, script, *place) for place in PLACES]


# Names of positions, and where a page there begins, given how many events there are.
PLACES = [
    ("newest", lambda count: ""),
    ("middle", lambda count: f"&after={count // 2}"),
    ("oldest", lambda count: "&after=0"),
    ("anywhere", None),
]


def position(setup, many, few, script, name, after):
    row = Row(f"page of 50, {name}, {MANY:,} events", "us CPU", f"with {FEW:,}", GOAL)

    def cost(gateway, count):
        arguments = ("-s", script, "--", count) if after is None else ()
        path = "" if after is None else "/api/v1/events?limit=50" + after(count)
        return requests(gateway, path, 1, connections=1, script=arguments)[1:]

    return alternate(setup.rounds, lambda: cost(many, MANY), lambda: cost(few, FEW), [row])[0]
