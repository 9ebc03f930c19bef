#pragma once

#include <cstdint>
#include <string>

#include "events/capture_index.hpp"
#include "http/body_stream.hpp"

namespace gateway::web {

inline constexpr std::string_view timemap_type = "application/link-format";

// A TimeMap (RFC 7089, 5): all captures of a URL in the order of their times, as links (RFC 6690).
// A cursor over the index, which may change while the parts are on their way.
class timemap : public http::body_stream {
  public:
    // `index` has to live longer; it has captures of `url` now. `base` stands in front of the
    // captures' addresses.
    timemap(const events::capture_index& index, std::string url, std::string base = {});

    progress produce(std::string& out, time_point now) override;

  private:
    void begin(std::string& out) const;

    const events::capture_index& index_;
    std::string url_;
    std::string base_;
    std::int64_t last_ = events::capture_index::before_all; // the time that was listed last
};

} // namespace gateway::web
