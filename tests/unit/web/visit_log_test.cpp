#include "web/visit_log.hpp"

#include <doctest/doctest.h>

#include <string>

#include "support/gateway_api.hpp"
#include "unit/web/site_parts.hpp"

using namespace gateway;

namespace {

struct scene : tests::site_parts {
    explicit scene(std::size_t ring_size = 1 << 20) : site_parts(ring_size) {
        now_ns = 1'795'507'200'000'000'000;
    }
    web::visit_log visits{context};

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
    scene least{0};
    const std::string rest(3'000, 'r'), query(5'100, '\\');
    std::string target(2'000, 't');
    target += rest;
    for (std::size_t i = 0; i < query.size(); ++i) target += "%5c";
    least.visits.note(asking(query, std::string(20'000, '<'), std::string(20'000, '\xff')), "name",
                      rest, target);
    least.visits.store();
    CHECK(least.store.ring.stored() == 1);
    CHECK(tests::is_json(std::string{least.store.ring.find(1)->payload}));
}
