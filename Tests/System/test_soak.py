"""A service under a flood: its memory stays flat, and who behaves is answered meanwhile.

RAPPORT_SOAK_SECONDS makes it longer than the twenty seconds of every run.
"""

import contextlib
import json
import os
import random
import threading
import time

import zmq

from suite import PORTS, Rapport

SECONDS = float(os.environ.get("RAPPORT_SOAK_SECONDS", 20))
KIB = 1024
# What the process may hold, of which half is what a debug build takes at rest; the units allow 512.
MOST = 400 * KIB
TICKET = {"subject": "Broken", "body": "It fell.", "requester": {"email": "ann@example.com"}}


def request(method, serial=1, **params):
    return json.dumps({"jsonrpc": "2.0", "id": serial, "method": method, "params": params}).encode()


def large(dice):
    """Frames about as long as a request may be, and longer than libzmq takes."""
    return [dice.randbytes(dice.choice([200, 255, 300, 319, 400]) * KIB)]


def many_frames(dice):
    return [b"x" * dice.randrange(200)] * dice.choice([9, 100, 5_000])


def malformed(dice):
    """Requests with bytes changed, cut off, or nested as deep as they are long."""
    frame = bytearray(request("tickets.open", **TICKET))
    for _ in range(dice.randrange(1, 5)):
        frame[dice.randrange(len(frame))] = dice.randrange(256)
    return [dice.choice([bytes(frame), frame[:dice.randrange(len(frame))], b"[" * 100_000])]


def heavy(dice):
    """What is valid, and as much as one may send."""
    body = TICKET | {"body": "x" * 250_000}
    return [dice.choice([
        request("tickets.open", **body),
        b"[" + b",".join([request("events.read", after=0, limit=1000)] * 50) + b"]"])]


def valid(dice):
    """Answers that will never be read."""
    return [request("events.read", dice.randrange(10**6), after=0, limit=1000)]


class Flood:
    """One peer that sends as fast as it can until told to stop, and reads nothing.

    A peer that was cut off comes back, as one would who means harm.
    """

    def __init__(self, rapport, make, seed):
        self.rapport, self.make, self.dice = rapport, make, random.Random(seed)
        self.sent, self.isOver = 0, threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        while not self.isOver.is_set():
            socket = self.rapport.context.socket(zmq.DEALER)
            socket.linger, socket.rcvhwm, socket.sndhwm, socket.rcvbuf = 0, 1, 50, 4096
            self.rapport.connect(socket, "tickets", PORTS["tickets"][0])
            sent = time.monotonic()
            while not self.isOver.is_set() and time.monotonic() < sent + 0.5:
                with contextlib.suppress(zmq.Again):
                    socket.send_multipart([b"", *self.make(self.dice)], zmq.NOBLOCK)
                    self.sent, sent = self.sent + 1, time.monotonic()
                    continue
                self.isOver.wait(0.001)
            socket.close()

    def stop(self):
        self.isOver.set()
        self.thread.join()


def holder(stack, suite, name, *rights):
    """A client with a new key, closed with the stack."""
    client = Rapport(suite.offset, key=suite.new_key(name, *rights))
    stack.callback(client.close)
    return client


def resident(process):
    """Kibibytes that a process holds."""
    with open(f"/proc/{process.pid}/status") as status:
        [line] = [line for line in status if line.startswith("VmRSS:")]
    return int(line.split()[1])


def behave(client, process, seconds):
    """Asks decently for a while; how long each answer took, and what the process held meanwhile."""
    end = time.monotonic() + seconds
    waits, held = [], []
    while time.monotonic() < end:
        start = time.monotonic()
        client.call("tickets.open", TICKET, service="tickets", timeout=15)
        client.call("tickets.list", {"limit": 5}, service="tickets", timeout=15)
        waits.append(time.monotonic() - start)
        held.append(resident(process))
    return waits, held


def test_a_flood_fills_no_memory_and_holds_up_nobody(installation, tmp_path):
    seed = int(os.environ.get("RAPPORT_SEED", random.randrange(2**32)))
    print(f"\nseed {seed}")
    with installation("tickets", keys=True) as suite, contextlib.ExitStack() as stack:
        process = suite.processes["tickets"]
        decent = holder(stack, suite, "decent", "--scope", "staff")
        flooder = holder(
            stack, suite, "flooder", "--scope", "staff", "--scope", "observer", "--events", "")
        for _ in range(200):
            decent.call("tickets.open", TICKET, service="tickets")
        before = resident(process)
        deaf = flooder.context.socket(zmq.SUB)
        deaf.linger, deaf.rcvhwm, deaf.rcvbuf = 0, 1, 4096
        deaf.subscribe("")
        flooder.connect(deaf, "tickets", PORTS["tickets"][1])
        kinds = [large, many_frames, malformed, heavy, valid]
        floods = [Flood(flooder, make, seed + i) for i, make in enumerate(kinds)]
        try:
            first, early = behave(decent, process, SECONDS / 2)
            then, late = behave(decent, process, SECONDS / 2)
        finally:
            for flood in floods:
                flood.stop()
            deaf.close()
        waits = sorted(first + then)
        print(", ".join(f"{flood.sent} {flood.make.__name__}" for flood in floods))
        print(f"resident: {before // KIB} MiB before, {max(early) // KIB} at most in the first half, "
              f"{max(late) // KIB} in the second, {resident(process) // KIB} after")
        print(f"{len(waits)} decent pairs of requests: median {waits[len(waits) // 2]:.3f} s, "
              f"longest {waits[-1]:.3f} s")
        assert all(flood.sent > 50 for flood in floods)
        assert max(late) < MOST
        assert max(late) < max(early) * 1.2 + 16 * KIB
        assert waits[-1] < 10


def test_one_key_cannot_take_the_room_of_all(installation):
    with installation("tickets", keys=True) as suite, contextlib.ExitStack() as stack:
        greedy = holder(stack, suite, "greedy", "--scope", "observer")
        socket = greedy._dealer("tickets")
        head = greedy.call("service.status", service="tickets")["head"]
        # Long polls stay under way until their time is over.
        for serial in range(1_200):
            socket.send(request("events.read", serial, after=head, waitMs=30_000))
        refused = json.loads(socket.recv_multipart()[-1])
        assert refused["error"]["data"]["type"] == "busy"
        assert refused["error"]["data"]["retryAfterMs"] > 0
        assert suite.client.call("tickets.list", {}, service="tickets")["items"] == []
