"""Rapport as a stranger sees it: its real executables, and a client made of nothing but pyzmq."""

import http.client
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import time

import zmq

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
PORTS = {
    "forms": (7101, 7102), "tickets": (7201, 7202),
    "campaigns": (7301, 7302), "notifications": (7401, 7402),
}
GATEWAY_PORT = 8080


class Refused(Exception):
    """A JSON-RPC error, as the service answered it."""

    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['message']} {error.get('data', '')}")
        self.code, self.message = error["code"], error["message"]
        self.data = error.get("data", {})
        self.type = self.data.get("type")


def refusal(call):
    """What a call is refused with; None if it is not."""
    try:
        call()
    except Refused as refused:
        return refused
    return None


class Rapport:
    """Calls methods and listens to events. For one thread."""

    def __init__(self, offset=0, host="127.0.0.1", key=None, services=PORTS):
        self.offset, self.host, self.key, self.services = offset, host, key, services
        self.context = zmq.Context()
        self.dealers, self.owners = {}, {}
        self.serial = 0
        # How far each log got by what was done here: `after=rapport.position` in a call makes
        # another service answer only once it has heard of that.
        self.position = {}

    def call(self, method, params=None, *, service=None, key=None, timeout=10, alive=None, **meta):
        """The result of a method; the service is found out unless it is named.

        `key` makes a repeat harmless; other meta members are given by name. `alive` is called
        while the answer is awaited, and may raise.
        """
        dealer = self._dealer(service or self._owner(method))
        self.serial += 1
        request = {"jsonrpc": "2.0", "id": self.serial, "method": method, "params": params or {}}
        if key:
            meta["idempotencyKey"] = key
        if meta:
            request["meta"] = meta
        deadline = time.monotonic() + timeout
        # A peer that refuses our key has no queue to wait in.
        dealer.sndtimeo = int(timeout * 1000)
        try:
            dealer.send(json.dumps(request).encode())
        except zmq.Again:
            raise TimeoutError(f"{method} could not be sent within {timeout} seconds") from None
        while time.monotonic() < deadline:
            if alive:
                alive()
            if not dealer.poll(100):
                continue
            reply = json.loads(dealer.recv_multipart()[-1])
            if reply["id"] != self.serial:
                continue  # of a call that timed out before
            if "error" in reply:
                raise Refused(reply["error"])
            done = reply.get("meta", {})
            if "sequence" in done:
                self.position[done["log"]] = done["sequence"]
            return reply["result"]
        raise TimeoutError(f"{method} got no answer within {timeout} seconds")

    def _dealer(self, service):
        if service not in self.dealers:
            dealer = self.context.socket(zmq.DEALER)
            dealer.linger, dealer.reconnect_ivl = 0, 5
            self.connect(dealer, service, PORTS[service][0])
            self.dealers[service] = dealer
        return self.dealers[service]

    def connect(self, socket, service, port):
        """Connects a socket to a port of a service, encrypted if there is a key."""
        if self.key:
            socket.curve_serverkey = self.key["servers"][service].encode()
            socket.curve_publickey = self.key["public"].encode()
            socket.curve_secretkey = self.key["secret"].encode()
        socket.connect(f"tcp://{self.host}:{port + self.offset}")

    def _owner(self, method):
        """The service that has a method, by what the services say of themselves."""
        if not self.owners:
            for service in self.services:
                document = self.call("rpc.discover", service=service)
                self.owners |= {found["name"]: service for found in document["methods"]}
        return self.owners[method]

    def events(self, service, after=0):
        """All events of a service's log after a position."""
        events, head = [], after + 1
        while after < head:
            page = self.call("events.read", {"after": after, "limit": 1000}, service=service)
            events, after, head = events + page["events"], page["through"], page["head"]
        return events

    def subscribe(self, *prefixes):
        """A subscription to event types; what happens after this returned is heard."""
        return Subscription(self, prefixes)

    def close(self):
        self.context.destroy(linger=0)


class Subscription:
    """Events as they happen, on one plain SUB socket."""

    def __init__(self, rapport, prefixes):
        self.socket = rapport.context.socket(zmq.SUB)
        self.socket.linger, self.socket.reconnect_ivl = 0, 5
        self.heard = []
        services = sorted({prefix.split(".")[0] for prefix in prefixes})
        for topic in [*prefixes, *(f"{service}.heartbeat" for service in services)]:
            self.socket.subscribe(topic)
        for service in services:
            rapport.connect(self.socket, service, PORTS[service][1])
        # The heartbeat of each second tells that the subscription has arrived.
        quiet = {f"{service}.heartbeat" for service in services}
        while quiet:
            quiet.discard(self._receive(5)[0])

    def _receive(self, timeout):
        if not self.socket.poll(timeout * 1000):
            raise TimeoutError(f"no event for {timeout} seconds")
        kind, body = self.socket.recv_multipart()
        event = json.loads(body)
        if not kind.endswith(b".heartbeat"):
            self.heard.append(event)
        return kind.decode(), event

    def wait_for(self, kind, where=lambda event: True, timeout=10):
        """The first event of that type that fits, be it heard already or yet to come."""
        deadline = time.monotonic() + timeout
        looked_at = 0
        while True:
            for event in self.heard[looked_at:]:
                if event["type"] == kind and where(event):
                    return event
            looked_at = len(self.heard)
            if time.monotonic() > deadline:
                heard = ", ".join(event["type"] for event in self.heard) or "nothing"
                raise TimeoutError(f"no {kind} within {timeout} seconds, but {heard}")
            self._receive(5)


class Suite:
    """All processes of an installation, on free ports and in a folder of its own.

    Mail is captured. A process that ends before it is told to is a failure. With `keys` nobody gets
    in without one; the client has the operator's.
    """

    def __init__(self, folder, names=(*PORTS, "gateway"), keys=False, **environment):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.binaries = pathlib.Path(os.environ.get("RAPPORT_BIN", CHECKOUT / ".build/debug"))
        self.offset = free_offset()
        self.environment = {
            "PATH": os.environ["PATH"], "RAPPORT_DATA": str(self.folder / "data"),
            "RAPPORT_PORT_OFFSET": str(self.offset), "RAPPORT_CAPTURE_MAIL": "1",
            "RAPPORT_PUBLIC_URL": f"http://127.0.0.1:{GATEWAY_PORT + self.offset}",
        } | environment
        # What only one process is told, by its name.
        self.own = {}
        self.names, self.processes = names, {}
        self.elsewhere = {}  # folders of executables that are not with the others, by name
        if keys:
            self.rapport("keys", "init", "--quiet")
        # What is started by other means may be any of them.
        self.client = Rapport(
            self.offset, key=self.key("operator") if keys else None,
            services=[name for name in names if name in PORTS] or PORTS)

    def __enter__(self):
        try:
            for name in self.names:
                self.start(name)
            for name in self.names:
                self.wait_for(name)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, kind, *_):
        codes = self._end()
        if kind is None:
            for name, code in codes.items():
                assert code == 0, f"rapport-{name} ended with {code}:\n{self.log(name)}"

    def rapport(self, *arguments):
        """What the operators' command says; it has to succeed."""
        ended = subprocess.run(
            [self.binaries / "rapport", *arguments], env=self.environment, capture_output=True,
            text=True, timeout=30)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def key(self, process):
        """The key that a process of this installation shows to the others."""
        return json.loads((self.folder / "data" / "keys" / process / "key").read_text())

    def new_key(self, name, *arguments):
        """Makes a key, as an operator does."""
        return json.loads(self.rapport("keys", "new", name, *arguments))

    def start(self, name):
        """Starts a process that does not run."""
        executable = self.elsewhere.get(name, self.binaries) / f"rapport-{name}"
        assert executable.exists(), f"{executable} is not there: run `swift build` first"
        with open(self.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                [executable], env=self.environment | self.own.get(name, {}), stdout=log,
                stderr=log, stdin=subprocess.DEVNULL)

    def wait_for(self, name, timeout=20):
        """Returns once a process that was started answers."""
        if name != "gateway":
            self.client.call(
                "service.status", service=name, timeout=timeout, alive=self.check)
            return
        deadline = time.monotonic() + timeout
        while self.get("/readyz") != 200:
            self.check()
            assert time.monotonic() < deadline, f"the gateway is not ready:\n{self.log(name)}"
            time.sleep(0.02)

    def get(self, path):
        """The status of a page of the gateway; None if it does not listen."""
        connection = http.client.HTTPConnection("127.0.0.1", GATEWAY_PORT + self.offset, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except ConnectionError:
            return None
        finally:
            connection.close()

    def check(self):
        """Fails if a process has ended by itself."""
        for name, process in self.processes.items():
            code = process.poll()
            assert code is None, f"rapport-{name} ended with {code}:\n{self.log(name)}"

    def kill(self, name):
        """Ends a process as a power cut would."""
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def log(self, name):
        """The last lines that a process wrote."""
        return (self.folder / f"{name}.log").read_text(errors="replace")[-3000:]

    def _end(self):
        """Tells all to stop; the exit codes, those of the early dead among them."""
        self.client.close()
        for process in self.processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        codes = {}
        for name, process in self.processes.items():
            try:
                codes[name] = process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                codes[name] = "no end within 15 seconds"
        return codes


def free_offset():
    """An offset at which no port of the suite is in use."""
    ports = [port for pair in PORTS.values() for port in pair] + [GATEWAY_PORT]
    for _ in range(100):
        offset = random.randrange(1000, 20000)
        if all(is_free(port + offset) for port in ports):
            return offset
    raise RuntimeError("no free ports")


def is_free(port):
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
