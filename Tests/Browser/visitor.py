"""A person in front of a browser: what they do, and whether what they see is sound."""

import base64
import contextlib
import pathlib

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.wait import WebDriverWait

from suite import GATEWAY_PORT

SOUNDNESS = pathlib.Path(__file__).with_name("soundness.js").read_text()
# How each page is looked at: light or dark, and how many pixels wide.
LOOKS = [("light", 1024), ("dark", 1024), ("light", 320), ("dark", 320)]


class Visitor:
    """Fills in by label and presses by name, as people do."""

    def __init__(self, browser, offset, folder):
        self.browser, self.folder = browser, folder
        self.origin = f"http://127.0.0.1:{GATEWAY_PORT + offset}"
        self.pictures = 0
        self.browser.get_log("browser")

    def forbid_scripts(self):
        """Browses on without JavaScript."""
        self._tell("Emulation.setScriptExecutionDisabled", value=True)

    def leave(self):
        """Puts the browser back to how it was."""
        self._tell("Emulation.setScriptExecutionDisabled", value=False)
        self.browser.get("about:blank")

    def open(self, path):
        self.browser.get(self.origin + path)

    def sees(self, heading):
        """Checks that this is the page they expect."""
        shown = self.browser.find_element(By.TAG_NAME, "h1").text
        assert shown == heading, f"{shown}: {self.words}"

    def inspects(self, heading):
        """Checks that this is the page they expect, and that it is sound in every look."""
        self.sees(heading)
        faults = []
        for scheme, width in LOOKS:
            self._look(scheme, width)
            self._picture(f"{heading} {scheme} {width}")
            faults += [f"{scheme}, {width} wide: {fault}" for fault in
                       self.browser.execute_script(SOUNDNESS)]
        self._look("light", 1024)
        faults += self._complaints()
        assert not faults, f"{self.browser.current_url}\n" + "\n".join(faults)

    def _look(self, scheme, width):
        self._tell("Emulation.setEmulatedMedia",
                   features=[{"name": "prefers-color-scheme", "value": scheme}])
        self._tell("Emulation.setDeviceMetricsOverride",
                   width=width, height=768, deviceScaleFactor=1, mobile=False)

    def _picture(self, name):
        self.pictures += 1
        shot = self._tell("Page.captureScreenshot", captureBeyondViewport=True)
        name = "".join(letter if letter.isalnum() else "-" for letter in name)
        path = self.folder / f"{self.pictures:02}-{name}.png"
        path.write_bytes(base64.b64decode(shot["data"]))

    def _complaints(self):
        """What the browser's console says, but that a page came with the status of a refusal."""
        return [entry["message"] for entry in self.browser.get_log("browser") if not (
            entry["source"] == "network"
            and entry["message"].startswith(self.browser.current_url.split("#")[0] + " ")
            and "the server responded with a status of 4" in entry["message"])]

    def _tell(self, command, **how):
        return self.browser.execute_cdp_cmd(command, how)

    @property
    def words(self):
        """All that the page says."""
        return self.browser.find_element(By.TAG_NAME, "body").text

    def label(self, words, of=None):
        """The label that says so; `of`: the question that has several answers."""
        place = f"//fieldset[starts-with(legend, '{of}')]" if of else ""
        [found] = [label for label in self.browser.find_elements(By.XPATH, f"{place}//label")
                   if label.text.removesuffix(" (optional)") == words]
        return found

    def field(self, label, of=None):
        """What a label belongs to."""
        return self.browser.find_element(By.ID, self.label(label, of).get_attribute("for"))

    def fill(self, label, text):
        field = self.field(label)
        field.clear()
        field.send_keys(text)

    def tick(self, label, of=None):
        """Presses the words, not the box: they belong together."""
        self.label(label, of).click()
        assert self.field(label, of).is_selected(), f"{label} is not ticked by its label"

    def press(self, name):
        """Presses a button once and waits for the page behind it."""
        self._go(self._button(name).click)

    def press_twice(self, name):
        """Presses a button as those do who double-click on everything."""
        self._go(ActionChains(self.browser).double_click(self._button(name)).perform)

    def press_aside(self, name):
        """Presses a button so that the page behind it comes in a tab of its own."""
        keys = ActionChains(self.browser).key_down(Keys.CONTROL)
        keys.click(self._button(name)).key_up(Keys.CONTROL).perform()

    @contextlib.contextmanager
    def other_tab(self, act):
        """Looks at the tab that something opens, and closes it."""
        here, known = self.browser.current_window_handle, set(self.browser.window_handles)
        act()
        wait = WebDriverWait(self.browser, 10, 0.02)
        [there] = wait.until(lambda browser: set(browser.window_handles) - known)
        self.browser.switch_to.window(there)
        wait.until(expected_conditions.presence_of_element_located((By.TAG_NAME, "h1")))
        yield
        self.browser.close()
        self.browser.switch_to.window(here)

    def _button(self, name):
        return self.browser.find_element(By.XPATH, f"//button[normalize-space()='{name}']")

    def follow(self, words):
        """Follows a link to another page."""
        self._go(self.link(words).click)

    def link(self, words):
        return self.browser.find_element(By.PARTIAL_LINK_TEXT, words)

    def _go(self, act):
        page = self.browser.find_element(By.TAG_NAME, "html")
        act()
        # While one page makes room for another, a driver may have no page to ask.
        WebDriverWait(self.browser, 10, 0.02, [WebDriverException]).until(
            expected_conditions.staleness_of(page))
        WebDriverWait(self.browser, 10, 0.02, [WebDriverException]).until(
            lambda browser: browser.execute_script("return document.readyState") == "complete")
