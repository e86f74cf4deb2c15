"""What the processes write about themselves: one JSON object a line."""

import json

import pytest

from suite import PORTS, Refused
from waiting import until


def lines(suite, name):
    text = (suite.folder / f"{name}.log").read_text()
    return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


@pytest.mark.parametrize("name", [*PORTS, "gateway"])
def test_every_line_is_an_object_that_says_when_who_and_how_bad(suite, rapport, name):
    suite.get("/nowhere?email=ann@example.com")
    written = until(lambda: lines(suite, name))
    for line in written:
        assert {"time", "level", "service", "message"} <= line.keys(), line
        assert line["service"] == name


def test_a_command_and_a_refusal_are_told_with_their_trace(suite, rapport):
    trace = "0af7651916cd43dd8448eb211c80319c"
    rapport.call("tickets.open", {
        "subject": "Logged", "body": "…", "requester": {"email": "dora@example.com"}},
        traceparent=f"00-{trace}-b7ad6b7169203331-01", actor="staff:mia")
    with pytest.raises(Refused):
        rapport.call("tickets.get", {"number": 999999})
    opened = until(lambda: [
        line for line in lines(suite, "tickets") if line.get("trace") == trace])[0]
    assert opened["method"] == "tickets.open" and opened["outcome"] == "ok"
    assert opened["key"] == "local" and opened["actor"] == "staff:mia"
    assert 0 < opened["durationMs"] < 10_000
    refused = until(lambda: [
        line for line in lines(suite, "tickets") if line.get("outcome") == "notFound"])[-1]
    assert refused["method"] == "tickets.get" and refused["level"] == "info"


def test_nobody_is_named_above_debug(suite, rapport):
    rapport.call("tickets.open", {
        "subject": "A secret matter", "body": "…", "requester": {"email": "eve@example.com"}})
    with pytest.raises(Refused):
        rapport.call("contacts.get", {"email": "nobody@example.com"})
    until(lambda: any(line.get("method") == "contacts.get" for line in lines(suite, "forms")))
    for name in [*PORTS, "gateway"]:
        text = (suite.folder / f"{name}.log").read_text()
        assert "example.com" not in text and "secret matter" not in text
