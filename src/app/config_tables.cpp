#include "app/config_tables.hpp"

#include <array>

#include "app/command_table.hpp"
#include "app/kafka_table.hpp"
#include "app/layout_table.hpp"
#include "app/name_table.hpp"
#include "app/redirect_table.hpp"
#include "app/sequence_table.hpp"

namespace gateway::app {
namespace {

constexpr std::array tables{
    config_table{"redirects", set_redirects}, config_table{"commands", set_commands},
    config_table{"sequence", set_sequence},   config_table{"kafka", set_kafka, "brokers"},
    config_table{"names", set_names},         config_table{"layouts", set_layouts},
};

} // namespace

std::span<const config_table> config_tables() {
    return tables;
}

} // namespace gateway::app
