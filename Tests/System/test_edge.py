"""The gateway's edge against clients that are slow, large or many, as real processes over TCP."""

import http.client
import json
import select
import socket
import time

import pytest

from browsing import Browser
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


def stream(suite, path="/events", **headers):
    return Browser(suite).stream(path, Authorization=f"Bearer {KEY}", **headers)


def open_ticket(suite, subject):
    return suite.client.call("tickets.open", {
        "subject": subject, "body": "Hello.", "requester": {"email": "ann@example.com"}})


def test_a_stream_is_resumed_without_loss(edge):
    reader = stream(edge, "/events?types=tickets.ticket.,forms.topic.")
    reader.block()
    open_ticket(edge, "one")
    assert reader.event()["data"]["ticket"]["subject"] == "one"
    resume = reader.last_id
    reader.close()
    open_ticket(edge, "two")
    edge.client.call("topics.put", {"key": "news", "name": "News", "basis": "consent"})
    reader = stream(edge, "/events?types=tickets.ticket.,forms.topic.", **{"Last-Event-ID": resume})
    seen = {reader.event()["type"] for _ in range(2)}
    assert seen == {"tickets.ticket.opened", "forms.topic.changed"}
    reader.close()


def test_a_slow_reader_is_disconnected_and_resumes(edge):
    reader = stream(edge, "/events?types=tickets.ticket.opened")
    reader.block()
    resume = reader.last_id
    count = 4_000
    text = "x" * 5_000
    for number in range(count):
        edge.client.call("tickets.open", {
            "subject": f"flood {number}", "body": text, "requester": {"email": "ann@example.com"}})
    # Its buffers are full by now, and it has read nothing; after a while the gateway lets it go.
    until(lambda: is_let_go(reader), 60)
    seen = []
    try:
        while fields := reader.block():
            if "data" in fields:
                seen.append(json.loads(fields["data"])["data"]["ticket"]["subject"])
                resume = reader.last_id
    except (http.client.IncompleteRead, ConnectionResetError):
        pass
    assert len(seen) < count
    reader.close()
    reader = stream(edge, "/events?types=tickets.ticket.opened", **{"Last-Event-ID": resume})
    while len(seen) < count:
        seen.append(reader.event()["data"]["ticket"]["subject"])
    reader.close()
    assert seen == [f"flood {number}" for number in range(count)]


def is_let_go(reader):
    """Whether the gateway has closed its end of a connection: what it sent may still be unread."""
    here = f"{reader.port:04X}"
    with open("/proc/net/tcp") as connections:
        states = [fields[3] for fields in map(str.split, connections)
                  if fields[2].endswith(f":{here}")]
    established = "01"
    return established not in states


def test_an_open_stream_does_not_keep_the_gateway_from_stopping(installation):
    with installation("forms", "tickets", "campaigns", "notifications", "gateway") as suite:
        pass
    keys = suite.folder / "keys.json"
    keys.write_text(json.dumps([{"name": "shop", "kind": "server", "key": KEY}]))
    suite = installation(
        "forms", "tickets", "campaigns", "notifications", "gateway", RAPPORT_KEYS_FILE=str(keys))
    with suite:
        reader = stream(suite)
        reader.block()
        gateway = suite.processes["gateway"]
        gateway.terminate()
        assert gateway.wait(timeout=5) == 0
        assert until(lambda: reader.response.readline() == b"")
