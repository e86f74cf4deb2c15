"""What tests in a browser share: a furnished shop, and somebody who visits it."""

import os
import pathlib
import sys

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

# The installation of real processes, and the shop in it, are the interop tests'.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Interop"))

from mailbox_page import Mailbox
from shop import furnish
from suite import Suite
from visitor import Visitor

# Debian's own, of one version: nothing is looked for or fetched on the way.
CHROMIUM = pathlib.Path("/usr/bin/chromium")
CHROMEDRIVER = pathlib.Path("/usr/bin/chromedriver")

SURVEY = {
    "key": "survey", "kind": "survey", "title": "All about your visit",
    "thankYou": "That helps us a lot.",
    "fields": [
        {"key": "email", "type": "email", "label": "Your address", "required": True},
        {"key": "phone", "type": "phone", "label": "Telephone"},
        {"key": "matter", "type": "select", "label": "What was it about?", "required": True,
         "options": ["Delivery", "Returns & refunds", "Something else entirely"]},
        {"key": "day", "type": "date", "label": "When were you here?"},
        {"key": "pieces", "type": "number", "label": "How many pieces did you buy?"},
        {"key": "words", "type": "textarea", "label": "What else should we know?"},
        {"key": "visit", "type": "rating", "label": "How was it?", "required": True},
        {"key": "again", "type": "nps", "label": "Would you recommend us?"},
        {"key": "call", "type": "checkbox", "label": "Please call me back"},
        {"key": "source", "type": "hidden", "label": "Source"}],
    "consents": [{
        "topic": "offers", "privacyUrl": "https://shop.example/privacy",
        "wording": "Yes, write to me about offers, about once a month. I can stop that any time."}]}


@pytest.fixture(scope="session")
def browser():
    """A Chromium of its own, without a window."""
    for program, package in ((CHROMIUM, "chromium"), (CHROMEDRIVER, "chromium-driver")):
        if not program.exists():
            pytest.skip(f"{program} is not there: install Debian's package {package}")
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    options.add_argument("--headless=new")
    options.add_argument("--lang=en")
    options.add_argument("--disable-dev-shm-usage")
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(CHROMEDRIVER)))
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def suite(browser, tmp_path_factory):
    """A running installation with the shop in it. It fails the run if a process of it died."""
    with Suite(tmp_path_factory.mktemp("suite")) as running:
        running.mailbox = Mailbox(running.client)
        running.mia = furnish(running.client)
        running.client.call("forms.put", SURVEY)
        yield running


@pytest.fixture
def rapport(suite):
    """A client of the running installation."""
    suite.check()
    yield suite.client
    suite.check()


@pytest.fixture
def visitor(browser, suite, tmp_path):
    """Somebody in front of the browser; pictures of what they see go to `tmp_path`."""
    visitor = Visitor(browser, suite.client.offset, tmp_path)
    yield visitor
    visitor.leave()


@pytest.fixture
def mailbox(suite):
    """The captured mail."""
    return suite.mailbox
