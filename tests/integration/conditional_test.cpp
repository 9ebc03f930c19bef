#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

// A resource, and what is asked beside it: everything here that has validators, in each form.
struct resource {
    std::string target, headers;
    bool weak = false;
};

const std::vector<resource> resources{
    {"/", ""},
    {"/", "Accept-Encoding: gzip\r\n"},
    {"/static/style.css", ""},
    {"/static/style.css", "Accept-Encoding: gzip\r\n"},
    {"/favicon.ico", ""},
    {"/static/own.txt", ""},
    {"/static/own.txt", "Accept-Encoding: gzip\r\n", true},
    {"/static/beside.css", "Accept-Encoding: gzip\r\n"},
    {"/api/v1/events/1/payload", ""},
    {"/api/v1/events/1", ""},
};

struct scene {
    scene() : gateway(prepared(folder)) { REQUIRE(gateway.post("a payload").status == 201); }

    static std::vector<std::string> prepared(const temp_folder& folder) {
        folder.write("own.txt", std::string(5000, 'x'));
        folder.write("beside.css", std::string(5000, 'y'));
        REQUIRE(run_shell("gzip -k " + folder.path("beside.css") +
                          "; touch -d 2020-02-29T12:00:00Z " + folder.path("") + "*")
                    .status == 0);
        return {"--static", folder.path("")};
    }

    temp_folder folder;
    gateway_process gateway;
};

} // namespace

TEST_CASE_FIXTURE(scene, "conditional: every resource with validators answers conditions alike") {
    http_client client(gateway.http());
    for (const resource& r : resources) {
        CAPTURE(r.target);
        CAPTURE(r.headers);
        const auto whole = client.get(r.target, r.headers);
        REQUIRE(whole.status == 200);
        const std::string tag = whole.header("ETag"), date = whole.header("Last-Modified");
        REQUIRE(tag.starts_with(r.weak ? "W/\"" : "\""));
        REQUIRE(date.ends_with(" GMT"));
        const std::string opaque = r.weak ? tag.substr(2) : tag;
        const std::string old = "Sun, 06 Nov 1994 08:49:37 GMT";
        const std::string future = "Fri, 01 Jan 2094 00:00:00 GMT";
        const std::vector<std::pair<std::string, int>> table{
            {"If-None-Match: " + tag, 304},
            {"If-None-Match: W/" + opaque, 304},
            {"If-None-Match: " + opaque, 304},
            {"If-None-Match: \"x\", " + tag, 304},
            {"If-None-Match: \"x\"\r\nIf-None-Match: " + tag, 304},
            {"If-None-Match: *", 304},
            {"If-None-Match: \"x\"", 200},
            {"If-None-Match: x", 200},
            {"If-None-Match: \"x\"\r\nIf-Modified-Since: " + date, 200},
            {"If-Modified-Since: " + date, 304},
            {"If-Modified-Since: " + future, 304},
            {"If-Modified-Since: " + old, 200},
            {"If-Modified-Since: last week", 200},
            {"If-Match: *", 200},
            {"If-Match: " + tag, r.weak ? 412 : 200},
            {"If-Match: W/" + opaque, 412},
            {"If-Match: \"x\"", 412},
            {"If-Match: \"x\"\r\nIf-None-Match: " + tag, 412},
            {"If-Unmodified-Since: " + date, 200},
            {"If-Unmodified-Since: " + old, 412},
            {"If-Unmodified-Since: rubbish", 200},
            {"If-Match: *\r\nIf-Unmodified-Since: " + old, 200},
        };
        for (const auto& [condition, status] : table) {
            CAPTURE(condition);
            const auto get = client.get(r.target, r.headers + condition + "\r\n");
            CHECK(get.status == status);
            const auto head = client.request("HEAD", r.target, r.headers + condition + "\r\n");
            CHECK(head.status == status);
            CHECK(head.header("Content-Length") == get.header("Content-Length"));
            if (status == 412) CHECK(get.count("ETag") == 0);
            if (status != 304) continue;
            CHECK(get.body.empty());
            for (const std::string name :
                 {"ETag", "Cache-Control", "Vary", "Content-Security-Policy"}) {
                CAPTURE(name);
                CHECK(get.header(name) == whole.header(name));
            }
            for (const std::string name :
                 {"Content-Type", "Content-Encoding", "Content-Length", "Last-Modified"}) {
                CAPTURE(name);
                CHECK(get.count(name) == 0);
            }
        }
    }
}

TEST_CASE_FIXTURE(scene, "conditional: curl keeps what it has") {
    const std::string url = "http://" + gateway.http().text() + "/static/own.txt";
    const std::string etag = folder.path("etag"), out = folder.path("out");
    const std::string curl =
        "curl -sS -w '%{http_code}' --etag-compare " + etag + " --etag-save " + etag;
    CHECK(run_shell("touch " + etag + "; " + curl + " -o " + out + " " + url).out == "200");
    CHECK(folder.read("out") == folder.read("own.txt"));
    CHECK(run_shell(curl + " -o " + out + " " + url).out == "304");
    folder.write("own.txt", "changed");
    CHECK(run_shell(curl + " -o " + out + " " + url).out == "200");
    CHECK(folder.read("out") == "changed");
    CHECK(run_shell("curl -sS -w '%{http_code}' -z '2020-03-01' -o /dev/null " + url).out == "200");
    CHECK(run_shell("curl -sS -w '%{http_code}' -z " + folder.path("own.txt") + " -o /dev/null " +
                    url)
              .out == "304");
}

TEST_CASE_FIXTURE(scene, "conditional: a post acts only where its conditions hold") {
    http_client client(gateway.http());
    const auto post = [&](const std::string& condition) {
        return client.request("POST", "/api/v1/events", condition + "\r\n", "x").status;
    };
    CHECK(post("If-None-Match: *") == 412);
    CHECK(post("If-Match: \"x\"") == 412);
    CHECK(stats_of(gateway)["/http/posted"] == 1);
    CHECK(post("If-Match: *") == 201);
    CHECK(post("If-None-Match: \"x\"") == 201);
    CHECK(post("If-Modified-Since: Fri, 01 Jan 2094 00:00:00 GMT") == 201);
    CHECK(post("If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT") == 201);
    CHECK(stats_of(gateway)["/http/posted"] == 5);
}

TEST_CASE_FIXTURE(scene, "conditional: an answer that is no success does not look at conditions") {
    http_client client(gateway.http());
    for (const std::string condition :
         {"If-None-Match: *", "If-Match: \"x\"",
          "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT", "Range: bytes=0-0"}) {
        CAPTURE(condition);
        CHECK(client.get("/static/none", condition + "\r\n").status == 404);
        CHECK(client.get("/api/v1/events/99/payload", condition + "\r\n").status == 404);
        CHECK(client.get("/api/v1/events?limit=x", condition + "\r\n").status == 400);
        CHECK(client.request("PUT", "/", condition + "\r\n", "x").status == 405);
        CHECK(client.request("OPTIONS", "/", condition + "\r\n").status == 204);
    }
}

TEST_CASE_FIXTURE(scene, "conditional: the forms of a file have tags of their own") {
    for (const std::string target :
         {"/", "/static/style.css", "/static/own.txt", "/static/beside.css"}) {
        CAPTURE(target);
        const auto plain = gateway.get(target);
        const auto gzip = gateway.get(target, "Accept-Encoding: gzip\r\n");
        CHECK(plain.header("Content-Encoding").empty());
        CHECK(gzip.header("Content-Encoding") == "gzip");
        CHECK(plain.header("ETag") != gzip.header("ETag"));
        CHECK(plain.header("Vary") == "Accept-Encoding");
        CHECK(gzip.header("Vary") == "Accept-Encoding");
        CHECK(gateway
                  .get(target,
                       "Accept-Encoding: gzip\r\nIf-None-Match: " + plain.header("ETag") + "\r\n")
                  .status == 200);
    }
}

TEST_CASE("conditional: the same number is another event after a restart") {
    const auto tag_of_first = [] {
        gateway_process gateway;
        REQUIRE(gateway.post("x").status == 201);
        REQUIRE(gateway.post("x").status == 201);
        const std::string first = gateway.get("/api/v1/events/1/payload").header("ETag");
        CHECK(gateway.get("/api/v1/events/1/payload").header("ETag") == first);
        CHECK(gateway.get("/api/v1/events/2/payload").header("ETag") != first);
        return first;
    };
    CHECK(tag_of_first() != tag_of_first());
}

TEST_CASE("conditional: a file from the future was modified now") {
    const temp_folder folder;
    const std::string path = folder.write("a.txt", "x");
    REQUIRE(run_shell("touch -d 2094-01-01 " + path).status == 0);
    gateway_process gateway({"--static", folder.path("")});
    // A second may begin between the two.
    CHECK(eventually([&] {
        const auto answer = gateway.get("/static/a.txt");
        return answer.header("Last-Modified") == answer.header("Date");
    }));
}
