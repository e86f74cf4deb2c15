"""A real SMTP server that misbehaves on request, for tests (needs aiosmtpd).

Prints its port as the first line of output, serves until its standard input closes, then waits for
open connections to end and prints one JSON line: {"connections", "messages"}.

With --store each message is a JSON line in that file: number, connection, from, to, options (of
MAIL), tls, login, message (base64, as received) and answered (false where the answer was withheld).
"""

import argparse
import asyncio
import base64
import fnmatch
import json
import logging
import pathlib
import ssl
import subprocess
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--store", type=pathlib.Path, help="append messages to this file")
    parser.add_argument("--tls", choices=["none", "starttls", "required", "implicit"], default="none")
    parser.add_argument("--certificate", type=pathlib.Path,
                        help="folder for cert.pem and key.pem, made there if missing")
    parser.add_argument("--auth", metavar="USER:PASSWORD", help="demand this login")
    parser.add_argument("--auth-code", default="535", help="the answer to a wrong login")
    parser.add_argument("--refuse", action="append", default=[], metavar="PATTERN=CODE",
                        help="answer RCPT to matching addresses with this code")
    parser.add_argument("--refuse-sender", action="append", default=[], metavar="PATTERN=CODE")
    parser.add_argument("--refuse-data", metavar="CODE", help="answer DATA with this code")
    parser.add_argument("--answer", metavar="CODE", help="answer each message with this code")
    parser.add_argument("--tempfail", type=int, default=0, metavar="N",
                        help="answer the first N messages with 451")
    parser.add_argument("--drop-after-data", type=int, default=0, metavar="N",
                        help="keep the first N messages but hang up instead of answering")
    parser.add_argument("--drop-one-in", type=int, default=0, metavar="N",
                        help="keep each Nth message but hang up instead of answering")
    parser.add_argument("--drop-in-data", type=int, default=0, metavar="N",
                        help="hang up in the middle of the first N messages")
    parser.add_argument("--drop-idle", action="store_true", help="hang up after each message")
    parser.add_argument("--stall-after-data", action="store_true", help="never answer a message")
    parser.add_argument("--answer-after", type=float, default=0, metavar="MS",
                        help="think for so long before answering a message")
    parser.add_argument("--greeting", help="say this line and hang up")
    parser.add_argument("--mute", action="store_true", help="accept connections, say nothing")
    parser.add_argument("--pipelining", action="store_true")
    parser.add_argument("--no-utf8", action="store_true", help="do not offer SMTPUTF8")
    return parser.parse_args()


def verdict(rules, address):
    """The code of the first rule PATTERN=CODE whose pattern fits the address."""
    for rule in rules:
        pattern, _, code = rule.rpartition("=")
        if fnmatch.fnmatch(address, pattern):
            return code
    return None


class Server:
    def __init__(self, options):
        self.options = options
        self.connections = 0
        self.messages = 0
        self.dropped_in_data = 0
        self.open = set()
        self.all_closed = asyncio.Event()
        self.all_closed.set()

    # --- hooks of aiosmtpd, in the order of a conversation

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        if self.options.pipelining:
            responses.insert(1, "250-PIPELINING")
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if code := verdict(self.options.refuse_sender, address):
            return f"{code} 5.7.1 this sender is refused"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 sender ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if code := verdict(self.options.refuse, address):
            return f"{code} {code[0]}.1.1 this recipient is refused"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 recipient ok"

    async def handle_DATA(self, server, session, envelope):
        self.messages += 1
        if self.messages <= self.options.tempfail:
            return "451 4.3.0 try again later"
        if self.options.answer:
            return f"{self.options.answer} {self.options.answer[0]}.6.0 so be it"
        dropped = self.messages <= self.options.drop_after_data or (
            self.options.drop_one_in and self.messages % self.options.drop_one_in == 0)
        withheld = dropped or self.options.stall_after_data
        self.keep(server, session, envelope, answered=not withheld)
        if dropped:
            server.transport.abort()
            return "250 2.0.0 never heard"
        if self.options.stall_after_data:
            await asyncio.Event().wait()
        await asyncio.sleep(self.options.answer_after / 1000)
        if self.options.drop_idle:
            asyncio.get_running_loop().call_soon(server.transport.close)
        return f"250 2.0.0 kept as {self.messages}"

    def keep(self, server, session, envelope, answered):
        if not self.options.store:
            return
        login = session.auth_data.decode() if session.auth_data else None
        sender = "" if envelope.mail_from == "<>" else envelope.mail_from
        entry = {
            "number": self.messages, "connection": server.number,
            "from": sender, "to": envelope.rcpt_tos, "options": envelope.mail_options,
            "tls": session.ssl is not None or self.options.tls == "implicit", "login": login,
            "message": base64.b64encode(envelope.original_content).decode(), "answered": answered,
        }
        with self.options.store.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")

    def authenticate(self, server, session, envelope, mechanism, data):
        user, _, password = self.options.auth.partition(":")
        expected = LoginPassword(user.encode(), password.encode())
        if isinstance(data, LoginPassword) and data == expected:
            return AuthResult(success=True, auth_data=data.login)
        code = self.options.auth_code
        return AuthResult(success=False, handled=False, message=f"{code} {code[0]}.7.8 wrong login")


class Conversation(SMTP):
    """One connection; counts itself, and can hang up in the middle of a message."""

    def __init__(self, keeper, **options):
        super().__init__(keeper, **options)
        self.keeper = keeper
        self.number = 0

    def connection_made(self, transport):
        if not self.number:  # STARTTLS makes the connection a second time
            self.keeper.connections += 1
            self.number = self.keeper.connections
            self.keeper.open.add(self)
            self.keeper.all_closed.clear()
        super().connection_made(transport)

    def connection_lost(self, error):
        super().connection_lost(error)
        self.keeper.open.discard(self)
        if not self.keeper.open:
            self.keeper.all_closed.set()

    async def smtp_DATA(self, arg):
        options = self.keeper.options
        if options.refuse_data:
            code = options.refuse_data
            await self.push(f"{code} {code[0]}.7.1 no data now")
        elif self.keeper.dropped_in_data < options.drop_in_data:
            self.keeper.dropped_in_data += 1
            await self.push("354 go on")
            await self._reader.read(1)
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)


def certificate(folder):
    """A context with a self-signed certificate for localhost, kept in the folder."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    if not cert.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-nodes", "-days", "30", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
             "-keyout", key, "-out", cert],
            check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def conversation_factory(keeper, options, context):
    settings = {
        "hostname": "localhost", "enable_SMTPUTF8": not options.no_utf8,
        "auth_require_tls": False, "loop": asyncio.get_running_loop(),
    }
    if options.tls in ("starttls", "required"):
        settings |= {"tls_context": context, "require_starttls": options.tls == "required"}
    if options.auth:
        settings |= {"authenticator": keeper.authenticate, "auth_required": True}
    return lambda: Conversation(keeper, **settings)


async def mute_or_rude(reader, writer, greeting):
    """For servers that never get as far as a conversation."""
    if greeting:
        writer.write(greeting.encode() + b"\r\n")
        await writer.drain()
        writer.close()
    else:
        await reader.read()
        writer.close()


async def input_closed():
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sys.stdin.buffer.read)


async def main():
    options = arguments()
    # What clients do wrong is not this program's trouble, nor is a login in the clear.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore")
    keeper = Server(options)
    context = certificate(options.certificate) if options.tls != "none" else None
    if options.mute or options.greeting:
        server = await asyncio.start_server(
            lambda reader, writer: mute_or_rude(reader, writer, options.greeting),
            "127.0.0.1", options.port)
    else:
        server = await asyncio.get_running_loop().create_server(
            conversation_factory(keeper, options, context), "127.0.0.1", options.port,
            ssl=context if options.tls == "implicit" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await input_closed()
    server.close()
    if not options.stall_after_data:
        await asyncio.wait_for(keeper.all_closed.wait(), 10)
    print(json.dumps({"connections": keeper.connections, "messages": keeper.messages}), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
