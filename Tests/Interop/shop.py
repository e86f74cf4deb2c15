"""The example shop: how it is set up, and what every test of it needs to know."""

import json
import re

import zmq

from suite import PORTS

NEWS = {"key": "news", "name": "News", "basis": "consent"}
OFFERS = {"key": "offers", "name": "Offers", "basis": "consent"}
SENDER = {
    "key": "shop", "name": "Example Shop", "address": "hello@shop.example",
    "postalAddress": "1 High Street, Sampleton"}
WELCOME = {
    "key": "welcome", "class": "marketing", "topic": "news", "subject": "Welcome",
    "text": "Good to have you.\n\nNo more of this: {{links.unsubscribe}}\n{{sender.postalAddress}}"}
EMAIL = {"key": "email", "type": "email", "label": "Your address", "required": True}
NEWSLETTER = {
    "key": "newsletter", "kind": "doubleOptIn", "title": "Our newsletter",
    "fields": [EMAIL, {"key": "name", "type": "text", "label": "Your name"}],
    "consents": [
        {"topic": "news", "wording": "Yes, write to me about what is new."},
        {"topic": "offers", "wording": "Yes, write to me about offers."}]}
SUPPORT = {
    "key": "support", "kind": "ticket", "title": "Help",
    "fields": [EMAIL, {
        "key": "message", "type": "textarea", "label": "What happened?", "required": True}]}
CAMPAIGN = {"key": "welcome", "name": "Welcome", "topic": "news", "sender": "shop"}
JOURNEY = {
    "key": "welcome", "campaign": "welcome",
    "trigger": {"event": "forms.contact.confirmed", "form": "newsletter"},
    "steps": [{"send": {"template": "welcome", "channel": "email"}}]}
MIA = {"name": "Mia", "email": "mia@shop.example", "roles": ["agent"]}


def furnish(rapport):
    """Sets the shop up; the member of staff who answers is returned."""
    rapport.call("topics.put", NEWS)
    rapport.call("topics.put", OFFERS)
    rapport.call("senders.put", SENDER)
    rapport.call("templates.put", WELCOME)
    rapport.call("forms.put", NEWSLETTER)
    rapport.call("forms.put", SUPPORT)
    rapport.call("campaigns.put", CAMPAIGN, after=heads(rapport))
    rapport.call("journeys.put", JOURNEY, after=heads(rapport))
    return rapport.call("staff.put", MIA)


def token_in(text, page):
    """The token of the link to a hosted page that a mail holds."""
    return re.search(rf"/{page}\?t=([\w.~-]+)", text)[1]


def heads(rapport):
    """Where the logs end, as `meta.after` wants it."""
    states = [rapport.call("service.status", service=service) for service in PORTS]
    return {state["log"]: state["head"] for state in states}


def settle(rapport):
    """Returns where the logs end once every service has applied all that the others told."""
    before = None
    while before != (now := heads(rapport)):
        before = now
        for service in PORTS:
            own = rapport.call("service.status", service=service)["log"]
            others = {log: head for log, head in now.items() if log != own}
            rapport.call("service.status", service=service, timeout=30, timeoutMs=29_000,
                         after=others)
    return before


def everything(rapport, method, **params):
    """All items of a list, page by page."""
    items, page = [], {"next": None}
    while "next" in page:
        after = {"after": page["next"]} if page["next"] else {}
        page = rapport.call(method, {"limit": 200, **params, **after})
        items += page["items"]
    return items


class Line:
    """One socket to one service, for frames that no decent client would send."""

    def __init__(self, rapport, service):
        self.socket = rapport.context.socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.connect(f"tcp://{rapport.host}:{PORTS[service][0] + rapport.offset}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def ask(self, frame, timeout=5):
        """The whole reply to a frame: bytes as they are, anything else as JSON."""
        self.socket.send(frame if isinstance(frame, bytes) else json.dumps(frame).encode())
        if not self.socket.poll(timeout * 1000):
            raise TimeoutError(f"no reply within {timeout} seconds to {str(frame)[:80]}")
        return json.loads(self.socket.recv_multipart()[-1])
