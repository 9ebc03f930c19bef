"""Plays a board for a program of MicroPython: its modules, and an end after the first round."""

import sys
import time
import types


class WLAN:
    def __init__(self, _interface):
        self._joined = False

    def active(self, _on):
        pass

    def connect(self, _name, _password):
        self._joined = True

    def isconnected(self):
        return self._joined


def main():
    sys.modules["network"] = types.SimpleNamespace(WLAN=WLAN, STA_IF=0)
    time.sleep_ms = lambda _ms: None
    time.ticks_ms = lambda: int(time.monotonic() * 1000) & 0x3FFFFFFF
    time.sleep = lambda _seconds: sys.exit(0)
    with open(sys.argv[1], encoding="utf-8") as program:
        exec(compile(program.read(), sys.argv[1], "exec"), {"__name__": "__main__"})


main()
