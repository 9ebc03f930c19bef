"""g++ 12 destroys some temporaries of a co_await expression twice: aggregates built with braces and
the captures of a lambda. Neither may stand in such an expression: name it first, then move it."""

import re

from source import CPP, Finding, Rule, code, files, line_of

AWAIT = re.compile(r"\bco_await\b")
CLOSER = {"(": ")", "[": "]", "{": "}"}
NAME_FIRST = ": g++ 12 destroys it twice; name it before the co_await, then std::move it"


def expression_end(source, start):
    """Where the expression at `start` ends: at its ';' or where what is around it closes."""
    open_brackets = []
    for position in range(start, len(source)):
        character = source[position]
        if character in CLOSER:
            open_brackets.append(CLOSER[character])
        elif character in CLOSER.values():
            if not open_brackets:
                return position
            open_brackets.pop()
        elif character == ";" and not open_brackets:
            return position
    return len(source)


LAMBDA = re.compile(r"\[(?P<captures>[^\[\]]*)\]\s*(?=[({]|mutable\b)")
# Between a lambda's parameters and its body, or of any other block.
BODY = re.compile(r"(\)|\]|\bmutable|\bnoexcept|->\s*[\w:<>&*\s]+?)\s*$")


def faults(expression):
    """Positions in `expression`, the text behind a co_await, with what is wrong there."""
    for match in LAMBDA.finditer(expression):
        before = expression[: match.start()].rstrip()
        subscript = before and (before[-1].isalnum() or before[-1] in "_)]")
        if not subscript and match["captures"].strip():
            yield match.start(), "a capturing lambda" + NAME_FIRST
    position = 0
    while (position := expression.find("{", position)) != -1:
        if BODY.search(expression[:position]):  # a lambda's body is another function
            position = expression_end(expression, position + 1)
        else:
            yield position, "a temporary built with braces" + NAME_FIRST
        position += 1


def find():
    for path in files([f"{top}/{name}" for top in ("src", "tools", "tests") for name in CPP]):
        source = code(path)
        seen = set()
        for match in AWAIT.finditer(source):
            expression = source[match.end() : expression_end(source, match.end())]
            for offset, message in faults(expression):
                line = line_of(source, match.end() + offset)
                if (line, message) not in seen:
                    seen.add((line, message))
                    yield Finding(path, line, message)


RULES = [
    Rule("co-await-temporaries", find,
         [("src/net/planted.cpp", "auto n = co_await write(socket, options{.size = 1});"),
          ("src/net/planted.cpp", "co_await write(socket,\n               {1, 2});"),
          ("src/net/planted.cpp", "co_await run([&socket] { socket.close(); });"),
          ("src/net/planted.cpp", "if (auto n = co_await run([=](int) { return 1; }); n) {\n}"),
          ("src/net/planted.cpp", "co_await (co_await make(point{1}));")],
         [("src/net/innocent.cpp",
           "auto [ec, n] = co_await socket.async_read_some(buffers[i], token);\n"
           "while (co_await next()) {\n    work();\n}\n"
           "if (auto [ec] = co_await wait(); !ec) { return x{1}; }\n"
           "co_await run([](int) { return point{1}; });\n"
           "co_await run(table[index](1));\n"
           "co_await wait(std::move(options)); auto later = point{1};\n"
           'co_await say("{}"); // co_await {x}\n')]),
]  # fmt: skip
