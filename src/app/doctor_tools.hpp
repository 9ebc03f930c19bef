#pragma once

#include "gateway/config.hpp"
#include "net/http_server.hpp"
#include "net/udp_receiver.hpp"
#include "web/doctor_facts.hpp"

namespace gateway::app {

// What the doctor examines the machine and the sockets with. All that is referred to has to live
// longer; the server and the receiver are asked only when the tools are used.
web::doctor_tools make_doctor_tools(const config& settings, net::udp_receiver& udp,
                                    const net::http_server& http);

} // namespace gateway::app
