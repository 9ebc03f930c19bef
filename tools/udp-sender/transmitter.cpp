#include "udp-sender/transmitter.hpp"

#include <netinet/udp.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "udp-sender/sender_socket.hpp"

namespace gateway::sender {
namespace {

// The control message that says how long each datagram of a piece is.
class segment_size_message {
  public:
    explicit segment_size_message(std::size_t size) {
        msghdr holder{};
        add_to(holder);
        cmsghdr* const head = CMSG_FIRSTHDR(&holder);
        head->cmsg_level = SOL_UDP;
        head->cmsg_type = UDP_SEGMENT;
        head->cmsg_len = CMSG_LEN(sizeof(std::uint16_t));
        const auto value = static_cast<std::uint16_t>(size);
        std::memcpy(CMSG_DATA(head), &value, sizeof value);
    }
    void add_to(msghdr& message) {
        message.msg_control = room_.data();
        message.msg_controllen = room_.size();
    }

  private:
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(std::uint16_t))> room_{};
};

} // namespace

transmitter::transmitter(const socket_address& destination, const std::string& interface,
                         std::size_t ports, const gso_options& gso)
    : gso_(gso) {
    raise_file_limit();
    for (std::size_t i = 0; i < ports; ++i) {
        sockets_.push_back(open_sender_socket(destination, interface));
        const socket_address local = local_address(sockets_.back());
        ports_.push_back({ip_text(local), endpoint_text(local), 0});
    }
    if (gso_.segments > 1) check_fits_unfragmented(sockets_.front(), destination, gso_.size);
}

void transmitter::send(std::span<const std::string_view> payloads) {
    assert(payloads.size() <= batch_size);
    std::array<iovec, batch_size> of_port;
    const std::size_t ports = sockets_.size();
    for (std::size_t turn = 0; turn < std::min(ports, payloads.size()); ++turn) {
        std::size_t size = 0;
        for (std::size_t i = turn; i < payloads.size(); i += ports, ++size) {
            // sendmmsg does not write to the payload; iovec is made for reading, too.
            of_port[size] = {const_cast<char*>(payloads[i].data()), payloads[i].size()};
        }
        send_run((next_port_ + turn) % ports, {of_port.data(), size});
    }
    next_port_ = (next_port_ + payloads.size()) % ports;
}

// Each message has one payload, or as many as make a piece that the kernel divides.
void transmitter::send_run(std::size_t port, std::span<iovec> payloads) {
    segment_size_message size_of_each(gso_.size);
    std::array<mmsghdr, batch_size> messages;
    std::size_t count = 0;
    while (!payloads.empty()) {
        const auto piece = payloads.first(std::min(payloads.size(), gso_.segments));
        msghdr& h = (messages[count++] = {}).msg_hdr;
        h.msg_iov = piece.data();
        h.msg_iovlen = piece.size();
        if (piece.size() > 1) size_of_each.add_to(h);
        payloads = payloads.subspan(piece.size());
    }
    send_messages(port, {messages.data(), count});
}

// A short count from sendmmsg hides an error that it met behind the last datagram it sent. What it
// was shows with the next call: a report about earlier datagrams was used up by it, anything else
// comes again.
void transmitter::send_messages(std::size_t port, std::span<mmsghdr> run) {
    bool hidden = false; // the last call was cut short
    bool failed = false; // the datagram in front has failed once
    while (!run.empty()) {
        const int n =
            ::sendmmsg(sockets_[port].get(), run.data(), static_cast<unsigned>(run.size()), 0);
        if (n > 0) {
            const auto accepted = static_cast<std::size_t>(n);
            for (const mmsghdr& header : run.first(accepted)) {
                total_.bytes += header.msg_len;
                total_.sent += header.msg_hdr.msg_iovlen;
                ports_[port].sent += header.msg_hdr.msg_iovlen;
            }
            total_.reports += hidden || failed;
            run = run.subspan(accepted);
            hidden = !run.empty();
            failed = false;
            busy_waits_ = 0;
            continue;
        }
        const int error = errno;
        hidden = false;
        if (is_busy(error)) continue;
        total_.last_error = error;
        if (error == ECONNREFUSED) {
            ++total_.reports;
        } else if (failed) {
            total_.unsent += run.front().msg_hdr.msg_iovlen;
            run = run.subspan(1);
            failed = false;
        } else {
            failed = true;
        }
    }
}

bool transmitter::is_busy(int error) {
    constexpr unsigned most_waits = 1'000;
    if (error == EINTR) return true;
    if (error != ENOBUFS || ++busy_waits_ > most_waits) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
    return true;
}

void transmitter::collect_reports() {
    for (const file_descriptor& socket : sockets_) {
        int error = 0;
        socklen_t size = sizeof error;
        if (::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error == 0) {
            continue;
        }
        ++total_.reports;
        total_.last_error = error;
    }
}

} // namespace gateway::sender
