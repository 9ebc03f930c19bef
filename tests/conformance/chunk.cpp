// RFC 9112, 7: chunked bodies.
#include "conformance/requirement.hpp"

namespace gateway::conformance {
namespace {

using enum level;

const std::string end = "0\r\n\r\n";
const std::string hidden = get("", "/api/v1/stats");

void add_good(std::vector<requirement>& rows) {
    const auto makes = [&](const std::string& says, const std::string& body,
                           const std::string& text, const std::string& section = "7.1") {
        rows.push_back({must, section, says, chunked(body) + newest, stored(text)});
    };
    makes("one chunk", "5\r\nhello\r\n" + end, "hello");
    makes("several chunks", "5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n" + end, "hello world");
    makes("no chunk but the last", end, "");
    makes("sizes in lower case", "a\r\n0123456789\r\n" + end, "0123456789");
    makes("sizes in upper case", "A\r\n0123456789\r\n" + end, "0123456789");
    makes("sizes with zeros in front", "00a\r\n0123456789\r\n000\r\n\r\n", "0123456789");
    makes("a chunk that looks like the last one", "5\r\n0\r\n\r\n\r\n" + end, "0\\r\\n\\r\\n");
    makes("a chunk that looks like a request", "15\r\nGET / HTTP/1.1\r\n\r\nabc\r\n" + end,
          "GET / HTTP/1.1\\r\\n\\r\\nabc");
    std::string many, text;
    for (int i = 0; i < 1000; ++i) many += "1\r\nx\r\n";
    makes("a thousand chunks of one byte", many + end, std::string(1000, 'x'));
    for (const std::string extension :
         {";name", ";name=value", ";name=\"value\"", ";a=b;c=d", " ;a", "; a", " ; a = b", "\t;a",
          ";a=\"b;c\"", ";a=\"b\\\"c\"", ";a=\"\""}) {
        makes("an extension is passed over: " + extension,
              "5" + extension + "\r\nhello\r\n0" + extension + "\r\n\r\n", "hello", "7.1.1");
    }
    for (const std::string trailer :
         {"X-Checksum: abc\r\n", "A: b\r\nC:\r\nD: \te \r\n", "Content-Length: 5\r\n",
          "Transfer-Encoding: chunked\r\n", "Host: example.org\r\n", "Authorization: Bearer x\r\n",
          "Content-Type: text/plain\r\n", "Connection: close\r\n", "Expect: nothing\r\n"}) {
        makes("a trailer field is passed over: " + trailer,
              "5\r\nhello\r\n0\r\n" + trailer + "\r\n", "hello", "9110 6.5.1");
    }
    rows.push_back(
        {must, "7.1.2", "a trailer that was announced",
         chunked("5\r\nhello\r\n0\r\nX: y\r\n\r\n", "Trailer: X\r\nTE: trailers\r\n") + newest,
         stored("hello")});
}

void add_bad(std::vector<requirement>& rows) {
    const auto bad = [&](level how, const std::string& says, const std::string& body,
                         const std::string& section = "7.1") {
        rows.push_back({how, section, says, chunked(body) + hidden, refused()});
    };
    for (const std::string size : {"",
                                   "x",
                                   "-1",
                                   "+5",
                                   "+0",
                                   "0x5",
                                   "5_0",
                                   " 5",
                                   "\t5",
                                   "5 ",
                                   "5\t",
                                   "5 5",
                                   "5,",
                                   "5.",
                                   "\"5\"",
                                   "g",
                                   "5g",
                                   "h5",
                                   "five",
                                   "ffffffffffffffff",
                                   "fffffffffffffffff",
                                   "10000000000000005",
                                   "5\xc3\xa4",
                                   "0 0"}) {
        if (size == "ffffffffffffffff") {
            rows.push_back({must, "7.1", "a size beyond all bounds",
                            chunked(size + "\r\nhello\r\n" + end), last(413)});
            continue;
        }
        bad(must, "a size that is none: " + size, size + "\r\nhello\r\n" + end);
    }
    bad(must, "a chunk longer than its size", "5\r\nhello!!\r\n" + end);
    bad(must, "a chunk shorter than its size", "5\r\nhell\r\n" + end);
    bad(must, "no line's end behind a chunk", "5\r\nhello" + end);
    bad(must, "a CR alone behind a chunk", "5\r\nhello\r" + end);
    bad(must, "a CR alone behind a size", "5\rhello\r\n" + end, "2.2");
    bad(must, "a CR in an extension", "5;a\rb\r\nhello\r\n" + end, "2.2");
    bad(may, "a LF alone behind a size", "5\nhello\r\n" + end, "2.2");
    bad(may, "a LF alone behind a chunk", "5\r\nhello\n" + end, "2.2");
    bad(may, "a LF alone behind an extension", "5;\nhello\r\n" + end, "2.2");
    bad(may, "a LF alone behind the last size", "5\r\nhello\r\n0\n\r\n", "2.2");
    bad(may, "a LF alone behind a trailer", "5\r\nhello\r\n0\r\nX: y\n\r\n", "2.2");
    bad(may, "a LF alone for the last line", "5\r\nhello\r\n0\r\n\n", "2.2");
    for (const std::string extension : {";", ";;a", ";a=", ";=b", ";a=\"b", ";a b", ";a[=b",
                                        ";a=b c", ";a=\x01", "x", ",a", ";a=(b)", ";\xc3\xa4"}) {
        bad(must, "an extension that is none: " + extension,
            "5" + extension + "\r\nhello\r\n" + end, "7.1.1");
    }
    bad(must, "NUL in an extension", std::string("5;") + '\0' + "a\r\nhello\r\n" + end, "9110 5.5");
    for (const std::string trailer :
         {"X", "X : y", ": y", " X: y", "X: a\r\n b", "X(y): z", "X: \x01", "X: a\rb"}) {
        bad(must, "a trailer field that is none: " + trailer,
            "5\r\nhello\r\n0\r\n" + trailer + "\r\n\r\n", "7.1.2");
    }
    rows.push_back({should, "7.1.1", "extensions of 64 KiB",
                    chunked("5;" + std::string(65'536, 'a') + "\r\nhello\r\n" + end), refused()});
    std::string extensions;
    for (int i = 0; i < 300; ++i) extensions += "1;a=" + std::string(200, 'b') + "\r\nx\r\n";
    rows.push_back({should, "7.1.1", "extensions of 60 KB in small chunks",
                    chunked(extensions + end), refused()});
    rows.push_back({must, "9110 5.4", "trailer fields of 64 KiB",
                    chunked("0\r\nX: " + std::string(65'536, 'a') + "\r\n\r\n"), last(431)});
    rows.push_back({must,
                    "7.1",
                    "a body without its last chunk is no event",
                    chunked("5\r\nhello\r\n") + "{end}",
                    {{}, true}});
    rows.push_back({must,
                    "7.1",
                    "a body without the line behind its last chunk is no event",
                    chunked("5\r\nhello\r\n0\r\n") + "{end}",
                    {{}, true}});
}

} // namespace

chapter chunk_chapter() {
    chapter c{"9112 7: chunked bodies", {}, true};
    add_good(c.rows);
    add_bad(c.rows);
    return c;
}

} // namespace gateway::conformance
