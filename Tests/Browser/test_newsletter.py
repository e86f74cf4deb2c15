"""Somebody signs up for the newsletter with nothing but a browser and the mail they get."""

import pytest

NEWS = "Yes, write to me about what is new."
OFFERS = "Yes, write to me about offers."


def states(rapport, address):
    """What somebody is subscribed to, and how."""
    topics = rapport.call("subscriptions.get", {"email": address})["topics"]
    return {topic["topic"]: topic["state"] for topic in topics}


def submissions(rapport, since):
    """What the forms were sent in with after a position of the log."""
    return [event for event in rapport.events("forms", since)
            if event["type"] == "forms.submission.received"]


@pytest.fixture
def since(rapport):
    """How far the log of forms goes at the start."""
    return rapport.call("service.status", service="forms")["head"]


def sign_up(visitor, address):
    visitor.open("/forms/newsletter")
    visitor.fill("Your address", address)
    visitor.fill("Your name", "Ann")
    visitor.tick(NEWS)


def confirm(visitor, mailbox, address):
    mailbox.open(visitor, address, "system.confirmation")
    visitor.follow("/confirm?t=")
    visitor.press("Yes, confirm")
    visitor.inspects("Thank you, that is confirmed")


def test_an_empty_form_comes_back_with_a_summary_that_leads_to_the_question(
        visitor, rapport, since):
    visitor.open("/forms/newsletter")
    visitor.inspects("Our newsletter")
    visitor.press("Send")
    visitor.inspects("Our newsletter")
    assert visitor.browser.title == "Error: Our newsletter"
    summary = visitor.browser.find_element("css selector", "[role=alert]")
    assert summary.text.splitlines() == [
        "Please look at this again", "Your address – this is required"]
    field = visitor.field("Your address")
    assert field.get_attribute("aria-invalid") == "true"
    described = field.get_attribute("aria-describedby")
    assert visitor.browser.find_element("id", described).text == "this is required"
    visitor.link("Your address").click()
    assert visitor.browser.switch_to.active_element == field
    assert submissions(rapport, since) == []


def test_what_was_filled_in_stays_where_something_else_is_wrong(visitor):
    sign_up(visitor, "ann@")
    visitor.press("Send")
    visitor.inspects("Our newsletter")
    assert visitor.field("Your address").get_attribute("value") == "ann@"
    assert visitor.field("Your name").get_attribute("value") == "Ann"
    assert visitor.field(NEWS).is_selected() and not visitor.field(OFFERS).is_selected()


def test_the_button_behind_the_link_confirms_and_the_link_alone_does_not(
        visitor, rapport, mailbox):
    address = "ann@example.com"
    sign_up(visitor, address)
    visitor.press("Send")
    visitor.inspects("Check your mail")
    mailbox.open(visitor, address, "system.confirmation")
    visitor.follow("/confirm?t=")
    visitor.inspects("Please confirm")
    assert states(rapport, address)["news"] == "pending"
    visitor.press("Yes, confirm")
    visitor.inspects("Thank you, that is confirmed")
    after = states(rapport, address)
    assert after["news"] == "subscribed" and after.get("offers") != "subscribed"
    mailbox.open(visitor, address, "welcome")
    visitor.inspects("Welcome")
    assert "Good to have you." in visitor.words


def test_the_button_in_the_mail_opens_the_page_in_a_tab_of_its_own(visitor, mailbox):
    sign_up(visitor, "bea@example.com")
    visitor.press("Send")
    mailbox.open(visitor, "bea@example.com", "system.confirmation")
    visitor.inspects("Please confirm: Our newsletter")
    visitor.browser.switch_to.frame(visitor.browser.find_element("tag name", "iframe"))
    with visitor.other_tab(lambda: visitor.link("Confirm").click()):
        visitor.sees("Please confirm")


def test_signing_up_needs_no_scripts(visitor, rapport, mailbox):
    visitor.forbid_scripts()
    visitor.browser.get("data:text/html,<title>without</title><script>document.title = ''</script>")
    assert visitor.browser.title == "without"
    sign_up(visitor, "cem@example.com")
    visitor.press("Send")
    visitor.sees("Check your mail")
    confirm(visitor, mailbox, "cem@example.com")
    assert states(rapport, "cem@example.com")["news"] == "subscribed"


def test_a_double_click_is_one_submission(visitor, rapport, since):
    sign_up(visitor, "dan@example.com")
    visitor.press_twice("Send")
    visitor.sees("Check your mail")
    assert len(submissions(rapport, since)) == 1


def test_a_page_that_is_sent_twice_is_one_submission(visitor, rapport, since):
    sign_up(visitor, "eli@example.com")
    with visitor.other_tab(lambda: visitor.press_aside("Send")):
        visitor.sees("Check your mail")
    visitor.press("Send")
    visitor.sees("Check your mail")
    assert len(submissions(rapport, since)) == 1
