#pragma once

#include <re2/re2.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "web/site_context.hpp"

namespace gateway::web {

// What GET /run/{name} can run: the commands of [commands], without a shell. Each parameter of the
// query becomes one whole argument, when all of it matches its pattern.
class commands {
  public:
    // `context` has to live longer. Throws std::runtime_error where a pattern is none.
    commands(const site_context& context, const content_options& options);

    struct outcome {
        std::optional<http::response> answer; // its body is what the command prints
        int status = 404;                     // where there is none
        std::string detail = "There is no such command.";
        std::string_view fields; // header lines that belong to the status
    };
    // Starts the command (not for HEAD). `raw_name` is a segment of the request's path.
    outcome run(const http::request& r, std::string_view raw_name);

  private:
    struct entry {
        command what;
        std::map<std::string, std::unique_ptr<RE2>, std::less<>> patterns;
        int failure = 0; // why it could not be started the last time
    };

    entry* find(std::string_view raw_name);
    outcome start(entry& e, std::vector<std::string> argv, const http::request& r);

    const site_context& context_;
    std::size_t max_running_;
    std::map<std::string, entry, std::less<>> entries_;
};

} // namespace gateway::web
