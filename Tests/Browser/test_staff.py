"""A colleague is invited, signs in, sets up an authenticator, forgets the password and leaves."""

import base64
import hashlib
import hmac
import http.client
import json
import struct
import time

import pytest
from selenium.webdriver.common.by import By

PASSWORD = "correct horse battery"
ANOTHER = "staple of another kind"


def code(secret, at):
    """What an authenticator shows (RFC 6238)."""
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.digest(key, struct.pack(">Q", int(at) // 30), hashlib.sha1)
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset:offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def sign_in(visitor, email, password, code=None):
    visitor.fill("Email", email)
    visitor.fill("Password", password)
    if code:
        visitor.fill("Code of your authenticator", code)
    visitor.press("Sign in")


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def colleague(request, visitor, rapport, mailbox):
    """Somebody who was invited and has chosen a password."""
    name = "dora" if request.param else "karl"
    email = f"{name}@shop.example"
    rapport.call("staff.invite", {"email": email, "name": name.title(), "roles": ["agent"],
                                  "queues": ["default"]})
    mailbox.open_staff(visitor, email, "system.invitation")
    visitor.follow("/accept?t=")
    if not request.param:
        visitor.forbid_scripts()
    visitor.sees("Choose your password")
    visitor.fill("New password", "short")
    visitor.press("Keep this password")
    assert "New password – must have at least 10 characters" in visitor.words
    visitor.fill("New password", PASSWORD)
    visitor.press("Keep this password")
    visitor.sees("Sign in")
    assert "Your account is ready." in visitor.words
    return email


def test_a_colleague_comes_in_without_scripts_too(visitor, rapport, colleague):
    sign_in(visitor, colleague, "wrong password")
    visitor.sees("Sign in")
    assert "does not fit together" in visitor.words
    assert visitor.field("Password").get_attribute("value") == ""
    sign_in(visitor, colleague, PASSWORD)
    visitor.sees("Your account")
    assert colleague in visitor.words and "agent" in visitor.words
    [cookie] = [found for found in visitor.browser.get_cookies()
                if found["name"] == "rapport-session"]
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    visitor.follow("Sign out")
    visitor.press("Sign out")
    assert "You are signed out." in visitor.words
    visitor.open("/account")
    visitor.sees("Sign in")


def test_an_account_is_sound_from_the_door_to_the_end(visitor, rapport, mailbox, suite):
    email = "lea@shop.example"
    staff = rapport.call("staff.invite", {"email": email, "name": "Lea", "roles": ["agent"]})
    mailbox.open_staff(visitor, email, "system.invitation")
    visitor.follow("/accept?t=")
    visitor.inspects("Choose your password")
    visitor.fill("New password", "short")
    visitor.press("Keep this password")
    visitor.inspects("Choose your password")
    visitor.fill("New password", PASSWORD)
    visitor.press("Keep this password")
    visitor.inspects("Sign in")
    sign_in(visitor, email, "wrong password")
    visitor.inspects("Sign in")
    sign_in(visitor, email, PASSWORD)
    visitor.inspects("Your account")
    visitor.press("Set up an authenticator")
    visitor.inspects("Set up an authenticator")
    secret = visitor.browser.find_element(By.TAG_NAME, "pre").text
    visitor.fill("The code it shows now", code(secret, time.time()))
    visitor.press("Turn it on")
    visitor.inspects("Your recovery codes")
    paper = visitor.browser.find_element(By.TAG_NAME, "pre").text.split()
    assert len(paper) == 10
    visitor.follow("I have them")
    visitor.inspects("Your account")
    calls_as(visitor, staff)
    visitor.follow("Sign out")
    visitor.inspects("Sign out")
    visitor.press("Sign out")
    visitor.follow("I have forgotten my password")
    visitor.inspects("A new password")
    visitor.fill("Email", email)
    visitor.press("Send the link")
    visitor.inspects("Look into your mail")
    mailbox.open_staff(visitor, email, "system.password")
    visitor.follow("/reset?t=")
    visitor.inspects("Choose a new password")
    visitor.fill("New password", ANOTHER)
    visitor.press("Keep this password")
    sign_in(visitor, email, ANOTHER)
    visitor.inspects("Sign in")
    assert "the code of your authenticator as well" in visitor.words
    sign_in(visitor, email, ANOTHER, paper[0])
    visitor.sees("Your account")
    rapport.call("staff.deactivate", {"id": staff["id"], "reassignTo": suite.mia["id"]})
    visitor.open("/account")
    visitor.sees("Sign in")


def calls_as(visitor, staff):
    """A program of ours, with the browser's cookie, calls as whoever is signed in."""
    token = ask(visitor, "GET", "/session")[1]["csrfToken"]
    status, listed = rpc(visitor, "tickets.list", token)
    assert status == 200 and "items" in listed["result"]
    assert rpc(visitor, "tickets.list", None)[0] == 403
    assert rpc(visitor, "tickets.list", token[::-1])[0] == 403
    # What is an admin's business is not an agent's.
    assert rpc(visitor, "staff.deactivate", token, id=staff["id"])[0] == 403
    assert rpc(visitor, "staff.signIn", token, email="a@shop.example", password="x")[0] == 403


def rpc(visitor, method, token, **params):
    headers = {"Content-Type": "application/json"} | ({"X-CSRF-Token": token} if token else {})
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
    return ask(visitor, "POST", "/rpc", body, headers)


def ask(visitor, verb, path, body=None, headers={}):
    cookies = {found["name"]: found["value"] for found in visitor.browser.get_cookies()}
    connection = http.client.HTTPConnection(visitor.origin.removeprefix("http://"), timeout=10)
    connection.request(verb, path, body, headers | {
        "Cookie": f"rapport-session={cookies['rapport-session']}"})
    answer = connection.getresponse()
    told = json.loads(answer.read())
    connection.close()
    return answer.status, told
