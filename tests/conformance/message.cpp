// RFC 9112, 2 and 3: messages and request lines.
#include "conformance/requirement.hpp"

namespace gateway::conformance {
namespace {

using enum level;

std::string line(const std::string& request_line, const std::string& fields = host) {
    return request_line + "\r\n" + fields + "\r\n";
}

void add_lines(std::vector<requirement>& rows) {
    const std::vector<std::pair<std::string, std::string>> bad{
        {"no version (HTTP/0.9)", "GET /livez"},
        {"a blank in front", " GET /livez HTTP/1.1"},
        {"a blank at its end", "GET /livez HTTP/1.1 "},
        {"two blanks behind the method", "GET  /livez HTTP/1.1"},
        {"two blanks behind the target", "GET /livez  HTTP/1.1"},
        {"a tab for a blank", "GET\t/livez HTTP/1.1"},
        {"a tab behind the target", "GET /livez\tHTTP/1.1"},
        {"no target", "GET HTTP/1.1"},
        {"an empty target", "GET  HTTP/1.1"},
        {"no method", "/livez HTTP/1.1"},
        {"nothing but a method", "GET"},
        {"a blank in the target", "GET /li vez HTTP/1.1"},
        {"a method that is no token", "G(T /livez HTTP/1.1"},
        {"a method with a quote", "\"GET\" /livez HTTP/1.1"},
        {"a word behind the version", "GET /livez HTTP/1.1 x"},
        {"another protocol", "GET /livez ICY/1.1"},
        {"a method of bytes above 127", "G\xc3\x8bT /livez HTTP/1.1"},
    };
    for (const auto& [what, text] : bad) {
        rows.push_back({should, "3", "a request line with " + what, line(text), refused()});
    }
    const std::vector<std::pair<std::string, std::string>> versions{
        {"in lower case", "http/1.1"},       {"without a minor number", "HTTP/1"},
        {"with two digits", "HTTP/1.10"},    {"with zeros in front", "HTTP/01.01"},
        {"with a sign", "HTTP/+1.1"},        {"with a comma", "HTTP/1,1"},
        {"without a slash", "HTTP1.1"},      {"that is another name", "HTTPS/1.1"},
        {"with an empty number", "HTTP/.1"}, {"of letters", "HTTP/a.b"},
    };
    for (const auto& [what, version] : versions) {
        rows.push_back(
            {must, "2.3", "a version " + what, line("GET /livez " + version), refused()});
    }
    rows.push_back(
        {must, "2.3", "a blank within the version", line("GET /livez HTTP/ 1.1"), refused()});
    for (const std::string major : {"0.9", "2.0", "3.0", "9.9"}) {
        rows.push_back({should, "9110 15.6.6", "the version " + major + " is not spoken",
                        line("GET /livez HTTP/" + major), last(505)});
    }
    for (const std::string minor : {"1.2", "1.9"}) {
        rows.push_back({should, "9110 2.5", minor + " is answered as 1.1",
                        line("GET /livez HTTP/" + minor), is(200)});
    }
}

void add_starts(std::vector<requirement>& rows) {
    rows.push_back(
        {should, "2.2", "an empty line in front is passed over", "\r\n" + get(), is(200)});
    rows.push_back({should, "2.2", "an empty line behind a body is passed over",
                    post("Content-Length: 2\r\n", "hi") + "\r\n" + get(),
                    all({status(201), status(200)})});
    rows.push_back({should, "2.2", "an empty line between requests is passed over",
                    get() + "\r\n" + get(), all({status(200), status(200)})});
    rows.push_back({must, "2.2", "blanks in front of the first field",
                    "GET /livez HTTP/1.1\r\n " + host + "\r\n", refused()});
    rows.push_back({must, "2.2", "a line of blanks in front of the first field",
                    "GET /livez HTTP/1.1\r\n \r\n" + host + "\r\n", refused()});
    rows.push_back({must, "2.2", "a CR for a line's end",
                    "GET /livez HTTP/1.1\rHost: localhost\r\n\r\n", refused()});
    rows.push_back(
        {must, "2.2", "a CR within the request line", line("GET /li\rvez HTTP/1.1"), refused()});
    rows.push_back({must, "2.2", "a CR within a field", get("X: a\rb\r\n"), refused()});
    rows.push_back({must, "2.2", "a CR in front of the last line's end",
                    "GET /livez HTTP/1.1\r\n" + host + "\r\r\n", refused()});
    rows.push_back({may, "2.2", "a bare LF behind the request line",
                    "GET /livez HTTP/1.1\n" + host + "\r\n", refused()});
    rows.push_back({may, "2.2", "a bare LF behind a field",
                    "GET /livez HTTP/1.1\r\nHost: localhost\n\r\n", refused()});
    rows.push_back({may, "2.2", "a bare LF for the last line",
                    "GET /livez HTTP/1.1\r\n" + host + "\n", refused()});
    for (const std::string other : {"HELO there\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "USER me\r\n",
                                    "\x16\x03\x01\x02\x01\x01\xfc\x03\x03", "GET /livez\r\n"}) {
        rows.push_back({should, "2.2", "what is no HTTP gets 400, without its waiting for more",
                        other, refused()});
    }
    rows.push_back(
        {may, "9113 3.4", "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", last(505)});
}

void add_methods(std::vector<requirement>& rows) {
    for (const std::string method : {"get", "Get", "GETS", "ABC", "BREW", "PROPFIND", "PRI",
                                     "DESCRIBE", "M-SEARCH", "!#$%", "constructor"}) {
        rows.push_back(
            {should, "9110 9.1", "the method " + method + " is not known", ask(method), last(501)});
    }
    rows.push_back({should, "3", "a method longer than any",
                    line(std::string(400, 'A') + " /livez HTTP/1.1"), last(501)});
    rows.push_back({should, "3", "a method longer than any request line",
                    line(std::string(9000, 'A') + " /livez HTTP/1.1"), last(501)});
}

} // namespace

chapter message_chapter() {
    chapter c{"9112 2-3: messages", {}, true};
    add_starts(c.rows);
    add_lines(c.rows);
    add_methods(c.rows);
    return c;
}

} // namespace gateway::conformance
