#include "udp-sender/text_source.hpp"

namespace gateway::sender {

fixed_source::fixed_source(std::string bytes, std::optional<std::size_t> size, char padding)
    : bytes_(std::move(bytes)) {
    if (size) bytes_.resize(*size, padding);
}

next_payload fixed_source::next(std::string&, std::chrono::nanoseconds) {
    return next_payload::ready(bytes_);
}

text_source::text_source(payload_template text, std::optional<std::size_t> size)
    : text_(std::move(text)), size_(size) {}

next_payload text_source::next(std::string& scratch, std::chrono::nanoseconds) {
    const std::chrono::nanoseconds now = std::chrono::system_clock::now().time_since_epoch();
    scratch.clear();
    text_.render(scratch, ++number_, now.count());
    if (size_) scratch.resize(*size_, padding(payload_kind::text));
    return next_payload::ready(scratch);
}

} // namespace gateway::sender
