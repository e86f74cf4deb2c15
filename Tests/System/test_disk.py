"""Disks that are full, nearly full, read-only or damaged: callers are told, and nothing that was
acknowledged is missing afterwards."""

import contextlib
import sqlite3
import subprocess

import pytest

from books import Books
from disks import fill, memory_disk, real_disk, remount, run
from shop import furnish, settle
from suite import PORTS, refusal
from waiting import until

PAGE = 4096


def open_ticket(suite, subject):
    return suite.client.call("tickets.open", {
        "subject": subject, "body": "It broke.", "requester": {"handle": "@ann"}})


class Conversation:
    """A customer who writes again and again; what was acknowledged is remembered."""

    def __init__(self, suite):
        self.suite, self.ticket = suite, open_ticket(suite, "before")["id"]
        self.acknowledged, self.refused = [], []

    def write(self):
        """One long letter; what it is refused with, if it is."""
        number = len(self.acknowledged) + len(self.refused)
        body = f"{number}: " + "It is still broken. " * 300
        refused = refusal(lambda: self.suite.client.call("tickets.receive", {
            "ticket": self.ticket, "from": {"handle": "@ann"}, "body": body}))
        (self.refused if refused else self.acknowledged).append(body)
        return refused

    def write_until_refused(self):
        for _ in range(10_000):
            if refused := self.write():
                return refused
        pytest.fail("10 000 letters were taken")

    def is_readable(self):
        shown = self.suite.client.call("tickets.get", {"id": self.ticket})
        return shown["ticket"]["subject"] == "before"

    def check(self, folder):
        """Exactly what was acknowledged is on disk."""
        books = Books(folder)
        kept = {row["body"] for row in books.rows("tickets", "SELECT body FROM entry")}
        assert set(self.acknowledged) <= kept and not kept & set(self.refused)
        assert books.is_sound("tickets")
        assert [event["sequence"] for event in books.events("tickets")] == list(
            range(1, books.head("tickets") + 1))


def test_a_full_disk_refuses_commands_answers_queries_and_recovers(installation, tmp_path):
    with memory_disk(tmp_path / "data", 24) as disk:
        with installation("tickets") as suite:
            customer = Conversation(suite)
            filler = fill(disk)
            refused = customer.write_until_refused()
            assert (refused.code, refused.type) == (-32010, "diskFull")
            assert customer.is_readable()
            filler.unlink()
            until(lambda: customer.write() is None)
            until(lambda: refusal(lambda: open_ticket(suite, "after")) is None)
            assert suite.client.call("service.status", service="tickets")["parked"] == 0
        customer.check(disk)


def test_a_nearly_full_disk_takes_only_answers_and_withdrawals(installation, tmp_path):
    with memory_disk(tmp_path / "data", 256) as disk, installation(*PORTS) as suite:
        furnish(suite.client)
        ticket = open_ticket(suite, "before")["id"]
        suite.client.call("contacts.put", {"email": "ann@example.com", "name": "Ann"})
        # 8 % are left: time enough to notice before it is full.
        filler = fill(disk, leaving=20 << 20)
        late = until(lambda: refusal(lambda: open_ticket(suite, "too late")))
        assert (late.code, late.type) == (-32010, "diskNearlyFull")
        assert "nearly full" in late.message
        suite.client.call("tickets.receive", {
            "ticket": ticket, "from": {"handle": "@ann"}, "body": "And now?"})
        suite.client.call("subscriptions.set", {"email": "ann@example.com", "changes": [
            {"topic": "news", "subscribed": False}]})
        settle(suite.client)  # events of the others keep being applied
        status = suite.client.call("service.status", service="tickets")
        assert status["disk"]["isTight"] and status["disk"]["used"] > 0.9
        assert "nearly full" in operator(suite, "status")
        assert "disk of tickets" in operator(suite, "doctor")
        filler.unlink()
        until(lambda: refusal(lambda: open_ticket(suite, "after")) is None)


def operator(suite, command):
    return subprocess.run(
        [suite.binaries / "rapport", command], env=suite.environment, capture_output=True,
        text=True, timeout=60).stdout


def test_a_database_that_may_not_be_written_recovers_without_a_restart(installation, tmp_path):
    with real_disk(tmp_path / "data", 32) as disk:
        with installation("tickets") as suite:
            customer = Conversation(suite)
            locked = [disk / "tickets.db", disk / "tickets.db-wal"]
            run("chattr", "+i", *locked)
            try:
                refused = customer.write()
                assert (refused.code, refused.type) == (-32010, "readOnly")
                assert customer.is_readable()
            finally:
                run("chattr", "-i", *locked)
            until(lambda: customer.write() is None)
        customer.check(disk)


def test_a_disk_that_turned_read_only_keeps_answering_queries(installation, tmp_path):
    folder = tmp_path / "data"
    with real_disk(folder, 32):
        with installation("tickets") as suite:
            customer = Conversation(suite)
            customer.write()
            # What the kernel does by itself when a disk fails.
            run("mount", "-o", "remount,abort", folder)
            refused = until(customer.write)
            assert (refused.code, refused.type) == (-32010, "readOnly")
            assert customer.is_readable()
        remount(folder)
        with installation("tickets") as suite:
            customer.suite = suite
            assert customer.write() is None
        customer.check(folder)


def overwrite(database, table):
    """Writes nonsense over the root page of a table."""
    with contextlib.closing(sqlite3.connect(database)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [page] = opened.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [table]).fetchone()
    with database.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"nonsense" * (PAGE // 8))


def check_damage(suite, touches, goes_on):
    refused = refusal(touches)
    assert (refused.code, refused.type) == (-32010, "damaged")
    assert refused.data["reference"] in (suite.folder / "tickets.log").read_text()
    goes_on()


def test_a_page_damaged_while_the_service_stood_still_is_told(installation):
    with installation("tickets") as suite:
        ticket = open_ticket(suite, "before")["id"]
    overwrite(suite.folder / "data" / "tickets.db", "entry")
    with installation("tickets") as suite:
        check_damage(
            suite, lambda: suite.client.call("tickets.get", {"id": ticket}),
            lambda: suite.client.call("tickets.list"))
        check_damage(
            suite, lambda: open_ticket(suite, "on the damaged page"),
            lambda: suite.client.call("queues.put", {"key": "more", "name": "More",
                                                     "replyWithin": "PT1H"}))


def test_a_page_damaged_under_a_running_service_is_told(installation):
    with installation("tickets") as suite:
        ticket = open_ticket(suite, "before")["id"]
        overwrite(suite.folder / "data" / "tickets.db", "closing")
        check_damage(
            suite,
            lambda: suite.client.call("tickets.close", {"id": ticket, "outcome": "solved"}),
            lambda: open_ticket(suite, "after"))
        assert suite.client.call("tickets.get", {"id": ticket})["ticket"]["status"] == "new"


def test_a_header_damaged_while_the_service_stood_still_is_refused_at_start(installation):
    with installation("tickets") as suite:
        open_ticket(suite, "before")
    with (suite.folder / "data" / "tickets.db").open("r+b") as file:
        file.write(b"nonsense" * 12)
    ended = subprocess.run(
        [suite.binaries / "rapport-tickets"], env=suite.environment, capture_output=True,
        text=True, timeout=10)
    assert ended.returncode == 65  # EX_DATAERR
    [sentence] = ended.stderr.splitlines()
    assert "rapport-tickets: " in sentence
