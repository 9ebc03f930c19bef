// Bytes that somebody else chose, as they are shown in a log, a terminal and a page.
#include "text/escape.hpp"

#include <string>

#include "fuzz/code_points.hpp"
#include "fuzz/fuzz.hpp"
#include "text/hex.hpp"
#include "text/utf8.hpp"

using namespace gateway;
using fuzz::require;

namespace {

// What text::printable says of, read backwards.
std::string unescaped(std::string_view shown) {
    std::string out;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        if (shown[i] != '\\') {
            out += shown[i];
            continue;
        }
        require(++i < shown.size(), "an escape is whole");
        constexpr std::string_view letters = "nrt\\", meant = "\n\r\t\\";
        if (const auto at = letters.find(shown[i]); at != std::string_view::npos) {
            out += meant[at];
            continue;
        }
        require(shown[i] == 'x' && shown.size() - i > 2, "an escape is \\xHH");
        out +=
            static_cast<char>(text::hex_digit(shown[i + 1]) * 16 + text::hex_digit(shown[i + 2]));
        i += 2;
    }
    return out;
}

bool is_utf8(std::string_view bytes) {
    std::size_t i = 0;
    const auto next = [&] {
        return i < bytes.size() ? static_cast<unsigned char>(bytes[i++]) : 0U;
    };
    while (i < bytes.size()) {
        const unsigned lead = next();
        if (lead < 0x80) continue;
        if (lead < 0xc2 || lead > 0xf4) return false;
        const unsigned second = next();
        const unsigned least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        const unsigned most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) return false;
        for (unsigned more = lead >= 0xf0 ? 2 : lead >= 0xe0 ? 1 : 0; more != 0; --more) {
            if ((next() & 0xc0) != 0x80) return false;
        }
    }
    return true;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = fuzz::input(data, size).rest();
    const std::string shown = text::printable(bytes);
    require(fuzz::is_printable(shown), "what is shown is printable");
    require(unescaped(shown) == bytes, "what is shown is all that there is");
    require(text::is_utf8(bytes) == is_utf8(bytes), "UTF-8 is what RFC 3629 says");
    if (!text::is_utf8(bytes)) return 0;
    fuzz::code_points(bytes);
    std::string json;
    text::append_json_string(json, bytes);
    for (const char32_t c : fuzz::code_points(json)) {
        require(c >= 0x20 && c != 0x7f && c != '<' && c != 0x2028 && c != 0x2029,
                "JSON has neither control characters nor line ends nor markup");
    }
    return 0;
}
