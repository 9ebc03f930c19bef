"""What a user would catch datagrams with instead, each as its own manual sets it up for speed."""

import pathlib
import shutil
import socket
import time

from machine import PATIENCE, Program, free_port, temporary_folder
from udp_work import socket_line


class Peer(Program):
    """Listens at `port` of 127.0.0.1; says itself that it does, or is looked for."""

    needs = ""

    @classmethod
    def missing(cls):
        """Why it can't be measured here; empty where it can."""
        return "" if shutil.which(cls.needs) else f"{cls.needs} is not here"

    def wait_until_bound(self):
        until = time.monotonic() + PATIENCE
        while not socket_line(self.port):
            if time.monotonic() > until or self.process.poll() is not None:
                self.stop()
                raise RuntimeError(f"{self.needs} did not start")
            time.sleep(0.01)
        time.sleep(0.1)


def free_udp_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class InFolder(Peer):
    """One with a configuration file and files of its own."""

    def __init__(self):
        self.folder = temporary_folder()
        self.port = free_udp_port()
        self.file = pathlib.Path(self.folder.name, "configuration")
        self.file.write_text(self.configuration(), encoding="ascii")
        super().__init__(self.command())
        self.wait_until_bound()

    def stop(self):
        try:
            return super().stop()
        finally:
            self.folder.cleanup()


class Go(Peer):
    """reference/udp_read.go"""

    name, needs = "Go", "go"

    def __init__(self, tools):
        super().__init__([tools / "udp_read", "127.0.0.1"])
        self.port = int(self.read_until(r"listening (\d+)")[1])


class Node(Peer):
    """reference/udp_read.mjs"""

    name, needs = "Node", "node"

    def __init__(self, _tools):
        program = pathlib.Path(__file__).parent / "reference" / "udp_read.mjs"
        super().__init__(["node", program, "127.0.0.1"])
        self.port = int(self.read_until(r"listening (\d+)")[1])


class Rsyslog(InFolder):
    name, needs = "rsyslog", "rsyslogd"

    def __init__(self, _tools):
        super().__init__()

    def configuration(self):
        return f"""global(workDirectory="{self.folder.name}" maxMessageSize="64k")
            module(load="imudp" batchSize="64")
            ruleset(name="in") {{ action(type="omfile" file="/dev/null") }}
            input(type="imudp" address="127.0.0.1" port="{self.port}" ruleset="in" rcvbufSize="8m")
            """

    def command(self):
        return ["rsyslogd", "-n", "-f", self.file, "-i", f"{self.folder.name}/pid"]


class Influx(InFolder):
    name, needs = "InfluxDB", "influxd"

    def __init__(self, _tools):
        super().__init__()

    def configuration(self):
        return f"""reporting-disabled = true
            bind-address = "127.0.0.1:{free_port()}"
            [meta]
            dir = "{self.folder.name}/meta"
            [data]
            dir = "{self.folder.name}/data"
            wal-dir = "{self.folder.name}/wal"
            [monitor]
            store-enabled = false
            [http]
            enabled = false
            [[udp]]
            enabled = true
            bind-address = "127.0.0.1:{self.port}"
            database = "bench"
            read-buffer = {4 << 20}
            """

    def command(self):
        return ["influxd", "run", "-config", self.file]


class Socat(Peer):
    name, needs = "socat", "socat"

    def __init__(self, _tools):
        self.port = free_udp_port()
        listen = f"UDP-RECV:{self.port},bind=127.0.0.1,rcvbuf={8 << 20}"
        super().__init__(["socat", "-u", "-b65536", listen, "OPEN:/dev/null,wronly"])
        self.wait_until_bound()


PEERS = (Go, Node, Rsyslog, Influx, Socat)


def settle(server):
    """Until it has done what it still does with the datagrams that it has read."""
    until, spent = time.monotonic() + 1, server.cpu_ns()
    while time.monotonic() < until:
        time.sleep(0.05)
        before, spent = spent, server.cpu_ns()
        if spent - before < 1_000_000:
            return
