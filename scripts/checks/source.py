"""The project's files, and C++ or JavaScript text without what is not code. Paths are relative to
the current folder, the project's."""

import os
import re
from fnmatch import fnmatch
from functools import lru_cache
from typing import Callable, Iterable, NamedTuple

CPP = ("*.cpp", "*.hpp")


class Finding(NamedTuple):
    path: str
    line: int
    message: str


class Rule(NamedTuple):
    name: str
    find: Callable[[], Iterable[Finding]]
    # What the self-test plants, (path, text) each: the rule finds the first, and no rule the second.
    violations: list[tuple[str, str]]
    innocents: list[tuple[str, str]] = []


def matches(path, patterns):
    return any(fnmatch(path, pattern) for pattern in patterns)


@lru_cache(maxsize=None)
def all_files():
    found = []
    for folder, folders, names in os.walk("."):
        folders[:] = sorted(
            name for name in folders if name not in ("build", "node_modules", "vendor", ".git", "__pycache__")
        )
        found += [os.path.relpath(os.path.join(folder, name), ".") for name in sorted(names)]
    return found


def files(where, but=()):
    """Files that match one of `where` (fnmatch: a star also matches slashes) and none of `but`."""
    return [path for path in all_files() if matches(path, where) and not matches(path, but)]


@lru_cache(maxsize=None)
def text(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def line_of(whole, position):
    return whole.count("\n", 0, position) + 1


NOT_CODE = re.compile(
    r"""(?P<include>^[ \t]*\#[ \t]*include[^\n]*)
      | (?P<comment>//(?:[^\n\\]|\\.)*|/\*.*?\*/)
      | (?P<raw>\bR"(?P<end>[^()\\\s]*)\(.*?\)(?P=end)")
      | (?P<string>"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|(?<![0-9A-Fa-f])'(?:[^'\\\n]|\\.)*')""",
    re.S | re.M | re.X,
)


@lru_cache(maxsize=None)
def code(path, strings=False):
    """The file with its comments blanked, and the insides of its string literals too unless
    `strings`; every line keeps its number."""

    def blank(match):
        kind, found = match.lastgroup, match.group()
        if kind == "include" or (strings and kind != "comment"):
            return found
        keep = 0 if kind == "comment" else 1
        inside = found[keep : len(found) - keep]
        return found[:keep] + re.sub(r"[^\n]", " ", inside) + found[len(found) - keep :]

    return NOT_CODE.sub(blank, text(path))
