#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gateway::http {

// A body that is made while it is sent: an export, a large page, a live stream. The connection
// pulls one part after the other and never holds more than one, so that a reader that does not
// read costs no memory.
class body_stream {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    enum class progress {
        more, // call again as soon as what was appended is written; it may be nothing, where a
              // slice of work (at most about a millisecond) found nothing to send
        wait, // there is nothing now: call again when something was stored (or wake_by()'s function
              // was called), or at wake_at()
        done, // what was appended is the last part
    };

    virtual ~body_stream() = default;

    // Appends the next part to `out`, about 32 KiB at the most beyond the last whole event.
    virtual progress produce(std::string& out, time_point now) = 0;

    // Everything that produce() appended, or shared_chunks() gave, since the last call has been
    // given to the kernel.
    virtual void written() {}

    // Instead of produce() after `wait`: what is to be sent now as it is, chunked coding (RFC 9112,
    // 7.1) included; the same bytes for all bodies of a kind, valid until the next call to any of
    // them. Empty: there is nothing. Nullopt: produce() has to be asked.
    virtual std::optional<std::string_view> shared_chunks(time_point /*now*/) {
        return std::nullopt;
    }

    // When to call produce() again although nothing was stored. Asked after `wait`.
    virtual time_point wake_at() const { return time_point::max(); }

    // A body that waits for something of its own, and not for what is stored, keeps this function
    // to call it when produce() has something to do again, and says true.
    virtual bool wake_by(const std::function<void()>& /*wake*/) { return false; }

    // Whether this is work that nobody wants any more when its client has left, or has ended its
    // side of the connection; else such a client is still served what there is.
    virtual bool ends_with_client() const { return false; }

    // Appends the trailer section's lines (RFC 9112, 7.1.2). Asked after `done`.
    virtual void append_trailers(std::string& /*out*/) const {}
};

} // namespace gateway::http
