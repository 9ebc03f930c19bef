#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// What stands between `before` and `after`, the first time.
std::string between(const std::string& text, const std::string& before, const std::string& after) {
    const std::size_t at = text.find(before);
    if (at == std::string::npos) return {};
    const std::size_t from = at + before.size();
    return text.substr(from, text.find(after, from) - from);
}

} // namespace

TEST_CASE("welcome: greets by name, escaped, with the time") {
    gateway_process gateway;
    http_client client(gateway.http());
    const auto answer = client.get("/welcome?name=Martin");
    CHECK(answer.status == 200);
    CHECK(answer.header("Content-Type") == "text/html; charset=utf-8");
    CHECK(answer.header("Cache-Control") == "no-store");
    CHECK(contains(answer.header("Content-Security-Policy"), "default-src 'none'"));
    CHECK(contains(answer.body, ">Welcome Martin<"));
    const std::string time = between(answer.body, "<time datetime=\"", "\"");
    CHECK(contains(answer.body, ">" + time + "</time>"));
    REQUIRE(time.size() == 20);
    const std::int64_t told = unix_ns(time.substr(0, 19) + ".000000000Z");
    CHECK(told <= unix_ns_now());
    CHECK(told > unix_ns_now() - 60'000'000'000);

    const std::vector<std::pair<std::string, std::string>> table{
        {"", "Anonymous"},
        {"?", "Anonymous"},
        {"?name=", "Anonymous"},
        {"?name", "Anonymous"},
        {"?name=Ada+Lovelace", "Ada Lovelace"},
        {"?name=J%C3%BCrgen", "J\xc3\xbcrgen"},
        {"?name=a%5Cb", "a\\b"},
        {"?name=%3Cscript%3Ealert(1)%3C/script%3E", "&lt;script&gt;alert(1)&lt;/script&gt;"},
        {"?name=%22'%26amp;", "&quot;&apos;&amp;amp;"},
        {"?name={{time}}", "{{time}}"},
        {"?name=%ff", "\\xff"},
        {"?name=a%00b%0a", "a\\x00b\\n"},
    };
    for (const auto& [query, name] : table) {
        CAPTURE(query);
        const auto page = client.get("/welcome" + query);
        CHECK(page.status == 200);
        CHECK(contains(page.body, ">Welcome " + name + "<"));
        const auto head = client.request("HEAD", "/welcome" + query);
        CHECK(head.header("Content-Length") == std::to_string(page.body.size()));
    }
    CHECK(contains(client.get("/welcome?nam=x", "Accept: application/json\r\n").body,
                   "The parameter 'nam' is not known here; known: name."));
    CHECK(client.get("/welcome?name=a&name=b").status == 400);
    CHECK(client.get("/welcome?name=%").status == 400);
    CHECK(client.get("/welcome/").status == 404);
}

TEST_CASE("templates: files of the folder are pages, for all that have a template") {
    const temp_folder folder;
    folder.write("welcome.html", "<!doctype html>\n<p>Hello {{name}}, {{time}}\n");
    folder.write("error.html", "Oh: {{status}} {{title}} {{detail}}");
    folder.write("other.html", "not a page");
    folder.write("notes.txt", "nor this");
    gateway_process gateway({"--templates", folder.path("")});
    CHECK(contains(gateway.get("/welcome?name=%3C").body, "<p>Hello &lt;, 20"));
    const auto missing = gateway.get("/none");
    CHECK(missing.status == 404);
    CHECK(missing.body == "Oh: 404 Not Found There is nothing at this address.");
    // What the folder does not have is the built-in one.
    CHECK(gateway.post("hello").status == 201);
    CHECK(contains(gateway.get("/events/1").body, "<h2>Event 1</h2>"));
    CHECK(gateway.process().wait_output([&](const std::string&, const std::string& err) {
        return contains(
            err,
            folder.path("other.html") +
                " is not used: the templates are api.html, doctor.html, event.html, error.html, "
                "ledger.html, login.html, welcome.html");
    }));
    CHECK_FALSE(contains(gateway.process().err(), "notes.txt"));
    // Without --dev they stay as they were at the start.
    folder.write("welcome.html", "{{broken");
    CHECK(contains(gateway.get("/welcome").body, "<p>Hello Anonymous"));
}

TEST_CASE("templates: a broken one ends the start with 1 and one line") {
    const temp_folder folder;
    const std::string path = folder.write("welcome.html", "<p>\n\n{{#name}}\n");
    for (const std::vector<std::string>& more :
         {std::vector<std::string>{}, std::vector<std::string>{"--dev"}}) {
        std::vector<std::string> options{"--templates", folder.path("")};
        options.insert(options.end(), more.begin(), more.end());
        const auto start = run_gateway(options);
        CHECK(start.status == 1);
        CHECK(start.out.empty());
        CHECK(start.err ==
              "event-gateway: " + path + ":3: this section is not ended by {{/name}}\n");
    }
}

TEST_CASE("templates: a folder that can't be read ends the start with 2 and one line") {
    const temp_folder folder;
    for (const std::string& wrong : {folder.path("none"), folder.write("file", "x")}) {
        const auto start = run_gateway({"--templates", wrong});
        CHECK(start.status == 2);
        CHECK(start.err == "event-gateway: --templates '" + wrong +
                               "' is not valid; expected a folder that can be read\n");
    }
    const auto start = run_gateway({}, {"EVENT_GATEWAY_DEV=perhaps"});
    CHECK(start.status == 2);
    CHECK(contains(start.err, "EVENT_GATEWAY_DEV 'perhaps' is not valid; expected true or false"));
}

TEST_CASE("templates: --dev follows the file, tells what is broken, and works again when mended") {
    const temp_folder folder;
    const std::string path = folder.write("welcome.html", "one {{name}}");
    gateway_process gateway({"--templates", folder.path(""), "--dev"});
    http_client client(gateway.http());
    CHECK(client.get("/welcome").body == "one Anonymous");
    folder.write("welcome.html", "the second {{name}}");
    CHECK(client.get("/welcome").body == "the second Anonymous");

    folder.write("welcome.html", "the third\n<b>{{nmae}}</b>");
    for (int i = 0; i < 3; ++i) {
        const auto broken = client.get("/welcome");
        CHECK(broken.status == 500);
        CHECK(contains(broken.body,
                       "welcome.html:2: &apos;nmae&apos; is not a value of this page; "
                       "expected name, time"));
    }
    CHECK(client.get("/none").status == 404); // the others are as they were
    folder.write("error.html", "{{");
    CHECK(client.get("/none").status == 500);
    CHECK(contains(client.get("/none").body, "error.html:1: {{ is not closed by }}"));
    std::filesystem::remove(folder.path("error.html"));

    folder.write("welcome.html", "mended {{name}}");
    CHECK(client.get("/welcome").body == "mended Anonymous");
    CHECK(contains(client.get("/none").body, "There is nothing at this address."));
    const std::string line = path + ":2: 'nmae' is not a value of this page";
    CHECK(gateway.process().wait_output([&](const std::string&, const std::string& err) {
        return contains(err, line) && contains(err, path + " is read again");
    }));
    const std::string log = gateway.process().err();
    CHECK(log.find(line) == log.rfind(line)); // once, not for each request
}
