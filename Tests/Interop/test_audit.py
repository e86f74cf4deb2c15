"""What the operators' command tells of the past: chains, deeds and reads, over all services."""

import json
import subprocess

import pytest

from waiting import until


def rapport_says(suite, *arguments):
    """The lines that the operators' command prints."""
    ended = subprocess.run(
        [suite.binaries / "rapport", *arguments], env=suite.environment, capture_output=True,
        text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


@pytest.fixture(scope="module")
def ticket(suite):
    """A ticket that Mia opened for Fay, whose mail has been captured; with its trace."""
    rapport = suite.client
    captured = rapport.subscribe("notifications.message.captured")
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    ticket = rapport.call(
        "tickets.open", {
            "subject": "A broken cup", "body": "…",
            "requester": {"email": "fay@example.com", "name": "Fay"}},
        traceparent=f"00-{trace}-b7ad6b7169203331-01", actor="staff:mia")
    captured.wait_for(
        "notifications.message.captured",
        lambda event: event.get("traceparent", "").startswith(f"00-{trace}"))
    return ticket | {"trace": trace}


def test_a_chain_goes_from_the_request_to_the_mail(suite, ticket):
    for name in [ticket["trace"], ticket["id"]]:
        lines = rapport_says(suite, "trace", name)
        assert lines[0].startswith(f"trace {ticket['trace']}")
        assert lines[0].endswith("by staff:mia by local")
        text = "\n".join(lines)
        assert "tickets.ticket.opened" in text and "tickets.message.requested" in text
        captured = next(line for line in lines if "notifications.message.captured" in line)
        requested = next(line for line in lines if "tickets.message.requested" in line)
        indent = [line.index("─") for line in (requested, captured)]
        assert indent[1] > indent[0], text


def test_all_services_belong_to_one_chain(suite, ticket):
    events = [json.loads(line) for line in rapport_says(suite, "trace", "--json", ticket["trace"])]
    services = {event["source"].split("/")[-1] for event in events}
    assert {"tickets", "notifications", "forms"} <= services
    assert len({event["traceparent"] for event in events}) == 1


def test_a_chain_that_nobody_knows_is_said_to_be_none(suite):
    ended = subprocess.run(
        [suite.binaries / "rapport", "trace", "0" * 31 + "1"], env=suite.environment,
        capture_output=True, text=True, timeout=60)
    assert ended.returncode == 66 and "No event belongs to" in ended.stderr


def test_the_audit_trail_names_who_did_it(suite, ticket):
    lines = rapport_says(suite, "audit", "tickets.", "--actor", "staff:mia", "--from", "1h")
    assert any("staff:mia by local" in line and ticket["id"] in line for line in lines)
    assert not any("notifications." in line for line in lines)
    assert rapport_says(suite, "audit", "--actor", "staff:nobody") == []


def test_a_read_of_somebody_is_recorded(suite, rapport, ticket):
    fay = until(lambda: contact_of(rapport, "fay@example.com"))
    rapport.call("contacts.get", {"email": "fay@example.com"}, actor="staff:noor")
    rapport.call("tickets.get", {"id": ticket["id"]}, actor="staff:noor")

    def reads():
        lines = rapport_says(suite, "audit", "reads", "--key", "local", "--actor", "staff:noor")
        return [line.split() for line in lines[1:]]

    found = until(lambda: (rows := reads()) and "contacts.get" in str(rows) and rows)
    assert any(fay in row and "contacts.get" in row for row in found)
    until(lambda: "tickets.get" in str(reads()))
    assert any(
        "staff:noor" in line
        for line in rapport_says(suite, "audit", "reads", "--person", "fay@example.com"))


def contact_of(rapport, email):
    found = rapport.call("contacts.list", {"identity": email})["items"]
    return found[0]["id"] if found else None


def test_why_tells_the_past_as_it_was(suite, rapport, ticket):
    until(lambda: contact_of(rapport, "fay@example.com"))
    now = rapport_says(suite, "why", "fay@example.com")
    assert "If something were sent now" in now
    before = rapport_says(suite, "why", "fay@example.com", "--at", "1d")
    assert any(line.startswith("not known yet on ") for line in before)
    assert "If something were sent now" not in before
