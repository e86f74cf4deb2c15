"""Captured mail, opened where whoever runs the shop reads it."""


class Mailbox:
    """Waits for a mail and opens it in the browser."""

    def __init__(self, rapport):
        self.rapport = rapport
        self.heard = rapport.subscribe("notifications.message.captured")

    def open(self, visitor, address, template):
        """Finds the mail by that template in the list of all, and opens it."""
        contact = self.rapport.call("contacts.get", {"email": address})["id"]
        self.heard.wait_for("notifications.message.captured", lambda event: (
            event["contact"] == contact and event["data"]["message"]["template"] == template))
        visitor.open("/mail")
        visitor.sees("Captured mail")
        visitor.follow(f"{address} · {template}")
