#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "web/page_template.hpp"

namespace gateway::web {

// One of the page templates: the one in the binary, or, where the folder of --templates has a file
// of its name, that file.
class template_file {
  public:
    // `folder` is empty where there is none. Throws std::runtime_error: "folder/name:3: what is
    // wrong there", or why the file can't be read.
    template_file(std::string_view name, std::span<const std::string_view> names,
                  const std::string& folder, std::span<const template_list> lists = {});

    // Looks at the file, and reads it again where it has changed, come or gone: then true. Where
    // that fails error() says so, until it changes again.
    bool refresh();

    const std::string& path() const { return path_; }
    const std::string& error() const { return error_; } // empty: it can be used
    const page_template& get() const { return *parsed_; }

  private:
    // What tells one state of a file from another.
    struct state {
        std::uint64_t inode = 0, size = 0;
        std::int64_t seconds = 0, nanoseconds = 0; // of its last change
        friend bool operator==(const state&, const state&) = default;
    };

    std::optional<state> look() const;
    void read();

    std::string_view name_;
    std::span<const std::string_view> names_;
    std::span<const template_list> lists_;
    std::string path_;          // empty: there is no folder
    std::optional<state> seen_; // nullopt: no such file, so that the one in the binary is used
    std::string error_;
    std::optional<page_template> parsed_;
};

// The template of this name in the binary.
std::string_view built_in_template(std::string_view name);

} // namespace gateway::web
