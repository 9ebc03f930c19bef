#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "udp-sender/interrupt.hpp"
#include "udp-sender/pacer.hpp"
#include "udp-sender/payload_source.hpp"
#include "udp-sender/progress.hpp"
#include "udp-sender/transmitter.hpp"

namespace gateway::sender {

// How much is sent, and how fast. What is unset sets no limit.
struct send_plan {
    std::optional<std::uint64_t> count;
    std::optional<std::chrono::nanoseconds> duration;
    std::optional<std::uint64_t> rate; // datagrams a second
};

// What came of it.
struct send_result {
    transmit_ledger total;
    std::vector<port_ledger> ports;
    // From the start to the end of the last datagram; at a paced rate each datagram takes up 1 /
    // rate of it, the last one too, so that sent / duration is the rate.
    std::chrono::nanoseconds duration{0};
    int signal = 0;                    // what ended it early, 0: nothing
    std::string failure;               // why the payloads ended early, empty: they did not
    bool starved = false;              // it had to wait for input, so it can't be held to a rate
    std::optional<std::uint64_t> rate; // as asked for

    double rate_achieved() const;   // datagrams a second
    double mbit_per_second() const; // of payload
    bool rate_held() const;         // to 99 %; true where none was asked for, or input was short
};

// Sends payloads in batches until the plan is done, the source is at its end or a signal comes.
class send_loop {
  public:
    // All of them outlive the loop; `progress` may be null.
    send_loop(const send_plan& plan, payload_source& source, transmitter& out, interrupt& stop,
              progress* shown);

    // Once.
    send_result run();

  private:
    void send_all();
    void fill(steady_time now);
    void send_batch();
    std::uint64_t room(steady_time now);
    void wait(steady_time now);

    const send_plan plan_;
    payload_source& source_;
    transmitter& out_;
    interrupt& stop_;
    progress* const progress_;

    steady_time start_;
    steady_time last_send_; // the end of it
    std::optional<steady_time> deadline_;
    std::optional<pacer> pacer_;
    std::array<std::string, transmitter::batch_size> scratch_; // one for each payload of a batch
    std::vector<std::string_view> batch_;
    std::uint64_t issued_ = 0; // payloads taken from the source
    next_payload last_;        // what the source said last
    bool starved_ = false;
};

} // namespace gateway::sender
