"""Services that are told to stop do so at once and in order, and whoever follows them goes on."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import threading

import pytest

from shop import heads
from suite import PORTS, Rapport, Refused


@pytest.fixture
def running(installation):
    with installation(*PORTS) as suite:
        yield suite


def stop(suite, name):
    """Tells a process to stop, and returns its exit code."""
    process = suite.processes.pop(name)
    process.send_signal(signal.SIGTERM)
    return process.wait(timeout=5)


def restart(suite, name):
    assert stop(suite, name) == 0
    suite.start(name)
    suite.wait_for(name)


def open_ticket(rapport, number):
    return rapport.call("tickets.open", {
        "subject": f"Matter {number}", "body": "It broke.", "requester": {"handle": "@ann"}})


class Tail:
    """`rapport tail --json`, line by line."""

    def __init__(self, suite, *arguments):
        self.process = subprocess.Popen(
            [suite.binaries / "rapport", "tail", "--json", *arguments],
            env=suite.environment, stdout=subprocess.PIPE, text=True)
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(json.loads(line))

    def until(self, fits, timeout=20):
        """All events up to the first that fits."""
        events = []
        while not events or not fits(events[-1]):
            events.append(self.lines.get(timeout=timeout))
        return events

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=5)
        self.reader.join()


@pytest.mark.parametrize("service", PORTS)
def test_a_stop_is_quick_and_clean(running, service):
    assert stop(running, service) == 0


def test_a_stop_under_load_answers_what_it_took(running):
    answered, over = [], threading.Event()

    def load():
        with contextlib.closing(Rapport(running.offset)) as rapport:
            while not over.is_set():
                try:
                    ticket = rapport.call("tickets.open", {
                        "subject": "Load", "body": "…", "requester": {"handle": "@ann"}},
                        service="tickets", timeout=1)
                except TimeoutError:
                    return
                except Refused as refused:
                    assert refused.type == "busy"  # surely not done
                    return
                answered.append(ticket["id"])

    workers = [threading.Thread(target=load) for _ in range(4)]
    heard = running.client.subscribe("tickets.ticket.opened")
    for worker in workers:
        worker.start()
    heard.wait_for("tickets.ticket.opened", lambda event: len(answered) >= 50)
    try:
        assert stop(running, "tickets") == 0
    finally:
        over.set()
        for worker in workers:
            worker.join()
    running.start("tickets")
    running.wait_for("tickets")
    kept = {event["subject"] for event in running.client.events("tickets")}
    assert set(answered) <= kept


def test_what_was_done_is_there_after_a_restart(running):
    ticket = open_ticket(running.client, 1)
    before = heads(running.client)
    for service in PORTS:
        restart(running, service)
    after = heads(running.client)
    assert after.keys() == before.keys()
    assert running.client.call("tickets.get", {"id": ticket["id"]})["ticket"]["number"] == 1
    assert open_ticket(running.client, 2)["number"] == 2


def test_tail_goes_on_without_a_gap_when_a_service_is_restarted(running):
    with Tail(running, "tickets.", "--from", "start") as tail:
        first = open_ticket(running.client, 1)
        events = tail.until(lambda event: event["subject"] == first["id"])
        restart(running, "tickets")
        second = open_ticket(running.client, 2)
        events += tail.until(lambda event: event["subject"] == second["id"])
        running.kill("tickets")
        running.start("tickets")
        running.wait_for("tickets")
        third = open_ticket(running.client, 3)
        events += tail.until(lambda event: event["subject"] == third["id"])
    numbers = [int(event["sequence"]) for event in events]
    assert numbers == list(range(1, len(numbers) + 1))
    told = running.client.events("tickets")
    assert events == told[:len(events)]


def test_tail_takes_a_number_to_go_on_after(running):
    for number in range(1, 4):
        last = open_ticket(running.client, number)
    told = running.client.events("tickets")
    with Tail(running, "tickets.", "--from", "2") as tail:
        events = tail.until(lambda event: event["subject"] == last["id"])
    assert events == told[2:2 + len(events)]


def test_tail_ends_with_a_sentence_for_what_nobody_tells(running):
    ended = subprocess.run(
        [running.binaries / "rapport", "tail", "weather."], env=running.environment,
        capture_output=True, text=True, timeout=10)
    assert ended.returncode == os.EX_USAGE
    assert "weather." in ended.stderr
