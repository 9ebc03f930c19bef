#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <string>

#include "conformance/requirement.hpp"
#include "conformance/scene.hpp"

using namespace gateway::conformance;
using namespace gateway::tests;

namespace {

// The bytes of a row that is longer come in larger pieces.
constexpr std::size_t short_row = 1000;

std::string name_of(const requirement& row) {
    constexpr const char* levels[] = {"MUST", "SHOULD", "MAY"};
    return std::string(levels[static_cast<int>(row.how)]) + " " + row.section + ": " + row.says;
}

// How a row is sent, and what is wrong with its answer.
std::string whole(const scene& s, const requirement& row) {
    attempt a(s, row);
    a.send(a.bytes());
    return a.flaw();
}

std::string in_drops(const scene& s, const requirement& row) {
    attempt a(s, row);
    const std::string_view bytes = a.bytes();
    const std::size_t size = bytes.size() > short_row ? 61 : 1;
    for (std::size_t at = 0; at < bytes.size(); at += size) a.send(bytes.substr(at, size));
    return a.flaw();
}

// In two pieces, at each point: the second comes when the first has been read. The sanitized build
// takes every third point: the parser's own tests take them all.
std::string split(const scene& s, const requirement& row) {
    constexpr std::size_t step = sanitized ? 3 : 1;
    std::deque<attempt> attempts;
    const std::size_t size = attempts.emplace_back(s, row).bytes().size();
    if (size > short_row) return {};
    while ((attempts.size() + 1) * step < size) attempts.emplace_back(s, row);
    const auto point = [&](std::size_t i) { return std::min((i + 1) * step, size); };
    for (std::size_t i = 0; i < attempts.size(); ++i) {
        attempts[i].send(std::string_view{attempts[i].bytes()}.substr(0, point(i)));
    }
    if (s.gateway().get("/livez").status != 200) return "the gateway is gone";
    for (std::size_t i = 0; i < attempts.size(); ++i) {
        attempts[i].send(std::string_view{attempts[i].bytes()}.substr(point(i)));
    }
    for (std::size_t i = 0; i < attempts.size(); ++i) {
        const std::string flaw = attempts[i].flaw();
        if (!flaw.empty()) return flaw + ", split behind byte " + std::to_string(point(i));
    }
    return {};
}

struct score {
    int passed = 0, all = 0;
};

template <typename Way>
std::map<level, score> run(const chapter& c, Way way) {
    std::map<level, score> scores;
    const scene s(c);
    for (const requirement& row : c.rows) {
        const std::string flaw = way(s, row);
        if (!flaw.empty()) FAIL_CHECK(name_of(row) << "\n" << row.bytes << "\n-> " << flaw);
        score& counted = scores[row.how];
        counted.passed += flaw.empty();
        ++counted.all;
    }
    return scores;
}

} // namespace

TEST_CASE("conformance: every requirement") {
    std::map<level, score> sum;
    for (const chapter& c : all_chapters()) {
        auto scores = run(c, whole);
        MESSAGE(c.name, ": ", scores[level::must].passed, " of ", scores[level::must].all,
                " MUST, ", scores[level::should].passed, " of ", scores[level::should].all,
                " SHOULD");
        for (const auto& [how, part] : scores) {
            sum[how].passed += part.passed;
            sum[how].all += part.all;
        }
    }
    MESSAGE("in all: ", sum[level::must].passed, " of ", sum[level::must].all, " MUST, ",
            sum[level::should].passed, " of ", sum[level::should].all, " SHOULD, ",
            sum[level::may].passed, " of ", sum[level::may].all, " where there is a choice");
    CHECK(sum[level::must].all > 300);
    CHECK(sum[level::should].all > 100);
}

TEST_CASE("conformance: every requirement, byte by byte") {
    for (const chapter& c : all_chapters()) run(c, in_drops);
}

TEST_CASE("conformance: messages and targets split at every point") {
    run(message_chapter(), split);
    run(target_chapter(), split);
}

TEST_CASE("conformance: fields split at every point") {
    run(field_chapter(), split);
}

TEST_CASE("conformance: lengths split at every point") {
    run(length_chapter(), split);
}

TEST_CASE("conformance: chunks split at every point") {
    run(chunk_chapter(), split);
}

TEST_CASE("conformance: connections split at every point") {
    run(connection_chapter(), split);
}
