#include "text/json_pointer.hpp"

#include <algorithm>

#include "text/number.hpp"

namespace gateway::text {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::string_view blank = " \t\r\n";

// Reads over a document from its beginning; empty where it breaks off.
class reader {
  public:
    explicit reader(std::string_view json) : rest_(json) {}

    // The next byte behind blanks, '\0' at the end.
    char next() {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(blank), rest_.size()));
        return rest_.empty() ? '\0' : rest_.front();
    }

    // Whether `expected` is next; then it is read over.
    bool take(char expected) {
        if (next() != expected || rest_.empty()) return false;
        rest_.remove_prefix(1);
        return true;
    }

    // What stands in the quotes that begin here, as it is written.
    std::optional<std::string_view> take_string() {
        if (!take('"')) return std::nullopt;
        for (std::size_t at = 0; (at = rest_.find_first_of("\"\\", at)) != npos; at += 2) {
            if (rest_[at] == '\\') continue;
            const std::string_view inside = rest_.substr(0, at);
            rest_.remove_prefix(at + 1);
            return inside;
        }
        rest_ = {};
        return std::nullopt;
    }

    // What is neither a string nor a list nor an object.
    std::string_view take_word() {
        next();
        const std::string_view word = rest_.substr(0, rest_.find_first_of(",]} \t\r\n"));
        rest_.remove_prefix(word.size());
        return word;
    }

    // Reads over one value, however deep it is. False where it breaks off.
    bool skip() {
        std::size_t depth = 0;
        do {
            const char c = next();
            if (c == '"') {
                if (!take_string()) return false;
            } else if (c == '{' || c == '[') {
                ++depth;
                rest_.remove_prefix(1);
            } else if (c == '}' || c == ']') {
                if (depth == 0) return false;
                --depth;
                rest_.remove_prefix(1);
            } else if (depth != 0 && (c == ',' || c == ':')) {
                rest_.remove_prefix(1);
            } else if (take_word().empty()) {
                return false;
            }
        } while (depth != 0);
        return true;
    }

  private:
    std::string_view rest_;
};

// Goes to the value of this member of the object that begins here.
bool enter_member(reader& r, std::string_view name) {
    if (!r.take('{')) return false;
    do {
        const auto member = r.take_string();
        if (!member || !r.take(':')) return false;
        if (*member == name) return true;
        if (!r.skip()) return false;
    } while (r.take(','));
    return false;
}

// Goes to the element with this index of the list that begins here.
bool enter_element(reader& r, std::string_view step) {
    const auto index = parse_uint(step);
    if (!index || !r.take('[')) return false;
    for (std::uint64_t i = 0; i < *index; ++i) {
        if (!r.skip() || !r.take(',')) return false;
    }
    return r.next() != ']';
}

} // namespace

std::optional<json_pointer> json_pointer::parse(std::string_view place) {
    json_pointer p;
    if (place.empty()) return std::nullopt;
    if (!place.starts_with('/')) {
        p.steps_.emplace_back(place);
        return p;
    }
    while (!place.empty()) {
        place.remove_prefix(1);
        std::string step;
        for (; !place.empty() && place.front() != '/'; place.remove_prefix(1)) {
            if (place.front() != '~') {
                step += place.front();
                continue;
            }
            place.remove_prefix(1);
            if (!place.starts_with('0') && !place.starts_with('1')) return std::nullopt;
            step += place.front() == '0' ? '~' : '/';
        }
        p.steps_.push_back(std::move(step));
    }
    return p;
}

std::optional<std::uint64_t> json_pointer::find_uint(std::string_view json) const noexcept {
    reader r{json};
    for (const std::string& step : steps_) {
        const bool found = r.next() == '[' ? enter_element(r, step) : enter_member(r, step);
        if (!found) return std::nullopt;
    }
    if (r.next() != '"') return parse_uint(r.take_word());
    const auto quoted = r.take_string();
    return quoted ? parse_uint(*quoted) : std::nullopt;
}

} // namespace gateway::text
