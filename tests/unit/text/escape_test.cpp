#include "text/escape.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "text/utf8.hpp"

using namespace gateway;
using namespace std::string_literals;

namespace {

std::string json(std::string_view utf8) {
    std::string out;
    text::append_json_string(out, utf8);
    return out;
}

std::string quotes_doubled(std::string_view text) {
    std::string out;
    text::append_quotes_doubled(out, text);
    return out;
}

} // namespace

TEST_CASE("append_json_string escapes what RFC 8259 asks for") {
    CHECK(json("") == "");
    CHECK(json("hello") == "hello");
    CHECK(json("\"\\/") == "\\\"\\\\/");
    CHECK(json("\b\f\n\r\t") == "\\b\\f\\n\\r\\t");
    CHECK(json("\x00\x01\x1f\x7f"s) == "\\u0000\\u0001\\u001f\\u007f");
}

TEST_CASE("append_json_string leaves no control byte and no line separator") {
    std::string all;
    for (int i = 0; i < 0x80; ++i) all.push_back(static_cast<char>(i));
    all += "\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa";
    const std::string out = json(all);
    for (const char c : out) CHECK((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
    CHECK(out.find("\xe2\x80\xa8") == std::string::npos);
    CHECK(out.find("\xe2\x80\xa9") == std::string::npos);
    CHECK(out.find("\xe2\x80\xa7\\u2028\\u2029\xe2\x80\xaa") != std::string::npos);
}

TEST_CASE("append_json_string cannot end a script element") {
    CHECK(json("</script><!--") == "\\u003c/script>\\u003c!--");
}

TEST_CASE("append_json_string keeps other characters of the same lead byte") {
    CHECK(json("\xe2\x82\xac") == "\xe2\x82\xac");
    CHECK(json("a\xf0\x9f\x98\x80z") == "a\xf0\x9f\x98\x80z");
    CHECK(json("\xe2\x80\xa8\xe2\x80\xa8") == "\\u2028\\u2028");
}

TEST_CASE("printable keeps ASCII and well-formed UTF-8") {
    CHECK(text::printable("hello ~!") == "hello ~!");
    CHECK(text::printable("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80") ==
          "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80");
}

TEST_CASE("printable shows control bytes and malformed bytes") {
    CHECK(text::printable("a\nb\rc\td\\e") == "a\\nb\\rc\\td\\\\e");
    CHECK(text::printable("\x1b[31m\x00\x7f"s) == "\\x1b[31m\\x00\\x7f");
    CHECK(text::printable("\xff\xc3(\xe2\x82") == "\\xff\\xc3(\\xe2\\x82");
    CHECK(text::printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");
    CHECK(text::printable("\xc0\xaf") == "\\xc0\\xaf");
}

TEST_CASE("printable shows what turns or breaks a line") {
    CHECK(text::printable("\xe2\x80\xae") == "\\xe2\\x80\\xae"); // right-to-left override
    CHECK(text::printable("\xe2\x81\xa6") == "\\xe2\\x81\\xa6"); // left-to-right isolate
    CHECK(text::printable("\xe2\x80\xa8") == "\\xe2\\x80\\xa8"); // line separator
    CHECK(text::printable("\xe2\x80\x8b") == "\\xe2\\x80\\x8b"); // zero width space
    CHECK(text::printable("\xef\xbb\xbf") == "\\xef\\xbb\\xbf"); // byte order mark
    CHECK(text::printable("\xd8\x9c") == "\\xd8\\x9c");          // Arabic letter mark
    CHECK(text::printable("\xc2\x9b") == "\\xc2\\x9b");          // CSI among the C1 controls
    CHECK(text::printable("\xc2\x85") == "\\xc2\\x85");          // next line
    CHECK(text::printable("\xc2\xa0") == "\xc2\xa0");
}

TEST_CASE("printable of any two bytes is one line of well-formed UTF-8") {
    std::size_t wrong = 0;
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const char bytes[] = {static_cast<char>(first), static_cast<char>(second)};
            const std::string out = text::printable({bytes, 2});
            bool plain = text::is_utf8(out);
            for (const char c : out) plain = plain && (c < 0 || (c >= ' ' && c != 0x7f));
            if (!plain) ++wrong;
        }
    }
    CHECK(wrong == 0);
}

// Most bytes are looked at eight at a time: one character may stand anywhere among them.
TEST_CASE("escape: a character becomes the same wherever it stands") {
    std::vector<std::string> characters{"\xc2\xa0", "\xe2\x82\xac", "\xe2\x80\xa8",
                                        "\xf0\x9f\x98\x80"};
    for (int c = 0; c < 0x80; ++c) characters.emplace_back(1, static_cast<char>(c));
    const std::string plain = "0123456789abcdefghijklmn";
    for (const std::string& c : characters) {
        for (std::size_t size = 0; size <= plain.size(); ++size) {
            for (std::size_t at = 0; at <= size; ++at) {
                const std::string before = plain.substr(0, at);
                const std::string after = c + plain.substr(at, size - at);
                CAPTURE(before + after);
                REQUIRE(json(before + after) == before + json(c) + after.substr(c.size()));
                REQUIRE(text::printable(before + after) ==
                        before + text::printable(c) + after.substr(c.size()));
                REQUIRE(quotes_doubled(before + after) ==
                        before + (c == "\"" ? "\"\"" : c) + after.substr(c.size()));
            }
        }
    }
}

TEST_CASE("escape: long texts in which every character is another one's neighbour") {
    std::string all;
    for (int i = 0; i < 0x80 * 0x80; ++i) {
        all.push_back(static_cast<char>(i / 0x80));
        all.push_back(static_cast<char>(i % 0x80));
    }
    std::string as_json, as_printable, doubled;
    for (const char c : all) {
        as_json += json({&c, 1});
        as_printable += text::printable({&c, 1});
        doubled += c == '"' ? "\"\"" : std::string(1, c);
    }
    CHECK(json(all) == as_json);
    CHECK(text::printable(all) == as_printable);
    CHECK(quotes_doubled(all) == doubled);
    CHECK(json(std::string(5'000, '\x01')).size() == 30'000);
    CHECK(quotes_doubled(std::string(5'000, '"')).size() == 10'000);
    CHECK(quotes_doubled("\xa2\xa2\"\xa2\xff\xa2\xa2\xa2\xa2") ==
          "\xa2\xa2\"\"\xa2\xff\xa2\xa2\xa2\xa2");
}

TEST_CASE("append_html leaves no markup and keeps everything else") {
    const auto html = [](std::string_view text) {
        std::string out = "before ";
        text::append_html(out, text);
        return out;
    };
    CHECK(html("") == "before ");
    CHECK(html("plain \xe2\x82\xac") == "before plain \xe2\x82\xac");
    CHECK(html("<a href=\"x\" b='y'>&amp;") ==
          "before &lt;a href=&quot;x&quot; b=&apos;y&apos;&gt;&amp;amp;");
    CHECK(html("&&") == "before &amp;&amp;");
}
