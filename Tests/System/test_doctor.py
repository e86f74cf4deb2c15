"""`rapport doctor` finds what keeps an installation from going live."""

import contextlib
import os
import subprocess

from dnslib import PTR, QTYPE, RR, TXT, A
from dnslib.server import BaseResolver, DNSServer

from mail_server import PASSWORD, MailServer
from suite import PORTS

HEALTHY = {
    ("shop.example", "TXT"): TXT([b"v=spf1 include:", b"mail.example -all"]),
    ("_dmarc.shop.example", "TXT"): TXT("v=DMARC1; p=reject; rua=mailto:post@shop.example"),
    ("s1._domainkey.shop.example", "TXT"): TXT("v=DKIM1; k=ed25519; p=MCow"),
    ("1.0.0.127.in-addr.arpa", "PTR"): PTR("mail.example"),
    ("mail.example", "A"): A("127.0.0.1"),
}


@contextlib.contextmanager
def name_server(records):
    """A name server on the loopback interface that knows these records; yields where it is."""

    class Resolver(BaseResolver):
        def resolve(self, request, handler):
            reply = request.reply()
            name, kind = str(request.q.qname).rstrip("."), QTYPE[request.q.qtype]
            if data := records.get((name, kind)):
                reply.add_answer(RR(name, getattr(QTYPE, kind), rdata=data))
            return reply

    server = DNSServer(Resolver(), address="127.0.0.1", port=0)
    server.start_thread()
    try:
        yield "127.0.0.1:%d" % server.server.server_address[1]
    finally:
        server.server.shutdown()
        server.server.server_close()


def put_sender(suite):
    """Mail comes from the shop's own domain."""
    sender = {"key": "default", "name": "Shop", "address": "news@shop.example"}
    suite.client.call("senders.put", sender, service="notifications")


def examine(suite, **environment):
    """The exit code, and the verdict on each thing that was looked at."""
    ended = subprocess.run(
        [suite.binaries / "rapport", "doctor", "--dkim-selector", "s1"],
        env=suite.environment | environment, capture_output=True, text=True, timeout=60)
    assert PASSWORD not in ended.stdout + ended.stderr
    verdicts = {}
    for line in ended.stdout.splitlines():
        verdict, _, found = line.partition(" ")
        if verdict in {"ok", "WARN", "BAD", "?"}:
            verdicts[found.strip().partition(":")[0]] = verdict
    return ended.returncode, verdicts


def test_a_healthy_installation_has_nothing_bad(installation, tmp_path):
    suite = installation(*PORTS, "gateway")
    with MailServer(tmp_path) as mail, name_server(HEALTHY) as names, suite:
        put_sender(suite)
        (suite.folder / "data" / "backups" / "last").mkdir(parents=True)
        code, verdicts = examine(suite, RAPPORT_SMTP=mail.url, RAPPORT_DNS=names)
    # The disk is this machine's own; nothing here can make room on it.
    verdicts.pop("disk"), verdicts.pop("clock"), verdicts.pop("keys", None)
    assert set(verdicts.values()) == {"ok"}, verdicts
    assert {"mail server", "SPF of shop.example", "DKIM of shop.example", "DMARC of shop.example",
            "reverse name of 127.0.0.1", "public URL", "secret", "backup", "forms"} <= set(verdicts)
    assert code == 0


def test_what_is_wrong_is_named(installation, tmp_path):
    wrong = {("shop.example", "TXT"): TXT("v=spf1 +all"),
             ("_dmarc.shop.example", "TXT"): TXT("v=DMARC1; p=none")}
    suite = installation("notifications")
    with MailServer(tmp_path) as mail, name_server(wrong) as names, suite:
        put_sender(suite)
        (suite.folder / "data" / "secret").chmod(0o644)
        code, verdicts = examine(
            suite, RAPPORT_SMTP=mail.url.replace("shop:", "thief:"), RAPPORT_DNS=names,
            RAPPORT_PUBLIC_URL="http://shop.example")
    assert code == os.EX_CONFIG
    assert verdicts.items() >= {
        "mail server": "BAD", "SPF of shop.example": "BAD", "DMARC of shop.example": "WARN",
        "DKIM of shop.example": "BAD", "reverse name of 127.0.0.1": "WARN", "public URL": "BAD",
        "secret": "BAD", "backup": "BAD", "forms": "BAD", "notifications": "ok"}.items()


def test_a_name_server_that_is_silent_leaves_it_open(installation, tmp_path):
    suite = installation("notifications")
    with MailServer(tmp_path) as mail, suite:
        put_sender(suite)
        _, verdicts = examine(suite, RAPPORT_SMTP=mail.url, RAPPORT_DNS="127.0.0.1:9")
    assert verdicts["mail server"] == "ok" and verdicts["SPF of shop.example"] == "?"
