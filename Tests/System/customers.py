"""Customers who play the main job and insist: a request that meets silence is repeated with its
key."""

import threading
import time

from shop import token_in
from suite import Rapport, Refused

PATIENCE = 120
PASSING = {"busy", "deadlineExceeded", "unavailable"}
GONE = {"notifications.message.accepted", "notifications.message.unknown"}
LOST = {f"notifications.message.{fate}" for fate in ("denied", "failed", "expired", "bounced")}


class Acknowledged:
    """Every request that was answered, with its key and its answer."""

    def __init__(self):
        self.requests = []
        # Keys of requests that had to be repeated.
        self.repeated = set()
        self.change = threading.Condition()

    def add(self, *request):
        with self.change:
            self.requests.append(request)
            self.change.notify_all()

    def wait_for(self, count):
        """Returns once so many requests were answered."""
        with self.change:
            assert self.change.wait_for(lambda: len(self.requests) >= count, PATIENCE), (
                f"only {len(self.requests)} of {count} requests were answered")


class Frontend:
    """Somebody's frontend, which insists: what meets silence is repeated. For one thread."""

    def __init__(self, name, rapport, acknowledged):
        self.name = name
        self.rapport = Rapport(rapport.offset)
        self.rapport.owners = rapport.owners
        self.acknowledged = acknowledged
        self.serial = 0

    def do(self, method, params):
        """Has a command done, however often it takes."""
        self.serial += 1
        key = f"{self.name}/{self.serial}"
        result = self.insist(method, params, key=key)
        self.acknowledged.add(method, params, key, result)
        return result

    def insist(self, method, params, key=None, **how):
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self.rapport.call(method, params, key=key, timeout=2.5, **how)
            except (TimeoutError, Refused) as failure:
                passes = isinstance(failure, TimeoutError) or failure.type in PASSING
                if not passes or time.monotonic() > deadline:
                    raise
                if key:
                    self.acknowledged.repeated.add(key)

    def close(self):
        self.rapport.close()


class Customer(Frontend):
    """One person, with a frontend of their own."""

    def __init__(self, number, rapport, acknowledged):
        self.address = f"customer-{number}@example.com"
        super().__init__(self.address, rapport, acknowledged)
        self.cursors = {}

    def play(self, staff):
        """The main job, from signing up to leaving; the ticket is returned."""
        try:
            self.sign_up()
            ticket = self.complain()
            self.be_helped(ticket, staff)
            self.rate()
            self.leave()
            return ticket
        finally:
            self.close()

    def sign_up(self):
        self.do("forms.submit", {
            "form": "newsletter", "values": {"email": self.address}, "consents": ["news"]})
        self.do("forms.confirm", {"token": self.token("system.confirmation", "confirm")})
        self.mail("welcome")

    def complain(self):
        submission = self.do("forms.submit", {
            "form": "support", "values": {"email": self.address, "message": "It broke."}})
        return self.event("tickets", {"tickets.ticket.opened"}, lambda event: (
            event["data"]["ticket"].get("submission") == submission["submission"]))["subject"]

    def be_helped(self, ticket, staff):
        self.do("tickets.reply", {"id": ticket, "assignee": staff, "body": "Try again."})
        self.do("tickets.receive", {
            "ticket": ticket, "from": {"email": self.address}, "body": "It works!"})
        self.do("tickets.close", {"id": ticket, "outcome": "solved"})

    def rate(self):
        self.do("tickets.rate", {"token": self.token("system.rating", "rating"), "score": 5})

    def leave(self):
        self.do("subscriptions.set", {
            "email": self.address, "changes": [{"topic": "news", "subscribed": False}]})

    def event(self, service, kinds, fits):
        """The next event of such a kind that fits, be it told already or yet to come."""
        deadline = time.monotonic() + PATIENCE
        after = self.cursors.get(service, 0)
        while time.monotonic() < deadline:
            page = self.insist(
                "events.read", {"after": after, "types": sorted(kinds), "waitMs": 1500},
                service=service)
            for event in page["events"]:
                if fits(event):
                    self.cursors[service] = int(event["sequence"])
                    return event
            after = page["through"]
        raise TimeoutError(f"{self.address}: none of {sorted(kinds)} within {PATIENCE} seconds")

    def mail(self, template):
        """The mail by that template, once it is out of our hands."""
        contact = self.insist("contacts.get", {"email": self.address})["id"]
        event = self.event("notifications", GONE | LOST, lambda event: (
            event["contact"] == contact and event["data"]["message"]["template"] == template))
        assert event["type"] in GONE, event
        return self.insist("messages.get", {"message": event["subject"]})

    def token(self, template, page):
        """The token of the link in a mail."""
        return token_in(self.mail(template)["body"]["text"], page)
