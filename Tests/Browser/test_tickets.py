"""A customer complains, is answered, answers back and rates it, all in the browser."""

import pytest

QUESTION = "The parcel never came.\nCould you have a look?"


@pytest.fixture
def ticket(visitor, rapport):
    """A ticket that was opened with the form."""
    heard = rapport.subscribe("tickets.ticket.opened")
    visitor.open("/forms/support")
    visitor.inspects("Help")
    visitor.fill("Your address", "eva@example.com")
    visitor.fill("What happened?", QUESTION)
    visitor.press("Send")
    visitor.inspects("We have your message")
    return heard.wait_for("tickets.ticket.opened")["data"]["ticket"]


def entries(rapport, ticket):
    return rapport.call("tickets.get", {"id": ticket["id"]})["entries"]


def test_a_form_opens_a_ticket_that_is_answered_and_rated(visitor, suite, rapport, mailbox, ticket):
    assert entries(rapport, ticket)[0]["body"] == QUESTION
    rapport.call("tickets.reply", {
        "id": ticket["id"], "assignee": suite.mia["id"], "body": "It was sent again."})
    answer(visitor, rapport, mailbox, ticket)
    rapport.call("tickets.close", {
        "id": ticket["id"], "assignee": suite.mia["id"], "outcome": "solved"})
    rate(visitor, rapport, mailbox, ticket)


def answer(visitor, rapport, mailbox, ticket):
    mailbox.open(visitor, "eva@example.com", "system.reply")
    visitor.follow("/answer?t=")
    visitor.inspects(ticket["subject"])
    assert QUESTION in visitor.words and "It was sent again." in visitor.words
    visitor.press("Send")
    visitor.inspects(ticket["subject"])
    assert "Your answer – this is required" in visitor.words
    visitor.fill("Your answer", "Thank you!")
    visitor.press("Send")
    visitor.inspects(ticket["subject"])
    assert "Thank you, we have your answer." in visitor.words
    assert entries(rapport, ticket)[-1]["body"] == "Thank you!"


def rate(visitor, rapport, mailbox, ticket):
    mailbox.open(visitor, "eva@example.com", "system.rating")
    visitor.follow("/rating?t=")
    visitor.inspects("How did we do?")
    visitor.press("Send")
    visitor.inspects("How did we do?")
    visitor.link("How did we handle this?").click()
    assert visitor.browser.switch_to.active_element == visitor.field("1")
    visitor.tick("5")
    visitor.fill("What should we know?", "Quick.")
    visitor.press("Send")
    visitor.inspects("Thank you")
    assert "You gave us 5 of 5." in visitor.words
    assert rapport.call("tickets.get", {"id": ticket["id"]})["ticket"]["score"] == 5
