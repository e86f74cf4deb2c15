"""Somebody else's mail server, with STARTTLS and a login, and what it was given."""

import base64
import email.policy
import json
import subprocess
import sys
import urllib.parse

from suite import CHECKOUT

USER, PASSWORD = "shop", "pass:wörd"


class MailServer:
    """aiosmtpd in a process of its own; options are those of Tests/Support/smtp_server.py."""

    def __init__(self, folder, *options):
        self.store = folder / "received.jsonl"
        self.folder = folder
        self.command = [
            sys.executable, CHECKOUT / "Tests/Support/smtp_server.py", "--store", self.store,
            "--tls", "required", "--certificate", folder, "--auth", f"{USER}:{PASSWORD}", *options]

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        port = int(self.process.stdout.readline())
        login = f"{USER}:{urllib.parse.quote(PASSWORD, safe='')}"
        authority = urllib.parse.quote(str(self.folder / "cert.pem"))
        self.url = f"smtp://{login}@127.0.0.1:{port}?tls=required&ca={authority}"
        return self

    def __exit__(self, *_):
        self.process.communicate()

    def received(self):
        """All mails that were taken, oldest first: envelope, and headers in `mail`."""
        lines = self.store.read_text().splitlines() if self.store.exists() else []
        entries = [json.loads(line) for line in lines]
        for entry in entries:
            entry["mail"] = email.message_from_bytes(
                base64.b64decode(entry.pop("message")), policy=email.policy.default)
        return entries
