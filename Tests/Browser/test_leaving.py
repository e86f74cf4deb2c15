"""Somebody who has had enough finds the way out in their mail."""

import itertools

import pytest

from shop import token_in

SERIAL = itertools.count(1)


@pytest.fixture
def address(rapport, mailbox, visitor):
    """A subscriber of two topics, who has the welcome mail open."""
    address = f"fay-{next(SERIAL)}@example.com"
    rapport.call("forms.submit", {
        "form": "newsletter", "values": {"email": address}, "consents": ["news", "offers"]})
    mailbox.open(visitor, address, "system.confirmation")
    rapport.call("forms.confirm", {"token": token_in(visitor.words, "confirm")})
    mailbox.open(visitor, address, "welcome")
    return address


def subscribed(rapport, address):
    topics = rapport.call("subscriptions.get", {"email": address})["topics"]
    return {topic["topic"] for topic in topics if topic["state"] == "subscribed"}


def test_the_unsubscribe_page_asks_first_and_then_stops_one_topic(visitor, rapport, address):
    # Mail programs read this address in the header; its token is that of the link in the text.
    visitor.open("/unsubscribe?t=" + token_in(visitor.words, "subscriptions"))
    visitor.inspects("Unsubscribe")
    assert "writing to you about News?" in visitor.words
    assert subscribed(rapport, address) == {"news", "offers"}
    visitor.press("Unsubscribe")
    visitor.inspects("You are unsubscribed")
    assert subscribed(rapport, address) == {"offers"}
    visitor.follow("See all your subscriptions")
    visitor.inspects("Your subscriptions")
    assert not visitor.field("News").is_selected() and visitor.field("Offers").is_selected()


def test_the_link_in_the_mail_leads_to_all_subscriptions(visitor, rapport, address):
    visitor.follow("/subscriptions?t=")
    visitor.inspects("Your subscriptions")
    assert subscribed(rapport, address) == {"news", "offers"}
    visitor.field("Offers").click()
    visitor.press("Save")
    visitor.inspects("Your subscriptions")
    assert "Saved." in visitor.words
    assert subscribed(rapport, address) == {"news"}
    visitor.press("Unsubscribe from all")
    visitor.inspects("Your subscriptions")
    assert subscribed(rapport, address) == set()
