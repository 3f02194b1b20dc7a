"""The page of a report in headless Chromium, for the tests that use it as a reader does."""
import collections
import csv
import json
import math
import pathlib
import shutil

from programs import call, quick_gnuplot, with_environment

SKIPPED = 77
SWEEP = """
name: page
question: "Do <corrections> help?"
fixed: {rounds: 3, query_batch: 5, initial: 6, explain_items: 4, saliency: all}
grid:
  dataset: [weld_seams, decoy_fashion_mnist]
  strategy: [random, caipi, {name: caipi, refutations: 0}]
  seed: [0, 1, 2, 3]
"""


def why_not():
    """Why there is no browser to test with; nothing if there is one."""
    try:
        import selenium  # noqa: F401
    except ImportError:
        return "python3-selenium is not installed"
    if not shutil.which("chromedriver") or not (shutil.which("chromium") or shutil.which("google-chrome")):
        return "chromium and chromium-driver are not installed"
    return None


def rows_of(data):
    """The rows of the page's table of runs (`run-data`) as dictionaries."""
    columns = {column["key"]: [None if value is None else data["texts"][value] if column["text"] else value for value in column["values"]]
               for column in data["columns"]}
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def made_page(xil, fake, root, sweep=SWEEP, spoil=None):
    """A results folder and its page; figures are not drawn. `spoil` changes the folder before the report."""
    file, out = root / "sweep.yaml", root / "out"
    file.write_text(sweep)
    call([fake, "run", file, "--out", out])
    if spoil:
        spoil(out)
    environment = with_environment(PATH=quick_gnuplot(root / "drawer"))
    lines, _ = call([xil, "report", out, "--missing", "drop"], env=environment)
    return out, pathlib.Path(lines.splitlines()[-1])


def exported(xil, out):
    """(dataset, condition, metric) -> seed -> round -> row, of `xil export`."""
    table = out.parent / "table.csv"
    call([xil, "export", out, "--to", table])
    runs = collections.defaultdict(lambda: collections.defaultdict(dict))
    for row in csv.DictReader(table.open()):
        if row["metric"]:
            runs[row["dataset"], row["condition"], row["metric"]][int(row["seed"])][int(row["round"])] = row
    return runs


def figure_values(out, dataset, metric, axis):
    """condition -> [(x, mean, low, high)] of the tables that the figures are drawn from."""
    stem = f"curves_{'' if axis == 'shown' else axis + '_'}{dataset}"
    found, condition = collections.defaultdict(list), None
    for line in (out / "report" / "gnuplot" / f"{stem}.{metric}.tsv").read_text().splitlines():
        if line.startswith("# ") and line.endswith(f", {metric}"):
            condition = line[2:].rsplit(", ", 1)[0]
        elif line and not line.startswith("#"):
            found[condition].append(tuple(map(float, line.split("\t"))))
    return found


def on_line(points, x):
    """The value at x on the straight line between the two points around it."""
    for (left, before, *_), (right, after, *_) in zip(points, points[1:]):
        if left <= x <= right:
            return before + (after - before) * (x - left) / (right - left)
    return math.nan


class ReportBrowser:
    def __init__(self, width=1280, height=900):
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service
        options = webdriver.ChromeOptions()
        for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--window-size={width},{height}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        self.resize(width, height)
        self.prefer("light")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()

    def command(self, name, **parameters):
        return self.driver.execute_cdp_cmd(name, parameters)

    def resize(self, width, height=900):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def prefer(self, theme):
        self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])

    def open(self, page):
        self.driver.get(pathlib.Path(page).as_uri())

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def find(self, selector):
        return self.driver.find_element("css selector", selector)

    def all(self, selector):
        return self.driver.find_elements("css selector", selector)

    def click(self, selector):
        self.script("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", selector)
        self.find(selector).click()

    def text(self, selector):
        return self.script("return document.querySelector(arguments[0]).textContent", selector)

    def texts(self, selector):
        return self.script("return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector)

    def choose(self, key, text):
        """Chooses what is called `text` in a list."""
        from selenium.webdriver.support.ui import Select
        Select(self.find(f'select[data-key="{key}"]')).select_by_visible_text(text)

    def press(self, selector, *keys):
        from selenium.webdriver.common.keys import Keys
        for key in keys:
            self.find(selector).send_keys(getattr(Keys, key, key))

    def settle(self):
        """Until two frames have been drawn, with what events have brought about."""
        self.driver.execute_async_script("const done = arguments[0]; setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def complaints(self):
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]

    def requests(self):
        """The addresses that the pages asked for since the last call."""
        found = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                found.append(message["params"]["request"]["url"])
        return found
