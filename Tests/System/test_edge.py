"""The gateway's edge against clients that are slow, large or many, as real processes over TCP."""

import http.client
import json
import select
import socket
import time

import pytest

from suite import GATEWAY_PORT
from waiting import until

KEY = "server-key-0123456789"


@pytest.fixture(scope="module")
def edge(tmp_path_factory):
    from suite import Suite

    folder = tmp_path_factory.mktemp("edge")
    keys = folder / "keys.json"
    keys.write_text(json.dumps([{"name": "shop", "kind": "server", "key": KEY}]))
    with Suite(folder, RAPPORT_KEYS_FILE=str(keys), RAPPORT_TRUSTED_PROXIES="127.0.0.1") as suite:
        yield suite


def connect(suite):
    return socket.create_connection(("127.0.0.1", GATEWAY_PORT + suite.offset), timeout=60)


def answer(connection):
    """Everything until the other side closes."""
    data = b""
    while True:
        try:
            chunk = connection.recv(65536)
        except ConnectionResetError:
            return data
        if not chunk:
            return data
        data += chunk


def trickle(connection, until_closed):
    """Sends a byte a second until the other side has had enough; what it said, and after how long."""
    began = time.monotonic()
    while time.monotonic() - began < until_closed + 10:
        readable, _, _ = select.select([connection], [], [], 1)
        if readable:
            break
        try:
            connection.send(b"a")
        except (BrokenPipeError, ConnectionResetError):
            break
    return answer(connection), time.monotonic() - began


def test_a_header_that_never_ends_is_cut_off(edge):
    with connect(edge) as slow:
        slow.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        said, seconds = trickle(slow, 10)
    assert said == b"" and 8 < seconds < 15


def test_a_body_that_never_ends_is_told_so(edge):
    with connect(edge) as slow:
        slow.send(b"POST /forms/newsletter HTTP/1.1\r\nHost: localhost\r\n"
                  b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n")
        said, seconds = trickle(slow, 20)
    assert said.startswith(b"HTTP/1.1 408 ") and 18 < seconds < 25


def test_others_are_served_beside_slow_ones(edge):
    slow = [connect(edge) for _ in range(100)]
    try:
        for connection in slow:
            connection.send(b"GET /healthz HTTP/1.1\r\nX-Slow: ")
        began = time.monotonic()
        assert edge.get("/healthz") == 200
        assert time.monotonic() - began < 2
    finally:
        for connection in slow:
            connection.close()


@pytest.mark.parametrize("chunked", [False, True], ids=["by length", "in chunks"])
@pytest.mark.parametrize("path", ["/forms/newsletter", "/rpc"])
def test_a_large_body_is_refused_and_its_sender_hears_why(edge, path, chunked):
    connection = http.client.HTTPConnection(
        "127.0.0.1", GATEWAY_PORT + edge.offset, timeout=30)
    body = b"a" * (4 * 1024 * 1024)
    kind = "application/json" if path == "/rpc" else "application/x-www-form-urlencoded"
    connection.request(
        "POST", path, iter([body]) if chunked else body,
        {"Content-Type": kind, "Authorization": f"Bearer {KEY}"}, encode_chunked=chunked)
    said = connection.getresponse()
    assert said.status == 413
    text = said.read().decode()
    assert "262144 bytes" in text if path == "/rpc" else "larger than we can take" in text
    assert said.headers["X-Content-Type-Options"] == "nosniff"
    connection.close()


def test_a_body_without_end_ends(edge):
    with connect(edge) as flood:
        flood.send(b"POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                   b"Content-Length: 100000000000\r\n\r\n")
        sent = 0
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            while sent < 64 * 1024 * 1024:
                sent += flood.send(b"a" * 65536)


def get(suite, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", GATEWAY_PORT + suite.offset, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_addresses_are_counted_as_the_trusted_proxy_tells_them(edge):
    there = {"X-Forwarded-For": "198.51.100.7"}
    statuses = [get(edge, "/confirm?t=x", **there) for _ in range(70)]
    assert 429 in statuses and statuses.index(429) >= 60
    assert get(edge, "/confirm?t=x", **{"X-Forwarded-For": "198.51.100.8"}) == 200
    assert get(edge, "/confirm?t=x", **{"X-Forwarded-For": "198.51.100.8, 198.51.100.7"}) == 429


class Stream:
    """A reader of `GET /events`."""

    def __init__(self, suite, path="/events", **headers):
        self.connection = http.client.HTTPConnection(
            "127.0.0.1", GATEWAY_PORT + suite.offset, timeout=30)
        self.connection.request(
            "GET", path, headers={"Authorization": f"Bearer {KEY}"} | headers)
        self.response = self.connection.getresponse()
        assert self.response.status == 200
        self.last_id = None

    def block(self):
        """The next block's fields; an id is kept as browsers keep it."""
        fields = {}
        while (line := self.response.readline().decode()) not in ("\n", ""):
            name, _, value = line.rstrip("\n").partition(": ")
            fields[name] = value
        self.last_id = fields.get("id", self.last_id)
        return fields

    def event(self):
        while "data" not in (fields := self.block()):
            pass
        return json.loads(fields["data"])

    def close(self):
        self.connection.close()
        self.response.close()


def open_ticket(suite, subject):
    return suite.client.call("tickets.open", {
        "subject": subject, "body": "Hello.", "requester": {"email": "ann@example.com"}})


def test_a_stream_is_resumed_without_loss(edge):
    stream = Stream(edge, "/events?types=tickets.ticket.,forms.topic.")
    stream.block()
    open_ticket(edge, "one")
    assert stream.event()["data"]["ticket"]["subject"] == "one"
    resume = stream.last_id
    stream.close()
    open_ticket(edge, "two")
    edge.client.call("topics.put", {"key": "news", "name": "News", "basis": "consent"})
    stream = Stream(edge, "/events?types=tickets.ticket.,forms.topic.", **{"Last-Event-ID": resume})
    seen = {stream.event()["type"] for _ in range(2)}
    assert seen == {"tickets.ticket.opened", "forms.topic.changed"}
    stream.close()


def test_a_slow_reader_is_disconnected_and_resumes(edge):
    stream = Stream(edge, "/events?types=tickets.ticket.opened")
    stream.block()
    resume = stream.last_id
    count = 4_000
    text = "x" * 5_000
    for number in range(count):
        edge.client.call("tickets.open", {
            "subject": f"flood {number}", "body": text, "requester": {"email": "ann@example.com"}})
    # Its buffers are full by now, and it has read nothing; after a while the gateway lets it go.
    time.sleep(25)
    seen = []
    try:
        while fields := stream.block():
            if "data" in fields:
                seen.append(json.loads(fields["data"])["data"]["ticket"]["subject"])
                resume = stream.last_id
    except (http.client.IncompleteRead, ConnectionResetError):
        pass
    assert len(seen) < count
    stream.close()
    stream = Stream(edge, "/events?types=tickets.ticket.opened", **{"Last-Event-ID": resume})
    while len(seen) < count:
        seen.append(stream.event()["data"]["ticket"]["subject"])
    stream.close()
    assert seen == [f"flood {number}" for number in range(count)]


def test_an_open_stream_does_not_keep_the_gateway_from_stopping(installation):
    with installation("forms", "tickets", "campaigns", "notifications", "gateway") as suite:
        pass
    keys = suite.folder / "keys.json"
    keys.write_text(json.dumps([{"name": "shop", "kind": "server", "key": KEY}]))
    suite = installation(
        "forms", "tickets", "campaigns", "notifications", "gateway", RAPPORT_KEYS_FILE=str(keys))
    with suite:
        stream = Stream(suite)
        stream.block()
        gateway = suite.processes["gateway"]
        gateway.terminate()
        assert gateway.wait(timeout=5) == 0
        assert until(lambda: stream.response.readline() == b"")
