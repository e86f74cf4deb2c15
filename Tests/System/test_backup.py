"""An installation is backed up under load and put back: what was withdrawn since stays withdrawn."""

import json
import subprocess
import threading

import pytest

from shop import furnish, settle
from suite import PORTS, Rapport

PEOPLE = 12


def run(suite, *words, code=0):
    """Runs the operators' command; what it said."""
    done = subprocess.run(
        [suite.binaries / "rapport", *words], env=suite.environment, capture_output=True, text=True,
        timeout=120)
    assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def address(number):
    return f"person-{number}@example.com"


def subscribe(rapport, number):
    rapport.call("consents.record", {
        "email": address(number), "topic": "news", "basis": "consent", "wording": "Yes.",
        "grantedAt": "2026-01-01T00:00:00Z", "origin": "api", "proof": {"source": "a test"}})


def state(rapport, number):
    found = rapport.call("subscriptions.get", {"email": address(number)})["topics"]
    return {topic["topic"]: topic["state"] for topic in found}["news"]


class Load:
    """People who subscribe while something else happens."""

    def __init__(self, suite):
        self.rapport, self.over, self.number = Rapport(suite.offset), threading.Event(), 1000
        self.thread = threading.Thread(target=self.go)

    def go(self):
        while not self.over.is_set() and self.number < 20_000:
            subscribe(self.rapport, self.number)
            self.number += 1

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
        self.rapport.close()


@pytest.fixture
def shop(installation):
    """A shop with subscribers."""
    with installation(*PORTS) as suite:
        furnish(suite.client)
        for number in range(PEOPLE):
            subscribe(suite.client, number)
        settle(suite.client)
        yield suite


def statuses(suite):
    return {name: suite.client.call("service.status", service=name) for name in PORTS}


def restart(suite, meanwhile):
    for name in PORTS:
        suite.kill(name)
    said = meanwhile()
    for name in PORTS:
        suite.start(name)
    for name in PORTS:
        suite.wait_for(name)
    return said


def test_a_backup_under_load_shows_one_moment(shop):
    with Load(shop):
        said = run(shop, "backup", "--name", "first")
    assert "4 databases" in said
    folder = shop.folder / "data/backups/first"
    manifest = json.loads((folder / "manifest.json").read_text())
    heads = {member["log"]: member["head"] for member in manifest["services"]}
    for member in manifest["services"]:
        for log, sequence in member["seen"].items():
            assert sequence <= heads[log]
    assert {file["path"] for file in manifest["files"]} >= {"secret"}
    assert {path.stat().st_mode & 0o077 for path in folder.iterdir() if path.is_file()} == {0}


def test_what_is_put_back_is_held_and_undoes_no_withdrawal(shop):
    before = statuses(shop)
    run(shop, "backup", "--name", "first")
    rapport = shop.client
    rapport.call("subscriptions.set", {
        "email": address(0), "changes": [{"topic": "news", "subscribed": False}]})
    rapport.call("suppressions.add", {
        "address": address(1), "scope": "all", "reason": "complaint"})
    rapport.call("tickets.open", {
        "subject": "Lost", "body": "After the backup.", "requester": {"email": address(2)}})
    settle(rapport)
    restart(shop, lambda: run(shop, "restore", "first"))

    after = statuses(shop)
    for name, status in after.items():
        assert status["held"]["reason"] == "restored from the backup first"
        assert status["log"] != before[name]["log"]
    settle(rapport)
    logs = {status["log"] for status in statuses(shop).values()}
    for status in statuses(shop).values():
        assert {follower["log"] for follower in status["followers"]} <= logs
        assert {follower["state"] for follower in status["followers"]} == {"live"}
    assert state(rapport, 0) == "unsubscribed"
    assert state(rapport, 3) == "subscribed"
    kept = rapport.call("suppressions.list", {"address": address(1)})["items"]
    assert [line["reason"] for line in kept] == ["complaint"]
    assert rapport.call("tickets.list", {})["items"] == []

    assert "goes on" in run(shop, "release")
    assert all("held" not in status for status in statuses(shop).values())
    assert "damaged" not in run(shop, "verify")
    ticket = rapport.call("tickets.open", {
        "subject": "New", "body": "Life goes on.", "requester": {"email": address(2)}})
    assert ticket["number"] == 1
    settle(rapport)
    # Nothing is thrown away: what was there before stands aside.
    assert list((shop.folder / "data").glob("replaced-*/tickets.db"))


def test_what_runs_is_not_replaced(shop):
    run(shop, "backup", "--name", "first")
    assert "stop the suite first" in run(shop, "restore", "first", code=75)


def test_a_damaged_backup_is_not_put_back(shop):
    run(shop, "backup", "--name", "first")
    copy = shop.folder / "data/backups/first/forms.db"
    bytes_ = bytearray(copy.read_bytes())
    bytes_[5000] ^= 1
    copy.write_bytes(bytes_)
    said = restart(shop, lambda: run(shop, "restore", "first", code=65))
    assert "forms.db is not what it was" in said
    assert state(shop.client, 0) == "subscribed"


def test_old_backups_make_room(shop):
    for name in ("first", "second", "third"):
        run(shop, "backup", "--name", name, "--keep", "2")
    kept = {path.name for path in (shop.folder / "data/backups").iterdir()}
    assert kept == {"second", "third"}
