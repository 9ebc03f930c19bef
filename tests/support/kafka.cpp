#include "support/kafka.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include "support/run_command.hpp"

namespace gateway::tests {
namespace {

launch mock_launch(int partitions, const std::string& topic) {
    return {{"setpriv", "--pdeathsig", "KILL", "--", binary_path("KAFKA_MOCK"), topic,
             std::to_string(partitions)},
            {},
            {}};
}

std::string field_of(const std::string& out, const std::string& name) {
    for (const std::string& line : lines_of(out)) {
        if (line.starts_with(name + " ")) return line.substr(name.size() + 1);
    }
    throw std::runtime_error("kafka-mock did not print its " + name + ": " + out);
}

// "seq=1,time=...": values without commas.
std::map<std::string, std::string> parse_headers(std::string_view text) {
    std::map<std::string, std::string> headers;
    while (!text.empty()) {
        const std::string_view one = text.substr(0, text.find(','));
        const std::size_t equals = one.find('=');
        headers.emplace(one.substr(0, equals), one.substr(std::min(equals + 1, one.size())));
        text.remove_prefix(std::min(one.size() + 1, text.size()));
    }
    return headers;
}

} // namespace

kafka_mock::kafka_mock(int partitions, const std::string& topic)
    : process_(mock_launch(partitions, topic)) {
    process_.wait_output([](const std::string& out, const std::string&) {
        return out.find("control ") != std::string::npos && out.ends_with("\n");
    });
    brokers_ = field_of(process_.out(), "brokers");
    control_ = endpoint::parse("127.0.0.1:" + field_of(process_.out(), "control"));
}

void kafka_mock::command(const std::string& line) {
    client_.send(control_, line);
    if (!client_.answered(static_cast<int>(patience.count()))) throw timed_out(line);
    std::array<char, 512> answer{};
    const ssize_t size = ::recv(client_.fd(), answer.data(), answer.size(), MSG_DONTWAIT);
    const std::string text(answer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    if (text != "ok") throw std::runtime_error("kafka-mock: " + text);
}

std::vector<kafka_record> read_topic(const std::string& brokers, const std::string& topic) {
    const auto read = run_command({"kcat", "-C", "-b", brokers, "-t", topic, "-e", "-q", "-o",
                                   "beginning", "-X", "check.crcs=true", "-f", "%k\t%h\t%s\n"},
                                  {}, patience * slowness);
    if (read.status != 0) throw std::runtime_error("kcat: " + read.err);
    std::vector<kafka_record> records;
    for (const std::string& line : lines_of(read.out)) {
        const std::size_t key_end = line.find('\t'), headers_end = line.find('\t', key_end + 1);
        if (headers_end == std::string::npos) throw std::runtime_error("kcat said: " + line);
        const std::string headers = line.substr(key_end + 1, headers_end - key_end - 1);
        records.push_back(
            {line.substr(0, key_end), line.substr(headers_end + 1), parse_headers(headers)});
    }
    return records;
}

std::string fault_of(const std::vector<kafka_record>& records, std::uint64_t first,
                     std::uint64_t last) {
    std::set<std::uint64_t> seen;
    std::map<std::string, std::uint64_t> newest; // of each source
    for (const kafka_record& r : records) {
        const std::uint64_t seq = r.seq();
        if (!seen.insert(seq).second) continue; // again
        std::uint64_t& before = newest[r.headers.at("source")];
        if (seq < before) return std::to_string(seq) + " came after " + std::to_string(before);
        before = seq;
    }
    for (std::uint64_t seq = first; seq <= last; ++seq) {
        if (!seen.contains(seq)) return std::to_string(seq) + " is missing";
    }
    return {};
}

bool wait_forwarded(const gateway_process& gateway, milliseconds within) {
    return eventually([&] { return stats_of(gateway)["/kafka/behind"] == 0; }, within);
}

bool wait_log(const gateway_process& gateway, const std::string& part) {
    return eventually([&] { return gateway.process().err().find(part) != std::string::npos; });
}

bool is_balanced(const figures& f) {
    return f["/kafka/behind"] == 0 &&
           f["/kafka/acked"] + f["/kafka/failed"] + f["/kafka/skipped"] == f["/ring/stored"];
}

} // namespace gateway::tests
