// The part of the ESP32 core's WiFi that a sketch needs to join a network, which is always there.
#pragma once

#include <cstdint>

enum wl_status_t { WL_IDLE_STATUS = 0, WL_CONNECTED = 3 };

class WiFiClass {
  public:
    wl_status_t begin(const char*, const char* = nullptr) {
        status_ = WL_CONNECTED;
        return status_;
    }
    wl_status_t status() const { return status_; }
    std::int8_t RSSI() const { return -61; }

  private:
    wl_status_t status_ = WL_IDLE_STATUS;
};

inline WiFiClass WiFi;
