#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <vector>

#include "udp-sender/line_source.hpp"

using namespace gateway::sender;
using namespace std::chrono_literals;
using state = next_payload::state;

namespace {

// A line_source on the reading end of a pipe.
struct piped_source {
    explicit piped_source(std::optional<std::size_t> size = {}) : source(open_pipe(), size) {}

    file_descriptor open_pipe() {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        writer = file_descriptor(ends[1]);
        return file_descriptor(ends[0]);
    }
    void write(std::string_view bytes) {
        REQUIRE(::write(writer.get(), bytes.data(), bytes.size()) == ssize_t(bytes.size()));
    }
    void end() { const file_descriptor closed(std::move(writer)); }
    next_payload next() { return source.next(scratch, 0s); }

    // All lines that are there.
    std::vector<std::string> lines() {
        std::vector<std::string> all;
        for (auto got = next(); got.what == state::ready; got = next()) {
            all.emplace_back(got.bytes);
        }
        return all;
    }

    file_descriptor writer;
    line_source source;
    std::string scratch;
};

using strings = std::vector<std::string>;

} // namespace

TEST_CASE("line_source: one payload a line, without its end") {
    piped_source s;
    s.write("one\ntwo\r\n\n\r\nwith\rin\nlast");
    s.end();
    CHECK(s.lines() == strings{"one", "two", "", "", "with\rin", "last"});
    CHECK(s.next().what == state::end);
    CHECK(s.next().what == state::end);
}

TEST_CASE("line_source: a last line keeps what is no line end") {
    piped_source s;
    s.write("a\nb\r");
    s.end();
    CHECK(s.lines() == strings{"a", "b\r"});
}

TEST_CASE("line_source: nothing at all gives no payload") {
    piped_source s;
    s.end();
    CHECK(s.next().what == state::end);
}

TEST_CASE("line_source: gives each line as it comes, and never waits") {
    piped_source s;
    const next_payload nothing = s.next();
    CHECK(nothing.what == state::later);
    CHECK(nothing.fd >= 0);
    s.write("par");
    CHECK(s.next().what == state::later);
    s.write("tial\nnext");
    CHECK(s.lines() == strings{"partial"});
    CHECK(s.next().what == state::later);
    s.write("\n");
    CHECK(s.lines() == strings{"next"});
}

TEST_CASE("line_source: lines are cut or filled up to a size") {
    piped_source s(3);
    s.write("abcdef\na\n\n");
    s.end();
    CHECK(s.lines() == strings{"abc", "a..", "..."});
}

TEST_CASE("line_source: the longest payload fits, one byte more is an error") {
    for (const char* end : {"\n", "\r\n", ""}) {
        piped_source s;
        REQUIRE(::fcntl(s.writer.get(), F_SETPIPE_SZ, 256 * 1024) > 0);
        s.write("first\n" + std::string(max_payload, 'x') + end);
        s.end();
        CHECK(s.lines() == strings{"first", std::string(max_payload, 'x')});
    }
    for (const char* end : {"\n", "\r\n", ""}) {
        piped_source s;
        REQUIRE(::fcntl(s.writer.get(), F_SETPIPE_SZ, 256 * 1024) > 0);
        s.write("first\n" + std::string(max_payload + 1, 'x') + end);
        s.end();
        CHECK(s.next().what == state::ready);
        CHECK_THROWS_WITH_AS(s.next(),
                             "line 2 has more than 65507 bytes; that is all one datagram holds",
                             std::runtime_error);
    }
}

TEST_CASE("line_source: an endless line is given up") {
    piped_source s;
    const std::string part(30'000, 'x');
    s.write(part);
    CHECK(s.next().what == state::later);
    s.write(part);
    CHECK(s.next().what == state::later);
    s.write(part);
    CHECK_THROWS_AS(s.next(), std::runtime_error);
}
