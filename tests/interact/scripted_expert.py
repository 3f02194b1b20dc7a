"""An expert for the page of xil interact who answers as the simulated expert of another run did."""
import os
import re
import signal
import subprocess
import time

import h5py
import numpy as np
from selenium.common.exceptions import WebDriverException

from page_driver import Keys

W, RWR, RRR, NOT_JUDGED = range(4)
# The page's own keys (page/keys.js); with two classes the other one has a key.
KEYS = {"label-confirm": "a", "label-other": "s", "reasons-right": "d", "reasons-wrong": "f", "reasons-unknown": "g",
        "next": Keys.ENTER}


class Answers:
    """The looks of a simulated run, in their order, with the regions of their items."""

    def __init__(self, run_file):
        with h5py.File(run_file) as file:
            shown = {name: values[:] for name, values in file["shown"].items()}
            maps = file["saliency"]
            regions = {}
            for row, item in enumerate(maps["item"][:]):
                region, confounder = maps["region"][row] > 0, maps["confounder"][row] > 0
                # /saliency/region is the defect where there is one, else the confounder.
                defect = np.zeros_like(region) if (region == confounder).all() else region
                regions[int(item)] = (defect, confounder)
        self.looks = [{"item": int(shown["item"][i]), "round": int(shown["round"][i]), "label": int(shown["given_label"][i]),
                       "predicted": int(shown["predicted"][i]), "verdict": int(shown["verdict"][i]),
                       "regions": regions.get(int(shown["item"][i]))} for i in range(len(shown["item"]))]


    def steps(self):
        """About how many clicks, keys and strokes it takes to give them all."""
        corrected = [look["regions"] for look in self.looks if look["verdict"] in (W, RWR) and look["regions"] is not None]
        return 3 * len(self.looks) + sum(len(rectangles(region)) for regions in corrected for region in regions)


def rectangles(region):
    """Rectangles (x0, y0, x1, y1), ends included, that make up a region."""
    left = region.copy()
    found = []
    while left.any():
        y, x = np.argwhere(left)[0]
        x_end = x
        while x_end + 1 < left.shape[1] and left[y, x_end + 1]:
            x_end += 1
        y_end = y
        while y_end + 1 < left.shape[0] and left[y_end + 1, x:x_end + 1].all():
            y_end += 1
        left[y:y_end + 1, x:x_end + 1] = False
        found.append((x, y, x_end, y_end))
    return found


class Interaction:
    """A running `xil interact`. The address is the same after a restart."""

    def __init__(self, command, environment=None):
        self.command, self.environment = command, {**os.environ, **(environment or {})}
        self.process, self.lines = None, []

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                        env=self.environment)
        while True:
            line = self.process.stdout.readline()
            assert line, f"xil interact ended early: {self.lines}"
            self.lines.append(line)
            if re.match(r"http://127\.0\.0\.1:\d+/\w+/$", line):
                return line.strip()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self, patience_s=120):
        output, _ = self.process.communicate(timeout=patience_s)
        self.lines.append(output)
        return self.process.returncode


class ScriptedExpert:
    """Plays a session. `before_step` is called before each click, key and stroke, and may kill or reload."""

    def __init__(self, page, answers, before_step=lambda: None, think=None, judges=True):
        self.page, self.answers, self.before_step, self.think = page, answers, before_step, think
        self.judges = judges

    def play(self, number):
        """Answers the question on the screen, which is the look of that number: by clicks and by keys in turn."""
        look, page = self.answers.looks[number], self.page
        if self.think:
            self.think(number)
        if page.control("continue").is_displayed():  # a labelled item, for comparison
            return self.step(lambda: page.click("continue"))
        act = self.by_key if number % 2 else self.by_click
        if look["verdict"] == W:
            act("label-other" if number % 2 else f"label-class-{look['label']}")
        else:
            act("label-confirm")
            if self.judges:
                act({RWR: "reasons-wrong", RRR: "reasons-right", NOT_JUDGED: "reasons-unknown"}[look["verdict"]])
        if look["verdict"] in (W, RWR) and look["regions"] is not None:
            self.draw("target-defect", look["regions"][0])
            self.draw("target-wrong", look["regions"][1])
        act("next" if number % 2 else "answer")

    def by_click(self, control):
        self.step(lambda: self.page.click(control))

    def by_key(self, action):
        self.step(lambda: self.page.press(KEYS[action]))

    def kept(self):
        """Number of events of the item that the server has. While the item is prepared again the page takes no action, and
        shows that it took none: a person acts again."""
        self.page.wait_sent()
        return self.page.script("""return fetch(`api/state?client=${JSON.parse(sessionStorage.getItem('xil.client'))}`)
            .then((reply) => reply.json()).then((state) => state.question ? [state.question.id, state.question.draft.seq] : null)""")

    def insist(self, act):
        """Acts until the server has it: a later event, or another item."""
        before = self.page.wait(self.kept, "the item")
        self.attempt(act)
        for _ in range(20):
            after = self.kept()
            if after is None or after > before:
                return
            time.sleep(.1)
            self.attempt(act)
        raise AssertionError("an action was ignored again and again")

    def attempt(self, act):
        try:
            act()
        except WebDriverException:
            pass  # what was to be clicked is not on the screen now

    def step(self, act):
        self.before_step()
        self.insist(act)

    def draw(self, target, region):
        for x0, y0, x1, y1 in rectangles(region):
            self.step(lambda: self.draw_rectangle(target, [(x0 + .5, y0 + .5), (x1 + .5, y1 + .5)]))

    def draw_rectangle(self, target, corners):
        """A reload forgets which tool was in hand. A rectangle that was drawn already changes nothing."""
        for control in (target, "tool-rectangle"):
            if not self.page.is_pressed(control):
                self.page.click(control)
        self.page.stroke(corners)


def differences(left, right, leave_out=("session", "replay", "provenance")):
    """Names of the datasets and attributes in which two run files differ; times and who answered are left out."""
    names = []
    with h5py.File(left) as a, h5py.File(right) as b:
        found = set()
        for file in (a, b):
            file.visititems(lambda name, thing: found.add(name) if isinstance(thing, h5py.Dataset) else None)
        for name in sorted(found):
            if name.split("/")[0] in leave_out or name.startswith("rounds/") and name.endswith("_s"):
                continue
            if name not in a or name not in b:
                names.append(name + " (in one file)")
                continue
            one, other = a[name][()], b[name][()]
            if one.shape != other.shape or one.tobytes() != other.tobytes():
                names.append(name)
    return names, len(found)
