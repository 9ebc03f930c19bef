#include "http/chunked_decoder.hpp"

#include <algorithm>
#include <charconv>

#include "http/request.hpp"

namespace gateway::http {
namespace {

constexpr std::size_t max_size_line = 256;
constexpr std::size_t max_size_digits = 16;
constexpr std::size_t max_trailers = 8 * 1024;
// What size lines may cost besides the sizes, in all chunks of a body together.
constexpr std::size_t max_extensions = 16 * 1024;

constexpr std::string_view malformed_size =
    "The size of a chunk of the request's body is malformed.";
constexpr std::string_view malformed_extension =
    "An extension of a chunk of the request's body is malformed.";
constexpr std::string_view malformed_trailer = "A trailer field of the request is malformed.";

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// chunk-ext: ";name", ";name=token" or ";name=\"quoted\"", with blanks around each sign.
bool is_extension(std::string_view text) {
    while (!(text = trim(text)).empty()) {
        if (text.front() != ';') return false;
        text = trim(text.substr(1));
        const std::string_view name = take_token(text);
        if (name.empty()) return false;
        text = trim(text);
        if (!text.starts_with('=')) continue;
        text = trim(text.substr(1));
        if ((text.starts_with('"') ? take_quoted(text) : take_token(text)).empty()) return false;
    }
    return true;
}

} // namespace

chunked_decoder::verdict chunked_decoder::refuse(int status, std::string_view detail) {
    refusal_ = {status, detail};
    return verdict::refused;
}

chunked_decoder::verdict chunked_decoder::feed(std::string_view bytes, std::string& body,
                                               std::size_t max_body, std::size_t& used) {
    while (!bytes.empty()) {
        std::size_t taken = 1;
        verdict v = verdict::incomplete;
        if (part_ == part::content) {
            taken = std::min<std::uint64_t>(left_, bytes.size());
            body.append(bytes, 0, taken);
            left_ -= taken;
            if (left_ == 0) {
                part_ = part::content_end;
                left_ = 2;
            }
        } else if (part_ == part::content_end) {
            if (bytes.front() != (left_ == 2 ? '\r' : '\n')) {
                v = refuse(400, "A chunk of the request's body does not end where its size says.");
            } else if (--left_ == 0) {
                part_ = part::size_line;
            }
        } else if (v = add_to_line(bytes.front()); v == verdict::complete) {
            v = part_ == part::trailer ? end_trailer_line() : end_size_line(max_body - body.size());
            line_.clear();
        }
        used += taken;
        if (v != verdict::incomplete) return v;
        bytes.remove_prefix(taken);
    }
    return verdict::incomplete;
}

// `complete`: line_ is a whole line, without its CRLF.
chunked_decoder::verdict chunked_decoder::add_to_line(char c) {
    const bool after_cr = line_.ends_with('\r');
    if (c == '\n' && after_cr) {
        line_.pop_back();
        return verdict::complete;
    }
    if (after_cr || c == '\n') {
        return refuse(400, "A line of the request's chunked body does not end with CRLF.");
    }
    if (is_control(c) && c != '\r') {
        return refuse(400, "The framing of the request's body contains a control character.");
    }
    line_.push_back(c);
    if (part_ == part::size_line && line_.size() > max_size_line) {
        return refuse(400, "The size line of a chunk is longer than 256 bytes.");
    }
    if (part_ == part::trailer && ++trailers_ > max_trailers) {
        return refuse(431, "The request's trailer fields are larger than 8 KiB.");
    }
    return verdict::incomplete;
}

chunked_decoder::verdict chunked_decoder::end_size_line(std::size_t room) {
    const std::string_view line = line_;
    const auto digits =
        static_cast<std::size_t>(std::find_if_not(line.begin(), line.end(), is_hex) - line.begin());
    if (digits == 0 || digits > max_size_digits) return refuse(400, malformed_size);
    std::from_chars(line.data(), line.data() + digits, left_, 16);
    const std::string_view extension = line.substr(digits);
    // Blanks are allowed only in front of an extension.
    if (!extension.empty() && trim(extension).empty()) return refuse(400, malformed_size);
    if (!is_extension(extension)) return refuse(400, malformed_extension);
    extensions_ += extension.size();
    if (extensions_ > max_extensions) {
        return refuse(400,
                      "The chunks of the request's body carry more than 16 KiB of extensions.");
    }
    if (left_ > room) return refuse(413, body_too_large);
    part_ = left_ == 0 ? part::trailer : part::content;
    return verdict::incomplete;
}

chunked_decoder::verdict chunked_decoder::end_trailer_line() {
    if (line_.empty()) return verdict::complete;
    std::string_view rest = line_;
    if (take_token(rest).empty() || !rest.starts_with(':')) return refuse(400, malformed_trailer);
    return verdict::incomplete;
}

} // namespace gateway::http
