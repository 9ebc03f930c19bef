#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

std::string numbers(std::size_t size) {
    std::string text;
    for (int i = 0; text.size() < size; ++i) text += std::to_string(i) + " ";
    text.resize(size);
    return text;
}

// A body of each kind: a constant, a small and a large file, what is beside a file, a payload.
struct scene {
    scene() : gateway(prepared(folder)) { REQUIRE(gateway.post(numbers(5000)).status == 201); }

    static std::vector<std::string> prepared(const temp_folder& folder) {
        folder.write("small.txt", numbers(5000));
        folder.write("large.bin", numbers(3'000'000));
        folder.write("beside.css", numbers(200'000));
        folder.write("empty", "");
        REQUIRE(run_shell("gzip -k " + folder.path("beside.css")).status == 0);
        return {"--static", folder.path("")};
    }

    temp_folder folder;
    gateway_process gateway;
};

struct resource {
    std::string target, headers;
};

const std::vector<resource> resources{
    {"/", ""},
    {"/static/style.css", "Accept-Encoding: gzip\r\n"},
    {"/static/small.txt", ""},
    {"/static/small.txt", "Accept-Encoding: identity\r\n"},
    {"/static/large.bin", "Accept-Encoding: gzip\r\n"},
    {"/static/beside.css", "Accept-Encoding: gzip\r\n"},
    {"/api/v1/events/1/payload", ""},
};

struct part {
    std::string type, range, body;
};

// Takes a multipart/byteranges body apart; throws where it is none.
std::vector<part> parts_of(const http_response& answer) {
    const std::string type = answer.header("Content-Type");
    const std::string prefix = "multipart/byteranges; boundary=";
    if (!type.starts_with(prefix)) throw std::runtime_error("no multipart: " + type);
    const std::string delimiter = "\r\n--" + type.substr(prefix.size());
    std::vector<part> parts;
    std::size_t at = answer.body.find(delimiter);
    CHECK(at == 0);
    while (answer.body.compare(at + delimiter.size(), 2, "\r\n") == 0) {
        const std::size_t head = at + delimiter.size() + 2;
        const std::size_t body = answer.body.find("\r\n\r\n", head) + 4;
        at = answer.body.find(delimiter, body);
        if (at == std::string::npos) throw std::runtime_error("a part has no end");
        const auto fields =
            parse_head("HTTP/1.1 200 OK\r\n" + answer.body.substr(head, body - head));
        parts.push_back({fields.header("Content-Type"), fields.header("Content-Range"),
                         answer.body.substr(body, at - body)});
    }
    CHECK(answer.body.substr(at + delimiter.size()) == "--\r\n");
    return parts;
}

} // namespace

TEST_CASE_FIXTURE(scene, "range: one range of every kind of body") {
    http_client client(gateway.http());
    for (const resource& r : resources) {
        CAPTURE(r.target);
        CAPTURE(r.headers);
        const auto whole = client.get(r.target, r.headers);
        REQUIRE(whole.status == 200);
        CHECK(whole.header("Accept-Ranges") == "bytes");
        const std::size_t size = whole.body.size();
        const std::string all = "/" + std::to_string(size);
        const auto ask = [&](const std::string& range, const std::string& more = "") {
            return client.get(r.target, r.headers + "Range: " + range + "\r\n" + more);
        };
        const auto check = [&](const http_response& answer, std::size_t first, std::size_t last) {
            CHECK(answer.status == 206);
            CHECK(answer.header("Content-Range") ==
                  "bytes " + std::to_string(first) + "-" + std::to_string(last) + all);
            CHECK(answer.header("Content-Length") == std::to_string(last - first + 1));
            CHECK((answer.body == whole.body.substr(first, last - first + 1)));
            for (const std::string name : {"ETag", "Last-Modified", "Cache-Control", "Vary",
                                           "Content-Type", "Content-Encoding"}) {
                CAPTURE(name);
                CHECK(answer.header(name) == whole.header(name));
            }
        };
        check(ask("bytes=0-0"), 0, 0);
        check(ask("bytes=100-199"), 100, 199);
        check(ask("bytes=100-"), 100, size - 1);
        check(ask("bytes=-7"), size - 7, size - 1);
        check(ask("bytes=0-99999999999999999999999"), 0, size - 1);
        check(ask("bytes=0-49,50-99"), 0, 99);
        check(ask("bytes=10-20", "If-Range: " + whole.header("ETag") + "\r\n"), 10, 20);
        check(ask("bytes=10-20", "If-Range: " + whole.header("Last-Modified") + "\r\n"), 10, 20);

        const auto beyond = ask("bytes=" + std::to_string(size) + "-");
        CHECK(beyond.status == 416);
        CHECK(beyond.header("Content-Range") == "bytes *" + all);
        CHECK(beyond.count("ETag") == 0);
        CHECK(ask("bytes=-0").status == 416);

        for (const auto& [range, more] : std::vector<std::pair<std::string, std::string>>{
                 {"bytes=5-2", ""},
                 {"bytes=x", ""},
                 {"items=0-1", ""},
                 {"bytes=0-1", "Range: bytes=2-3\r\n"},
                 {"bytes=0-1", "If-Range: \"other\"\r\n"},
                 {"bytes=0-1", "If-Range: W/" + whole.header("ETag") + "\r\n"},
                 {"bytes=0-1", "If-Range: Sun, 06 Nov 1994 08:49:37 GMT\r\n"},
                 {"bytes=99999999999-", "If-Range: \"other\"\r\n"},
             }) {
            CAPTURE(range);
            CAPTURE(more);
            const auto answer = ask(range, more);
            CHECK(answer.status == 200);
            CHECK((answer.body == whole.body));
        }
        const auto head = client.request("HEAD", r.target, r.headers + "Range: bytes=0-1\r\n");
        CHECK(head.status == 200);
        CHECK(head.header("Content-Length") == std::to_string(size));
    }
}

TEST_CASE_FIXTURE(scene, "range: several ranges of every kind of body") {
    http_client client(gateway.http());
    for (const resource& r : resources) {
        CAPTURE(r.target);
        CAPTURE(r.headers);
        const auto whole = client.get(r.target, r.headers);
        const std::size_t size = whole.body.size();
        const auto answer = client.get(
            r.target, r.headers + "Range: bytes=200-219, 0-4, -3, 210-229, 99999999999-\r\n");
        CHECK(answer.status == 206);
        CHECK(answer.count("Content-Range") == 0);
        CHECK(answer.count("Content-Type") == 1);
        CHECK(answer.header("Content-Length") == std::to_string(answer.body.size()));
        const auto parts = parts_of(answer);
        REQUIRE(parts.size() == 3);
        const std::vector<std::pair<std::size_t, std::size_t>> expected{
            {200, 229}, {0, 4}, {size - 3, size - 1}};
        for (std::size_t i = 0; i < 3; ++i) {
            const auto [first, last] = expected[i];
            CHECK(parts[i].range == "bytes " + std::to_string(first) + "-" + std::to_string(last) +
                                        "/" + std::to_string(size));
            CHECK(parts[i].type == whole.header("Content-Type"));
            CHECK((parts[i].body == whole.body.substr(first, last - first + 1)));
        }
        const auto again = client.get(r.target, r.headers + "Range: bytes=0-1,4-5\r\n");
        CHECK(again.header("Content-Type") != answer.header("Content-Type")); // not to be guessed
    }
    CHECK(client.get("/livez").status == 200);
}

TEST_CASE_FIXTURE(scene, "range: so many that nobody needs them are answered with the whole") {
    std::string field = "Range: bytes=0-0";
    for (int i = 1; i < 5000; ++i) field += "," + std::to_string(2 * i) + "-";
    const auto answer = gateway.get("/static/large.bin", field.substr(0, 30'000) + "\r\n");
    CHECK(answer.status == 200);
    CHECK(answer.body.size() == 3'000'000);
}

TEST_CASE_FIXTURE(scene, "range: of an empty file") {
    CHECK(gateway.get("/static/empty").body.empty());
    const auto none = gateway.get("/static/empty", "Range: bytes=0-\r\n");
    CHECK(none.status == 416);
    CHECK(none.header("Content-Range") == "bytes */0");
    CHECK(gateway.get("/static/empty", "Range: bytes=-5\r\n").status == 200);
}

TEST_CASE_FIXTURE(scene, "range: curl resumes a download, and begins anew where the file changed") {
    const std::string url = "http://" + gateway.http().text() + "/static/large.bin";
    const std::string out = folder.path("out");
    const std::string whole = folder.read("large.bin");
    folder.write("out", whole.substr(0, 1'234'567));
    CHECK(run_shell("curl -sS --fail -C - -o " + out + " " + url).status == 0);
    CHECK((folder.read("out") == whole));
    const std::string tag = gateway.get("/static/large.bin", "Range: bytes=0-0\r\n").header("ETag");
    folder.write("large.bin", "changed");
    const auto answer =
        gateway.get("/static/large.bin", "Range: bytes=3-\r\nIf-Range: " + tag + "\r\n");
    CHECK(answer.status == 200);
    CHECK(answer.body == "changed");
}

TEST_CASE_FIXTURE(scene, "range: what is made anew each time has none") {
    for (const std::string target : {"/api/v1/events", "/api/v1/stats", "/metrics", "/livez",
                                     "/events/1", "/api/v1/events/1"}) {
        CAPTURE(target);
        const auto answer = gateway.get(target, "Range: bytes=0-0\r\n");
        CHECK(answer.status == 200);
        CHECK(answer.count("Accept-Ranges") == 0);
    }
}
