"""What became of the messages: asked of the service, and told by what arrived."""

from shop import everything
from suite import PORTS

UNSETTLED = {"planned", "claimed", "handingOver", "delayed", "held"}


def outcomes(rapport):
    """All messages, once each is out of our hands or was tried again after it was lost."""
    while True:
        head = rapport.call("service.status", service="notifications")["head"]
        messages = everything(rapport, "messages.list")
        waiting = [message for message in messages if message["status"] in UNSETTLED]
        if not waiting:
            return messages
        for message in waiting:
            if message["status"] == "delayed" and was_lost(message):
                rapport.call("messages.retry", {"message": message["id"]})
        page = rapport.call(
            "events.read", {"after": head, "waitMs": 20_000}, service="notifications", timeout=25)
        assert page["events"], f"nothing becomes of {waiting[0]}"


def show_what_is_stuck(rapport):
    for service in PORTS:
        for item in rapport.call("parked.list", service=service)["items"]:
            print(f"parked by {service}: {item}")
    for message in everything(rapport, "messages.list"):
        if message["status"] in UNSETTLED:
            print(f"not sent: {message}")


def was_lost(message):
    return any(attempt["outcome"] == "unknown" for attempt in message["attempts"])


def identity(entry):
    """The message that a mail is, by its Message-ID."""
    return entry["mail"]["Message-ID"].strip("<>").partition("@")[0]
