#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::text {

// A place in a JSON document: a JSON pointer (RFC 6901) "/a/0/seq", or a name "seq", which is
// that member of the outermost object. Plain values, any thread.
class json_pointer {
  public:
    // nullopt where `place` is neither: empty, or with a ~ that is no ~0 and no ~1.
    static std::optional<json_pointer> parse(std::string_view place);

    // The whole number at this place, also in quotes; nullopt where there is none, or none that
    // fits. Any bytes may come: what is in front of the place is read over, without recursion, and
    // what is behind it is not looked at. Of two members of the same name the first one counts; a
    // name that the document writes with escapes is not recognised. Allocates nothing.
    std::optional<std::uint64_t> find_uint(std::string_view json) const noexcept;

  private:
    std::vector<std::string> steps_; // names or indexes, from the outside
};

} // namespace gateway::text
