"""The main job, played by a Python script that has nothing but pyzmq."""

import datetime
import types

import pytest

from shop import everything, furnish, settle, token_in
from suite import PORTS, Refused, Suite

ANN = {"email": "ann@example.com"}


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    with Suite(tmp_path_factory.mktemp("main-job"), names=PORTS) as running:
        yield running


@pytest.fixture(scope="module")
def rapport(installation):
    return installation.client


@pytest.fixture(scope="module")
def day(rapport):
    """A day of Ann's: she signs up, complains, is helped, rates it and leaves."""
    day = types.SimpleNamespace(
        began=rapport.call("service.status", service="forms")["startedAt"],
        mia=furnish(rapport), heard=rapport.subscribe(*(f"{service}." for service in PORTS)))
    sign_up(rapport, day)
    complain(rapport, day)
    leave(rapport, day)
    settle(rapport)
    return day


def captured(rapport, day, template):
    """The mail that Ann finds in her mailbox."""
    event = day.heard.wait_for(
        "notifications.message.captured",
        lambda event: event["data"]["message"]["template"] == template)
    return rapport.call("messages.get", {"message": event["subject"]})


def sign_up(rapport, day):
    day.submission = rapport.call("forms.submit", {
        "form": "newsletter", "values": ANN | {"name": "Ann"}, "consents": ["news", "offers"],
        "context": {"ip": "192.0.2.7", "userAgent": "Browser/1.0"}})
    day.contact = day.submission["contact"]
    day.confirmation = captured(rapport, day, "system.confirmation")
    token = token_in(day.confirmation["body"]["text"], "confirm")
    day.confirmed = rapport.call("forms.confirm", {"token": token})
    day.confirmed_again = rapport.call("forms.confirm", {"token": token})
    day.welcome = captured(rapport, day, "welcome")


def complain(rapport, day):
    values = ANN | {"message": "The parcel never came."}
    day.complaint = rapport.call("forms.submit", {"form": "support", "values": values})
    day.opened = day.heard.wait_for("tickets.ticket.opened")
    ticket = day.ticket = day.opened["subject"]
    day.acknowledgement = captured(rapport, day, "system.acknowledgement")
    rapport.call("tickets.reply", {
        "id": ticket, "assignee": day.mia["id"], "body": "It was sent again this morning."})
    answer = token_in(captured(rapport, day, "system.reply")["body"]["text"], "answer")
    rapport.call("tickets.receive", {"token": answer, "body": "Thank you!", "channel": "email"})
    rapport.call("tickets.close", {
        "id": ticket, "assignee": day.mia["id"], "outcome": "solved"})
    rating = token_in(captured(rapport, day, "system.rating")["body"]["text"], "rating")
    day.rated = rapport.call("tickets.rate", {"token": rating, "score": 5, "comment": "Quick."})


def leave(rapport, day):
    token = token_in(day.welcome["body"]["text"], "subscriptions")
    day.left = rapport.call("subscriptions.set", {
        "token": token, "changes": [{"topic": "news", "subscribed": False}],
        "reason": "Too many mails"})


def test_a_double_opt_in_waits_for_the_click(day):
    assert day.submission["outcome"] == "awaitingConfirmation"
    assert day.confirmation["class"] == "transactional"
    assert day.confirmation["to"] == ANN["email"]


def test_a_second_click_gives_the_same_answer(day):
    assert day.confirmed["topics"] == ["news", "offers"]
    assert day.confirmed["contact"] == day.contact
    assert day.confirmed_again == day.confirmed


def test_the_click_starts_the_welcome_journey(rapport, day):
    assert day.welcome["campaign"] == "welcome"
    assert day.welcome["decision"]["verdict"] == "allow"
    assert "1 High Street" in day.welcome["body"]["text"]
    [enrolment] = everything(rapport, "enrolments.list", journey="welcome")
    assert (enrolment["contact"], enrolment["state"]) == (day.contact, "finished")


def test_a_support_form_opens_a_ticket_that_is_acknowledged(rapport, day):
    assert day.complaint["outcome"] == "ticketRequested"
    ticket = day.opened["data"]["ticket"]
    assert ticket["submission"] == day.complaint["submission"]
    assert ticket["requester"]["email"] == ANN["email"]
    assert ticket["replyDueAt"] > ticket["openedAt"]
    assert f"#{ticket['number']}" in day.acknowledgement["body"]["subject"]
    assert day.acknowledgement["class"] == "service"


def test_the_conversation_is_kept_in_order(rapport, day):
    found = rapport.call("tickets.get", {"submission": day.complaint["submission"]})
    assert [entry["kind"] for entry in found["entries"]] == ["received", "reply", "received"]
    assert found["entries"][2]["body"] == "Thank you!"
    assert found["ticket"]["status"] == "closed"
    assert (found["ticket"]["score"], day.rated["reopened"]) == (5, False)


# Each event of the main job: its type, and whose it is: the day's member that is its subject. All
# are about Ann.
TOLD = [
    ("forms.contact.created", "contact"),
    ("forms.submission.received", "submission"),
    ("forms.confirmation.requested", "submission"),
    ("forms.message.requested", None),
    ("notifications.message.captured", "confirmation"),
    ("forms.consent.granted", None),
    ("forms.contact.confirmed", "contact"),
    ("campaigns.enrolment.started", None),
    ("campaigns.message.requested", None),
    ("notifications.message.captured", "welcome"),
    ("campaigns.enrolment.finished", None),
    ("tickets.ticket.opened", "ticket"),
    ("notifications.message.captured", "acknowledgement"),
    ("tickets.ticket.replied", "ticket"),
    ("tickets.ticket.received", "ticket"),
    ("tickets.ticket.closed", "ticket"),
    ("tickets.ticket.rated", "ticket"),
    ("forms.consent.withdrawn", None),
]


def identity(value):
    """The id of what a call answered."""
    return value if isinstance(value, str) else value.get("submission") or value["id"]


@pytest.mark.parametrize("kind, of", TOLD)
def test_each_step_is_heard_on_a_plain_socket(day, kind, of):
    event = day.heard.wait_for(
        kind, lambda event: of is None or event["subject"] == identity(getattr(day, of)))
    assert event["contact"] == day.contact


def test_only_the_topic_that_was_left_is_withdrawn(rapport, day):
    states = {topic["topic"]: topic["state"] for topic in day.left["topics"]}
    assert states == {"news": "unsubscribed", "offers": "subscribed"}
    lines = [line["consent"] for line in everything(rapport, "consents.list", **ANN)]
    assert [(line["act"], line["topic"]) for line in lines if line["topic"] == "news"] == [
        ("withdrawn", "news"), ("granted", "news")]
    assert lines[0]["reason"] == "Too many mails"
    assert lines[0]["message"] == day.welcome["id"]
    assert rapport.call("consents.verify")["head"] == 3


def test_the_campaign_report_counts_one_welcome(rapport, day):
    report = rapport.call("campaigns.report", {"key": "welcome"})
    assert report["enrolled"] == 1
    assert (report["requested"], report["captured"], report["accepted"]) == (1, 1, 0)
    assert (report["declined"], report["denied"], report["failed"]) == ({}, {}, 0)
    assert report["unsubscribed"] == 1
    assert report["rates"]["unsubscribed"] == {"numerator": 1, "denominator": 1, "value": 1}


def test_the_ticket_report_counts_one_satisfied_customer(rapport, day):
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    report = rapport.call("tickets.report", {"from": day.began, "to": tomorrow.isoformat()})
    assert (report["opened"], report["closed"], report["open"]) == (1, 1, 0)
    assert report["firstReply"]["count"] == report["resolution"]["count"] == 1
    assert report["csat"] == {"score": 1, "satisfied": 1, "answers": 1, "asked": 1}
    [mia] = report["byAssignee"]
    assert (mia["key"], mia["name"]) == (day.mia["id"], "Mia")


def test_the_timeline_tells_of_all_services_newest_first(rapport, day):
    entries = everything(rapport, "contacts.timeline", **ANN)
    assert {entry["type"].split(".")[0] for entry in entries} == set(PORTS)
    assert [entry["at"] for entry in entries] == sorted(
        (entry["at"] for entry in entries), reverse=True)
    assert all(entry["summary"] for entry in entries)
    summaries = [entry["summary"] for entry in entries]
    assert "Unsubscribed from news: Too many mails" in summaries


def test_marketing_is_denied_afterwards_with_the_reason(rapport, day):
    question = ANN | {"channel": "email", "class": "marketing"}
    news = rapport.call("decisions.explain", question | {"topic": "news"})
    offers = rapport.call("decisions.explain", question | {"topic": "offers"})
    assert (news["verdict"], offers["verdict"]) == ("deny", "allow")
    [no] = [reason for reason in news["reasons"] if reason["verdict"] == "deny"]
    assert no["rule"] == "consent"
    assert no["because"].startswith("unsubscribed from news since ")


def test_a_click_after_the_withdrawal_gives_no_consent_back(rapport, day):
    token = token_in(day.confirmation["body"]["text"], "confirm")
    rapport.call("subscriptions.set", ANN | {"all": False})
    with pytest.raises(Refused) as refused:
        rapport.call("forms.confirm", {"token": token})
    assert refused.value.type == "rejected"
