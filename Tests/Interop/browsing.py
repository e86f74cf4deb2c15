"""A browser made of nothing but the standard library: cookies, forms and the stream of events."""

import http.client
import json
import re
import urllib.parse

from suite import GATEWAY_PORT


class Browser:
    """Keeps cookies, and sends pages' forms back with their hidden fields."""

    def __init__(self, suite, **headers):
        self.port = GATEWAY_PORT + suite.offset
        self.headers = headers
        self.cookies = {}
        self.csrf_token = None

    def ask(self, method, path, body=None, **headers):
        """Status, headers and text of an answer; redirects are not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, body, self._with_cookies(headers))
        answer = connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer.status, answer.headers, text

    def _with_cookies(self, headers):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return self.headers | headers | ({"Cookie": cookies} if cookies else {})

    def send(self, path, **fields):
        """Opens a page and sends its form."""
        _, _, page = self.ask("GET", path)
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
        return self.ask(
            "POST", path, urllib.parse.urlencode(hidden | fields),
            **{"Content-Type": "application/x-www-form-urlencoded"})

    def call(self, method, **params):
        """Status and answer of a call as whoever is signed in."""
        if not self.csrf_token:
            self.csrf_token = json.loads(self.ask("GET", "/session")[2])["csrfToken"]
        status, _, text = self.ask(
            "POST", "/rpc",
            json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}),
            **{"Content-Type": "application/json", "X-CSRF-Token": self.csrf_token})
        return status, json.loads(text)

    def stream(self, path="/events", **headers):
        return Stream(self.port, path, self._with_cookies(headers))


class Stream:
    """A reader of `GET /events`."""

    def __init__(self, port, path, headers):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.connection.request("GET", path, headers=headers)
        self.port = self.connection.sock.getsockname()[1]  # our own, by which the system knows us
        self.response = self.connection.getresponse()
        assert self.response.status == 200, self.response.read()
        self.last_id = None

    def block(self):
        """The next block's fields; an id is kept as browsers keep it. Empty at the end."""
        fields = {}
        while (line := self.response.readline().decode()) not in ("\n", ""):
            name, _, value = line.rstrip("\n").partition(": ")
            fields[name] = value
        self.last_id = fields.get("id", self.last_id)
        return fields

    def event(self):
        while "data" not in (fields := self.block()):
            assert fields, "the stream has ended"
        return json.loads(fields["data"])

    def close(self):
        self.connection.close()
        self.response.close()
