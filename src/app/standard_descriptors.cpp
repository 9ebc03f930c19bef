#include "app/standard_descriptors.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace gateway::app {

void open_standard_descriptors() {
    int opened = -1;
    do {
        opened = ::open("/dev/null", O_RDWR); // the lowest number that is free
    } while (opened >= STDIN_FILENO && opened <= STDERR_FILENO);
    if (opened > STDERR_FILENO) ::close(opened);
}

} // namespace gateway::app
