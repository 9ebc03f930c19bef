#include "net/tls_context.hpp"

#include <fmt/format.h>
#include <openssl/err.h>

#include <array>
#include <new>
#include <stdexcept>
#include <string_view>

#include "text/escape.hpp"

namespace gateway::net {
namespace {

constexpr std::string_view http_1_1{"\x08http/1.1", 9};

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void*) {
    unsigned char* out = nullptr;
    const auto* ours = reinterpret_cast<const unsigned char*>(http_1_1.data());
    const int result =
        SSL_select_next_proto(&out, size, ours, http_1_1.size(), offered, offered_size);
    *chosen = out;
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

void check(const asio::error_code& ec, std::string_view option, std::string_view path) {
    if (!ec) return;
    ERR_clear_error();
    throw std::runtime_error(
        fmt::format("{} '{}' can't be used: {}", option, text::printable(path), ec.message()));
}

struct connection_free {
    void operator()(SSL* connection) const { SSL_free(connection); }
};
using connection = std::unique_ptr<SSL, connection_free>;

// Shakes hands with a client in memory. A context can be made that never does: OpenSSL leaves out
// what it has no memory for at that moment, and says nothing; or no usual client can check the
// certificate.
void rehearse(SSL_CTX* server, std::string_view certificate) {
    constexpr int most_turns = 16; // of both: a long chain takes some
    asio::ssl::context client{asio::ssl::context::tls_client};
    const std::array<connection, 2> ends{connection{SSL_new(server)},
                                         connection{SSL_new(client.native_handle())}};
    BIO* here = nullptr;
    BIO* there = nullptr;
    if (!ends[0] || !ends[1] || BIO_new_bio_pair(&here, 0, &there, 0) != 1) {
        ERR_clear_error();
        throw std::bad_alloc{};
    }
    SSL_set_bio(ends[0].get(), here, here);
    SSL_set_bio(ends[1].get(), there, there);
    SSL_set_accept_state(ends[0].get());
    SSL_set_connect_state(ends[1].get());
    bool is_done = false;
    for (int n = 0; n < most_turns && !is_done; ++n) {
        is_done = true;
        for (const connection& end : ends) is_done &= SSL_do_handshake(end.get()) == 1;
    }
    const unsigned long why = ERR_peek_error();
    ERR_clear_error();
    if (is_done) return;
    const char* const reason = ERR_reason_error_string(why);
    throw std::runtime_error(fmt::format("--tls-cert '{}' can't be used: no handshake succeeds: {}",
                                         text::printable(certificate),
                                         reason ? reason : "no reason given"));
}

std::unique_ptr<asio::ssl::context> load(const std::string& certificate, const std::string& key) {
    auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
    SSL_CTX* const tls = context->native_handle();
    SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
    SSL_CTX_set_options(tls, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    // A write may be tried again from another buffer; a connection that is idle keeps none.
    SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                              SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(tls, choose_protocol, nullptr);
    asio::error_code ec;
    context->use_certificate_chain_file(certificate, ec);
    check(ec, "--tls-cert", certificate);
    context->use_private_key_file(key, asio::ssl::context::pem, ec);
    check(ec, "--tls-key", key); // also where it is not the certificate's
    rehearse(tls, certificate);
    return context;
}

} // namespace

tls_context::tls_context(std::string certificate, std::string key)
    : certificate_(std::move(certificate)),
      key_(std::move(key)),
      current_(load(certificate_, key_)) {}

void tls_context::reload() {
    current_ = load(certificate_, key_);
}

} // namespace gateway::net
