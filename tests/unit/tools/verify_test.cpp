#include "udp-sender/verify.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <stdexcept>
#include <thread>

#include "receiving_socket.hpp"

using namespace gateway::sender;
using namespace gateway::tests;

namespace {

constexpr const char* stats_path = "/api/v1/stats";
constexpr const char* events_path = "/api/v1/events";
using answers = std::map<std::string, std::string>; // path -> body

// Answers GETs of the paths it knows with fixed bodies, one connection after the other.
class fake_gateway {
  public:
    explicit fake_gateway(answers known) : answers_(std::move(known)) {
        socket_address any = resolve({"127.0.0.1", 1, {}}, SOCK_STREAM).front();
        reinterpret_cast<sockaddr_in&>(any.storage).sin_port = 0;
        listener_ = file_descriptor(::socket(AF_INET, SOCK_STREAM, 0));
        REQUIRE(::bind(listener_.get(), any.get(), any.size) == 0);
        REQUIRE(::listen(listener_.get(), 16) == 0);
        ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&any.storage), &any.size);
        url_ = "http://" + endpoint_text(any);
        thread_ = std::thread([this] { serve(); });
    }
    ~fake_gateway() {
        ::shutdown(listener_.get(), SHUT_RDWR);
        thread_.join();
    }

    gateway_client client() const { return {*parse_http_url(url_), 9999}; }

  private:
    void serve() {
        while (true) {
            const file_descriptor connection(::accept(listener_.get(), nullptr, nullptr));
            if (!connection) return;
            std::string request(4'096, '\0');
            const ssize_t n = ::recv(connection.get(), request.data(), request.size(), 0);
            request.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
            const std::size_t begin = std::min(request.find(' ') + 1, request.size());
            const std::string target = request.substr(begin, request.find(' ', begin) - begin);
            const auto found = answers_.find(target.substr(0, target.find('?')));
            const std::string answer =
                found == answers_.end()
                    ? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
                    : fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}",
                                  found->second.size(), found->second);
            ::send(connection.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
            // Who comes again asks for what came after these events: nothing.
            if (target.starts_with(events_path)) answers_[events_path].clear();
        }
    }

    answers answers_;
    file_descriptor listener_;
    std::string url_;
    std::thread thread_;
};

std::string stats(const gateway_stats& s, const char* listener = "[::]:9999") {
    return fmt::format(R"({{"udp":{{"received":1000,"kernel_dropped":2000,"rejected":{}}},)"
                       R"("ring":{{"oldest":{},"newest":{}}},"listeners":[)"
                       R"({{"udp":"[::]:19999","received":7,"kernel_dropped":7}},)"
                       R"({{"udp":"{}","received":{},"kernel_dropped":{}}}]}})",
                       s.rejected, s.oldest, s.newest, listener, s.received, s.kernel_dropped);
}

std::string event(int seq, const char* payload, const char* source = "127.0.0.1:1000") {
    return fmt::format(R"({{"seq":{},"source":"{}","encoding":"utf-8","data":"{}"}})"
                       "\n",
                       seq, source, payload);
}

send_result sent(std::uint64_t count) {
    send_result result;
    result.total.sent = count;
    result.ports = {{"127.0.0.1", "127.0.0.1:1000", count}};
    return result;
}

const payload_template numbered("event {n}");

} // namespace

TEST_CASE("gateway_client: the counters of the listeners at the port, else of all") {
    const gateway_stats state{5, 6, 1, 2, 3};
    for (const char* listener : {"[::]:9999", "127.0.0.1:9999", "239.1.2.3:9999%eth0"}) {
        fake_gateway gateway(answers{{stats_path, stats(state, listener)}});
        const gateway_stats got = gateway.client().stats();
        CHECK(got.received == 5);
        CHECK(got.kernel_dropped == 6);
        CHECK(got.rejected == 1);
        CHECK(got.oldest == 2);
        CHECK(got.newest == 3);
    }
    fake_gateway other(answers{{stats_path, stats(state, "[::]:99990")}});
    CHECK(other.client().stats().received == 1'000);
    CHECK(other.client().stats().kernel_dropped == 2'000);
}

TEST_CASE("gateway_client: an answer that is no gateway's is an error of one line") {
    for (const char* body : {"", "{", "[]", R"({"udp":5})", R"({"udp":{"received":-1}})",
                             R"({"listeners":[{"udp":9999}]})"}) {
        fake_gateway gateway(answers{{stats_path, body}, {events_path, "no JSON\n"}});
        CHECK_THROWS_AS(gateway.client().stats(), std::runtime_error);
        CHECK_THROWS_AS(gateway.client().events_after(0, "127.0.0.1", [](const auto&) {}),
                        std::runtime_error);
    }
    fake_gateway empty(answers{{"/other", ""}});
    CHECK_THROWS_WITH(empty.client().stats(),
                      doctest::Contains("/api/v1/stats: the answer is 404, not 200"));
}

TEST_CASE("gateway_client: payloads in Base64 are decoded") {
    fake_gateway gateway(
        answers{{events_path, R"({"seq":1,"source":"x","encoding":"base64","data":"AP8="})"
                              "\n"}});
    std::string payload;
    gateway.client().events_after(0, "x", [&](const gateway_event& e) { payload = e.payload; });
    CHECK(payload == std::string("\0\xff", 2));
}

TEST_CASE("verify: missing, duplicated and out of order by number") {
    fake_gateway gateway(
        answers{{stats_path, stats({5, 1, 0, 1, 5})},
                {events_path, event(1, "event 1") + event(2, "event 3") + event(3, "event 2") +
                                  event(4, "event 3") + event(5, "event 5", "127.0.0.1:2000")}});
    const verify_report report = verify(gateway.client(), {}, sent(4), numbered);
    CHECK(report.by == verify_report::basis::number);
    CHECK(report.sent == 4);
    CHECK(report.arrived == 3);
    CHECK(report.kernel_dropped == 1);
    CHECK(report.missing == 1);
    CHECK(report.duplicated == 1);
    CHECK(report.out_of_order == 1);
}

TEST_CASE("verify: by count where payloads have no number") {
    fake_gateway gateway(answers{{stats_path, stats({2, 0, 0, 1, 2})},
                                 {events_path, event(1, "a") + event(2, "a")}});
    const verify_report report = verify(gateway.client(), {}, sent(2), std::nullopt);
    CHECK(report.by == verify_report::basis::count);
    CHECK(report.arrived == 2);
    CHECK(report.missing == 0);
    CHECK(report.duplicated == 0);
    CHECK_FALSE(report.out_of_order);
    CHECK_FALSE(report.note.empty());
}

TEST_CASE("verify: by the counters where the ring has evicted events") {
    fake_gateway gateway(
        answers{{stats_path, stats({110, 5, 2, 99, 110})}, {events_path, event(110, "event 10")}});
    gateway_stats before{100, 3, 1, 50, 90};
    const verify_report report = verify(gateway.client(), before, sent(10), numbered);
    CHECK(report.by == verify_report::basis::counters);
    CHECK(report.arrived == 9); // one of ten was rejected
    CHECK(report.kernel_dropped == 2);
    CHECK(report.rejected == 1);
    CHECK(report.missing == 1);
    CHECK_FALSE(report.duplicated);
}

TEST_CASE("verify: a gateway that was restarted can't be told about") {
    fake_gateway gateway(answers{{stats_path, stats({5, 0, 0, 1, 5})}, {events_path, ""}});
    gateway_stats before{100, 0, 0, 1, 100};
    CHECK_THROWS_WITH_AS(verify(gateway.client(), before, sent(1), numbered),
                         "the gateway was restarted while it was being verified",
                         std::runtime_error);
}
