"""Each service is killed once amid the main job; nothing is lost, nothing is done twice."""

import collections
import concurrent.futures
import os
import random
import types

import pytest

from customers import Acknowledged, Customer
from mail_server import USER, MailServer
from mails import identity, outcomes, show_what_is_stuck, was_lost
from shop import Line, everything, furnish, settle
from suite import PORTS, Suite

CUSTOMERS, AT_ONCE = 24, 6
REQUESTS = 8  # of each customer


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory):
    """The installation after the kills, when all has come to rest."""
    seed = int(os.environ.get("RAPPORT_SEED", random.randrange(2**32)))
    print(f"RAPPORT_SEED={seed}")
    folder = tmp_path_factory.mktemp("kills")
    # The first mail's answer is lost, so that there is always one that nobody knows about.
    with MailServer(folder, "--drop-after-data", "1", "--answer-after", "30") as server:
        settings = {"RAPPORT_CAPTURE_MAIL": "0", "RAPPORT_SMTP": server.url}
        with Suite(folder, names=PORTS, **settings) as suite:
            staff = furnish(suite.client)["id"]
            acknowledged = Acknowledged()
            try:
                tickets = play(suite, staff, acknowledged, random.Random(seed))
                messages = outcomes(suite.client)
            except Exception:
                show_what_is_stuck(suite.client)
                raise
            print(f"{sum(map(was_lost, messages))} of {len(messages)} mails were lost for a while")
            yield types.SimpleNamespace(
                rapport=suite.client, server=server, tickets=tickets, messages=messages,
                acknowledged=acknowledged.requests)


def play(suite, staff, acknowledged, chance):
    """Customers go through the main job while one service after the other is killed."""
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as crowd:
        visits = [
            crowd.submit(Customer(number, suite.client, acknowledged).play, staff)
            for number in range(CUSTOMERS)]
        total = CUSTOMERS * REQUESTS
        moments = sorted(chance.sample(range(total // 10, total * 8 // 10), len(PORTS)))
        for moment, service in zip(moments, chance.sample(sorted(PORTS), len(PORTS))):
            print(f"{service} is killed after {moment} of {total} requests")
            acknowledged.wait_for(moment)
            suite.kill(service)
            suite.start(service)
            suite.wait_for(service)
        return [visit.result() for visit in visits]


def test_every_acknowledged_request_is_known_by_its_key(aftermath):
    lines = {service: Line(aftermath.rapport, service) for service in PORTS}
    for method, params, key, result in aftermath.acknowledged:
        reply = lines[owner(method)].ask({
            "jsonrpc": "2.0", "id": key, "method": method, "params": params,
            "meta": {"idempotencyKey": key}})
        assert reply["result"] == result
        assert reply["meta"]["replayed"] is True
    assert len(aftermath.acknowledged) == CUSTOMERS * REQUESTS


def owner(method):
    return "tickets" if method.startswith("tickets.") else "forms"


def test_every_ticket_was_opened_answered_and_closed_once(aftermath):
    rapport = aftermath.rapport
    tickets = everything(rapport, "tickets.list", status="closed")
    assert everything(rapport, "tickets.list") == []
    assert sorted(ticket["id"] for ticket in tickets) == sorted(aftermath.tickets)
    assert sorted(ticket["number"] for ticket in tickets) == list(range(1, CUSTOMERS + 1))
    for ticket in tickets:
        entries = rapport.call("tickets.get", {"id": ticket["id"]})["entries"]
        assert [entry["kind"] for entry in entries] == ["received", "reply", "received"]
        assert ticket["score"] == 5


def test_every_contact_consented_and_withdrew_once(aftermath):
    contacts = everything(aftermath.rapport, "contacts.list")
    assert len(contacts) == CUSTOMERS
    for contact in contacts:
        lines = everything(aftermath.rapport, "consents.list", contact=contact["id"])
        assert [line["consent"]["act"] for line in lines] == ["withdrawn", "granted"]
    chain = aftermath.rapport.call("consents.verify")
    assert chain["through"] == chain["head"] == 2 * CUSTOMERS
    assert "flaw" not in chain


def test_everybody_went_on_the_journey_once(aftermath):
    enrolments = everything(aftermath.rapport, "enrolments.list", journey="welcome")
    assert len({enrolment["contact"] for enrolment in enrolments}) == CUSTOMERS
    assert collections.Counter(enrolment["reason"] for enrolment in enrolments) == {
        "completed": CUSTOMERS}


@pytest.mark.parametrize("service", PORTS)
def test_no_log_has_a_gap(aftermath, service):
    events = aftermath.rapport.events(service)
    head = aftermath.rapport.call("service.status", service=service)["head"]
    assert [int(event["sequence"]) for event in events] == list(range(1, head + 1))
    assert len({event["id"] for event in events}) == head


@pytest.mark.parametrize("service", PORTS)
def test_every_follower_reaches_the_heads_and_parks_nothing(aftermath, service):
    heads = settle(aftermath.rapport)
    status = aftermath.rapport.call("service.status", service=service)
    assert status["parked"] == 0
    assert status["followers"]
    for follower in status["followers"]:
        assert (follower["sequence"], follower["state"]) == (heads[follower["log"]], "live")


def test_every_mail_was_accepted_once_or_is_listed_as_unknown(aftermath):
    wanted = collections.Counter(message["template"] for message in aftermath.messages)
    assert wanted == {template: CUSTOMERS for template in (
        "system.confirmation", "welcome", "system.acknowledgement", "system.reply",
        "system.rating")}
    arrivals = collections.Counter(identity(entry) for entry in aftermath.server.received())
    assert set(arrivals) <= {message["id"] for message in aftermath.messages}
    for message in aftermath.messages:
        count = arrivals[message["id"]]
        accepted = [a for a in message["attempts"] if a["outcome"] == "accepted"]
        if message["status"] == "unknown":
            assert (count <= 1, accepted) == (True, []), message
        else:
            assert (message["status"], len(accepted)) == ("accepted", 1), message
            assert count == 1 or was_lost(message), message


def test_what_was_lost_and_sent_again_is_the_same_mail(aftermath):
    again = {
        message["id"]: [] for message in aftermath.messages
        if was_lost(message) and message["status"] == "accepted"}
    assert again, "the server hung up on the first mail"
    for entry in aftermath.server.received():
        if identity(entry) in again:
            again[identity(entry)].append(bytes(entry["mail"]))
    for mails in again.values():
        assert mails and set(mails) == {mails[0]}


def test_marketing_that_was_lost_was_not_sent_again(aftermath):
    for message in aftermath.messages:
        if message["class"] == "marketing" and was_lost(message):
            assert (message["status"], len(message["attempts"])) == ("unknown", 1)


def test_every_mail_was_encrypted_and_sent_under_our_login(aftermath):
    for entry in aftermath.server.received():
        assert (entry["tls"], entry["login"]) == (True, USER)
        assert entry["from"] in ("hello@shop.example", "no-reply@localhost")
