"""Data of the first release under this one, and services of two releases beside each other.

`releases/0.1.0` holds the databases that the first release wrote while two people signed up, one of
them left, and a ticket was answered. Where executables of that release are at hand, RAPPORT_OLD_BIN
names their folder, and each service in turn runs one release behind the others.
"""

import gzip
import os
import pathlib
import shutil
import subprocess

import pytest

from customers import Acknowledged, Customer
from mail_server import MailServer
from shop import everything, furnish, settle
from suite import PORTS, Suite

FIRST = pathlib.Path(__file__).parent / "releases/0.1.0"
HEADS = {"forms": 18, "tickets": 8, "campaigns": 6, "notifications": 14}


def unpack(folder, names=PORTS):
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        with gzip.open(FIRST / f"{name}.db.gz") as packed:
            (folder / f"{name}.db").write_bytes(packed.read())
    shutil.copy(FIRST / "secret", folder / "secret")
    (folder / "secret").chmod(0o600)


def look(suite):
    """What `rapport upgrade --check` says."""
    return subprocess.run(
        [suite.binaries / "rapport", "upgrade", "--check"], env=suite.environment, text=True,
        capture_output=True, timeout=60, check=True).stdout


@pytest.fixture
def upgraded(tmp_path):
    suite = Suite(tmp_path, names=PORTS)
    unpack(tmp_path / "data")
    with suite:
        yield suite


def test_a_look_says_what_would_be_done_and_changes_nothing(tmp_path):
    suite = Suite(tmp_path, names=())
    unpack(tmp_path / "data")
    before = {path.name: path.read_bytes() for path in (tmp_path / "data").glob("*.db")}
    said = look(suite)
    for name in PORTS:
        assert f"{name}  engine: audit" in said
    assert {path.name: path.read_bytes() for path in (tmp_path / "data").glob("*.db")} == before
    suite.client.close()


def test_everything_of_the_first_release_is_there(upgraded):
    rapport = upgraded.client
    settle(rapport)
    for name, head in HEADS.items():
        events = rapport.events(name)
        assert [int(event["sequence"]) for event in events] == list(range(1, len(events) + 1))
        assert len(events) >= head
    topics = rapport.call("subscriptions.get", {"email": "ann@example.com"})["topics"]
    assert [topic["state"] for topic in topics] == ["unsubscribed"]
    assert len(everything(rapport, "contacts.list")) == 3
    assert len(everything(rapport, "tickets.list")) == 2
    assert rapport.call("consents.verify").get("flaw") is None
    kept = rapport.call("suppressions.list", {"address": "bounced@example.com"})["items"]
    assert [line["reason"] for line in kept] == ["hardBounce"]
    for name in PORTS:
        assert rapport.call("service.verify", service=name)["flaws"] == []
    assert "nothing to do" in look(upgraded)


def test_nothing_is_done_twice_because_of_the_upgrade(upgraded):
    rapport = upgraded.client
    settle(rapport)
    # No message was asked for again, and no journey begun.
    assert {len(rapport.events(name)) for name in ("tickets", "campaigns")} == {8, 6}
    again = rapport.call("tickets.open", {
        "subject": "By phone", "body": "A call.", "requester": {"phone": "+4915112345678"}},
        key="kept")
    assert again["number"] == 2


def test_there_is_a_way_back(upgraded):
    copies = list((upgraded.folder / "data/backups").glob("before-upgrade-*/*.db"))
    assert {path.name for path in copies} == {f"{name}.db" for name in PORTS}


@pytest.mark.parametrize("behind", PORTS)
def test_a_service_one_release_behind_the_others_does_its_part(tmp_path, behind):
    old = os.environ.get("RAPPORT_OLD_BIN")
    if not old:
        pytest.skip("RAPPORT_OLD_BIN names no folder with executables of the release before")
    with MailServer(tmp_path) as server:
        settings = {"RAPPORT_CAPTURE_MAIL": "0", "RAPPORT_SMTP": server.url}
        suite = Suite(tmp_path, names=PORTS, **settings)
        suite.elsewhere[behind] = pathlib.Path(old)
        with suite:
            work_beside(suite, behind)


def work_beside(suite, behind):
    staff = furnish(suite.client)["id"]
    Customer(1, suite.client, Acknowledged()).play(staff)
    settle(suite.client)
    for name in PORTS:
        assert suite.client.call("service.status", service=name)["parked"] == 0
    # And then it is brought up to date, with what it did meanwhile.
    suite.kill(behind)
    del suite.elsewhere[behind]
    suite.start(behind)
    suite.wait_for(behind)
    Customer(2, suite.client, Acknowledged()).play(staff)
    settle(suite.client)
