// A Kafka cluster of one broker in memory, with faults on demand: librdkafka's mock cluster.
//
//   kafka-mock TOPIC PARTITIONS
//
// prints "brokers HOST:PORT" and "control PORT" and runs until it is killed. A datagram to the
// control port of 127.0.0.1 is a command, answered by "ok":
//   down, up                  the broker refuses connections, takes them again
//   fail API COUNT ERROR      the next answers to that request (0 is Produce) are this error
//   rtt MS                    answers are delayed
//   topic NAME PARTITIONS     one more topic
#include <arpa/inet.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

namespace {

constexpr int broker_id = 1;

[[noreturn]] void fail(const std::string& what) {
    std::fprintf(stderr, "kafka-mock: %s\n", what.c_str());
    std::exit(1);
}

bool obey(rd_kafka_mock_cluster_t* cluster, const std::string& line) {
    std::istringstream words{line};
    std::string verb, name;
    int api = 0, count = 0, error = 0, milliseconds = 0;
    words >> verb;
    if (verb == "down") return rd_kafka_mock_broker_set_down(cluster, broker_id) == 0;
    if (verb == "up") return rd_kafka_mock_broker_set_up(cluster, broker_id) == 0;
    if (verb == "rtt" && words >> milliseconds) {
        return rd_kafka_mock_broker_set_rtt(cluster, broker_id, milliseconds) == 0;
    }
    if (verb == "topic" && words >> name >> count) {
        return rd_kafka_mock_topic_create(cluster, name.c_str(), count, 1) == 0;
    }
    if (verb == "fail" && words >> api >> count >> error) {
        const std::vector<rd_kafka_resp_err_t> errors(static_cast<std::size_t>(count),
                                                      static_cast<rd_kafka_resp_err_t>(error));
        rd_kafka_mock_push_request_errors_array(cluster, static_cast<int16_t>(api), errors.size(),
                                                errors.data());
        return true;
    }
    return false;
}

int open_control() {
    const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    auto* const address = reinterpret_cast<sockaddr*>(&at);
    if (fd < 0 || ::bind(fd, address, size) != 0 || ::getsockname(fd, address, &size) != 0) {
        fail("no control port");
    }
    std::printf("control %d\n", ntohs(at.sin_port));
    return fd;
}

[[noreturn]] void serve(int control, rd_kafka_mock_cluster_t* cluster) {
    for (;;) {
        std::array<char, 512> line{};
        sockaddr_in from{};
        socklen_t size = sizeof from;
        auto* const address = reinterpret_cast<sockaddr*>(&from);
        const ssize_t n = ::recvfrom(control, line.data(), line.size(), 0, address, &size);
        if (n <= 0) continue;
        const std::string command{line.data(), static_cast<std::size_t>(n)};
        const std::string answer = obey(cluster, command) ? "ok" : "not done: " + command;
        static_cast<void>(::sendto(control, answer.data(), answer.size(), 0, address, size));
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) fail("usage: kafka-mock TOPIC PARTITIONS");
    std::array<char, 512> problem{};
    rd_kafka_t* const host =
        rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), problem.data(), problem.size());
    if (host == nullptr) fail(problem.data());
    rd_kafka_mock_cluster_t* const cluster = rd_kafka_mock_cluster_new(host, 1);
    if (cluster == nullptr) fail("no cluster");
    if (rd_kafka_mock_topic_create(cluster, argv[1], std::atoi(argv[2]), 1) != 0) fail("no topic");
    std::printf("brokers %s\n", rd_kafka_mock_cluster_bootstraps(cluster));
    const int control = open_control();
    std::fflush(stdout);
    serve(control, cluster);
}
