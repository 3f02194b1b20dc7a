"""Drives the expert's page in headless Chromium by clicks, keys, strokes and touches."""
import base64
import json
import shutil
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions import interaction
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.pointer_input import PointerInput
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys


def find_browser():
    """(chromium, chromedriver), or None where one is missing."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


class Page:
    """The expert's page in a browser. Pixels are those of the item's picture; waiting is limited to `patience_s`."""

    def __init__(self, width=1280, height=800, language="en", theme="light", patience_s=10):
        browser, driver = find_browser()
        options = webdriver.ChromeOptions()
        options.binary_location = browser
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
                         f"--lang={language}", f"--window-size={width},{height}"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.browser = webdriver.Chrome(options=options, service=Service(driver))
        self.patience_s = patience_s
        self.remembering = None
        self.resize(width, height)
        self.prefer(theme)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.browser.quit()

    def resize(self, width, height, scale=1, touch=False):
        """The window's inner size in CSS pixels, and device pixels per CSS pixel."""
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale,
                     mobile=False)
        self.command("Emulation.setTouchEmulationEnabled", enabled=touch)

    def prefer(self, theme):
        """What the system wishes: light or dark, and stillness, so that no picture is taken amid a movement."""
        self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme},
                                                             {"name": "prefers-reduced-motion", "value": "reduce"}])

    def command(self, name, **parameters):
        return self.browser.execute_cdp_cmd(name, parameters)

    def open(self, address):
        self.browser.get(address)

    def script(self, text, *arguments):
        return self.browser.execute_script(text, *arguments)

    def remember(self, **values):
        """What pages opened from now on find remembered, such as language="de"; called again, it replaces the earlier."""
        if self.remembering:
            self.command("Page.removeScriptToEvaluateOnNewDocument", identifier=self.remembering)
        lines = [f"localStorage.getItem('xil.{name}') ?? localStorage.setItem('xil.{name}', {json.dumps(json.dumps(value))});"
                 for name, value in values.items()]
        added = self.command("Page.addScriptToEvaluateOnNewDocument", source=f"try {{ {' '.join(lines)} }} catch {{}}")
        self.remembering = added["identifier"]

    # What the page tells.

    def data(self, name):
        return self.script(f"return document.body.dataset.{name}")

    def wait(self, condition, what):
        """Waits until condition() is true and returns its value."""
        end = time.monotonic() + self.patience_s
        while time.monotonic() < end:
            value = condition()
            if value:
                return value
            time.sleep(.025)  # the page and the mock need the processor more
        raise AssertionError(f"waited {self.patience_s} s in vain for {what}")

    def wait_question(self, other_than=None):
        """Waits until a question's picture is on the screen; returns its id."""
        def appeared():
            question = self.data("question")
            return question if question and self.data("appeared") and int(question) != other_than else None
        return int(self.wait(appeared, "the next picture"))

    def wait_phase(self, phase):
        self.wait(lambda: self.data("phase") == phase and self.data("screen") == phase, f"the phase {phase}")

    def wait_sent(self):
        """Waits until the server has acknowledged every event."""
        self.wait(lambda: self.data("pending") == "0", "acknowledgements")

    def control(self, name):
        return self.browser.find_element(By.CSS_SELECTOR, f'[data-testid="{name}"]')

    def is_pressed(self, name):
        return self.control(name).get_attribute("aria-pressed") == "true"

    def complaints(self):
        """What the browser's console has against the page."""
        return [entry["message"] for entry in self.browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]

    # What the person does.

    def click(self, *names):
        for name in names:
            self.control(name).click()

    def press(self, *keys):
        for key in keys:
            ActionChains(self.browser, duration=0).send_keys(key).perform()

    def chord(self, held, key):
        ActionChains(self.browser, duration=0).key_down(held).send_keys(key).key_up(held).perform()

    def place(self, x, y):
        """Client coordinates of a point of the picture."""
        view = self.script("return {...document.getElementById('view').dataset}")
        return (float(view["left"]) + x * float(view["scale"]), float(view["top"]) + y * float(view["scale"]))

    def stroke(self, points, button=0, kind="mouse", held=None):
        """Draws from point to point of the picture (continuous coordinates: the middle of a pixel is at .5)."""
        pointer = PointerInput({"mouse": interaction.POINTER_MOUSE, "touch": interaction.POINTER_TOUCH}[kind], kind)
        actions = ActionBuilder(self.browser, mouse=pointer, duration=5)
        places = [self.place(*point) for point in points]
        if held:
            actions.key_action.key_down(held)
        for k, (x, y) in enumerate(places):
            pointer.create_pointer_move(duration=5, x=round(x), y=round(y))
            if k == 0:
                pointer.create_pointer_down(button=button)
        pointer.create_pointer_up(button=button)
        if held:
            for _ in range(len(places) + 1):
                actions.key_action.pause(0)
            actions.key_action.key_up(held)
        actions.perform()

    def corner(self, x, y):
        """Presses at one point of the picture."""
        self.stroke([(x, y)])

    def touch(self, kind, points):
        """A raw touch event ("touchStart", "touchMove", "touchEnd") with the fingers at client coordinates."""
        self.command("Input.dispatchTouchEvent", type=kind, touchPoints=[{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(points)])

    def reload(self):
        self.browser.refresh()

    def picture(self, path):
        image = self.command("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(image))


def check_accessibility(page, axe):
    """Violations that axe-core finds on the page as it is: lines "rule: where"."""
    page.command("Runtime.evaluate", expression=axe)
    found = page.browser.execute_async_script(
        "const done = arguments[0];"
        "axe.run({resultTypes: ['violations', 'incomplete']}).then(r => done(JSON.stringify(r)))")
    return [f"{violation['id']}: {node['html'][:140]} {node.get('failureSummary', '')[:300]}"
            for violation in json.loads(found)["violations"] for node in violation["nodes"]]


__all__ = ["Keys", "Page", "check_accessibility", "find_browser"]
