#include "fault/victim.hpp"

#include <fcntl.h>
#include <sys/mman.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "support/gateway_process.hpp"
#include "support/run_command.hpp"

namespace gateway::tests {
namespace {

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

} // namespace

std::string planned_fault::text() const {
    return std::string(fault::call_names.at(static_cast<std::size_t>(kind))) + ":" +
           std::to_string(at) + ":" + (error == 0 ? "short" : std::to_string(error));
}

void victim::unmap::operator()(fault::tally* t) const {
    munmap(t, sizeof *t);
}

fault::tally* victim::map_tally() {
    const std::string path = folder_.write("tally", std::string(sizeof(fault::tally), '\0'));
    const descriptor file(open(path.c_str(), O_RDWR | O_CLOEXEC));
    void* const at =
        mmap(nullptr, sizeof(fault::tally), PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
    if (at == MAP_FAILED) throw std::runtime_error("mmap " + path);
    return static_cast<fault::tally*>(at);
}

// The gateway alone is preloaded, not what starts it.
launch victim::how(std::vector<std::string> options, const std::optional<planned_fault>& fault) {
    std::vector<std::string> env{"env", "LD_PRELOAD=" + binary_path("FAULT_OBJECT"),
                                 "FAULT_TALLY=" + folder_.path("tally")};
    if (fault) env.push_back("FAULT=" + fault->text());
    if (const char* const sanitizer = std::getenv("ASAN_OPTIONS")) {
        // The object stands in front of the sanitizer's functions and calls them.
        env.push_back("ASAN_OPTIONS=" + std::string(sanitizer) +
                      ":verify_asan_link_order=0:exitcode=99");
    }
    launch gateway = gateway_launch(std::move(options));
    const std::string binary = binary_path("GATEWAY_BINARY");
    const auto at = std::find(gateway.argv.begin(), gateway.argv.end(), binary);
    gateway.argv.insert(at, env.begin(), env.end());
    return gateway;
}

victim::victim(std::vector<std::string> options, const std::optional<planned_fault>& fault)
    : tally_(map_tally()), process_(how(std::move(options), fault)) {
    ready_ = process_.wait_output(
        [](const std::string& out, const std::string&) { return has_line(out, "ready"); });
    for (const std::string& line : lines_of(process_.out())) {
        if (line.starts_with("listening udp ")) udp_.push_back(endpoint::parse(line.substr(14)));
        const std::size_t url = line.find("://");
        if (url != std::string::npos) http_.push_back(endpoint::parse(line.substr(url + 3)));
    }
}

std::uint64_t victim::calls(fault::call kind) const {
    return tally_->calls.at(static_cast<std::size_t>(kind));
}

bool victim::has_failed() const {
    return tally_->failed != 0;
}

std::size_t victim::descriptors() const {
    const std::filesystem::directory_iterator all("/proc/" + std::to_string(process_.pid()) +
                                                  "/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

std::uint64_t victim::cpu_ns() const {
    std::uint64_t sum = 0;
    const std::string threads = "/proc/" + std::to_string(process_.pid()) + "/task";
    for (const auto& thread : std::filesystem::directory_iterator(threads)) {
        std::uint64_t ns = 0;
        std::ifstream(thread.path() / "schedstat") >> ns;
        sum += ns;
    }
    return sum;
}

} // namespace gateway::tests
