#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct pcap;

namespace gateway::sender {

// One packet of a capture file.
struct captured_packet {
    std::chrono::nanoseconds time; // since 1970, as the file says; a hostile file may say anything
    std::string_view bytes;        // valid until the next packet is read
};

// Reads a capture file (pcap or pcapng, of either resolution) through libpcap. "-" is standard
// input; a pipe may block. The constructor and next throw std::runtime_error with one line that
// names the file.
class pcap_reader {
  public:
    explicit pcap_reader(const std::string& path);

    int link_type() const { return link_type_; } // one that is_known_link knows

    // The next packet; nullopt at the end.
    std::optional<captured_packet> next();

  private:
    struct closer {
        void operator()(pcap* handle) const;
    };

    std::string path_;
    std::unique_ptr<pcap, closer> handle_;
    int link_type_ = 0;
};

} // namespace gateway::sender
