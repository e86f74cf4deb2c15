"""Nobody gets in without a key, nor further than it opens: pyzmq as the stranger at the door."""

import json
import subprocess

import pytest
import zmq
from zmq.utils.monitor import recv_monitor_message

import shop
from suite import PORTS, Rapport, Refused, Suite
from waiting import until

TICKET = {"subject": "Broken", "body": "It fell.", "requester": {"email": "ann@example.com"}}
HANDSHAKES = (
    zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_HANDSHAKE_FAILED_AUTH
    | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """An installation with keys, and the shop in it."""
    with Suite(tmp_path_factory.mktemp("guarded"), keys=True) as suite:
        shop.furnish(suite.client)
        shop.settle(suite.client)
        yield suite


@pytest.fixture
def client(guarded):
    """Makes clients with keys of the test's own choice."""
    made = []

    def make(key):
        made.append(Rapport(guarded.offset, key=key))
        return made[-1]

    yield make
    for rapport in made:
        rapport.close()


@pytest.fixture
def holder(guarded, client, request):
    """Makes a client with a new key of some rights; it has the test's name."""
    serial = iter(range(100))
    name = request.node.name.replace("test_", "")[:40].strip("_").split("[")[0]
    return lambda *rights: client(guarded.new_key(f"{name}-{next(serial)}", *rights))


def handshake(rapport, service="tickets"):
    """How connecting to a service goes."""
    socket = rapport.context.socket(zmq.DEALER)
    socket.linger = 0
    monitor = socket.get_monitor_socket(HANDSHAKES)
    rapport.connect(socket, service, PORTS[service][0])
    assert monitor.poll(10_000), "nothing was heard of the handshake"
    event = recv_monitor_message(monitor)["event"]
    socket.disable_monitor()
    socket.close()
    return event


def kind(call, *arguments, **named):
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return refused.value.type


def test_the_main_job_needs_nothing_but_keys(guarded):
    """Services follow each other, and the gateway reaches them, with keys of their own."""
    rapport = guarded.client
    submission = rapport.call("forms.submit", {
        "form": "support", "values": {"email": "ben@example.com", "message": "It broke."}})
    positions = shop.settle(rapport)
    opened = [event["data"]["ticket"] for event in rapport.events("tickets")
              if event["type"] == "tickets.ticket.opened"]
    assert submission["submission"] in {ticket.get("submission") for ticket in opened}
    assert len(positions) == len(PORTS)
    assert guarded.get("/readyz") == 200
    assert guarded.get("/forms/newsletter") == 200


def test_the_operators_command_finds_its_key(guarded):
    assert "tickets" in guarded.rapport("status")
    assert json.loads(guarded.rapport("call", "tickets.list")) is not None


def test_without_a_key_nothing_is_heard(guarded, client):
    rapport = client(None)
    assert handshake(rapport) in {
        zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL, zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL}
    with pytest.raises(TimeoutError):
        rapport.call("service.status", service="tickets", timeout=0.5)
    with pytest.raises(TimeoutError):
        rapport.subscribe("tickets.")


def test_another_server_is_not_believed(guarded, client):
    key = guarded.new_key("deceived", "--scope", "staff")
    wrong = zmq.curve_keypair()[0].decode()
    rapport = client(key | {"servers": dict.fromkeys(PORTS, wrong)})
    assert handshake(rapport) == zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
    with pytest.raises(TimeoutError):
        rapport.call("service.status", service="tickets", timeout=0.5)


def test_an_unknown_key_is_refused(guarded, client):
    public, secret = (part.decode() for part in zmq.curve_keypair())
    key = guarded.key("operator") | {"public": public, "secret": secret}
    assert handshake(client(key)) == zmq.EVENT_HANDSHAKE_FAILED_AUTH
    path = guarded.folder / "stranger.key"
    path.write_text(json.dumps(key))
    ended = subprocess.run(
        [guarded.binaries / "rapport", "call", "tickets.list", "--key-file", path],
        env=guarded.environment, capture_output=True, text=True, timeout=20)
    assert ended.returncode == 77 and "does not know this key" in ended.stderr


def test_a_key_does_what_its_scopes_say(holder):
    visitor = holder("--scope", "public")
    assert kind(visitor.call, "tickets.list", {}, service="tickets") == "forbidden"
    assert kind(visitor.call, "topics.put", shop.NEWS, service="forms") == "forbidden"
    assert visitor.call("forms.get", {"key": "newsletter"}, service="forms")["key"] == "newsletter"
    staff = holder("--scope", "staff")
    assert staff.call("tickets.list", {}, service="tickets")["items"] is not None
    assert kind(staff.call, "topics.put", shop.NEWS, service="forms") == "forbidden"


def test_an_actor_is_believed_of_those_who_may_delegate(holder):
    plain = holder("--scope", "staff")
    assert kind(plain.call, "tickets.list", {}, service="tickets", actor="staff:mia") == "forbidden"
    trusted = holder("--scope", "frontend", "--scope", "public", "--delegates")
    assert trusted.call("tickets.open", TICKET, service="tickets", actor="server:shop")
    # It lends what it has, and no more than its actor may have.
    assert kind(trusted.call, "tickets.list", {}, service="tickets", actor="public") == "forbidden"
    assert kind(
        trusted.call, "topics.put", shop.NEWS, service="forms", actor="admin:root") == "forbidden"


def test_events_are_heard_by_prefix(guarded, holder):
    reader = holder("--scope", "frontend", "--events", "tickets.ticket.")
    heard = reader.subscribe("tickets.ticket.opened")
    outside = reader.context.socket(zmq.SUB)
    outside.linger = 0
    for topic in ["", "tickets.", "tickets.heartbeat"]:
        outside.subscribe(topic)
    reader.connect(outside, "tickets", PORTS["tickets"][1])
    assert outside.poll(5_000)
    ticket = guarded.client.call("tickets.open", TICKET)
    assert heard.wait_for("tickets.ticket.opened", lambda event: event["subject"] == ticket["id"])
    # What was let in is the heartbeat, and nothing that the wider prefixes would have brought.
    kinds = {outside.recv_multipart()[0] for _ in range(2) if outside.poll(5_000)}
    assert kinds == {b"tickets.heartbeat"}
    outside.close()


def test_what_may_not_be_heard_may_not_be_read_either(holder):
    reader = holder("--scope", "frontend", "--events", "tickets.ticket.")
    page = reader.call(
        "events.read", {"after": 0, "types": ["tickets.ticket.opened"]}, service="tickets")
    assert {event["type"] for event in page["events"]} <= {"tickets.ticket.opened"}
    for types in [{}, {"types": ["tickets."]}, {"types": ["tickets.ticket.", "tickets.queue."]}]:
        assert kind(reader.call, "events.read", {"after": 0, **types}, service="tickets") == "forbidden"
    deaf = holder("--scope", "staff")
    assert kind(deaf.call, "events.read", {"after": 0}, service="tickets") == "forbidden"


def test_a_revoked_key_is_refused_on_the_connection_it_has(guarded, client):
    key = guarded.new_key("leaver", "--scope", "staff", "--events", "tickets.")
    leaver, stayer = client(key), guarded.client
    hears, stays = leaver.subscribe("tickets.ticket."), stayer.subscribe("tickets.ticket.")
    assert leaver.call("tickets.list", {}, service="tickets")
    guarded.rapport("keys", "revoke", "leaver")
    refused = until(lambda: refusal(leaver))
    assert refused == "unauthenticated"
    # Whoever stays is subscribed again by itself within moments.
    until(lambda: heard_live(stays, stayer.call("tickets.open", TICKET)["id"]), timeout=20)
    while hears.socket.poll(0):
        assert hears.socket.recv_multipart()[0] == b"tickets.heartbeat"
    assert not hears.socket.poll(2_500)
    assert handshake(leaver) == zmq.EVENT_HANDSHAKE_FAILED_AUTH
    assert kind_of_call(guarded, key) == 77
    shop.settle(stayer)


def refusal(rapport):
    try:
        rapport.call("tickets.list", {}, service="tickets")
    except Refused as refused:
        return refused.type


def heard_live(subscription, ticket):
    """Whether a subscription hears of a ticket before long."""
    try:
        return subscription.wait_for(
            "tickets.ticket.opened", lambda event: event["subject"] == ticket, timeout=1)
    except TimeoutError:
        return None


def kind_of_call(suite, key):
    path = suite.folder / "leaver.key"
    path.write_text(json.dumps(key))
    return subprocess.run(
        [suite.binaries / "rapport", "call", "tickets.list", "--key-file", path],
        env=suite.environment, capture_output=True, timeout=20).returncode


def test_a_new_key_and_a_replaced_one_hold_without_a_restart(guarded, client):
    old = guarded.new_key("partner", "--scope", "staff")
    until(lambda: handshake(client(old)) == zmq.EVENT_HANDSHAKE_SUCCEEDED)
    first = client(old)
    put = first.call("tickets.open", TICKET, service="tickets", key="once")
    new = json.loads(guarded.rapport("keys", "rotate", "partner", "--grace", "PT1H"))
    until(lambda: handshake(client(new)) == zmq.EVENT_HANDSHAKE_SUCCEEDED)
    assert first.call("tickets.list", {}, service="tickets")["items"]
    # Both are one caller: a repeat under the new key is still a repeat.
    assert client(new).call("tickets.open", TICKET, service="tickets", key="once") == put


def test_a_key_ends_by_itself(guarded, client):
    key = guarded.new_key("guest", "--scope", "staff", "--expires-in", "PT3S")
    guest = client(key)
    until(lambda: handshake(guest) == zmq.EVENT_HANDSHAKE_SUCCEEDED)
    assert guest.call("tickets.list", {}, service="tickets")
    assert until(lambda: refusal(guest)) == "unauthenticated"


def test_a_faulty_ring_changes_nothing(guarded):
    ring = guarded.folder / "data" / "keys" / "public" / "ring"
    text = ring.read_text()
    try:
        ring.write_text(text + "{not a key}\n")
        until(lambda: "the old key ring still holds" in guarded.log("tickets"))
        assert guarded.client.call("tickets.list")
    finally:
        ring.write_text(text)
    until(lambda: guarded.log("tickets").rstrip().endswith("}") and
          "was read again" in guarded.log("tickets").rsplit("still holds", 1)[1])


def test_keys_are_listed_without_secrets(guarded):
    key = guarded.new_key("listed", "--scope", "observer")
    listing = guarded.rapport("keys", "list")
    assert key["public"] in listing and "listed" in listing and "everything" in listing
    assert key["secret"] not in listing
