#include "fault/client.hpp"

namespace gateway::tests {
namespace {

void run_commands(const doors& gateway, witness& w) {
    w.step("command", [&] {
        const auto r = client(gateway, w).get("/run/fails");
        require(r.body == "out\n" && r.trailers == "Exit-Status: 3\r\n", "not all of it");
    });
    w.step("command with much to say", [&] {
        require(client(gateway, w).get("/run/count?n=60000").body.size() == 348'894, "part of it");
    });
    w.step("command that nobody waits for", [&] {
        client c(gateway, w);
        c.send("GET", "/run/waits");
        require(c.connection().read_head().status == 200, "no output");
    });
    w.step("command that can't be started", [&] { client(gateway, w).get("/run/absent", 502); });
}

void put_captures(const doors& gateway, witness& w) {
    const std::string url = "http://example.com/a//b?x=1";
    for (const char* const time : {"20150825082012", "20160825082012"}) {
        w.step("capture", [&] {
            client c(gateway, w);
            c.send("PUT", std::string("/web/") + time + "/" + url, {}, "page");
            c.read(201);
        });
    }
    w.step("captured page", [&] {
        require(client(gateway, w).get("/web/20200101000000/" + url).body == "page", "not it");
    });
    w.step("captures of a page", [&] { client(gateway, w).get("/web/timemap/" + url); });
}

} // namespace

void play_content(const doors& gateway, witness& w) {
    run_commands(gateway, w);
    put_captures(gateway, w);
    w.step("visits", [&] {
        client c(gateway, w);
        for (int i = 0; i < 20; ++i) c.get("/go/docs/" + std::to_string(i) + "?q=1", 302);
    });
    w.step("counter", [&] { client(gateway, w).get("/calls"); });
    w.step("template", [&] { client(gateway, w).get("/welcome?name=Martin"); });
    w.step("events", [&] { parse_page(client(gateway, w).get("/api/v1/events").body); });
}

} // namespace gateway::tests
