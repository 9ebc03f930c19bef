"""Who may include whom: no floor sees a higher one, and no room its sibling."""

import os
import re

from source import CPP, Finding, Rule, files, line_of, text

FLOORS = {
    "text": 0,
    "events": 1, "http": 1, "loop": 1, "export": 1,
    "net": 2, "web": 2, "forward": 2,
    "app": 3,
}  # fmt: skip
ATTIC = 4  # src/*.cpp: main
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.M)


def room_of(path):
    """("src", "net") for src/net/x.cpp, ("src", "") for src/main.cpp, ("tools", "udp-sender")."""
    top, *middle = path.split("/")[:-1]
    return top, middle[0] if middle else ""


def target_room(path, included):
    """The room that an include names, or None where there is no such file to be found in one."""
    if "/" not in included:
        return room_of(path)
    first = included.split("/")[0]
    if first == "gateway":
        return "include", "gateway"
    for top in ("src", "tools", "tests"):
        if os.path.isdir(os.path.join(top, first)):
            return top, first
    return None


def refusal(path, included):
    """Why `path` must not include `included`, or None."""
    if included.startswith("."):
        return "name the file from its floor on, without dots"
    here, there = room_of(path), target_room(path, included)
    if here[0] == "tests" or here == there:
        return None
    if there is None:
        return "no room of the house holds this; a system header goes into <>"
    if there == ("include", "gateway"):
        return None
    if here[0] == "include":
        return "the public face includes nothing of src"
    if there[0] != "src":
        return f"{here[0]}/{here[1]} must not see {there[0]}/{there[1]}"
    if here[0] == "tools":
        return None if there[1] == "text" else "tools may use text and include only"
    if there[1] not in FLOORS:
        return f"src/{there[1]} is on no floor: give it one in scripts/checks/floors.py"
    mine, theirs = FLOORS.get(here[1], ATTIC), FLOORS[there[1]]
    if theirs > mine:
        return f"{here[1]} (floor {mine}) must not look up to {there[1]} (floor {theirs})"
    if theirs == mine:
        return f"{here[1]} and {there[1]} are siblings (floor {mine})"
    return None


def is_own(included):
    return any(os.path.isfile(os.path.join(top, included)) for top in ("include", "src", "tools"))


def find():
    for path in files([f"{top}/{name}" for top in ("src", "include", "tools") for name in CPP]):
        for match in INCLUDE.finditer(text(path)):
            bracket, included = match.groups()
            if bracket == "<" and not is_own(included):
                continue
            why = refusal(path, included)
            if why:
                yield Finding(path, line_of(text(path), match.start(1)), f"includes {included}: {why}")


def find_homeless():
    for path in files(["src/*"]):
        room = room_of(path)[1]
        if room and room not in FLOORS:
            yield Finding(path, 1, f"src/{room} is on no floor: give it one in scripts/checks/floors.py")


RULES = [
    Rule("floors", find,
         [("src/text/planted.cpp", '#include "http/request.hpp"\n'),
          ("src/text/planted.hpp", "#pragma once\n#include <http/request.hpp>\n"),
          ("src/http/planted.cpp", '#include "events/address.hpp"\n'),
          ("src/web/planted.hpp", '#pragma once\n#include "net/bind.hpp"\n'),
          ("src/app/planted.cpp", '#include "../net/bind.hpp"\n'),
          ("src/app/planted.cpp", '#include "udp-sender/pacer.hpp"\n'),
          ("src/app/planted.cpp", '#include "nowhere/x.hpp"\n'),
          ("tools/udp-sender/planted.cpp", '#include "http/request.hpp"\n'),
          ("include/gateway/planted.hpp", '#pragma once\n#include "text/hex.hpp"\n')],
         [("src/app/innocent.cpp", '#include "net/bind.hpp"\n#include "gateway/event.hpp"\n'),
          ("src/net/innocent.cpp", "#include <net/if.h>\n"),
          ("src/export/innocent.cpp", '#include <gateway/event.hpp>\n#include "text/hex.hpp"\n'),
          ("tools/udp-sender/innocent.cpp", '#include "text/hex.hpp"\n#include "udp-sender/x.hpp"\n'),
          ("tests/unit/innocent_test.cpp", '#include "net/bind.hpp"\n')]),
    Rule("rooms", find_homeless, [("src/planted/planted.cpp", "int x;\n")]),
]  # fmt: skip
