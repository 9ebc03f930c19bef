#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::sender {

// TEXT with its placeholders: {n} is the datagram's number, from 1, {time} is the UTC time with
// nanoseconds. Everything else stands as it is. Plain values, no clock.
class payload_template {
  public:
    explicit payload_template(std::string_view text);

    // Whether every datagram has the same bytes.
    bool constant() const;

    // Appends the payload of datagram `number` at `unix_ns`, nanoseconds since 1970.
    void render(std::string& out, std::uint64_t number, std::int64_t unix_ns) const;

    // The bytes of the longest payload where `last` is the highest number.
    std::size_t longest(std::uint64_t last) const;

    // Whether number_in finds the number of every payload up to `last`, also where payloads are
    // cut to `size`.
    bool numbered(std::uint64_t last, std::optional<std::size_t> size) const;

    // The number that `payload` was rendered with; nullopt where it has another form.
    std::optional<std::uint64_t> number_in(std::string_view payload) const;

  private:
    enum class kind { literal, number, time };
    struct piece {
        kind what;
        std::string literal;
    };

    static std::size_t longest(const piece& p, std::uint64_t last);
    std::size_t first_number() const; // index into pieces_, its size where there is none

    std::vector<piece> pieces_;
};

} // namespace gateway::sender
