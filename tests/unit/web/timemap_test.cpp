#include "web/timemap.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "events/event_store.hpp"

using namespace gateway;
using progress = http::body_stream::progress;

namespace {

void put(events::event_store& store, std::string_view url, std::int64_t captured_s) {
    event_fields e;
    e.via = via::capture;
    e.url = url;
    e.captured_s = captured_s;
    REQUIRE(store.append(e) != 0);
}

constexpr std::int64_t first = 1'440'490'812;
const std::string url = "http://example.com/a//b?x=1,2;3";

} // namespace

TEST_CASE("timemap: lists each time once, in order") {
    events::event_store store(event_ring{1 << 20}, 1);
    put(store, url, first);
    const auto rendered = [&] {
        std::string out;
        web::timemap map(store.captures, url);
        CHECK(map.produce(out, {}) == progress::done);
        return out;
    };
    const std::string self =
        "<http://example.com/a//b?x=1,2;3>;rel=\"original\",\n"
        "</web/timemap/http://example.com/a//b?x=1,2;3>;rel=\"self\";"
        "type=\"application/link-format\";from=\"Tue, 25 Aug 2015 08:20:12 "
        "GMT\";until=\"Tue, 25 Aug 2015 08:20:";
    CHECK(rendered() == self +
                            "12 GMT\",\n</web/20150825082012/http://example.com/a//b?x=1,2;3>;"
                            "rel=\"first last memento\";"
                            "datetime=\"Tue, 25 Aug 2015 08:20:12 GMT\"\n");
    put(store, url, first + 2);
    put(store, url, first + 1);
    put(store, url, first + 1);
    put(store, "http://example.com/", first + 1);
    CHECK(rendered() == self +
                            "14 GMT\",\n</web/20150825082012/http://example.com/a//b?x=1,2;3>;"
                            "rel=\"first memento\";datetime=\"Tue, 25 Aug 2015 08:20:12 GMT\",\n"
                            "</web/20150825082013/http://example.com/a//b?x=1,2;3>;"
                            "rel=\"memento\";datetime=\"Tue, 25 Aug 2015 08:20:13 GMT\",\n"
                            "</web/20150825082014/http://example.com/a//b?x=1,2;3>;"
                            "rel=\"last memento\";datetime=\"Tue, 25 Aug 2015 08:20:14 GMT\"\n");
}

TEST_CASE("timemap: a long one comes in parts, and is whole whatever is stored meanwhile") {
    events::event_store store(event_ring{8 << 20}, 1);
    constexpr int count = 5'000;
    for (int i = 0; i < count; ++i) put(store, url, first + 2 * i);
    web::timemap map(store.captures, url);
    std::string out;
    std::size_t largest = 0, parts = 0;
    for (progress p = progress::more; p != progress::done; ++parts) {
        const std::size_t before = out.size();
        p = map.produce(out, {});
        largest = std::max(largest, out.size() - before);
        put(store, url, first + 1); // in front of what is still to come
    }
    CHECK(parts > 10);
    CHECK(largest < 40'000);
    CHECK(std::count(out.begin(), out.end(), '\n') == count + 2);
    CHECK(out.ends_with(" GMT\"\n"));
    CHECK(out.find("rel=\"last memento\"") > out.size() - 200);
}

TEST_CASE("timemap: captures that go while it is sent are not listed") {
    events::event_store store(event_ring{1 << 20}, 1);
    for (int i = 0; i < 1'000; ++i) put(store, url, first + i);
    web::timemap map(store.captures, url);
    std::string out;
    REQUIRE(map.produce(out, {}) == progress::more);
    const std::string all((1 << 20) - 200, 'x');
    event_fields large;
    large.payload = all;
    REQUIRE(store.append(large) != 0);
    CHECK(map.produce(out, {}) == progress::done);
    CHECK(std::count(out.begin(), out.end(), '\n') < 1'000);
}
