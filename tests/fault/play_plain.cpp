#include <optional>

#include "fault/client.hpp"
#include "support/sse_reader.hpp"
#include "support/udp_client.hpp"

namespace gateway::tests {
namespace {

constexpr std::size_t burst = 20;

void send_burst(const doors& gateway, witness& w) {
    udp_client device;
    for (std::size_t i = 0; i < burst; ++i) {
        device.send(gateway.udp, std::string(i * 40, 'd'));
        ++w.sent;
    }
}

// Follows the live stream from the first event on: each event comes once, or is said to be lost.
class follower {
  public:
    follower(const doors& gateway, witness& w) : gateway_(gateway), w_(w) { begin(); }

    void read_to(std::uint64_t newest) {
        while (last_ < newest) {
            if (const auto event = stream_->next()) {
                take(*event);
            } else {
                w_.harmed.push_back("stream: cut behind " + std::to_string(last_));
                begin();
            }
        }
    }

  private:
    void begin() {
        ++w_.asked;
        stream_.emplace(gateway_.http, "/api/v1/stream?after=" + std::to_string(last_));
        require(stream_->head().status == 200, "no stream");
        ++w_.answered;
    }

    void take(const sse_event& event) {
        const bool gap = event.type == "gap";
        const std::uint64_t from = gap ? figures(event.data)["/from"] : std::stoull(event.id);
        if (from != last_ + 1) {
            w_.wronged.push_back("stream: " + std::to_string(from) + " behind " +
                                 std::to_string(last_));
        }
        const std::uint64_t to = gap ? figures(event.data)["/to"] : from;
        w_.followed += to - last_;
        last_ = to;
        if (!gap) parse_event(event.data);
    }

    const doors& gateway_;
    witness& w_;
    std::uint64_t last_ = 0;
    std::optional<sse_reader> stream_;
};

void follow(const doors& gateway, witness& w) {
    std::optional<follower> f;
    w.step("stream", [&] { f.emplace(gateway, w).read_to(w.sent); });
    send_burst(gateway, w);
    if (f) w.step("stream", [&] { f->read_to(w.sent); });
}

void post_in_all_ways(const doors& gateway, witness& w) {
    w.step("post", [&] {
        client c(gateway, w);
        c.send("POST", "/api/v1/events", "Content-Type: text/plain\r\n", std::string(30'000, 'p'));
        c.read(201);
    });
    w.step("chunked post", [&] {
        client c(gateway, w);
        c.send("POST", "/api/v1/events", "Transfer-Encoding: chunked\r\n");
        c.connection().send("5\r\nhello\r\n");
        c.connection().send("0\r\n\r\n");
        c.read(201);
    });
    w.step("post in two pieces", [&] {
        client c(gateway, w);
        const std::string half(40'000, 'h');
        c.send("POST", "/api/v1/events", "Content-Length: 80000\r\nExpect: 100-continue\r\n");
        require(c.connection().read_head().status == 100, "no 100");
        c.connection().send(half);
        client(gateway, w).get("/livez"); // the half before is read
        c.connection().send(half);
        c.read(201);
    });
}

void ask_for_files(const doors& gateway, witness& w) {
    w.step("large file", [&] {
        require(client(gateway, w).get("/static/large.bin").body.size() == 700'000, "part of it");
    });
    w.step("small file", [&] {
        require(client(gateway, w).get("/static/small.txt").body.size() == 5'000, "part of it");
    });
    w.step("compressed file", [&] {
        const auto r = client(gateway, w).get("/static/text.txt", 200, "Accept-Encoding: gzip\r\n");
        require(r.header("Content-Encoding") == "gzip", "not compressed");
    });
    w.step("ranges of a file", [&] {
        client(gateway, w).get("/static/large.bin", 206, "Range: bytes=5-9,70000-290000\r\n");
    });
    w.step("embedded file", [&] { client(gateway, w).get("/static/style.css"); });
}

void ask_for_exports(const doors& gateway, witness& w) {
    for (const char* const format : {"ndjson", "csv", "pcap", "text"}) {
        w.step(format, [&] {
            client c(gateway, w), other(gateway, w);
            c.send("GET", std::string("/api/v1/events?format=") + format);
            other.get("/livez"); // meanwhile the export fills what the kernel takes
            require(!c.read(200).body.empty(), "nothing");
        });
    }
}

} // namespace

figures ledger_of(const doors& gateway, witness& w) {
    return figures(client(gateway, w).get("/api/v1/stats").body);
}

void play_plain(const doors& gateway, witness& w) {
    w.step("page", [&] { client(gateway, w).get("/"); });
    for (int i = 0; i < 2; ++i) {
        send_burst(gateway, w);
        w.step("json", [&] { parse_page(client(gateway, w).get("/api/v1/events").body); });
    }
    follow(gateway, w);
    post_in_all_ways(gateway, w);
    w.step("pipelined", [&] {
        client c(gateway, w);
        w.asked += 3;
        const std::string get = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
        c.connection().send(get + get + get);
        for (int i = 0; i < 3; ++i) c.read(200);
        c.send("HEAD", "/");
        c.read(200, true);
    });
    ask_for_files(gateway, w);
    ask_for_exports(gateway, w);
    w.step("filtered", [&] { client(gateway, w).get("/api/v1/events?contains=hello&limit=5"); });
    w.step("newest", [&] {
        client c(gateway, w);
        const auto seq = std::to_string(parse_page(c.get("/api/v1/events?limit=1").body).newest);
        c.get("/api/v1/events/" + seq);
        c.get("/api/v1/events/" + seq + "/payload");
        c.get("/events/" + seq);
    });
    w.step("sources", [&] { client(gateway, w).get("/api/v1/sources"); });
    w.step("metrics", [&] { client(gateway, w).get("/metrics"); });
    w.step("nothing there", [&] { client(gateway, w).get("/nothing", 404); });
    w.step("refused", [&] {
        client c(gateway, w);
        ++w.asked;
        c.connection().send("no request\r\n\r\n");
        c.read(400);
    });
    w.step("refused early", [&] {
        client c(gateway, w);
        ++w.asked;
        c.connection().send_request("POST", "/nothing", "Content-Length: 100000\r\n");
        c.read(404);
    });
}

} // namespace gateway::tests
