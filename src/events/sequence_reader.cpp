#include "events/sequence_reader.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <charconv>
#include <stdexcept>

#include "text/number.hpp"

namespace gateway::events {

sequence_reader::sequence_reader(const sequence_options& options)
    : configured_(!options.pattern.empty() || !options.json.empty()), bits_(options.bits) {
    if (!options.pattern.empty()) {
        pattern_ = std::make_unique<RE2>(options.pattern, RE2::Quiet);
        if (!pattern_->ok()) throw std::runtime_error(pattern_->error());
        if (pattern_->NumberOfCapturingGroups() != 1) {
            throw std::runtime_error(
                fmt::format("it has {} groups", pattern_->NumberOfCapturingGroups()));
        }
    } else if (!options.json.empty()) {
        field_ = text::json_pointer::parse(options.json);
        if (!field_) throw std::runtime_error("neither a JSON pointer nor a name");
    }
}

sequence_reader::~sequence_reader() = default;

// Behind the number there is nothing, or what udp-sender fills a --size with.
std::optional<std::uint64_t> sequence_reader::own_number(std::string_view rest) const noexcept {
    if (rest.front() < '1' || rest.front() > '9') return std::nullopt;
    std::uint64_t number = 0;
    const char* const end = rest.data() + rest.size();
    const auto [behind, error] = std::from_chars(rest.data(), end, number);
    if (error != std::errc{}) return std::nullopt;
    if (behind != end && (*behind != '.' || rest.back() != '.')) return std::nullopt;
    return fitting(number);
}

std::optional<std::uint64_t> sequence_reader::find(std::string_view payload) const noexcept {
    if (field_) return fitting(field_->find_uint(payload));
    try {
        re2::StringPiece number;
        if (!RE2::PartialMatch(payload, *pattern_, &number)) return std::nullopt;
        return fitting(text::parse_uint({number.data(), number.size()}));
    } catch (...) { // no memory
        return std::nullopt;
    }
}

std::optional<std::uint64_t> sequence_reader::fitting(
    std::optional<std::uint64_t> number) const noexcept {
    if (number && bits_ < 64 && *number >> bits_ != 0) return std::nullopt;
    return number;
}

} // namespace gateway::events
