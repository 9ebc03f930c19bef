"""Programs on cores of their own, and what they cost: CPU time, memory, system calls."""

import os
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

SERVER_CORE, LOAD_CORE = sorted(os.sched_getaffinity(0))[:2] if os.cpu_count() > 1 else (0, 0)
PATIENCE = 20  # seconds for anything that should take none


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def on_core(core, argv):
    return ["taskset", "-c", str(core), *map(str, argv)]


def load(*argv, seconds=120):
    """Runs a load generator to its end; what it printed."""
    done = subprocess.run(on_core(LOAD_CORE, argv), capture_output=True, text=True, timeout=seconds)
    if done.returncode != 0:
        raise RuntimeError(f"{argv[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


class Program:
    """A server on the server's core, ended with its `with` block."""

    def __init__(self, argv):
        self.process = subprocess.Popen(
            on_core(SERVER_CORE, argv), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.pid = self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def read_until(self, pattern):
        """The match of `pattern` in what the program prints while it starts."""
        text, until = "", time.monotonic() + PATIENCE
        while not (found := re.search(pattern, text)):
            left = max(0, until - time.monotonic())
            ready, _, _ = select.select([self.process.stdout], [], [], left)
            # Past Python's own buffer, which select() does not see.
            part = os.read(self.process.stdout.fileno(), 4096) if ready else b""
            if not part:
                self.stop()
                raise RuntimeError(f"{self.process.args[3]} did not start: {text!r}")
            text += part.decode()
        return found

    def stop(self):
        """Ends it and returns the rest of what it printed."""
        if self.process.returncode is None:
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGTERM)
        try:
            return self.process.communicate(timeout=PATIENCE)[0].decode()
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.communicate()[0].decode()

    def signal(self, number):
        self.process.send_signal(number)

    def cpu_ns(self):
        """CPU time of all its threads, exact to the nanosecond even while it runs."""
        return time.clock_gettime_ns(~self.pid << 3 | 2)  # clock_getcpuclockid(3)

    def memory(self, field):
        """A figure of /proc/PID/status in bytes: VmRSS, or VmHWM for its peak."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            return int(re.search(rf"^{field}:\s+(\d+) kB", status.read(), re.M)[1]) * 1024


class SystemCalls:
    """Counts the system calls of a program inside a `with` block, where perf(1) can."""

    def __init__(self, pid):
        self.pid, self.count = pid, None

    @staticmethod
    def can_count():
        probe = ["perf", "stat", "-e", "raw_syscalls:sys_enter", "true"]
        return bool(shutil.which("perf")) and not subprocess.run(probe, capture_output=True).returncode

    def __enter__(self):
        self.perf = subprocess.Popen(
            ["perf", "stat", "-x,", "-e", "raw_syscalls:sys_enter", "-p", str(self.pid)],
            stderr=subprocess.PIPE, text=True)  # fmt: skip
        time.sleep(0.3)  # it says nowhere that it counts now
        return self

    def __exit__(self, *_):
        self.perf.send_signal(signal.SIGINT)
        self.count = int(self.perf.communicate(timeout=PATIENCE)[1].split(",")[0])


def temporary_folder():
    return tempfile.TemporaryDirectory(prefix="gateway-bench-")
