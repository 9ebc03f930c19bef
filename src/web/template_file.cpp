#include "web/template_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "http/file_body.hpp"
#include "text/escape.hpp"
#include "text/utf8.hpp"
#include "web/assets.hpp"

namespace gateway::web {
namespace {

constexpr std::size_t max_size = 1024 * 1024;

[[noreturn]] void fail(const std::string& path, const std::string& why) {
    throw std::runtime_error(fmt::format("{}: {}", text::printable(path), why));
}

// A FIFO or a device must not be waited for.
std::string read_file(const std::string& path) {
    const http::open_file file{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
    struct stat about {};
    if (!file || ::fstat(file.descriptor(), &about) != 0) {
        fail(path, std::generic_category().message(errno));
    }
    if (!S_ISREG(about.st_mode)) fail(path, "is not a file");
    std::string bytes(max_size + 1, '\0');
    std::size_t size = 0;
    while (size < bytes.size()) {
        const ssize_t n = ::read(file.descriptor(), bytes.data() + size, bytes.size() - size);
        if (n < 0) fail(path, std::generic_category().message(errno));
        if (n == 0) break;
        size += static_cast<std::size_t>(n);
    }
    if (size > max_size) fail(path, "is larger than 1 MiB");
    bytes.resize(size);
    if (!text::is_utf8(bytes)) fail(path, "is not UTF-8");
    return bytes;
}

} // namespace

std::string_view built_in_template(std::string_view name) {
    const auto all = embedded_templates();
    const auto at =
        std::find_if(all.begin(), all.end(), [&](const asset& a) { return a.name == name; });
    if (at == all.end()) {
        throw std::runtime_error(fmt::format("the template {} is not in the binary", name));
    }
    return at->plain;
}

template_file::template_file(std::string_view name, std::span<const std::string_view> names,
                             const std::string& folder, std::span<const template_list> lists)
    : name_(name), names_(names), lists_(lists) {
    if (!folder.empty()) path_ = folder + (folder.ends_with('/') ? "" : "/") + std::string{name};
    seen_ = look();
    read();
}

// Any error but that there is none is left to read(), which says it.
std::optional<template_file::state> template_file::look() const {
    if (path_.empty()) return std::nullopt;
    struct stat about {};
    if (::stat(path_.c_str(), &about) != 0) {
        return errno == ENOENT ? std::nullopt : std::optional<state>{state{}};
    }
    return state{about.st_ino, static_cast<std::uint64_t>(about.st_size), about.st_mtim.tv_sec,
                 about.st_mtim.tv_nsec};
}

void template_file::read() {
    if (!seen_) {
        parsed_.emplace(name_, built_in_template(name_), names_, lists_);
    } else {
        parsed_.emplace(text::printable(path_), read_file(path_), names_, lists_);
    }
}

bool template_file::refresh() {
    const auto now = look();
    if (now == seen_) return false;
    seen_ = now;
    error_.clear();
    try {
        read();
    } catch (const std::runtime_error& e) {
        error_ = e.what();
    }
    return true;
}

} // namespace gateway::web
