"""The proxies of `deploy/proxy` in front of a real gateway."""

import http.client
import json
import shutil
import socket
import ssl
import subprocess

import pytest

from suite import CHECKOUT, GATEWAY_PORT, Suite
from waiting import until

KEY = "server-key-0123456789"
NAME = "desk.example.com"
PROXIES = CHECKOUT / "deploy" / "proxy"


def program(name, package):
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if not found:
        pytest.skip(f"{name} is not there: install Debian's package {package}")
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Proxy:
    """nginx with the example's configuration, but for names, ports and places."""

    def __init__(self, folder, gateway):
        self.folder, self.program = folder, program("nginx", "nginx-light")
        self.plain, self.secure = free_port(), free_port()
        self._certify()
        text = (PROXIES / "nginx.conf").read_text()
        for example, here in {
                "127.0.0.1:8080": f"127.0.0.1:{gateway}",
                "listen 80;": f"listen 127.0.0.1:{self.plain};",
                "listen 443 ssl": f"listen 127.0.0.1:{self.secure} ssl",
                f"/etc/letsencrypt/live/{NAME}/fullchain.pem": f"{folder}/certificate",
                f"/etc/letsencrypt/live/{NAME}/privkey.pem": f"{folder}/key",
                "/var/log/nginx/": f"{folder}/"}.items():
            assert example in text, f"nginx.conf has no {example}"
            text = text.replace(example, here)
        (folder / "rapport.conf").write_text(text)
        places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in (
            "client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
            f"events {{}}\nhttp {{ {places} include {folder}/rapport.conf; }}\n")
        # Its workers are somebody else where this runs as root.
        for place in (folder, *folder.parents[:2]):
            place.chmod(0o755)

    def _certify(self):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
             "-keyout", self.folder / "key", "-out", self.folder / "certificate"],
            check=True, capture_output=True)

    def command(self, *more):
        return [self.program, "-p", self.folder, "-c", self.folder / "nginx.conf",
                "-e", self.folder / "error.log", *more]

    def __enter__(self):
        self.process = subprocess.Popen(self.command())
        until(lambda: self.process.poll() is not None or answers(self.secure))
        assert self.process.poll() is None, (self.folder / "error.log").read_text()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    def ask(self, method, path, body=None, **headers):
        """What a browser gets that comes by the proxy's own name."""
        connection = self.connect()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, text

    def connect(self):
        context = ssl.create_default_context(cafile=self.folder / "certificate")
        connection = http.client.HTTPSConnection(NAME, self.secure, timeout=20, context=context)
        connection._create_connection = lambda address, *rest: socket.create_connection(
            ("127.0.0.1", address[1]), *rest)
        return connection


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    """A gateway that trusts its proxy, and the proxy."""
    folder = tmp_path_factory.mktemp("proxied")
    keys = folder / "keys.json"
    keys.write_text(json.dumps([{"name": "shop", "kind": "server", "key": KEY}]))
    with Suite(
            folder / "suite", RAPPORT_TRUSTED_PROXIES="127.0.0.1", RAPPORT_KEYS_FILE=str(keys),
            RAPPORT_PUBLIC_URL=f"https://{NAME}") as suite:
        with Proxy(folder, GATEWAY_PORT + suite.offset) as proxy:
            proxy.suite = suite
            yield proxy


def test_nginx_takes_its_example(tmp_path):
    checked = subprocess.run(
        Proxy(tmp_path, GATEWAY_PORT).command("-t"), capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr


def test_caddy_takes_its_example():
    checked = subprocess.run(
        [program("caddy", "caddy"), "validate", "--config", PROXIES / "Caddyfile",
         "--adapter", "caddyfile"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def test_pages_come_by_https_and_stay_there(proxied):
    status, headers, page = proxied.ask("GET", "/sign-in")
    assert status == 200 and "<h1>Sign in</h1>" in page
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["Set-Cookie"].startswith("__Host-rapport-visit=")
    assert "Secure" in headers["Set-Cookie"]
    plain = http.client.HTTPConnection("127.0.0.1", proxied.plain, timeout=10)
    plain.request("GET", "/sign-in", headers={"Host": NAME})
    answer = plain.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/sign-in")
    plain.close()


@pytest.mark.parametrize("path", ["/metrics", "/healthz", "/readyz"])
def test_what_is_for_operators_is_not_there_from_outside(proxied, path):
    assert proxied.ask("GET", path)[0] == 404


def test_a_body_that_is_too_large_goes_no_further(proxied):
    assert proxied.ask("POST", "/forms/newsletter", b"a" * 300_000)[0] == 413


def test_tokens_are_not_logged(proxied):
    proxied.ask("GET", "/confirm?t=a-token-of-somebody")
    log = proxied.folder / "rapport.log"
    until(lambda: "GET /confirm" in log.read_text())
    assert "a-token-of-somebody" not in log.read_text()


def test_events_come_as_they_happen(proxied):
    connection = proxied.connect()
    connection.request(
        "GET", "/events?types=tickets.ticket.", headers={"Authorization": f"Bearer {KEY}"})
    stream = connection.getresponse()
    assert stream.status == 200
    while stream.readline().strip():
        pass
    proxied.suite.client.call("tickets.open", {
        "subject": "Hello", "body": "Hello.", "requester": {"email": "ann@example.com"}})
    while not (line := stream.readline()).startswith(b"data: "):
        pass
    assert json.loads(line[6:])["type"] == "tickets.ticket.opened"
    connection.close()


def test_what_visitors_say_of_their_address_goes_no_further(proxied):
    statuses = [
        proxied.ask("GET", "/answer?t=x", **{"X-Forwarded-For": f"198.51.100.{number}"})[0]
        for number in range(70)]
    assert 429 in statuses and statuses.index(429) >= 50


def test_a_peer_that_nobody_trusts_is_counted_by_its_own_address(installation):
    with installation("forms", "tickets", "campaigns", "notifications", "gateway") as suite:
        statuses = []
        for number in range(70):
            connection = http.client.HTTPConnection(
                "127.0.0.1", GATEWAY_PORT + suite.offset, timeout=10)
            connection.request(
                "GET", "/confirm?t=x", headers={"X-Forwarded-For": f"198.51.100.{number}"})
            statuses.append(connection.getresponse().status)
            connection.close()
        assert 429 in statuses and statuses.index(429) >= 60
        assert "proxy nearby that is not trusted" in suite.log("gateway")
