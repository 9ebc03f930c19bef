#pragma once

#include <asio/ssl/context.hpp>
#include <memory>
#include <string>

namespace gateway::net {

// The certificate and its key, and what is spoken with them: TLS 1.2 and 1.3, HTTP/1.1.
class tls_context {
  public:
    // Paths of PEM files: the certificate with its chain, and its key. Throws std::runtime_error
    // that names the file and what is wrong with it, also where no handshake succeeds with them.
    tls_context(std::string certificate, std::string key);

    // Reads both files again, for connections from now on. Throws as the constructor does, and
    // then leaves everything as it was.
    void reload();

    SSL_CTX* get() { return current_->native_handle(); }

  private:
    std::string certificate_;
    std::string key_;
    std::unique_ptr<asio::ssl::context> current_;
};

} // namespace gateway::net
