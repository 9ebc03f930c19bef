// The bytes of a connection: what is made of them does not depend on how they were split, and what
// is taken for a request is one beyond doubt. The last bytes of an input are the sizes of the
// pieces.
#include "http/request_parser.hpp"

#include <string>
#include <vector>

#include "fuzz/accepted_request.hpp"
#include "fuzz/fuzz.hpp"

using namespace gateway;
using fuzz::require;

namespace {

constexpr std::size_t max_body = 300;

std::string describe(const http::request& r) {
    std::string out = "method " + std::to_string(static_cast<int>(r.method));
    for (const std::string_view part : {r.target, r.path, r.query, r.host}) {
        out += " <";
        out += part;
        out += '>';
    }
    out += std::to_string(r.minor_version) + (r.keep_alive ? " keep" : " close");
    for (const auto& [name, value] : r.headers) {
        out += "\n<";
        out.append(name).append("|").append(value).append(">");
    }
    return out + "\nbody " + r.body + "\n";
}

// One connection: what came of it, as text.
class connection {
  public:
    // Takes one piece; false where nothing more is read.
    bool feed(std::string_view piece) {
        // On a bit of heap of its own that is gone afterwards: the sanitizer sees every view that
        // outlives it and every byte read behind it.
        const std::vector<char> bytes(piece.begin(), piece.end());
        std::string_view left{bytes.data(), bytes.size()};
        while (!left.empty()) {
            const std::size_t used = parser_.feed(left);
            require(used <= left.size(), "no more is taken than was given");
            raw_ += left.substr(0, used);
            left.remove_prefix(used);
            if (parser_.state() == http::parse_state::refused) {
                refused();
                return false;
            }
            if (parser_.state() == http::parse_state::complete) {
                complete();
            } else {
                require(left.empty(), "an incomplete request takes every byte");
            }
        }
        return true;
    }

    std::string end() {
        if (parser_.state() == http::parse_state::body) out_ += "in a body\n";
        if (parser_.state() == http::parse_state::head && parser_.has_begun())
            out_ += "in a head\n";
        return std::move(out_);
    }

  private:
    void complete() {
        require(parser_.feed("GET / HTTP/1.1\r\n") == 0, "a complete request takes nothing");
        const http::request& r = parser_.message();
        require(r.body.size() <= max_body, "a body is within its bound");
        fuzz::check_accepted(r, raw_);
        out_ += describe(r);
        raw_.clear();
        parser_.next();
        require(parser_.state() == http::parse_state::head && !parser_.has_begun(),
                "behind a request the next one begins");
    }

    void refused() {
        const http::refusal& why = parser_.why();
        require(why.status >= 400 && why.status < 600 && why.detail.ends_with('.'),
                "a refusal has a status and a sentence");
        require(parser_.feed("GET / HTTP/1.1\r\n") == 0, "a refusal takes nothing");
        require(parser_.state() == http::parse_state::refused, "a refusal is for ever");
        out_ += "refused " + std::to_string(why.status) + " " + std::string(why.detail) + "\n";
    }

    http::request_parser parser_{max_body};
    std::string raw_; // of the current request
    std::string out_;
};

std::string parse(std::string_view bytes, const std::vector<std::size_t>& sizes) {
    connection c;
    for (std::size_t i = 0; !bytes.empty(); ++i) {
        const std::string_view piece = bytes.substr(0, sizes[i % sizes.size()]);
        bytes.remove_prefix(piece.size());
        if (!c.feed(piece)) break;
    }
    return c.end();
}

void require_same(const std::string& one, const std::string& other, const char* claim) {
    if (one != other) std::fprintf(stderr, "%s\n---\n%s\n", one.c_str(), other.c_str());
    require(one == other, claim);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    std::vector<std::size_t> sizes(1 + in.byte() % 8);
    for (std::size_t& piece : sizes) piece = 1 + in.byte();
    const std::string whole = parse(in.rest(), {size + 1});
    require_same(parse(in.rest(), sizes), whole, "the pieces make no difference");
    if (size > 2'000) return 0; // quick above all
    require_same(parse(in.rest(), {1}), whole, "single bytes make no difference");
    return 0;
}
