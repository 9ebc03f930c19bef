#include "web/visit_log.hpp"

#include <doctest/doctest.h>
#include <spdlog/logger.h>

#include <asio/io_context.hpp>
#include <string>

#include "loop/child_processes.hpp"
#include "support/gateway_api.hpp"

using namespace gateway;

namespace {

struct scene {
    events::event_store store{event_ring{1 << 20}, 1};
    counters counts;
    loop::wakeup stored;
    bool stopping = false;
    spdlog::logger log{"test"};
    asio::io_context io;
    loop::child_processes children{io};
    web::site_context context = context_of(store, 1'795'507'200'000'000'000);
    web::visit_log visits{context};

    web::site_context context_of(events::event_store& s, std::int64_t now_ns) {
        return {s,  counts, stored, [] {},    {},       [now_ns] { return now_ns; },
                {}, 0,      {},     stopping, children, log};
    }

    static http::request asking(std::string_view query, std::string_view referrer,
                                std::string_view user_agent) {
        http::request r;
        r.query = query;
        r.headers = {{"Referer", referrer}, {"User-Agent", user_agent}};
        r.client.port = 4711;
        r.local.port = 8080;
        return r;
    }
};

} // namespace

TEST_CASE_FIXTURE(scene, "visit_log: a visit is an event when it is stored, not before") {
    visits.note(asking("x=1", "http://there/", "Me/1.0"), "docs", "a/b", "https://e.example/a/b");
    visits.note(asking("", "", ""), "home", "", "/");
    CHECK(store.ring.stored() == 0);
    CHECK(counts.http_redirects == 0);
    visits.store();
    REQUIRE(store.ring.stored() == 2);
    CHECK(counts.http_redirects == 2);
    const auto first = store.ring.find(1);
    CHECK(first->via == via::redirect);
    CHECK(first->source.port == 4711);
    CHECK(first->local.port == 8080);
    CHECK(first->time_ns == 1'795'507'200'000'000'000);
    CHECK(first->content_type == "application/json");
    CHECK(first->payload ==
          "{\"name\":\"docs\",\"target\":\"https://e.example/a/b\",\"rest\":\"a/b\","
          "\"query\":\"x=1\",\"referrer\":\"http://there/\",\"user_agent\":\"Me/1.0\"}");
    CHECK(store.ring.find(2)->payload ==
          "{\"name\":\"home\",\"target\":\"/\",\"rest\":\"\",\"query\":\"\",\"referrer\":\"\","
          "\"user_agent\":\"\"}");
    visits.store();
    CHECK(store.ring.stored() == 2);
}

TEST_CASE_FIXTURE(scene, "visit_log: whatever a client sends, the payload is one JSON text") {
    std::string every;
    for (int byte = 1; byte < 256; ++byte) every.push_back(static_cast<char>(byte));
    visits.note(asking("\"\\\n", every, "</script>\xff"), "n", "\"", "/\"");
    visits.store();
    const std::string payload{store.ring.find(1)->payload};
    CHECK(tests::is_json(payload));
    CHECK(tests::json_string(payload, "/query") == "\"\\\n");
    CHECK(tests::json_string(payload, "/user_agent") == "</script>\\xff");
    CHECK(payload.find("</script") == std::string::npos);
}

TEST_CASE_FIXTURE(scene, "visit_log: the largest visit fits into the least ring") {
    events::event_store least{event_ring{0}, 1};
    const web::site_context small = context_of(least, 1);
    web::visit_log small_log{small};
    const std::string rest(3'000, 'r'), query(5'100, '\\');
    std::string target(2'000, 't');
    target += rest;
    for (std::size_t i = 0; i < query.size(); ++i) target += "%5c";
    small_log.note(asking(query, std::string(20'000, '<'), std::string(20'000, '\xff')), "name",
                   rest, target);
    small_log.store();
    CHECK(least.ring.stored() == 1);
    CHECK(tests::is_json(std::string{least.ring.find(1)->payload}));
}
