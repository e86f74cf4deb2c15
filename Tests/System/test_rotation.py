"""Secrets and keys are replaced, and what was given out before goes on working."""

import contextlib

import pytest

import shop
from suite import PORTS, Rapport
from waiting import until


def sign_up(rapport, address):
    """The token of the link that a visitor gets."""
    rapport.call("forms.submit", {
        "form": "newsletter", "values": {"email": address}, "consents": ["news"]})

    def letter():
        page = rapport.call("messages.list", {"email": address})
        return next((item for item in page["items"] if item["status"] == "captured"), None)

    message = rapport.call("messages.get", {"message": until(letter)["id"]})
    return shop.token_in(message["body"]["text"], "confirm")


def restart(suite):
    for name in list(suite.processes):
        process = suite.processes.pop(name)
        process.terminate()
        assert process.wait(20) == 0
    for name in suite.names:
        suite.start(name)
    suite.client.close()
    suite.client = Rapport(suite.offset, key=suite.key("operator"))
    for name in suite.names:
        suite.wait_for(name)


def test_links_of_an_old_secret_go_on_working(installation):
    with installation(*PORTS, keys=True) as suite:
        shop.furnish(suite.client)
        shop.settle(suite.client)
        old = sign_up(suite.client, "ann@example.com")
        assert "secret 2" in suite.rapport("keys", "rotate-secret")
        restart(suite)
        new = sign_up(suite.client, "ben@example.com")
        # The first byte of a token is the id of its secret.
        assert (old[:2], new[:2]) == ("AX", "An")
        for token in [old, new]:
            assert suite.client.call("forms.confirm", {"token": token})


def test_services_with_new_pairs_find_each_other_and_old_keys_do_not_find_them(installation):
    with installation(*PORTS, "gateway", keys=True) as suite, contextlib.ExitStack() as stack:
        partner = suite.new_key("partner", "--scope", "staff")
        suite.rapport("keys", "rotate-servers")
        restart(suite)
        shop.furnish(suite.client)
        shop.settle(suite.client)
        outdated = Rapport(suite.offset, key=partner)
        stack.callback(outdated.close)
        with pytest.raises(TimeoutError):
            outdated.call("tickets.list", {}, service="tickets", timeout=1)
        told = Rapport(suite.offset, key=partner | {"servers": suite.key("operator")["servers"]})
        stack.callback(told.close)
        assert told.call("tickets.list", {}, service="tickets")["items"] == []


def test_a_service_goes_on_with_a_new_key_of_its_own(installation):
    with installation("forms", "tickets", keys=True) as suite:
        suite.rapport("keys", "rotate", "tickets", "--grace", "PT1H")
        restart(suite)
        suite.client.call("topics.put", shop.NEWS, service="forms")
        head = {state["log"]: state["head"] for state in [
            suite.client.call("service.status", service="forms")]}
        suite.client.call("service.status", service="tickets", timeout=30, timeoutMs=29_000,
                          after=head)
