"""What a reader can do on the page of `xil report`: curves whose values are those of `xil export`, every control, maps side by side,
themes, and no request to anybody. Skipped (77) without Chromium and Selenium; `accessibility` also without axe-core, whose axe.min.js
the environment variable XIL_AXE names (npm install axe-core).

Usage: report_page_test.py XIL XIL_FAKE PART ...
"""
import json
import math
import os
import pathlib
import re
import statistics
import sys
import tempfile

from report_browser import SKIPPED, ReportBrowser, exported, figure_values, made_page, on_line, why_not

AXES = {"items shown": "shown", "seconds of the expert": "expert_s", "rounds": "round"}


def readings(page):
    """condition -> text in the box beside the cursor; and the x of its title."""
    x = float(re.search(r" at ([\d.]+) \(", page.text("#curve-chart .tip .at"))[1])
    return x, dict(zip(page.texts("#curve-chart .tip tbody th"), page.texts("#curve-chart .tip tbody td.n")))


def numbers(text):
    return [float(number) for number in re.findall(r"-?\d+\.\d+", text)]


def curves(page, xil, out):
    """Hover values are those of the exported table, and their bands those of the figures, over every axis; where a strategy has no
    point, they are on the line that is drawn."""
    runs, compared, undefined, between = exported(xil, out), 0, 0, 0
    for title, axis in AXES.items():
        page.click(f'input[data-key="axis-{axis}"]')
        for dataset in ("weld_seams", "decoy_fashion_mnist"):
            page.choose("dataset", dataset)
            for metric, name in (("accuracy", "accuracy"), ("wrong reason", "wrong_reason"), ("F1", "f1")):
                if metric not in page.texts('select[data-key="metric"] option'):
                    continue
                page.choose("metric", metric)
                band_values = {} if axis == "round" else figure_values(out, dataset, name, axis)
                seen = set()
                for _ in range(20):
                    page.press("#curve-chart", "ARROW_RIGHT")
                    if not page.all("#curve-chart .tip"):
                        break
                    x, shown = readings(page)
                    if x in seen:
                        break
                    seen.add(x)
                    for condition, text in shown.items():
                        mean_and_band = numbers(text)
                        of_seeds = runs[dataset, condition, name]
                        values = [row["value"] for seed in of_seeds.values() for round_, row in seed.items()
                                  if abs(float(round_ if axis == "round" else row[axis]) - x) < .05]
                        if len(values) == len(of_seeds):
                            if "" in values:
                                assert text == "undefined", (condition, x, text)
                                undefined += 1
                            else:
                                assert math.isclose(mean_and_band[0], statistics.fmean(map(float, values)), abs_tol=5.1e-5), (dataset, condition, name, x, text, values)
                                compared += 1
                        if "between points" in text:
                            assert math.isclose(mean_and_band[0], on_line(band_values[condition], x), abs_tol=2e-4), (text, x)  # x is read with one digit
                            between += 1
                        for at, mean, low, high in band_values.get(condition, []):
                            if abs(at - x) < .05 and not math.isnan(mean):
                                assert all(math.isclose(a, b, abs_tol=5.1e-5) for a, b in zip(mean_and_band, (mean, low, high))), (text, mean, low, high)
                assert len(seen) > 1, (title, dataset, metric, seen)
    assert compared > 60 and between > 10, (compared, between)


def first_seed(page, runs):
    """A run that is chosen in the table is drawn, with its own values under the pointer."""
    from selenium.webdriver.common.action_chains import ActionChains
    page.choose("run-dataset", "weld_seams (12)")
    page.click("#runs tbody tr[data-row]")
    row = dict(zip((head.removesuffix(" ▲") for head in page.texts("#runs th")), page.texts("#runs tr.chosen td")))
    path = page.script("return document.querySelector('.chosen-run').getAttribute('d')")
    left, top = map(float, re.findall(r"[ML]([\d.]+),([\d.]+)", path)[-1])
    chart = page.find("#curve-chart svg")
    page.script("arguments[0].scrollIntoView({block: 'center'})", chart)
    size = chart.size
    ActionChains(page.driver).move_to_element_with_offset(chart, left - size["width"] / 2, top - size["height"] / 2).perform()
    said = page.text("#curve-chart .tip .run")
    value = runs["weld_seams", row["strategy"], "accuracy"][int(row["seed"])]
    expected = float(value[max(value)]["value"])
    assert f"Seed {row['seed']} of {row['strategy']}: {expected:.4f}" in said, (said, expected)


def choices(page, xil, out):
    """Strategies, bands, seeds, the filter and the links between answers, table and curves."""
    drawn = lambda: page.script("return [...document.querySelectorAll('#curve-chart .mean')].map(e => e.dataset.strategy)")
    assert drawn() == ["caipi refutations=0", "caipi", "random"] or sorted(drawn()) == ["caipi", "caipi refutations=0", "random"], drawn()
    page.click("#curve-strategies .strategy")
    assert len(drawn()) == 2 and page.all('#curve-strategies [aria-pressed="false"]')
    page.click('#curve-strategies [data-key="none"]')
    assert drawn() == [] and "Every strategy is switched off" in page.text("#curve-caption")
    page.click('#curve-strategies [data-key="all"]')
    assert len(drawn()) == 3 and len(page.all("#curve-chart .band")) == 3
    page.click('input[data-key="bands"]')
    assert not page.all("#curve-chart .band")
    page.click('input[data-key="seeds"]')
    assert "12 single runs are drawn" in page.text("#curve-caption")
    page.find("#filter").send_keys('strategy="caipi refutations=0" seed=2')
    assert page.text("#shown").startswith("2 of 24 runs"), page.text("#shown")
    assert "1 single run is drawn" in page.text("#curve-caption"), page.text("#curve-caption")
    page.find("#filter").clear()
    page.find("#filter").send_keys("accuracy>2")
    assert page.text("#shown").startswith("0 of 24 runs")
    page.find("#filter").clear()
    page.find("#filter").send_keys(" ")
    page.click('input[data-key="seeds"]')
    first_seed(page, exported(xil, out))
    page.click('button[data-curves][data-dataset="decoy_fashion_mnist"]')
    chosen = "return document.querySelector('select[data-key=dataset]').selectedOptions[0].text"
    assert page.script(chosen) == "decoy_fashion_mnist"
    assert len(page.all("#answers .card svg circle")) >= 6 and page.all("#answers .card .needs")
    page.click("#curve-table summary")
    page.settle()
    assert len(page.all("#curve-table tbody tr")) == 4, page.text("#curve-table")


def maps(page, _xil, _out):
    """Two strategies side by side, by mouse and by keys."""
    picture = lambda pane: page.script("return document.querySelector(`[data-pane=${arguments[0]}]`)?.toDataURL()", pane)
    captions = lambda: page.texts("#map-panes figcaption b")
    page.choose("left", "random")
    page.choose("right", "caipi")
    assert captions()[0].startswith("random, seed 0") and captions()[1].startswith("caipi, seed 0"), captions()
    differing = lambda: picture("left") and picture("right") and picture("left") != picture("right")
    for keys in (["ARROW_LEFT"] * 2 + ["ARROW_RIGHT"] * 3 + ["ARROW_DOWN"]) * 4:  # strategies agree on some items and rounds
        if differing():
            break
        page.press("#map-panes", keys)
    assert differing(), "both sides show the same"
    page.press("#map-panes", *["ARROW_RIGHT"] * 4)
    before, last = picture("left"), page.text("[data-of=round]")
    page.press("#map-panes", "ARROW_LEFT")
    assert page.text("[data-of=round]") != last and picture("left") != before
    page.press("#map-panes", "ARROW_RIGHT", "s")
    assert captions()[0].startswith("caipi") and page.text("[data-of=round]") == last
    for keys in ("+", "-", "o"):
        before = picture("left")
        page.press("#map-panes", keys)
        assert picture("left") != before, f"{keys} changes nothing"
    item = page.text("#map-caption")
    page.press("#map-panes", "ARROW_DOWN")
    assert page.text("#map-caption") != item
    page.choose("right", "nothing")
    assert len(captions()) == 1
    assert "Predicted class" in page.text("#map-panes") or "defect" in page.text("#map-panes"), page.text("#map-panes")


def state_of(page):
    """All that a control may change."""
    return page.script("""
      const fields = [...document.querySelectorAll("input, select")].map(e => e.type === "checkbox" || e.type === "radio" ? e.checked : e.value);
      const painted = [...document.querySelectorAll("canvas")].map(e => e.toDataURL().length);
      return JSON.stringify([document.documentElement.outerHTML.length, document.documentElement.dataset.theme ?? "", document.body.innerText, scrollY, fields, painted,
                             [...document.querySelectorAll("[aria-pressed], [aria-sort], details")].map(e => [e.ariaPressed, e.ariaSort, e.open])])""")


CONTROLS = "button, select, input, summary, [role=button], a[href^='#']"


def use(page, place):
    """Uses one control; gives what it is. Those that are used up (a list of one) say None."""
    return page.script("""
      const e = [...document.querySelectorAll(arguments[0])][arguments[1]];
      if (!e || e.disabled || e.closest("[hidden]")) return null;
      const what = e.outerHTML.slice(0, 120);
      e.scrollIntoView({block: "center"});
      if (e.tagName === "SELECT") {
        if (e.options.length < 2) return null;
        e.selectedIndex = (e.selectedIndex + 1) % e.options.length;
        e.dispatchEvent(new Event("change", {bubbles: true}));
      } else if (e.type === "search") {
        e.value = "caipi seed=1";
        e.dispatchEvent(new Event("input", {bubbles: true}));
      } else if (e.type === "range") {
        e.value = e.value === e.min ? e.max : e.min;
        e.dispatchEvent(new Event("input", {bubbles: true}));
      } else if (e.type === "radio" && e.checked) return null;
      else e.click();
      return what;""", CONTROLS, place)


def controls(page, _xil, _out):
    """Every control does something, and no control makes the page complain, spill, or ask for the network."""
    page.requests()
    page.open(page.address)
    count, used = len(page.all(CONTROLS)), 0
    for place in range(count):
        page.open(page.address)  # every control on a fresh page
        page.script("scrollTo(0, 300)")
        before = state_of(page)
        what = use(page, place)
        if what is None or 'id="answers"' in what:
            continue
        used += 1
        page.settle()
        assert state_of(page) != before or 'href="#' in what, f"{what} does nothing"
        assert not page.complaints(), what
        wide = page.script("return document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{what} makes the page {wide} px too wide"
    assert used > 50, used
    foreign = {address for address in page.requests() if not address.startswith(("file:", "data:", "chrome:"))}
    assert not foreign, foreign


def themes(page, _xil, _out):
    """The system's wish, unless the reader chose; paper is white."""
    ground = lambda: sum(map(int, re.findall(r"\d+", page.script("return getComputedStyle(document.body).backgroundColor"))[:3]))
    light = ground()
    page.prefer("dark")
    assert ground() < 150 < light
    page.click("#theme")
    assert page.text("#theme") == "Theme: light" and ground() == light
    page.click("#theme")
    page.prefer("light")
    assert page.text("#theme") == "Theme: dark" and ground() < 150
    page.command("Emulation.setEmulatedMedia", media="print")
    assert ground() == light, "paper is dark"
    assert page.script("return getComputedStyle(document.querySelector('nav')).display") == "none"
    page.command("Emulation.setEmulatedMedia", media="")
    page.click("#theme")


def accessibility(page, _xil, _out):
    """axe-core finds nothing: wide and narrow, light and dark, and with a run chosen and a cursor on the chart."""
    path = os.environ.get("XIL_AXE")
    if not path or not pathlib.Path(path).exists():
        print("skipped: XIL_AXE does not name axe.min.js (npm install axe-core)")
        return SKIPPED
    axe, wrong = pathlib.Path(path).read_text(), []
    for width in (1280, 500):
        for theme in ("light", "dark"):
            page.resize(width)
            page.prefer(theme)
            page.open(page.address)
            page.script("document.querySelectorAll('details').forEach(part => { part.open = true; })")
            page.click("#runs tbody tr[data-row]")
            page.click('input[data-key="seeds"]')
            page.click("#curve-strategies .strategy")
            page.press("#curve-chart", "ARROW_RIGHT")
            page.command("Runtime.evaluate", expression=axe)
            found = page.driver.execute_async_script(
                "const done = arguments[0]; axe.run({resultTypes: ['violations']}).then(r => done(JSON.stringify(r.violations)))")
            wrong += [f"{width} {theme} {one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}" for one in json.loads(found) for node in one["nodes"]]
    page.resize(1280)
    assert not wrong, "\n".join(wrong[:20])
    return 0


PARTS = {part.__name__: part for part in (curves, choices, maps, controls, themes, accessibility)}


def main(xil, fake, *names):
    if why_not():
        print(f"skipped: {why_not()}")
        return SKIPPED
    codes = set()
    with tempfile.TemporaryDirectory() as temporary, ReportBrowser() as page:
        out, page.address = made_page(xil, fake, pathlib.Path(temporary))
        for name in names or PARTS:
            page.open(page.address)
            assert not page.complaints()
            codes.add(PARTS[name](page, xil, out) or 0)
            print(f"{name}: done", flush=True)
    return SKIPPED if codes == {SKIPPED} else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
