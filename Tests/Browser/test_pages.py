"""Pages that no story leads through, and every kind of question at once."""

import pytest


@pytest.mark.parametrize("path, heading", [
    ("/", "Rapport"), ("/mail", "Captured mail"), ("/nowhere", "There is nothing here"),
    ("/forms/nowhere", "There is nothing here"), ("/confirm", "This link is incomplete"),
    ("/subscriptions?t=cut-off", "This cannot be done"),
])
def test_a_page_is_sound(visitor, path, heading):
    visitor.open(path)
    visitor.inspects(heading)


def test_every_kind_of_question_can_be_got_wrong_and_put_right(visitor, rapport):
    heard = rapport.subscribe("forms.submission.received")
    visitor.open("/forms/survey?source=poster")
    visitor.inspects("All about your visit")
    visitor.fill("Telephone", "12")
    visitor.fill("How many pieces did you buy?", "a few")
    visitor.press("Send")
    visitor.inspects("All about your visit")
    links = visitor.browser.find_elements("css selector", ".summary a")
    assert [link.text.split(" – ")[0] for link in links] == [
        "Your address", "Telephone", "What was it about?", "How many pieces did you buy?",
        "How was it?"]
    assert visitor.field("How many pieces did you buy?").get_attribute("value") == "a few"
    visitor.fill("Your address", "gus@example.com")
    visitor.fill("Telephone", "+49 30 123456")
    visitor.field("What was it about?").send_keys("Returns")
    visitor.fill("How many pieces did you buy?", "3")
    visitor.tick("4", of="How was it?")
    visitor.tick("Please call me back")
    visitor.press("Send")
    visitor.inspects("Thank you")
    assert "That helps us a lot." in visitor.words
    values = heard.wait_for("forms.submission.received")["data"]["values"]
    assert (values["pieces"], values["visit"], values["call"]) == (3, 4, True)
    assert (values["matter"], values["source"]) == ("Returns & refunds", "poster")
