#include "net/file_transfer.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>

#include "support/descriptor.hpp"
#include "support/temp_folder.hpp"

using namespace gateway;
using net::transfer;

namespace {

struct fixture {
    fixture() {
        for (int i = 0; content.size() < 3'000'000; ++i) content += std::to_string(i) + ' ';
        path = folder.write("file", content);
        std::array<int, 2> pair{};
        REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.data()) == 0);
        sender = tests::descriptor(pair[0]);
        receiver = tests::descriptor(pair[1]);
    }

    http::file_body body(std::vector<http::file_body::piece> pieces) const {
        return {http::open_file(open(path.c_str(), O_RDONLY | O_CLOEXEC)), std::move(pieces)};
    }

    // All that has come.
    void receive() {
        std::array<char, 65536> bytes;
        ssize_t n = 0;
        while ((n = read(receiver.get(), bytes.data(), bytes.size())) > 0) {
            received.append(bytes.data(), static_cast<std::size_t>(n));
        }
    }

    tests::temp_folder folder;
    std::string content, path, received;
    tests::descriptor sender, receiver;
};

const std::vector<http::file_body::piece> parts{
    {"head", 10, 200'000}, {"empty", 0, 0}, {"", 2'999'000, 1000}, {"", 0, 0}, {"end", 0, 0}};

std::string expected(const std::string& content) {
    return "head" + content.substr(10, 200'000) + "empty" + content.substr(2'999'000, 1000) + "end";
}

} // namespace

TEST_CASE_FIXTURE(fixture, "file_transfer: sends a file whole, in parts, as the socket takes it") {
    http::file_body whole = body({{"", 0, content.size()}});
    transfer result = transfer::more;
    bool blocked = false;
    while (result != transfer::done) {
        const std::uint64_t left = whole.size();
        result = net::send_part(sender.get(), whole, 100'000);
        REQUIRE(result != transfer::failed);
        CHECK(left - whole.size() <= 100'000);
        blocked |= result == transfer::blocked;
        if (result == transfer::blocked) receive();
    }
    receive();
    CHECK(blocked);
    CHECK(received == content);
}

TEST_CASE_FIXTURE(fixture, "file_transfer: text and pieces come in their order") {
    for (const std::size_t most : {std::size_t{1'000'000}, std::size_t{7'777}, std::size_t{3}}) {
        CAPTURE(most);
        received.clear();
        http::file_body some =
            body(most == 3 ? std::vector<http::file_body::piece>{{"abc", 5, 10}} : parts);
        while (net::send_part(sender.get(), some, most) != transfer::done) receive();
        receive();
        CHECK(received == (most == 3 ? "abc" + content.substr(5, 10) : expected(content)));
    }
}

TEST_CASE_FIXTURE(fixture, "file_transfer: the same into a buffer") {
    for (const std::size_t most : {std::size_t{1'000'000}, std::size_t{7'777}, std::size_t{3}}) {
        CAPTURE(most);
        http::file_body some = body(parts);
        std::string out;
        transfer result = transfer::more;
        while (result == transfer::more) {
            const std::size_t before = out.size();
            result = net::read_part(some, out, most);
            CHECK(out.size() - before <= most);
        }
        CHECK(result == transfer::done);
        CHECK(out == expected(content));
    }
    http::file_body nothing = body({});
    std::string out = "kept";
    CHECK(net::read_part(nothing, out, 10) == transfer::done);
    CHECK(out == "kept");
}

TEST_CASE_FIXTURE(fixture, "file_transfer: a file that became shorter, or a reader that has gone") {
    http::file_body sent = body({{"", 0, content.size()}});
    http::file_body read = body({{"", 0, content.size()}});
    CHECK(net::send_part(sender.get(), sent, 1000) == transfer::more);
    std::filesystem::resize_file(path, 2000);
    CHECK(net::send_part(sender.get(), sent, 100'000) == transfer::failed);
    std::string out;
    CHECK(net::read_part(read, out, 100'000) == transfer::failed);
    CHECK(out == content.substr(0, 2000));
    receive();
    CHECK(received == content.substr(0, 2000));

    receiver.reset();
    http::file_body gone = body({{"text", 0, 1000}});
    CHECK(net::send_part(sender.get(), gone, 1000) == transfer::failed);
}
