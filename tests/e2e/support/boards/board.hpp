// A board for a sketch: what Arduino's core declares of itself before a sketch, and a main that
// runs setup() and one loop().
#pragma once

#include <chrono>

inline unsigned long millis() {
    using namespace std::chrono;
    static const steady_clock::time_point begun = steady_clock::now();
    return static_cast<unsigned long>(
        duration_cast<milliseconds>(steady_clock::now() - begun).count());
}
inline void delay(unsigned long) {}

void setup();
void loop();

int main() {
    setup();
    loop();
}
