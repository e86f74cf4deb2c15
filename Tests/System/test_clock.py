"""A clock that is set back an hour: time goes on, nothing waits for an hour to pass again."""

import pathlib

import pytest

from shop import JOURNEY, furnish, heads, token_in
from suite import PORTS
from waiting import until

LIBRARY = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
TIPS = {
    "key": "tips", "class": "marketing", "topic": "news", "subject": "Tips",
    "text": "Water it.\n\nNo more of this: {{links.unsubscribe}}\n{{sender.postalAddress}}"}


@pytest.fixture
def timepiece(tmp_path):
    """A clock that a test can set: seconds to add to the machine's."""
    if LIBRARY is None:
        pytest.skip("the package faketime is not installed")
    file = tmp_path / "clock"
    file.write_text("+0s")
    environment = {
        "LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    return environment, lambda text: file.write_text(text)


def signs_up(rapport, address):
    rapport.call("forms.submit", {
        "form": "newsletter", "values": {"email": address}, "consents": ["news"]})
    mail = arrives(rapport, address, "system.confirmation")
    rapport.call("forms.confirm", {"token": token_in(mail["body"]["text"], "confirm")})


def arrives(rapport, address, template):
    def look():
        found = rapport.call("messages.list", {"template": template, "status": "captured"})
        return next((one for one in found["items"] if one["to"] == address), None)
    return rapport.call("messages.get", {"message": until(look, timeout=30)["id"]})


def test_a_clock_set_back_an_hour_holds_up_nothing(installation, timepiece):
    environment, set_clock = timepiece
    with installation(*PORTS, **environment) as suite:
        rapport = suite.client
        furnish(rapport)
        rapport.call("templates.put", TIPS)
        rapport.call("journeys.put", JOURNEY | {"version": 1, "steps": [
            {"send": {"template": "welcome", "channel": "email"}}, {"wait": "PT2S"},
            {"send": {"template": "tips", "channel": "email"}}]}, after=heads(rapport))
        signs_up(rapport, "before@example.com")
        arrives(rapport, "before@example.com", "welcome")
        set_clock("-3600s")
        status = rapport.call("service.status", service="campaigns")
        assert status["clockLeadMs"] > 3_500_000
        # A timer that was set before goes off, marketing is decided, and so it is for who comes now.
        arrives(rapport, "before@example.com", "tips")
        signs_up(rapport, "after@example.com")
        arrives(rapport, "after@example.com", "tips")
        for service in PORTS:
            times = [event["time"] for event in rapport.events(service)]
            assert times == sorted(times), service
        # The same after a restart: the log knows how late it was.
        for service in PORTS:
            suite.kill(service)
            suite.start(service)
        for service in PORTS:
            suite.wait_for(service)
        signs_up(rapport, "again@example.com")
        arrives(rapport, "again@example.com", "tips")
        for service in PORTS:
            times = [event["time"] for event in rapport.events(service)]
            assert times == sorted(times), service
