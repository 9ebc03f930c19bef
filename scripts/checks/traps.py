"""What a pattern alone can find: the traps of the house, and one door for each dependency."""

import re

from source import CPP, Finding, Rule, code, files, line_of, text

OWN = ["src/*.cpp", "src/*.hpp", "include/*.hpp", "tools/*.cpp", "tools/*.hpp"]
SRC = OWN[:3]
PAGES = ["src/web/*.html", "src/web/*.mustache"]
SCRIPTS = ["src/web/*.js", "src/web/*.mjs"]
EVERYWHERE = [f"{folder}/*" for folder in ("src", "include", "tools", "scripts", "tests")]


def trap(name, pattern, message, where, violations, but=(), innocents=(), read=code):
    """A rule: `pattern` in what `read` makes of the files `where`, `but` some."""
    expression = re.compile(pattern, re.M)

    def find():
        for path in files(where, but):
            whole = read(path)
            for match in expression.finditer(whole):
                yield Finding(path, line_of(whole, match.start()), message)

    return Rule(name, find, list(violations), list(innocents))


def without_comments(path):
    return code(path, strings=True)


RULES = [
    trap("detached", r"\basio::detached\b",
         "detached swallows exceptions: pass a completion function that logs and removes",
         OWN, [("src/net/planted.cpp", "void f() { asio::co_spawn(loop, g(), asio::detached); }")],
         innocents=[("src/net/innocent.cpp", "// never asio::detached\n")]),
    trap("shared-from-this", r"\b(enable_)?shared_from_this\b",
         "a coroutine frame owns its connection: move the socket in",
         OWN, [("src/net/planted.hpp", "#pragma once\nstruct c : std::enable_shared_from_this<c> {};")]),
    trap("threads", r"\bstd::(this_thread|j?thread|async|(shared_|recursive_|timed_)?mutex"
         r"|condition_variable)\b|#include <(thread|mutex|shared_mutex|condition_variable|future)>",
         "one thread, no locks",
         SRC, [("src/events/planted.cpp", "std::mutex m;"), ("src/app/planted.cpp", "#include <thread>")],
         innocents=[("src/app/innocent.cpp", 'auto text = "std::mutex";\n')]),
    trap("spdlog-free-functions",
         r"\bspdlog::(trace|debug|info|warn|error|critical|log|get|(set_)?default_logger(_raw)?)\s*[(<]",
         "log through the spdlog::logger& that was passed in",
         OWN, [("src/app/planted.cpp", 'void f() { spdlog::info("x"); }')],
         innocents=[("src/app/innocent.hpp", "#pragma once\nvoid f(spdlog::logger& log);\n")]),
    trap("clocks", r"::now\s*\(|\bclock_gettime\b|\bgettimeofday\b|\btime\(\s*(nullptr|NULL|0)\s*\)",
         "clocks are read in net, loop, forward, app and tools: here time is an argument",
         SRC, [("src/web/planted.cpp", "auto t = std::chrono::steady_clock::now();"),
               ("src/events/planted.cpp", "auto t = time(nullptr);")],
         but=["src/net/*", "src/loop/*", "src/forward/*", "src/app/*"],
         innocents=[("src/net/innocent.cpp", "auto t = clock::now();\n")]),
    trap("door-llhttp", r'#\s*include\s*[<"](llhttp/)?llhttp\.h',
         "llhttp is seen by src/http/request_parser*.cpp alone",
         OWN, [("src/http/planted.cpp", "#include <llhttp.h>"),
               ("src/http/request_parser.hpp", "#pragma once\n#include <llhttp.h>")],
         but=["src/http/request_parser*.cpp"]),
    trap("door-recvmmsg", r"\brecvmmsg\b", "recvmmsg is called in src/net/receive_batch.cpp alone",
         OWN, [("src/net/planted.cpp", "void f() { recvmmsg(0, 0, 0, 0, 0); }")],
         but=["src/net/receive_batch.cpp"]),
    trap("door-experimental", r"\basio::experimental\b|#\s*include\s*<asio/experimental/",
         "asio::experimental is named in src/loop/tokens.hpp alone",
         OWN, [("src/net/planted.cpp", "using asio::experimental::as_tuple;")],
         but=["src/loop/tokens.hpp"]),
    trap("door-kafka", r"\brd_kafka_|#\s*include\s*<librdkafka/",
         "librdkafka is used in src/forward alone",
         OWN, [("src/app/planted.cpp", "#include <librdkafka/rdkafka.h>")],
         but=["src/forward/*"]),
    trap("door-argv", r"\bargc\b", "argv is read in src/app/command_line.cpp and src/main.cpp alone",
         SRC, [("src/app/planted.cpp", "void f(int argc, char** argv);")],
         but=["src/app/command_line.[ch]pp", "src/main.cpp"]),
    trap("regex", r"\bstd::w?regex|#\s*include\s*<regex>", "std::regex is not linear: use RE2, or text/",
         [*OWN, "tests/*.cpp", "tests/*.hpp"], [("tools/udp-sender/planted.cpp", "std::regex r;")]),
    trap("markup-from-text",
         r"\b(inner|outer)HTML\b|\binsertAdjacentHTML\b|\bdocument\.write|\beval\s*\(|\bFunction\s*\("
         r"|\bcreateContextualFragment\b|\bsrcdoc\b|\bset(Timeout|Interval)\(\s*['\"`]",
         "payloads are never markup: build nodes and set textContent",
         SCRIPTS, [("src/web/assets/planted.js", "row.innerHTML = data;"),
                   ("src/web/assets/planted.mjs", 'eval ("1");')],
         innocents=[("src/web/assets/innocent.js", "// no innerHTML\nrow.textContent = data;\n")],
         read=without_comments),
    trap("inline-in-page",
         r"(?i)<[^>]*\s(style|on[a-z]+)\s*=|<style\b|<script(?![^>]*\ssrc=)|javascript:",
         "the Content-Security-Policy allows no inline style or script",
         PAGES, [("src/web/assets/planted.html", '<p style="color: red">x</p>'),
                 ("src/web/assets/planted.html", "<p\n  onclick='x()'>x</p>"),
                 ("src/web/templates/planted.mustache", "<script>x()</script>"),
                 ("src/web/assets/planted.html", "<style>p { color: red }</style>")],
         innocents=[("src/web/assets/innocent.html",
                     '<link rel="stylesheet" href="a.css"><script type="module" src="a.js"></script>'
                     "<p>online = style=x</p>\n")],
         read=text),
    trap("other-hosts",
         r"(?i)\b(https?|wss?)://(?!www\.w3\.org/)|[\"'(=]\s*//[a-z0-9-]+\.",
         "the page asks no other host",
         ["src/web/assets/*", "src/web/templates/*"],
         [("src/web/assets/planted.css", "@import url(https://example.org/a.css);"),
          ("src/web/assets/planted.html", '<img src="//example.org/a.png">')],
         innocents=[("src/web/assets/innocent.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>\n')],
         read=text),
    trap("left-over", r"(?i)\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b",
         "finish it, or write an issue",
         [*EVERYWHERE, "CMakeLists.txt", ".ci/*"], [("src/text/planted.cpp", "// TO" "DO: later"),
                                            ("scripts/planted.sh", "# fix" "me")],
         but=["*/package-lock.json", "*.png", "*.ico", "tests/fuzz/*"], read=text),
    trap("pragma-once", r"\A(?!(//[^\n]*\n|\s)*#pragma once\n)", "a header begins with #pragma once",
         ["*.hpp"], [("src/text/planted.hpp", "#include <string>\n")], read=text),
]
