"""The page of `xil report` in a headless browser, as a reader uses it: sorting, filtering, the browser of maps, desktop and phone
width, no network; and its size and speed with 5,000 runs. Skipped (77) without Chromium and Selenium.

Usage: report_test.py XIL XIL_FAKE [FOLDER for screenshots]
"""
import json
import pathlib
import re
import shutil
import sys
import tempfile
import time

from programs import call

SKIPPED = 77
SWEEP = """
name: page
question: "Do <corrections> help?"
fixed: {rounds: 3, query_batch: 5, initial: 6, explain_items: 4, saliency: all}
grid:
  dataset: [weld_seams, decoy_fashion_mnist]
  strategy: [random, caipi, nearcaipi]
  seed: [0, 1, 2, 3, 4, 5]
"""


def browser(width, height):
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    options = webdriver.ChromeOptions()
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={width},{height}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_window_size(width, height)
    return driver


def texts(driver, selector):
    return driver.execute_script("return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector)


def column(driver, name):
    place = texts(driver, "#runs th").index(name) + 1
    return texts(driver, f"#runs tbody td:nth-child({place})")


def click(driver, selector):
    driver.find_element("css selector", selector).click()


def check_sorting(driver):
    click(driver, '#runs th[data-column="accuracy"]')
    ascending = [float(value) for value in column(driver, "accuracy")]
    assert ascending == sorted(ascending) and len(set(ascending)) > 3, ascending
    click(driver, '#runs th[data-column="accuracy"]')
    assert [float(value) for value in column(driver, "accuracy")] == ascending[::-1]
    click(driver, '#runs th[data-column="strategy"]')
    assert column(driver, "strategy") == sorted(column(driver, "strategy"))


def check_filtering(driver):
    box = driver.find_element("id", "filter")
    box.send_keys("strategy=caipi weld")
    assert set(column(driver, "strategy")) == {"caipi"} and set(column(driver, "dataset")) == {"weld_seams"}
    assert texts(driver, "#shown") == ["6 of 36 runs"]
    box.clear()
    box.send_keys("nothing like it")
    assert texts(driver, "#shown") == ["0 of 36 runs"]
    box.clear()
    box.send_keys(" ")
    assert texts(driver, "#shown") == ["36 of 36 runs"]


def canvas(driver, name):
    return driver.execute_script("return document.getElementById(arguments[0]).toDataURL()", name)


def choose(driver, key, place):
    from selenium.webdriver.support.ui import Select
    Select(driver.find_element("css selector", f'#choices select[data-key="{key}"]')).select_by_index(place)


def check_maps(driver):
    seen = {canvas(driver, "overlay")}
    assert canvas(driver, "picture") != canvas(driver, "overlay")
    for key in ("strategy", "round", "item", "dataset"):
        choose(driver, key, 1)
        picked = texts(driver, f'#choices select[data-key="{key}"] option')[1]
        assert picked in texts(driver, "#caption")[0], (picked, texts(driver, "#caption"))
        seen.add(canvas(driver, "overlay"))
    assert len(seen) > 2, "other choices show the same map"


def check_page(driver, page, folder, name):
    driver.get(page.as_uri())
    errors = [entry for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
    assert not errors, errors
    wide = driver.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name}: the page is {wide} px wider than its window"
    broken = driver.execute_script("return [...document.images].map(i => (i.loading = 'eager', i)).filter(i => i.complete && i.naturalWidth === 0).length")
    assert broken == 0, f"{broken} figures cannot be shown"
    if folder:
        height = driver.execute_script("return document.documentElement.scrollHeight")
        driver.set_window_size(driver.get_window_size()["width"], min(height, 12000))
        time.sleep(0.5)
        driver.save_screenshot(str(folder / f"{name}.png"))


def check_content(page):
    html = page.read_text()
    assert not re.search(r'(src|href)="(https?:)?//', html), "the page asks for the network"
    assert '<p id="question">Do &lt;corrections&gt; help?</p>' in html
    for part in ("can be claimed", "Learning curves", "Over datasets", "What the expert saw and said", "Where the time goes", "penalties_accuracy", "Where this comes from", "For quality assurance", "ROC curves, and precision over recall", "Recall per type of defect", "xil run ", "under Holm", "decoy_fashion_mnist", "<pre>", "Provenance"):
        assert part in html, part


def widened(page, runs, target):
    """The same page with so many runs."""
    html = page.read_text()
    found = re.search(r'(<script type="application/json" id="run-data">)(.*?)(</script>)', html, re.DOTALL)
    rows = json.loads(found[2])
    many = [{**rows[i % len(rows)], "seed": i, "run_id": f"{i:016x}"} for i in range(runs)]
    target.write_text(html[:found.start(2)] + json.dumps(many) + html[found.end(2):])
    return target


def check_one_run(xil, fake, driver, root):
    """There is nothing to compare, but everything else."""
    sweep, out = root / "one.yaml", root / "one"
    sweep.write_text(SWEEP)
    call([fake, "run", sweep, "--out", out, "strategy=caipi", "seed=3", "dataset=weld_seams"])
    driver.get(pathlib.Path(call([xil, "report", out])[0].splitlines()[-1]).as_uri())
    assert texts(driver, "#shown") == ["1 of 1 runs"] and "nothing to compare" in texts(driver, "#answers")[0]
    assert any("is the only strategy" in note for note in texts(driver, "#sources li"))
    choose(driver, "round", 1)


def check_keyboard(driver):
    """Figures and columns answer to Enter; Escape makes a figure small again."""
    from selenium.webdriver.common.keys import Keys
    figure = driver.find_element("css selector", "#figures figure img")
    figure.send_keys(Keys.ENTER)
    assert driver.execute_script("return document.querySelectorAll('figure.large').length") == 1
    figure.send_keys(Keys.ESCAPE)
    assert driver.execute_script("return document.querySelectorAll('figure.large').length") == 0
    driver.find_element("css selector", '#runs th[data-column="seed"]').send_keys(Keys.ENTER)
    seeds = [int(seed) for seed in column(driver, "seed")]
    assert seeds == sorted(seeds), seeds
    assert driver.execute_script("return document.activeElement.dataset.column") == "seed", "the focus is lost"


def check_dark(driver):
    """The page follows the system; figures stay on white."""
    colours = "return [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('figure img')).backgroundColor]"
    light = driver.execute_script(colours)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    dark = driver.execute_script(colours)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert light[0] == "rgb(255, 255, 255)" and sum(map(int, re.findall(r"\d+", dark[0]))) < 150, (light, dark)
    assert dark[1] == light[1] == "rgb(255, 255, 255)", (light, dark)


def check_first_screen(driver):
    """The question and the answers are seen before anybody scrolls; captions say more than a file's name."""
    for selector in ("#question", "#answers table"):
        top = driver.execute_script("return document.querySelector(arguments[0]).getBoundingClientRect().top", selector)
        assert 0 <= top < 900, (selector, top)
    sections = driver.execute_script("return [...document.querySelectorAll('section')].map(e => e.id)")
    assert sections == ["answers", "values", "data", "warnings", "figures", "quality", "comparisons", "runs", "maps", "sources"], sections
    for caption in texts(driver, "figcaption"):
        assert len(caption.split()) > 4, caption
    assert "class 1" in texts(driver, "#data table")[0] or "defect" in texts(driver, "#data table")[0], texts(driver, "#data table")


def check_figures(driver):
    before = driver.execute_script("return document.images[0].width")
    click(driver, "figure img")
    after = driver.execute_script("return document.images[0].width")
    assert after > 1.5 * before, "a click does not enlarge a figure"
    click(driver, "figure img")


def main(xil, fake, screenshots=None):
    try:
        import selenium  # noqa: F401
    except ImportError:
        print("skipped: python3-selenium is not installed")
        return SKIPPED
    if not shutil.which("chromedriver") or not (shutil.which("chromium") or shutil.which("google-chrome")):
        print("skipped: chromium and chromium-driver are not installed")
        return SKIPPED
    folder = pathlib.Path(screenshots) if screenshots else None
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        sweep, out = root / "sweep.yaml", root / "out"
        sweep.write_text(SWEEP)
        call([fake, "run", sweep, "--out", out])
        _, error = call([xil, "report", out, "--false-alarms", ".01,5"], expected=2)
        assert "shares between 0 and 1" in error, error
        page = pathlib.Path(call([xil, "report", out])[0].splitlines()[-1])
        first = page.read_bytes()
        call([xil, "report", out])
        assert page.read_bytes() == first, "the same results give another page"
        check_content(page)
        driver = browser(1280, 900)
        try:
            check_page(driver, page, folder, "desktop")
            check_first_screen(driver)
            check_figures(driver)
            check_keyboard(driver)
            check_dark(driver)
            check_sorting(driver)
            check_filtering(driver)
            check_maps(driver)
            large = widened(page, 5000, root / "large.html")
            start = time.monotonic()
            driver.get(large.as_uri())
            seconds = time.monotonic() - start
            assert texts(driver, "#shown") == ["5000 of 5000 runs"]
            load = driver.execute_script("const t = performance.getEntriesByType('navigation')[0]; return t.loadEventEnd / 1000")
            check_one_run(xil, fake, driver, root)
            driver.set_window_size(800, 900)
            check_page(driver, page, folder, "tablet")
            driver.set_window_size(500, 900)  # Chromium's narrowest window
            check_page(driver, page, folder, "phone")
        finally:
            driver.quit()
    print(f"the page sorts, filters and shows maps; with 5,000 runs it is there after {load:.2f} s ({seconds:.2f} s by the clock)")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
