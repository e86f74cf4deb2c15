"""Streams that lose, subscribers that come late, and requests beside a catch-up: all converge.

RAPPORT_AWAY says how many events a service is away for (a million in the full run).
"""

import concurrent.futures
import contextlib
import json
import os
import threading
import time

import pytest
import zmq

from shop import Line
from suite import PORTS, Rapport, Refused
from waiting import until

AWAY = int(os.environ.get("RAPPORT_AWAY", 20_000))
WINDOW = 200  # requests under way at once
BATCH = 20  # commands of one message


def flood(suite, count, first=0):
    """Opens so many tickets, many at once in batches, as an import would."""
    with Line(suite.client, "tickets") as line:
        dealer = line.socket
        sent = answered = 0
        while answered < count:
            while sent < count and sent - answered < WINDOW * BATCH:
                size = min(BATCH, count - sent)
                dealer.send(json.dumps([{
                    "jsonrpc": "2.0", "id": first + sent + place, "method": "tickets.open",
                    "params": {"subject": f"import {first + sent + place}", "body": "…",
                               "requester": {"handle": "@ann"}, "channel": "phone"},
                } for place in range(size)]).encode())
                sent += size
            assert dealer.poll(30_000), f"no answer after {answered} of {count}"
            replies = json.loads(dealer.recv_multipart()[-1])
            assert all("result" in reply for reply in replies), replies[0]
            answered += len(replies)


class Latencies:
    """How long single requests take while something else goes on."""

    def __init__(self, suite):
        self.suite, self.seconds, self.over = suite, [], threading.Event()

    def __enter__(self):
        self.thread = threading.Thread(target=self._measure)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def _measure(self):
        with contextlib.closing(Rapport(self.suite.offset)) as rapport:
            while not self.over.is_set() and len(self.seconds) < 20_000:
                started = time.monotonic()
                rapport.call("suppressions.add", {
                    "address": f"a{len(self.seconds)}@example.com", "scope": "all",
                    "reason": "manual"}, service="notifications")
                self.seconds.append(time.monotonic() - started)

    def p99(self):
        return sorted(self.seconds)[len(self.seconds) * 99 // 100]


def lag(suite, service, of):
    log = suite.client.call("service.status", service=of)
    followers = suite.client.call("service.status", service=service)["followers"]
    [follower] = [one for one in followers if one["service"] == of]
    return log["head"] - follower["sequence"]


def test_a_service_that_was_away_catches_up_while_requests_keep_their_latency(
        installation, report):
    with installation("tickets", "notifications") as suite:
        suite.kill("notifications")
        flood(suite, AWAY)
        started = time.monotonic()
        suite.start("notifications")
        suite.wait_for("notifications")
        with Latencies(suite) as latencies:
            # An import goes on at the source meanwhile.
            flood(suite, AWAY // 10, first=AWAY)
            until(lambda: lag(suite, "notifications", "tickets") == 0, timeout=60 + AWAY / 500)
        passed = time.monotonic() - started
        metrics = suite.client.call("service.metrics", service="notifications")["samples"]
        assert {"tickets": 0.0}.items() <= {
            sample["labels"]["log"]: sample["value"] for sample in metrics
            if sample["name"] == "rapport_follower_lag_events"}.items()
        report[f"events caught up with in {passed:.1f} s"] = AWAY + AWAY // 10
        report["requests beside the catch-up"] = len(latencies.seconds)
        report["ms for 99 % of them"] = round(latencies.p99() * 1000, 1)
        assert len(latencies.seconds) > 20
        assert latencies.p99() < 1.0, "a debug build on a busy machine; it is some 20 ms on a free one"


def test_a_filtered_client_with_a_tiny_socket_has_all_of_its_types_in_the_end(installation):
    """As a frontend does it: the head of a heartbeat says how far to read with the same types."""
    with installation("tickets") as suite:
        for number in range(5):
            suite.client.call("queues.put", {
                "key": f"early-{number}", "name": "Early", "replyWithin": "PT1H"})
        with contextlib.closing(suite.client.context.socket(zmq.SUB)) as slow:
            slow.rcvhwm = 1
            slow.subscribe("tickets.queue.")
            slow.subscribe("tickets.heartbeat")
            slow.connect(f"tcp://127.0.0.1:{PORTS['tickets'][1] + suite.offset}")
            assert slow.poll(5_000), "subscribed"
            flood(suite, 2_000)
            for number in range(5):
                suite.client.call("queues.put", {
                    "key": f"late-{number}", "name": "Late", "replyWithin": "PT1H"})
            head = suite.client.call("service.status", service="tickets")["head"]
            heard = until(lambda: heartbeat(slow, head), timeout=10)
        after, keys = 0, []
        while after < heard:
            page = suite.client.call(
                "events.read", {"after": after, "types": ["tickets.queue."], "limit": 1000},
                service="tickets")
            keys += [event["subject"] for event in page["events"]]
            after = page["through"]
        assert keys[-10:] == [f"{when}-{n}" for when in ("early", "late") for n in range(5)]


def heartbeat(socket, head):
    """The head that a heartbeat tells, once it is at least that."""
    assert socket.poll(5_000), "no heartbeat for five seconds"
    kind, body = socket.recv_multipart()
    told = json.loads(body).get("head", 0) if kind == b"tickets.heartbeat" else 0
    return told if told >= head else None


@pytest.mark.parametrize("how", ["kill", "stop"])
def test_a_long_poll_across_a_restart_misses_nothing(installation, how):
    with installation("tickets") as suite, concurrent.futures.ThreadPoolExecutor(1) as other:
        last = suite.client.call("service.status", service="tickets")["head"]
        poll = other.submit(poll_until, suite.offset, last, "after the restart")
        flood(suite, 10)
        process = suite.processes["tickets"]
        if how == "kill":
            suite.kill("tickets")
        else:
            suite.processes.pop("tickets")
            process.terminate()
            assert process.wait(15) == 0
        suite.start("tickets")
        suite.wait_for("tickets")
        suite.client.call("tickets.open", {
            "subject": "after the restart", "body": "…", "requester": {"handle": "@ann"}})
        numbers = poll.result(60)
        assert numbers == list(range(last + 1, last + 1 + len(numbers)))


def poll_until(offset, after, subject):
    """Reads on and on, asking again what met silence or a service that stops; the numbers up to a
    ticket's opening."""
    numbers, deadline = [], time.monotonic() + 60
    with contextlib.closing(Rapport(offset)) as rapport:
        while time.monotonic() < deadline:
            try:
                page = rapport.call(
                    "events.read", {"after": after, "waitMs": 1000}, service="tickets", timeout=2)
                numbers += [int(event["sequence"]) for event in page["events"]]
                after = page["through"]
                if any(event["data"].get("ticket", {}).get("subject") == subject
                       for event in page["events"]):
                    return numbers
            except TimeoutError:
                continue
            except Refused as refused:
                assert refused.type == "busy", refused
    raise AssertionError(f"{subject} was never told")
