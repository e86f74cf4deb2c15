"""Those at work: they keep the books while everything around them falls over."""

import random

from customers import Customer, Frontend

OFFERS = {
    "key": "offers", "class": "marketing", "topic": "offers", "subject": "Offers",
    "text": "Half price.\n\nNo more of this: {{links.unsubscribe}}\n{{sender.postalAddress}}"}
TIPS = OFFERS | {"key": "tips", "topic": "news", "subject": "Tips"}
CAMPAIGN = {"key": "offers", "name": "Offers", "topic": "offers", "sender": "shop"}
JOURNEY = {
    "key": "offers", "campaign": "offers", "trigger": {"event": "forms.consent.granted"},
    "steps": [{"send": {"template": "offers", "channel": "email"}}]}
FOLLOW_UP = {
    "key": "tips", "campaign": "welcome",
    "trigger": {"event": "forms.contact.confirmed", "form": "newsletter"},
    "steps": [{"wait": "PT1S"}, {"send": {"template": "tips", "channel": "email"}}]}
AUTUMN = {"key": "autumn", "name": "Autumn", "topic": "offers", "sender": "shop"}


class Visitor(Customer):
    """A customer who leaves at some point, be the matter settled or not."""

    def play(self, staff, chance):
        try:
            self.sign_up()
            ticket = self.complain()
            leaves_early = chance.random() < 0.5
            if leaves_early:
                self.leave()
            self.be_helped(ticket, staff)
            if not leaves_early:
                self.leave()
            return ticket
        finally:
            self.close()


class Clerk(Frontend):
    """Opens tickets, keeps contacts, records consents and withdrawals, suppresses addresses."""

    def __init__(self, number, rapport, acknowledged, seed):
        super().__init__(f"clerk-{number}", rapport, acknowledged)
        self.chance, self.rounds, self.subscribed = random.Random(seed), 0, []

    def work(self, rounds, over):
        """One round after the other, until it is over."""
        try:
            while self.rounds < rounds and not over.is_set():
                self.rounds += 1
                self.keep_house(f"{self.name}-{self.rounds}")
        finally:
            self.close()

    def keep_house(self, name):
        email = f"{name}@example.com"
        ticket = self.do("tickets.open", {
            "subject": name, "body": "By phone.", "requester": {"handle": f"@{name}"},
            "channel": "phone"})
        self.do("tickets.update", {
            "id": ticket["id"], "version": ticket["version"], "priority": "high"})
        self.do("contacts.put", {"email": email, "name": name})
        self.do("consents.record", {
            "email": email, "topic": "offers", "basis": "consent", "wording": "Yes, offers.",
            "grantedAt": "2026-03-02T09:00:00.000Z", "origin": "phone",
            "proof": {"source": "a call"}})
        line = self.do("suppressions.add", {
            "address": f"wrong-{email}", "scope": "all", "reason": "manual"})
        self.subscribed.append(email)
        if self.chance.random() < 0.7:
            self.unsubscribe_somebody()
        self.do("suppressions.remove", {"suppression": line["id"]})

    def unsubscribe_somebody(self):
        """Mostly somebody whose mail is on its way."""
        place = self.chance.randrange(len(self.subscribed[-4:])) - len(self.subscribed[-4:])
        self.do("subscriptions.set", {
            "email": self.subscribed.pop(place),
            "changes": [{"topic": "offers", "subscribed": False}]})


class Steward(Frontend):
    """Steers campaigns, a few times a minute: each time all that waits is looked at again."""

    def __init__(self, rapport, acknowledged):
        super().__init__("steward", rapport, acknowledged)
        self.rounds = 0

    def work(self, rounds, over):
        try:
            while self.rounds < rounds and not over.is_set():
                self.rounds += 1
                self.do("campaigns.put", AUTUMN | {"key": f"autumn-{self.rounds}"})
                self.do("campaigns.pause", {"key": "offers", "reason": "for a moment"})
                self.do("campaigns.resume", {"key": "offers", "reason": "go on"})
                over.wait(3)
        finally:
            self.close()


def furnish_more(rapport, heads):
    """What the shop of the chaos has beside the usual."""
    rapport.call("templates.put", OFFERS)
    rapport.call("templates.put", TIPS)
    rapport.call("campaigns.put", CAMPAIGN, after=heads(rapport))
    rapport.call("journeys.put", JOURNEY, after=heads(rapport))
    rapport.call("journeys.put", FOLLOW_UP, after=heads(rapport))
