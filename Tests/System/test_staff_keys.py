"""Staff and their sessions in an installation with keys, as real processes."""

import concurrent.futures
import time

import pytest

from browsing import Browser
from shop import token_in
from suite import Rapport, Suite
from waiting import until

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with Suite(tmp_path_factory.mktemp("office"), keys=True) as suite:
        yield suite


@pytest.fixture
def hired(office, request):
    """Somebody who was invited and has accepted; their address, row and a browser of theirs."""
    email = f"{request.node.name[5:30].strip('_').replace('_', '-')}@shop.example"
    staff = office.client.call("staff.invite", {"email": email, "name": "Mia", "roles": ["agent"]})
    browser = Browser(office)
    link = token_in(mail(office, email, "system.invitation"), "accept")
    status, headers, _ = browser.send(f"/accept?t={link}", password=PASSWORD)
    assert (status, headers["Location"]) == (303, "/sign-in?done=accepted")
    return email, staff, browser


def mail(office, email, template):
    def found():
        messages = office.client.call("messages.list", {"status": "captured"})["items"]
        return next((message["id"] for message in messages
                     if (message["to"], message["template"]) == (email, template)), None)

    return office.client.call("messages.get", {"message": until(found)})["body"]["text"]


def sign_in(browser, email, password=PASSWORD):
    return browser.send("/sign-in", email=email, password=password)[0]


def test_who_is_signed_in_calls_and_hears_until_deactivated(office, hired):
    email, staff, browser = hired
    assert sign_in(browser, email) == 303
    status, answer = browser.call("tickets.list")
    assert (status, answer["result"]["items"]) == (200, [])
    assert browser.call("staff.list")[0] == 200
    assert browser.call("staff.deactivate", id=staff["id"])[0] == 403
    stream = browser.stream("/events?types=tickets.ticket.")
    stream.block()
    ticket = office.client.call("tickets.open", {
        "subject": "Hello", "body": "Hello.", "requester": {"email": "ann@example.com"}})
    assert stream.event()["data"]["ticket"]["id"] == ticket["id"]
    status, answer = browser.call("tickets.update", id=ticket["id"], version=1,
                                  assignee=staff["id"])
    assert status == 200, answer
    assert stream.event()["actor"] == f"staff:{staff['id']}"
    office.client.call("staff.deactivate", {"id": staff["id"]})
    assert browser.call("tickets.list")[0] == 401
    assert sign_in(Browser(office), email) == 422
    heard = []
    while fields := stream.block():
        heard.append(fields)
    assert heard[-1]["event"] == "refused" and "unauthenticated" in heard[-1]["data"]
    freed = office.client.call("tickets.get", {"id": ticket["id"]})["ticket"]
    assert "assignee" not in freed


def test_a_session_outlives_a_restart_of_both_processes(office, hired):
    email, _, browser = hired
    assert sign_in(browser, email) == 303
    for name in ("tickets", "gateway"):
        office.kill(name)
        office.start(name)
        office.wait_for(name)
    assert browser.call("tickets.list")[0] == 200


def test_wrong_passwords_are_waited_for(office, hired):
    email, _, browser = hired
    assert [sign_in(browser, email, "wrong password") for _ in range(6)] == [422] * 5 + [429]
    assert sign_in(browser, email) == 429


def test_a_flood_of_attempts_keeps_no_ticket_waiting(office, hired):
    """The hash of a password takes longer than any handler may; here sixty are asked for at once."""

    def attempt(number):
        rapport = Rapport(office.offset, key=office.key("gateway"))
        try:
            return rapport.call("staff.signIn", {
                "email": f"nobody{number}@shop.example", "password": "guess",
                "address": f"198.51.100.{number}"}, timeout=60)["outcome"]
        finally:
            rapport.close()

    with concurrent.futures.ThreadPoolExecutor(30) as crowd:
        attempts = [crowd.submit(attempt, number) for number in range(60)]
        waits = []
        while not all(done.done() for done in attempts):
            began = time.monotonic()
            office.client.call("tickets.list", {"limit": 1})
            office.client.call("tickets.open", {
                "subject": "Meanwhile", "body": "Hello.", "requester": {"email": "b@example.com"}})
            waits.append(time.monotonic() - began)
    assert {done.result() for done in attempts} == {"refused"}
    waits.sort()
    assert len(waits) > 5 and waits[len(waits) // 2] < 0.5


def test_no_secret_is_written_to_a_log(office, hired):
    email, _, browser = hired
    assert sign_in(browser, email) == 303
    secrets = [PASSWORD, browser.cookies["rapport-session"]]
    for name in office.names:
        log = (office.folder / f"{name}.log").read_text(errors="replace")
        assert not any(secret in log for secret in secrets), name
