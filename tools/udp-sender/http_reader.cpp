#include "udp-sender/http_reader.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "text/number.hpp"

namespace gateway::sender {
namespace {

constexpr std::size_t largest_head = 64 * 1024;

bool equals_ignoring_case(std::string_view a, std::string_view lower) {
    return std::ranges::equal(a, lower, [](char x, char y) {
        return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + ('a' - 'A')) : x) == y;
    });
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t";
    const std::size_t begin = std::min(text.find_first_not_of(blanks), text.size());
    text.remove_prefix(begin);
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

} // namespace

void http_reader::feed(std::string_view bytes) {
    while (!bytes.empty() && !complete()) {
        const bool in_body =
            state_ == state::sized || state_ == state::until_end || state_ == state::chunk;
        bytes = in_body ? feed_body(bytes) : feed_line(bytes);
    }
}

void http_reader::end() {
    if (state_ == state::until_end) state_ = state::complete;
    if (!complete()) throw std::runtime_error("the connection ended within the answer");
}

std::string_view http_reader::feed_line(std::string_view bytes) {
    const std::size_t end = bytes.find('\n');
    line_ += bytes.substr(0, end);
    if (line_.size() > largest_head) throw std::runtime_error("the answer has an endless line");
    if (end == std::string_view::npos) return {};
    if (line_.ends_with('\r')) line_.pop_back();
    const std::string line = std::move(line_);
    line_.clear();
    take_line(line);
    return bytes.substr(end + 1);
}

std::string_view http_reader::feed_body(std::string_view bytes) {
    const bool framed = state_ != state::until_end;
    const std::size_t size =
        framed ? static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()))
               : bytes.size();
    if (status_ == 200) body_(bytes.substr(0, size));
    if (framed) {
        left_ -= size;
        if (left_ == 0) state_ = state_ == state::chunk ? state::chunk_end : state::complete;
    }
    return bytes.substr(size);
}

void http_reader::take_line(std::string_view line) {
    switch (state_) {
        case state::chunk_size:
            take_chunk_size(line);
            return;
        case state::chunk_end:
            if (!line.empty()) throw std::runtime_error("the answer has a chunk of another size");
            state_ = state::chunk_size;
            return;
        case state::trailer:
            if (line.empty()) state_ = state::complete;
            return;
        default:
            take_head_line(line);
    }
}

void http_reader::take_head_line(std::string_view line) {
    head_size_ += line.size();
    if (head_size_ > largest_head) throw std::runtime_error("the answer has an endless head");
    if (status_ == 0) {
        constexpr std::string_view version = "HTTP/1.";
        constexpr std::size_t status_begin = std::string_view{"HTTP/1.1 "}.size();
        const auto status = line.size() >= status_begin + 3
                                ? text::parse_uint(line.substr(status_begin, 3))
                                : std::nullopt;
        if (!line.starts_with(version) || !status || *status < 100) {
            throw std::runtime_error("the answer is not HTTP/1.1");
        }
        status_ = static_cast<int>(*status);
        return;
    }
    if (line.empty()) return end_head();
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(std::min(colon + 1, line.size())));
    if (equals_ignoring_case(name, "transfer-encoding")) {
        chunked_ = equals_ignoring_case(value, "chunked");
    } else if (equals_ignoring_case(name, "content-length")) {
        length_ = text::parse_uint(value);
    }
}

void http_reader::end_head() {
    if (status_ < 200) { // an interim answer: the final one follows
        status_ = 0;
        return;
    }
    left_ = length_.value_or(0);
    if (chunked_) {
        state_ = state::chunk_size;
    } else if (length_) {
        state_ = left_ == 0 ? state::complete : state::sized;
    } else {
        state_ = state::until_end;
    }
}

void http_reader::take_chunk_size(std::string_view line) {
    const std::string_view digits = trimmed(line.substr(0, line.find(';')));
    const auto [rest, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), left_, 16);
    if (error != std::errc{} || rest != digits.data() + digits.size()) {
        throw std::runtime_error("the answer has a chunk without a size");
    }
    state_ = left_ == 0 ? state::trailer : state::chunk;
}

} // namespace gateway::sender
