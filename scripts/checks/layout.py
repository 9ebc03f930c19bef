"""The tree itself: what lies where, how long files are, which are programs."""

import os

from source import Finding, Rule, files, text

TOP = {"CMakeLists.txt", "src", "include", "tools", "tests", "scripts", "README.md", "LICENSE",
       "CHANGELOG.md", "build"}  # fmt: skip
LONGEST = 300
LONGEST_MODULE = 200  # of the page
CODE = [f"*.{end}" for end in "c cpp h hpp js mjs css html mustache py sh cmake".split()]
FOLDERS = ("src/", "include/", "tools/", "scripts/", "tests/", ".ci/")


def is_program(path):
    return text(path).startswith("#!")


def find_top():
    for name in sorted(os.listdir(".")):
        if name not in TOP and not name.startswith("."):
            yield Finding(name, 1, "the top level is fixed: " + " ".join(sorted(TOP)))


def find_long():
    for path in files(["*"]):
        if path.startswith(FOLDERS) and (path.endswith(tuple(end[1:] for end in CODE)) or is_program(path)):
            lines = len(text(path).splitlines())
            most = LONGEST_MODULE if path.startswith("src/web/assets/") and path.endswith(".js") else LONGEST
            if lines > most:
                yield Finding(path, lines, f"{lines} lines: no file like this has more than {most}")


def find_programs():
    for path in files([folder + "*" for folder in FOLDERS]):
        if is_program(path) and not os.access(path, os.X_OK):
            yield Finding(path, 1, "begins with #! and is not executable: chmod +x")
    for path in files(["scripts/*", ".ci/*"]):
        if "." not in os.path.basename(path) and not is_program(path):
            yield Finding(path, 1, "a script begins with #!/usr/bin/env and its interpreter")


RULES = [
    Rule("top-level", find_top, [("planted/x.txt", "x\n"), ("planted.txt", "x\n")],
         [(".innocent", "x\n")]),
    Rule("file-length", find_long, [("src/text/planted.cpp", "int x();\n" * 301),
                                    ("scripts/planted", "#!/bin/sh\n" + "true\n" * 300),
                                    ("src/web/assets/planted.js", "f();\n" * 201)],
         [("src/text/innocent.cpp", "int x();\n" * 300), ("src/web/assets/innocent.js", "f();\n" * 200)]),
    Rule("programs", find_programs, [("scripts/planted", "#!/bin/sh\n"), ("scripts/planted", "true\n")]),
]  # fmt: skip
