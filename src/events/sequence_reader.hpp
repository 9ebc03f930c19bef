#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

#include "gateway/config.hpp"
#include "text/json_pointer.hpp"

namespace re2 {
class RE2;
}

namespace gateway::events {

// Finds the sequence number in a payload: that of udp-sender's own text where nothing is
// configured, else by a pattern or in a field of JSON. One thread.
class sequence_reader {
  public:
    // Throws std::runtime_error where the pattern is none of RE2, or has not exactly one group.
    explicit sequence_reader(const sequence_options& options = {});
    ~sequence_reader();

    // The number in this payload; nullopt where it has none that fits into bits(). Never throws:
    // where there is no memory to look for it, there is none.
    std::optional<std::uint64_t> number_in(std::string_view payload) const noexcept {
        if (configured_) return find(payload);
        if (payload.size() <= own_text.size()) return std::nullopt;
        if (std::memcmp(payload.data(), own_text.data(), own_text.size()) != 0) return std::nullopt;
        return own_number(payload.substr(own_text.size()));
    }

    unsigned bits() const { return bits_; }

    // Whether somebody said where the number is. Else a source shows that it is one by sending two
    // numbers in a row.
    bool is_configured() const { return configured_; }

  private:
    static constexpr std::string_view own_text = "event ";

    std::optional<std::uint64_t> own_number(std::string_view rest) const noexcept;
    std::optional<std::uint64_t> find(std::string_view payload) const noexcept;
    std::optional<std::uint64_t> fitting(std::optional<std::uint64_t> number) const noexcept;

    bool configured_;
    unsigned bits_;
    std::unique_ptr<re2::RE2> pattern_;
    std::optional<text::json_pointer> field_;
};

} // namespace gateway::events
