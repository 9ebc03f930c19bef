#include <algorithm>
#include <cctype>
#include <charconv>
#include <stdexcept>

#include "support/http_client.hpp"

namespace gateway::tests {
namespace {

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) ==
               std::tolower(static_cast<unsigned char>(y));
    });
}

std::size_t number(std::string_view digits, int base) {
    std::size_t value = 0;
    const auto [rest, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (error != std::errc{} || rest != digits.data() + digits.size()) {
        throw std::runtime_error("no number: " + std::string(digits));
    }
    return value;
}

// The first line of `text`, taken off it; without its \r\n.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find("\r\n");
    if (end == std::string_view::npos) throw std::runtime_error("a line has no end");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 2);
    return line;
}

} // namespace

http_response parse_head(std::string head) {
    http_response response;
    response.head = std::move(head);
    std::string_view rest = response.head;
    const std::string_view status_line = take_line(rest);
    if (!status_line.starts_with("HTTP/1.") || status_line.size() < 12 || status_line[8] != ' ') {
        throw std::runtime_error("no status line: " + std::string(status_line));
    }
    response.version = status_line.substr(0, 8);
    response.status = static_cast<int>(number(status_line.substr(9, 3), 10));
    for (auto line = take_line(rest); !line.empty(); line = take_line(rest)) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0) {
            throw std::runtime_error("no header line: " + std::string(line));
        }
        std::string_view value = line.substr(colon + 1);
        while (value.starts_with(' ')) value.remove_prefix(1);
        response.headers.emplace_back(line.substr(0, colon), value);
    }
    return response;
}

std::string http_response::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (same_name(key, name)) return value;
    }
    return {};
}

std::size_t http_response::count(std::string_view name) const {
    return static_cast<std::size_t>(std::count_if(
        headers.begin(), headers.end(), [&](const auto& h) { return same_name(h.first, name); }));
}

body_decoder::body_decoder(const http_response& head, bool of_head_request) {
    if (of_head_request || head.status < 200 || head.status == 204 || head.status == 304) {
        done_ = true;
    } else if (head.header("Transfer-Encoding") == "chunked") {
        chunked_ = true;
    } else if (head.count("Content-Length") > 0) {
        left_ = number(head.header("Content-Length"), 10);
        done_ = left_ == 0;
    } else {
        until_close_ = true;
    }
}

void body_decoder::feed(std::string& raw, std::string& out) {
    if (done_) return;
    if (until_close_) {
        out += raw;
        raw.clear();
        return;
    }
    if (!chunked_) {
        const std::size_t size = std::min(left_, raw.size());
        out.append(raw, 0, size);
        raw.erase(0, size);
        left_ -= size;
        done_ = left_ == 0;
        return;
    }
    for (bool progress = true; progress && !done_;) feed_chunk(raw, out, progress);
}

void body_decoder::feed_chunk(std::string& raw, std::string& out, bool& progress) {
    progress = !raw.empty();
    if (state_ == chunk_state::data) {
        const std::size_t size = std::min(left_, raw.size());
        out.append(raw, 0, size);
        raw.erase(0, size);
        left_ -= size;
        if (left_ == 0) state_ = chunk_state::data_end;
        return;
    }
    const std::size_t end = raw.find("\r\n");
    progress = end != std::string::npos;
    if (!progress) return;
    const std::string line = raw.substr(0, end);
    raw.erase(0, end + 2);
    if (state_ == chunk_state::size) {
        left_ = number(line.substr(0, line.find(';')), 16);
        state_ = left_ == 0 ? chunk_state::trailer : chunk_state::data;
    } else if (state_ == chunk_state::data_end) {
        if (!line.empty()) throw std::runtime_error("a chunk is longer than it says: " + line);
        state_ = chunk_state::size;
    } else {
        done_ = line.empty();
        if (!done_) trailers_ += line + "\r\n";
    }
}

void body_decoder::end_of_stream() {
    if (!until_close_) throw std::runtime_error("the body ended early");
    done_ = true;
}

} // namespace gateway::tests
