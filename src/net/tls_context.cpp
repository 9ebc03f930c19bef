#include "net/tls_context.hpp"

#include <fmt/format.h>
#include <openssl/err.h>

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
