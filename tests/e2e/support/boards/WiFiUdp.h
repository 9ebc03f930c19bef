// The sending part of the ESP32 core's WiFiUDP, over a real socket.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <string>

class WiFiUDP {
  public:
    int beginPacket(const char* host, std::uint16_t port) {
        to_.sin_family = AF_INET;
        to_.sin_port = htons(port);
        packet_.clear();
        return ::inet_pton(AF_INET, host, &to_.sin_addr);
    }
    __attribute__((format(printf, 2, 3))) std::size_t printf(const char* format, ...) {
        char text[256];
        va_list values;
        va_start(values, format);
        const int size = std::vsnprintf(text, sizeof text, format, values);
        va_end(values);
        packet_.append(text, static_cast<std::size_t>(size));
        return static_cast<std::size_t>(size);
    }
    int endPacket() {
        const int s = ::socket(AF_INET, SOCK_DGRAM, 0);
        const auto sent = ::sendto(s, packet_.data(), packet_.size(), 0,
                                   reinterpret_cast<const sockaddr*>(&to_), sizeof to_);
        ::close(s);
        return sent == static_cast<ssize_t>(packet_.size()) ? 1 : 0;
    }

  private:
    sockaddr_in to_{};
    std::string packet_;
};
