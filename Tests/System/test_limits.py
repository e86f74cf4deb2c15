"""A database that somebody else holds, a process that may open nothing more: who calls is told, the
rest goes on, and it passes without a restart."""

import contextlib
import pathlib
import resource
import socket
import sqlite3

from suite import PORTS, Rapport, Refused, refusal
from waiting import until


def open_ticket(rapport, subject="It broke"):
    return rapport.call("tickets.open", {
        "subject": subject, "body": "…", "requester": {"handle": "@ann"}}, service="tickets")


def test_a_database_that_somebody_else_writes_is_busy_for_as_long_as_that_lasts(installation):
    with installation("tickets") as suite:
        ticket = open_ticket(suite.client)["id"]
        database = suite.folder / "data" / "tickets.db"
        with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            refused = refusal(lambda: open_ticket(suite.client))
            assert (refused.code, refused.type) == (-32008, "busy")
            assert refused.data["retryAfterMs"] > 0
            assert suite.client.call("tickets.get", {"id": ticket})["ticket"]["number"] == 1
            other.execute("ROLLBACK")
        assert open_ticket(suite.client)["number"] == 2


def descriptors(process):
    return len(list(pathlib.Path(f"/proc/{process.pid}/fd").iterdir()))


class Crowd:
    """Connections to a service until it takes no more."""

    def __init__(self, port):
        self.port, self.connections = port, []

    def come(self, count):
        for _ in range(count):
            self.connections.append(socket.create_connection(("127.0.0.1", self.port), timeout=5))

    def go(self):
        for connection in self.connections:
            connection.close()
        self.connections = []


def test_a_process_out_of_descriptors_serves_whom_it_knows_and_then_everybody(installation):
    with installation("tickets") as suite:
        ticket = open_ticket(suite.client)["id"]
        suite.client.call("tickets.get", {"id": ticket})
        process = suite.processes["tickets"]
        before = descriptors(process)
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (before + 8, before + 500))
        crowd = Crowd(PORTS["tickets"][0] + suite.offset)
        crowd.come(40)
        until(lambda: descriptors(process) >= before + 8)
        assert open_ticket(suite.client)["number"] == 2
        assert suite.client.call("tickets.get", {"id": ticket})["ticket"]["number"] == 1
        with contextlib.closing(Rapport(suite.offset)) as stranger:
            with contextlib.suppress(TimeoutError):
                open_ticket_within(stranger, 1)
                raise AssertionError("a connection was taken that there was no room for")
            crowd.go()
            assert until(lambda: taken(stranger), timeout=20)
        numbers = {event["data"]["ticket"]["number"] for event in suite.client.events("tickets")
                   if event["type"] == "tickets.ticket.opened"}
        assert numbers == set(range(1, len(numbers) + 1))


def open_ticket_within(rapport, seconds):
    return rapport.call("tickets.open", {
        "subject": "No room", "body": "…", "requester": {"handle": "@ann"}}, service="tickets",
        timeout=seconds)


def taken(rapport):
    try:
        return open_ticket_within(rapport, 1)
    except (TimeoutError, Refused):
        return None
