// Capture files, through libpcap, and the packets in them; and that what the gateway exports as
// pcap is read back.
#include <sys/mman.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "export/event_writer.hpp"
#include "fuzz/fuzz.hpp"
#include "fuzz/fuzzed_event.hpp"
#include "udp-sender/packet.hpp"
#include "udp-sender/pcap_reader.hpp"

using namespace gateway;
using fuzz::require;

namespace {

// A file in memory that has a path.
class memory_file {
  public:
    explicit memory_file(std::string_view bytes) : fd_(::memfd_create("capture", MFD_CLOEXEC)) {
        require(::write(fd_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
                "a file in memory can be written");
    }
    memory_file(const memory_file&) = delete;
    memory_file& operator=(const memory_file&) = delete;
    ~memory_file() { ::close(fd_); }
    std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

  private:
    int fd_;
};

sender::packet find(int link_type, std::string_view captured) {
    // On heap of exactly its size: the sanitizer sees a byte read behind it.
    const std::vector<char> exact(captured.begin(), captured.end());
    const std::string_view bytes{exact.data(), exact.size()};
    const sender::packet found = sender::find_datagram(link_type, bytes);
    require(fuzz::is_inside(found.payload, bytes), "a payload is a part of its packet");
    require(found.kind == sender::packet_kind::udp || found.payload.empty(),
            "what is no datagram has no payload");
    const std::size_t at = found.payload.empty() ? 0 : found.payload.data() - bytes.data();
    return {found.kind, captured.substr(at, found.payload.size())};
}

void check_file(std::string_view bytes) {
    const memory_file file(bytes);
    try {
        sender::pcap_reader reader(file.path());
        require(sender::is_known_link(reader.link_type()), "only known links are read");
        for (int i = 0; i < 1'000; ++i) {
            const auto captured = reader.next();
            if (!captured) return;
            require(captured->time.count() >= 0, "no packet is of before 1970");
            find(reader.link_type(), captured->bytes);
        }
    } catch (const std::runtime_error& e) {
        const std::string_view why = e.what();
        require(why.starts_with("capture '") && why.find('\n') == std::string_view::npos,
                "a refusal is one line that names the file");
    }
}

void check_export(fuzz::input in) {
    event e = fuzz::take_event(in);
    e.via = via::udp;
    std::string bytes{exporting::pcap_header()};
    exporting::append_pcap(bytes, e);
    const memory_file file(bytes);
    sender::pcap_reader reader(file.path());
    const auto captured = reader.next();
    require(captured && captured->time.count() == e.time_ns, "the time of an event is kept");
    const sender::packet found = find(reader.link_type(), captured->bytes);
    require(found.kind == sender::packet_kind::udp && found.payload == e.payload,
            "what is exported is read back");
    require(!reader.next(), "an event is one packet");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fuzz::input in(data, size);
    check_file(in.rest());
    constexpr int link_types[]{0, 1, 12, 108, 113, 228, 229, 276, 147};
    for (const int link_type : link_types) find(link_type, in.rest());
    check_export(in);
    return 0;
}
