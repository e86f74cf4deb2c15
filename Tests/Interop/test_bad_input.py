"""What is wrong is refused, each in its own way, with the paths of all that offends, and nothing
changes."""

import pytest

from shop import SUPPORT, WELCOME, Line, furnish, heads, settle
from suite import PORTS, Refused, Suite

BEN = {"email": "ben@example.com"}


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    with Suite(tmp_path_factory.mktemp("bad-input"), names=PORTS) as running:
        yield running


@pytest.fixture(scope="module")
def closed(installation):
    """The shop, with a ticket that is closed, once all is quiet."""
    rapport = installation.client
    mia = furnish(rapport)
    ticket = rapport.call("tickets.open", {
        "subject": "A matter", "body": "It broke.", "requester": BEN, "acknowledge": False})
    rapport.call("tickets.close", {
        "id": ticket["id"], "outcome": "solved", "askRating": False})
    settle(rapport)
    return {"CLOSED": ticket["id"], "MIA": mia["id"]}


@pytest.fixture
def rapport(installation, closed):
    """A client, in whose hands nothing changes."""
    before = heads(installation.client)
    yield installation.client
    installation.check()
    assert heads(installation.client) == before


def request(**members):
    return {"jsonrpc": "2.0", "id": 1, "method": "service.status"} | members


FRAMES = {
    "no JSON": (b"hello", -32700, None),
    "nothing": (b"", -32700, None),
    "two values": (b"{} {}", -32700, None),
    "no UTF-8": (b'{"jsonrpc": "2.0", "id": 1, "method": "\xff"}', -32700, None),
    "half a surrogate pair": (rb'{"jsonrpc": "2.0", "id": 1, "method": "\ud800"}', -32700, None),
    "too deep": (b'{"params": ' + b"[" * 100 + b"]" * 100 + b"}", -32700, None),
    "too large": (request(params={"x": "x" * 300_000}), "tooLarge", None),
    "a text": (b'"service.status"', -32600, None),
    "an empty batch": ([], -32600, None),
    "a long batch": ([request()] * 101, "tooLarge", None),
    "no version": ({"id": 1, "method": "service.status"}, -32600, 1),
    "no method": ({"jsonrpc": "2.0", "id": 1}, -32600, 1),
    "an id that is none": (request(id=[1]), -32600, None),
    "an unknown member": (request(parms={}), -32600, 1),
    "params by position": (request(params=[1]), -32602, 1),
    "a key that is too long": (request(meta={"idempotencyKey": "k" * 129}), -32600, 1),
    "an unknown member of meta": (request(meta={"key": "k"}), -32600, 1),
    "an unknown method": (request(method="tickets.steal"), -32601, 1),
}


@pytest.mark.parametrize("service", PORTS)
@pytest.mark.parametrize("frame, error, identity", FRAMES.values(), ids=FRAMES)
def test_a_frame_that_is_no_request_is_refused(rapport, service, frame, error, identity):
    with Line(rapport, service) as line:
        reply = line.ask(frame)
    assert reply["jsonrpc"] == "2.0"
    assert reply["id"] == identity
    assert error in (reply["error"]["code"], reply["error"]["data"]["type"])
    assert reply["error"]["message"].endswith(".")


def test_a_member_of_a_batch_fails_by_itself(rapport):
    with Line(rapport, "tickets") as line:
        replies = line.ask([request(id=1), 5, request(id=3, method="tickets.steal")])
    assert [reply["id"] for reply in replies] == [1, None, 3]
    assert [reply.get("error", {}).get("code") for reply in replies] == [None, -32600, -32601]


@pytest.mark.parametrize("method, owner, asked", [
    ("tickets.open", "tickets", "forms"), ("forms.submit", "forms", "campaigns"),
    ("messages.list", "notifications", "tickets"), ("journeys.put", "campaigns", "notifications"),
])
def test_the_wrong_service_names_the_right_one(rapport, method, owner, asked):
    with pytest.raises(Refused, match=f"the {owner} service has it") as refused:
        rapport.call(method, service=asked)
    assert refused.value.code == -32601


# What is asked, how it is refused, and where: a violation's path and, after a blank, its rule.
WRONG = {
    "all that is missing": (
        "tickets.open", {}, "invalidParams",
        ["/subject required", "/body required", "/requester required"]),
    "unknown, missing and wrong at once": (
        "tickets.open",
        {"subject": 5, "requester": {"email": "ben at example.com", "age": 4}, "colour": "red",
         "priority": "extreme"},
        "invalidParams",
        ["/subject type", "/body required", "/requester/email email", "/requester/age unknown",
         "/colour unknown", "/priority enum"]),
    "nobody's ticket": (
        "tickets.open", {"subject": "A", "body": "B", "requester": {}}, "invalid",
        ["/requester required"]),
    "an address that cannot be one": (
        "contacts.put", {"email": "ben@"}, "invalid", ["/email email"]),
    "a number that cannot be one": (
        "contacts.put", {"phone": "030 123456"}, "invalid", ["/phone phone"]),
    "an id of something else": (
        "tickets.get", {"id": "contact_01h455vb4pex5vsknk084sn02q"}, "invalid", ["/id id"]),
    "no such form": ("forms.submit", {"form": "lottery", "values": {}}, "notFound", []),
    "what is not on the form": (
        "forms.submit",
        {"form": "newsletter", "values": {"email": "ben@", "shoe": 43},
         "consents": ["news", "bingo"]},
        "invalid", ["/values/email email", "/values/shoe unknown", "/consents/1 topic"]),
    "what is missing on the form": (
        "forms.submit", {"form": "support", "values": {}}, "invalid",
        ["/values/email required", "/values/message required"]),
    "a forged link": ("forms.confirm", {"token": "AAAA.BBBB"}, "invalidLink", []),
    "a form without an address": (
        "forms.put", SUPPORT | {"fields": SUPPORT["fields"][1:]}, "invalid", ["/fields address"]),
    "a topic that there is not": (
        "forms.put", SUPPORT | {"consents": [{"topic": "bingo", "wording": "Yes"}]}, "invalid",
        ["/consents/0/topic topic"]),
    "an answer to a closed ticket": (
        "tickets.reply", {"id": "CLOSED", "assignee": "MIA", "body": "And?"}, "rejected", []),
    "a stale version": (
        "tickets.update", {"id": "CLOSED", "version": 1, "priority": "low"}, "conflict", []),
    "a template that does not parse": (
        "templates.put", WELCOME | {"text": WELCOME["text"] + "{{#open}}"}, "invalid",
        ["/text template"]),
    "marketing without what the law wants": (
        "templates.put",
        {"key": "offer", "class": "marketing", "subject": "Buy", "text": "Buy this!"}, "invalid",
        ["/topic required", "/text unsubscribe", "/text postalAddress"]),
    "a journey without its template and campaign": (
        "journeys.put",
        {"key": "lost", "campaign": "nowhere", "trigger": {"event": "forms.contact.confirmed"},
         "steps": [{"wait": "P1D"}, {"send": {"template": "nothing", "channel": "email"}}]},
        "invalid", ["/campaign campaign", "/steps/1/send/template template"]),
    "a journey that feeds itself": (
        "journeys.put",
        {"key": "loop", "campaign": "welcome", "trigger": {"event": "notifications.message.opened"},
         "steps": [{"send": {"template": "welcome", "channel": "email"}}]},
        "rejected", ["/trigger/event selfTriggering"]),
    "a period without a length": (
        "queues.put", {"key": "slow", "name": "Slow", "replyWithin": "P1M"}, "invalid",
        ["/replyWithin duration"]),
    "a page that is too long": ("messages.list", {"limit": 5000}, "invalid", ["/limit range"]),
}


@pytest.mark.parametrize("method, params, kind, places", WRONG.values(), ids=WRONG)
def test_a_wrong_value_is_refused_where_it_stands(rapport, closed, method, params, kind, places):
    params = {key: closed.get(value, value) if isinstance(value, str) else value
              for key, value in params.items()}
    with pytest.raises(Refused) as refused:
        rapport.call(method, params)
    assert refused.value.type == kind
    violations = refused.value.data.get("violations", [])
    assert sorted(f"{found['path']} {found['rule']}" for found in violations) == sorted(places)
    assert refused.value.message
    assert all(found["message"] for found in violations)


def test_other_params_under_a_used_key_are_a_conflict(installation, closed):
    rapport = installation.client
    first = {"key": "faq", "name": "Questions", "basis": "consent"}
    put = rapport.call("topics.put", first, key="once")
    before = heads(rapport)
    assert rapport.call("topics.put", first, key="once") == put
    with pytest.raises(Refused) as refused:
        rapport.call("topics.put", first | {"name": "Answers"}, key="once")
    assert refused.value.code == -32004
    assert heads(rapport) == before
