#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "app/command_line.hpp"
#include "app/usage.hpp"
#include "support/temp_folder.hpp"

using namespace gateway;

namespace {

config read_file(const std::string& toml) {
    const tests::temp_folder folder;
    const std::string path = folder.write("gateway.toml", toml);
    const std::vector<const char*> arguments{"event-gateway", "--config", path.c_str()};
    return app::read_command_line(static_cast<int>(arguments.size()), arguments.data()).settings;
}

std::string refusal(const std::string& toml) {
    try {
        read_file(toml);
        return "(taken)";
    } catch (const app::usage_error& e) {
        return e.what();
    }
}

bool names_all(const std::string& text, const std::vector<std::string>& parts) {
    for (const std::string& part : parts) {
        if (text.find(part) == std::string::npos) return false;
    }
    return text.find('\n') == std::string::npos;
}

} // namespace

TEST_CASE("config_tables: redirects in each of their forms") {
    const config c = read_file(
        "[redirects]\n"
        "a = \"https://example.com/x?y=1#z\"\n"
        "b = \"/events/{rest}?{query}\"\n"
        "c = [\"https://a.example/\", \"https://b.example\"]\n"
        "d = [{ target = \"http://[::1]:8080/{rest}\", weight = 9 }, { target = \"/x/{rest}\" }]\n"
        "e = { target = \"https://example.com/?{query}\" }\n"
        "f = { \"https://a.example/\" = 9, \"/x\" = 1 }\n");
    REQUIRE(c.content.redirects.size() == 6);
    CHECK(c.content.redirects[0].name == "a");
    CHECK(c.content.redirects[0].targets[0].url == "https://example.com/x?y=1#z");
    CHECK(c.content.redirects[1].targets[0].url == "/events/{rest}?{query}");
    CHECK(c.content.redirects[2].targets.size() == 2);
    CHECK(c.content.redirects[3].targets[0].weight == 9);
    CHECK(c.content.redirects[3].targets[1].weight == 1);
    CHECK(c.content.redirects[4].targets.size() == 1);
    REQUIRE(c.content.redirects[5].targets.size() == 2);
    CHECK(c.content.redirects[5].targets[0].url == "/x");
    CHECK(c.content.redirects[5].targets[1].weight == 9);
}

TEST_CASE(
    "config_tables: a redirect whose host a request could choose, or that is none, is refused") {
    const std::vector<std::string> targets{
        "https://{rest}",
        "https://example.com{rest}",
        "https://example.com:{rest}",
        "{rest}",
        "/{rest}",
        "//example.com/",
        "example.com",
        "ftp://example.com/",
        "javascript:alert(1)",
        "https:///x",
        "https://exa mple.com/",
        "https://example.com/\\r\\nX: y",
        "https://e.com/{x}",
        "https://user@example.com/",
        "",
        "https://e.com/a{rest}",
        "https://e.com/?{rest}",
        "https://e.com/{query}",
        "/a/{rest}/{rest}",
        "/a?{query}&{query}",
        "https://e.com/}",
        "/" + std::string(2'000, 'x'),
    };
    for (const std::string& target : targets) {
        CAPTURE(target);
        const std::string why = refusal("[redirects]\nbad = \"" + target + "\"\n");
        CAPTURE(why);
        CHECK(names_all(why, {"gateway.toml:2", "bad", "expected"}));
    }
    for (const std::string value :
         {"1", "[]", "[{ weight = 1 }]", "[[\"/x\"]]", "[{ target = \"/x\", weight = 0 }]",
          "[{ target = \"/x\", weight = \"many\" }]", "[{ target = \"/x\", wieght = 1 }]",
          "[\"/x/{rest}\", \"/x/\"]"}) {
        CAPTURE(value);
        CHECK(names_all(refusal("[redirects]\nbad = " + value + "\n"), {"gateway.toml:2", "bad"}));
    }
    CHECK(names_all(refusal("[redirects]\n\"a/b\" = \"/x\"\n"), {"a/b", "letters"}));
    CHECK(names_all(refusal("redirects = 1\n"), {"gateway.toml:1", "redirects", "table"}));
}

TEST_CASE("config_tables: commands in both forms") {
    const config c = read_file(
        "[commands]\n"
        "uptime = [\"uptime\", \"-p\"]\n"
        "echo = [\"/bin/echo\", \"{word}\", \"{ print $1 }\"]\n"
        "[commands.ping]\n"
        "argv = [\"ping\", \"-c\", \"{count}\", \"{host}\"]\n"
        "params = { count = \"[1-9]\" }\n"
        "timeout = \"10s\"\n");
    REQUIRE(c.content.commands.size() == 3);
    const command& echo = c.content.commands[0];
    CHECK(echo.name == "echo");
    CHECK(echo.patterns.size() == 1);
    CHECK(echo.patterns.contains("word"));
    CHECK(echo.timeout == std::chrono::seconds{60});
    const command& ping = c.content.commands[1];
    CHECK(ping.argv == std::vector<std::string>{"ping", "-c", "{count}", "{host}"});
    CHECK(ping.patterns.at("count") == "[1-9]");
    CHECK(ping.patterns.contains("host"));
    CHECK(ping.timeout == std::chrono::seconds{10});
    CHECK(c.content.commands[2].argv == std::vector<std::string>{"uptime", "-p"});
}

TEST_CASE("config_tables: a command that makes no sense is refused with its place") {
    for (const std::string value :
         {"\"uptime\"", "[]", "[1.5]", "[\"\"]", "[\"{program}\"]", "{ argv = [] }",
          "{ timeout = \"1s\" }", "{ argv = [\"a\"], timeout = \"soon\" }",
          "{ argv = [\"a\", \"{x}\"], params = { x = \"(\" } }",
          "{ argv = [\"a\"], params = { x = \"y\" } }", "{ argv = [\"a\"], shell = true }"}) {
        CAPTURE(value);
        const std::string why = refusal("[commands]\nbad = " + value + "\n");
        CAPTURE(why);
        CHECK(names_all(why, {"gateway.toml:2"}));
    }
}

TEST_CASE("config_tables: layouts, whose they are as the gateway shows it") {
    const config c = read_file(
        "[layouts]\n"
        "\"192.0.2.7\" = \"u8 kind, u16le volts, f32 temp, u32be seq, i64le t\"\n"
        "\"2001:DB8:0::1\" = \"bytes[4] mac; str[8] name\\n bits[3] a, bits[5] b, pad[2], bool "
        "on\"\n"
        "\"192.0.2.7:5000\" = \"f32[3] acceleration, str rest\"\n"
        "\":05000\" = \"pad, u8 x\"\n"
        "\"*\" = \"bytes all\"\n");
    REQUIRE(c.content.layouts.size() == 5);
    std::vector<std::string> sources;
    for (const layout& l : c.content.layouts) sources.push_back(l.source);
    CHECK(sources ==
          std::vector<std::string>{"*", "192.0.2.7", "192.0.2.7:5000", "2001:db8::1", ":5000"});
    CHECK(c.content.layouts[1].text == "u8 kind, u16le volts, f32 temp, u32be seq, i64le t");
}

TEST_CASE("config_tables: a layout that can't be read is refused, with its place and why") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"\"*\" = \"u17 a\"", "u17 a"},
        {"\"*\" = \"u8\"", "a name behind 'u8'"},
        {"\"*\" = \"u8le a\"", "u8le a"},
        {"\"*\" = \"\"", "1 to 200 fields"},
        {"\"*\" = \" , ;\"", "1 to 200 fields"},
        {"\"*\" = \"str a, u8 b\"", "only the last field"},
        {"\"*\" = \"bits[33] a\"", "1 to 32 bits"},
        {"\"*\" = \"bits a\"", "1 to 32 bits"},
        {"\"*\" = \"bytes[0] a\"", "a count from 1"},
        {"\"*\" = \"bytes[65508] a\"", "a count from 1"},
        {"\"*\" = \"u8 <b>\"", "u8 <b>"},
        {"\"*\" = \"u8 a b\"", "u8 a b"},
        {"\"*\" = [\"u8 a\"]", "a text"},
        {"\"example.com\" = \"u8 a\"", "192.0.2.7"},
        {"\":0\" = \"u8 a\"", "192.0.2.7"},
        {"\":70000\" = \"u8 a\"", "192.0.2.7"},
    };
    for (const auto& [line, why] : cases) {
        CAPTURE(line);
        const std::string shown = refusal("[layouts]\n" + line + "\n");
        CHECK_MESSAGE(names_all(shown, {"gateway.toml:2", "layout '", "expected", why}), shown);
    }
    const std::string twice = "[layouts]\n\":5000\" = \"u8 a\"\n\":05000\" = \"u8 b\"\n";
    CHECK(names_all(refusal(twice), {"gateway.toml:", "each source once"}));
    std::string sources = "[layouts]\n";
    for (int i = 1; i <= 1'001; ++i) sources += "\":" + std::to_string(i) + "\" = \"u8 a\"\n";
    CHECK(names_all(refusal(sources), {"gateway.toml:", "at most 1000 layouts"}));
    std::string many = "u8 a";
    for (int i = 0; i < 200; ++i) many += ", u8 a";
    CHECK(names_all(refusal("[layouts]\n\"*\" = \"" + many + "\"\n"), {"1 to 200 fields"}));
    CHECK(names_all(refusal("[layouts]\n\"*\" = \"u8 " + std::string(4000, 'a') + "\"\n"),
                    {"at most 4000 characters"}));
}
