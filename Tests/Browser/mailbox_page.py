"""Captured mail, opened where whoever runs the shop reads it."""

from waiting import until


class Mailbox:
    """Waits for a mail and opens it in the browser."""

    def __init__(self, rapport):
        self.rapport = rapport
        self.heard = rapport.subscribe("notifications.message.captured")

    def open(self, visitor, address, template):
        """Finds the mail by that template in the list of all, and opens it."""
        contact = self.rapport.call("contacts.get", {"email": address})["id"]
        self.heard.wait_for("notifications.message.captured", lambda event: (
            event.get("contact") == contact and event["data"]["message"]["template"] == template))
        self._follow(visitor, address, template)

    def open_staff(self, visitor, address, template):
        """The same for a member of staff, who is no contact."""
        until(lambda: any(
            message["to"] == address and message["template"] == template for message in
            self.rapport.call("messages.list", {"status": "captured"})["items"]))
        self._follow(visitor, address, template)

    def _follow(self, visitor, address, template):
        visitor.open("/mail")
        visitor.sees("Captured mail")
        visitor.follow(f"{address} · {template}")
