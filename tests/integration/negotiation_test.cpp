#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

std::string type_of(const http_response& r) {
    const std::string type = r.header("Content-Type");
    return type.substr(0, type.find(';'));
}

const std::string browser =
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

} // namespace

TEST_CASE("negotiation: the format of events is the one that is liked best") {
    gateway_process gateway;
    gateway.post("one");
    http_client client(gateway.http());
    const std::vector<std::pair<std::string, std::string>> table{
        {"", "application/json"},
        {"*/*", "application/json"},
        {browser, "application/json"},
        {"application/json", "application/json"},
        {"application/*", "application/json"},
        {"text/csv", "text/csv"},
        {"TEXT/CSV", "text/csv"},
        {"text/csv;q=0.5", "text/csv"},
        {"application/x-ndjson", "application/x-ndjson"},
        {"application/vnd.tcpdump.pcap", "application/vnd.tcpdump.pcap"},
        {"text/plain", "text/plain"},
        {"text/csv, application/json", "application/json"},
        {"text/csv, application/json;q=0.9", "text/csv"},
        {"application/json;q=0, */*", "text/plain"},
        {"text/csv;q=0.5, text/plain;q=0.6, */*;q=0.1", "text/plain"},
        {"text/csv;q=x, application/x-ndjson;q=0.001", "application/x-ndjson"},
        {"image/png", "application/json"},
        {"application/json;q=0", "application/json"},
        {"*/*;q=0", "application/json"},
        {"nonsense", "application/json"},
    };
    for (const auto& [accept, type] : table) {
        CAPTURE(accept);
        const std::string field = accept.empty() ? "" : "Accept: " + accept + "\r\n";
        const auto answer = client.get("/api/v1/events", field);
        CHECK(answer.status == 200);
        CHECK(type_of(answer) == type);
        CHECK(answer.header("Vary") == "Accept");
        const auto named = client.get("/api/v1/events?format=ndjson", field);
        CHECK(type_of(named) == "application/x-ndjson");
    }
    const auto two = client.get("/api/v1/events", "Accept: image/png\r\nAccept: text/csv\r\n");
    CHECK(type_of(two) == "text/csv");
    CHECK(client.get("/api/v1/events?limit=5000", "Accept: text/csv\r\n").status == 200);
    CHECK(client.get("/api/v1/events?limit=5000").status == 400);
}

TEST_CASE("negotiation: errors are told in the form that is liked, outside of the API") {
    gateway_process gateway;
    http_client client(gateway.http());
    const std::string html = "text/html", json = "application/problem+json";
    const std::vector<std::pair<std::string, std::string>> table{
        {"", html},
        {"*/*", html},
        {browser, html},
        {"text/html", html},
        {"application/json", json},
        {"application/problem+json", json},
        {"application/json, text/plain, */*", json},
        {"text/html, application/json", html},
        {"text/html;q=0.5, application/json", json},
        {"application/json;q=0", html},
        {"image/png", html},
    };
    for (const std::string target :
         {"/none", "/static/none", "/events/9", "/livez?x", "/static/%00"}) {
        for (const auto& [accept, type] : table) {
            CAPTURE(target);
            CAPTURE(accept);
            const auto answer =
                client.get(target, accept.empty() ? "" : "Accept: " + accept + "\r\n");
            CHECK(answer.status >= 400);
            CHECK(type_of(answer) == type);
            CHECK(answer.header("Vary") == "Accept");
            if (type == json) CHECK(is_json(answer.body));
        }
    }
    for (const std::string accept : {"text/html", browser.c_str(), "*/*"}) {
        const auto answer = client.get("/api/v1/none", "Accept: " + accept + "\r\n");
        CHECK(type_of(answer) == json);
        CHECK(answer.count("Vary") == 0);
    }
}

TEST_CASE("negotiation: gzip where its weight is not lower than that of no coding") {
    const temp_folder folder;
    folder.write("a.txt", std::string(5000, 'x'));
    gateway_process gateway({"--static", folder.path("")});
    http_client client(gateway.http());
    const std::vector<std::pair<std::string, bool>> table{
        {"gzip", true},
        {"gzip, deflate, br", true},
        {"br;q=1.0, gzip;q=0.8, *;q=0.1", true},
        {"*", true},
        {"GZIP ; q=0.5", true},
        {"gzip;q=0.5, identity;q=0.5", true},
        {"identity;q=0, gzip;q=0.1", true},
        {"identity;q=1, *;q=0", false},
        {"identity", false},
        {"gzip;q=0", false},
        {"*;q=0", false},
        {"gzip;q=0, *", false},
        {"gzip;q=0.4, identity;q=0.5", false},
        {"gzip;q=none", false},
        {"br", false},
        {"identity;q=0", false}, // nothing is left that is liked: what there is
    };
    for (const std::string target : {"/", "/static/style.css", "/favicon.ico", "/static/a.txt"}) {
        for (const auto& [accepted, gzip] : table) {
            CAPTURE(target);
            CAPTURE(accepted);
            const auto answer = client.get(target, "Accept-Encoding: " + accepted + "\r\n");
            CHECK(answer.status == 200);
            CHECK(answer.header("Content-Encoding") == (gzip ? "gzip" : ""));
            CHECK(answer.header("Vary") == "Accept-Encoding");
        }
    }
    const auto two = client.get("/", "Accept-Encoding: br\r\nAccept-Encoding: gzip\r\n");
    CHECK(two.header("Content-Encoding") == "gzip");
}
