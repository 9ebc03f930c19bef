// RFC 9112, 3.2 and 3.3; RFC 9110, 4 and 7.2: targets and hosts.
#include "conformance/requirement.hpp"

namespace gateway::conformance {
namespace {

using enum level;

std::string with_host(const std::string& value, const std::string& version = "1.1") {
    return "GET /livez HTTP/" + version + "\r\nHost: " + value + "\r\n\r\n";
}

void add_hosts(std::vector<requirement>& rows) {
    rows.push_back({must, "3.2", "no Host", "GET /livez HTTP/1.1\r\n\r\n", refused()});
    rows.push_back({must, "3.2", "no Host beside a target with one",
                    "GET http://localhost/livez HTTP/1.1\r\n\r\n", refused()});
    rows.push_back({must, "3.2", "two Hosts", get("Host: example.org\r\n"), refused()});
    rows.push_back({must, "3.2", "the same Host twice", get(host), refused()});
    rows.push_back({must, "3.2", "two Hosts of HTTP/1.0",
                    "GET /livez HTTP/1.0\r\n" + host + host + "\r\n", refused()});
    for (const std::string bad : {"",
                                  "###",
                                  "local host",
                                  "a,localhost",
                                  "localhost, localhost",
                                  "me@localhost",
                                  "me:pw@localhost",
                                  "localhost/",
                                  "localhost/livez",
                                  "localhost?",
                                  "http://localhost",
                                  "localhost:x",
                                  "localhost:-1",
                                  "localhost:65536",
                                  "localhost:80:80",
                                  "localhost: 80",
                                  "[::1",
                                  "::1",
                                  "[::1]x",
                                  "[localhost]",
                                  "[]",
                                  ":80",
                                  "local\xc3\xa4host",
                                  "<localhost>",
                                  "\"localhost\"",
                                  "localhost\\",
                                  "local`host"}) {
        rows.push_back({must, "3.2", "the Host is no host: " + bad, with_host(bad), refused()});
    }
    for (const std::string good : {"localhost:8080", "LocalHost", "localhost:", "127.0.0.1:1",
                                   "[::1]:8080", "[::1]", "\tlocalhost \t"}) {
        rows.push_back({must, "9110 7.2", "a proper Host: " + good, with_host(good), is(200)});
    }
    rows.push_back(
        {must, "9110 7.4", "a Host of somebody else", with_host("example.org"), is(421)});
    rows.push_back({may, "3.2", "HTTP/1.0 without Host", "GET /livez HTTP/1.0\r\n\r\n", last(200)});
}

void add_forms(std::vector<requirement>& rows) {
    const auto target = [](const std::string& t) { return get("", t); };
    rows.push_back(
        {must, "3.2.1", "a path with a query", target("/api/v1/events?limit=1"), is(200)});
    rows.push_back({must, "3.2.1", "a path with an empty query", target("/livez?"), is(200)});
    for (const std::string good :
         {"http://localhost/livez", "HTTP://LOCALHOST:1/livez", "http://127.0.0.1/livez",
          "http://[::1]:80/livez", "http://localhost", "http://localhost?", "http://localhost/"}) {
        rows.push_back({must, "3.2.2", "the absolute form " + good, target(good), is(200)});
    }
    rows.push_back({must, "3.2.2", "the target's authority counts, not the Host",
                    "GET http://localhost/livez HTTP/1.1\r\nHost: example.org\r\n\r\n", is(200)});
    rows.push_back({must, "3.2.2", "the target's authority counts, also where the Host is ours",
                    target("http://example.org/livez"), is(421)});
    rows.push_back(
        {must, "9110 7.4", "https without TLS", target("https://localhost/livez"), is(421)});
    rows.push_back(
        {should, "9110 4.2.4", "user information", target("http://me@localhost/livez"), refused()});
    for (const std::string bad : {"http:///livez", "http://", "http:/livez", "http:livez",
                                  "ftp://localhost/livez", "mailto:me", "livez", "?x", "localhost",
                                  "localhost:80", "http://:80/livez", "http://local host/"}) {
        rows.push_back({should, "3.2", "a target of no form: " + bad, target(bad), refused()});
    }
    rows.push_back({must, "3.2.4", "* is for OPTIONS only", target("*"), refused()});
    rows.push_back({must, "3.2.4", "OPTIONS *", ask("OPTIONS", "*"), is(204)});
    rows.push_back(
        {must, "3.2.4", "OPTIONS of an origin alone", ask("OPTIONS", "http://localhost"), is(204)});
    rows.push_back({should, "9110 9.3.6", "CONNECT", ask("CONNECT", "localhost:80"), last(501)});
    rows.push_back({should, "9110 9.3.6", "CONNECT to an empty port", ask("CONNECT", "localhost:"),
                    last(501)});
}

void add_characters(std::vector<requirement>& rows) {
    const auto target = [](const std::string& t) { return get("", t); };
    for (const std::string bad :
         {"/livez#part", "/li\"vez", "/<livez>", "/li\\vez", "/li^vez", "/li`vez", "/{livez}",
          "/li|vez", "/li\xc3\xa4vez", "/\xc0\xaf", "/li\x7fvez", "/li\x01vez"}) {
        rows.push_back(
            {should, "3.2", "a character that no URI has: " + bad, target(bad), refused()});
    }
    rows.push_back(
        {must, "9110 5.5", "NUL in a target", target(std::string("/li\0vez", 7)), refused()});
    rows.push_back(
        {should, "9110 4.2.3", "an encoded letter is that letter", target("/%6civez"), is(200)});
    rows.push_back({should, "9110 4.2.3", "in either case", target("/%6Cive%7A"), is(200)});
    rows.push_back(
        {should, "9110 4.2.3", "an encoded slash is no slash", target("/api%2fv1/stats"), is(404)});
    rows.push_back(
        {should, "9110 4.2.3", "nothing is decoded twice", target("/%256civez"), is(404)});
    rows.push_back({should, "3.2", "a percent sign without digits", target("/livez%zz"), is(400)});
    rows.push_back({should, "3.2", "a percent sign with one", target("/livez%2"), is(400)});
    rows.push_back({may, "3.2", "an encoded NUL", target("/livez%00"), is(400)});
    rows.push_back({may, "3.2", "encoded line breaks", target("/livez%0d%0aX:%20y"), is(400)});
    rows.push_back({should, "3", "a request line of 8,000 bytes",
                    target("/" + std::string(7980, 'a')), is(404)});
    rows.push_back(
        {must, "3", "a target that is too long", target("/" + std::string(9000, 'a')), last(414)});
}

} // namespace

chapter target_chapter() {
    chapter c{"9112 3.2: targets and hosts", {}, true};
    add_hosts(c.rows);
    add_forms(c.rows);
    add_characters(c.rows);
    return c;
}

} // namespace gateway::conformance
