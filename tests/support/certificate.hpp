#pragma once

#include <stdexcept>
#include <string>

#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

namespace gateway::tests {

// A certificate for localhost that is its own authority, and its key.
struct certificate {
    explicit certificate(const temp_folder& folder, const std::string& name = "tls",
                         const std::string& curve = "P-256")
        : cert(folder.path(name + ".pem")), key(folder.path(name + ".key")) {
        const auto made = run_command(
            {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:" + curve,
             "-nodes", "-days", "2", "-subj", "/CN=" + name, "-addext",
             "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", cert});
        if (made.status != 0) throw std::runtime_error("openssl: " + made.err);
    }
    std::string cert, key;
};

} // namespace gateway::tests
