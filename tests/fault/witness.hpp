#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <vector>

#include "support/gateway_api.hpp"

namespace gateway::tests {

// What the clients of a scenario did and saw, to be held against the gateway's ledger.
struct witness {
    std::uint64_t sent = 0;                 // datagrams
    std::uint64_t asked = 0, answered = 0;  // requests
    std::uint64_t posted = 0, accepted = 0; // of those: with an event; answered with 201
    std::uint64_t sent_on = 0;              // of those: answered with a redirect
    std::uint64_t followed = 0;             // events that a live stream brought, or said are lost
    std::vector<std::string> harmed;        // who did not get what was asked for, and why
    std::vector<std::string> wronged;       // who got what nobody may get, whatever fails

    // What one client does. That it is cut off or told of an error is written down.
    template <typename Client>
    void step(const std::string& name, Client client) {
        try {
            client();
        } catch (const timed_out& e) {
            wronged.push_back(name + ": " + e.what());
        } catch (const std::exception& e) {
            harmed.push_back(name + ": " + e.what());
        }
    }
};

struct doors {
    endpoint udp, http;
};

// Everything that a gateway does for its clients, one step each.
void play_plain(const doors& gateway, witness& w);
// What it does for them with content of theirs: commands, captures, redirects, templates.
void play_content(const doors& gateway, witness& w);

// The same through TLS, with a token; shorter, as each client is a program.
struct secrets {
    std::string certificate, token;
};
void play_secured(const doors& gateway, const secrets& s, witness& w);

// The ledger, asked for by one more client.
figures ledger_of(const doors& gateway, witness& w);
figures secured_ledger_of(const doors& gateway, const secrets& s, witness& w);

} // namespace gateway::tests
