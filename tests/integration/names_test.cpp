#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

std::string refusal(const std::string& toml) {
    const temp_folder folder;
    const auto start = run_gateway({"--config", folder.write("gateway.toml", toml)});
    CHECK(start.status == 2);
    CHECK(start.err.find('\n') == start.err.size() - 1);
    return start.err;
}

// The part of /api/v1/sources that is about this sender.
std::string entry_of(const std::string& sources, const std::string& sender) {
    const std::size_t at = sources.find("{\"source\":\"" + sender + "\"");
    REQUIRE(at != std::string::npos);
    return sources.substr(at, sources.find("\"first_seen\"", at) - at);
}

} // namespace

TEST_CASE("names: what the table says is shown with the source, and nothing else is") {
    const temp_folder folder;
    udp_client pump("127.0.0.2"), boiler("127.0.0.2"), bench("127.0.0.9"), stranger("127.0.1.1");
    const std::string table = "[names]\n\"127.0.0.2\" = \"boiler <b>\"\n\"" + pump.name() +
                              "\" = 'its \"pump\"'\n\"127.0.0.0/24\" = \"workshop\"\n";
    gateway_process gateway({"--config", folder.write("gateway.toml", table)});
    for (udp_client* const one : {&pump, &boiler, &bench, &stranger}) one->send(gateway.udp(), "x");
    REQUIRE(wait_stored(gateway, 4));
    const std::string sources = gateway.get("/api/v1/sources").body;
    REQUIRE(is_json(sources));
    CHECK(entry_of(sources, pump.name()).find(R"("name":"its \"pump\"")") != std::string::npos);
    CHECK(entry_of(sources, boiler.name()).find(R"("name":"boiler \u003cb>")") !=
          std::string::npos);
    CHECK(entry_of(sources, bench.name()).find(R"("name":"workshop")") != std::string::npos);
    CHECK(entry_of(sources, stranger.name()).find("name") == std::string::npos);
    CHECK(gateway.get("/events/1").body.find(">its &quot;pump&quot;<") != std::string::npos);
    CHECK(gateway.get("/events/2").body.find(">boiler &lt;b&gt;<") != std::string::npos);
    const std::string page = gateway.get("/events/4").body;
    CHECK(page.find("<dt>Source</dt><dd>" + stranger.name() + "</dd>") != std::string::npos);
}

TEST_CASE("names: a broken table ends the start with one sentence") {
    const auto names = [](const std::string& error, const std::vector<std::string>& parts) {
        CAPTURE(error);
        for (const std::string& part : parts) CHECK(error.find(part) != std::string::npos);
    };
    const std::string form = "a text of 1 to 64 bytes";
    names(refusal("[names]\nboiler = '192.0.2.7'\n"), {"gateway.toml:2:", "'boiler'", "a block"});
    names(refusal("[names]\n'192.0.2.7:70000' = 'x'\n"), {"'192.0.2.7:70000'", "a block"});
    names(refusal("[names]\n'192.0.2.0/33' = 'x'\n"), {"'192.0.2.0/33'", "a block"});
    names(refusal("[names]\n'192.0.2.7' = ''\n"), {"'192.0.2.7'", form});
    names(refusal("[names]\n'192.0.2.7' = ['x']\n"), {"'192.0.2.7'", form});
    names(refusal("[names]\n'192.0.2.7' = '" + std::string(65, 'x') + "'\n"), {form});
    names(refusal("[names]\n'192.0.2.7' = \"a\\nb\"\n"), {form});
    names(refusal("[names]\n'192.0.2.7' = \"\\u202Eb\"\n"), {form});
    names(refusal("[names]\n'192.0.2.7' = 'a'\n'192.0.2.7/32' = 'b'\n"), {"each source once"});
    names(refusal("names = 'x'\n"), {"'names' is not"});
}
