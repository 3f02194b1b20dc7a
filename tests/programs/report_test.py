"""The page of `xil report` in a headless browser, as a reader uses it: order, figures, sorting, filtering, keyboard, widths, no network;
failed runs and one run alone; and its size and speed with 5,000 runs. Skipped (77) without Chromium and Selenium.

Usage: report_test.py XIL XIL_FAKE [FOLDER for screenshots]
"""
import base64
import json
import pathlib
import re
import struct
import sys
import tempfile
import time

from programs import call
from report_browser import SKIPPED, ReportBrowser, made_page, why_not

SWEEP = """
name: page
question: "Do <corrections> help?"
fixed: {rounds: 3, query_batch: 5, initial: 6, explain_items: 4, saliency: all}
grid:
  dataset: [weld_seams, decoy_fashion_mnist]
  strategy: [random, caipi, nearcaipi]
  seed: [0, 1, 2, 3, 4, 5]
"""


def column(page, key):
    place = page.script("return [...document.querySelectorAll('#runs th')].map(e => e.dataset.column)").index(key) + 1
    return page.texts(f"#runs tbody tr[data-row] td:nth-child({place})")


def filter_by(page, text):
    box = page.find("#filter")
    box.clear()
    box.send_keys(text or " ")


def check_sorting(page):
    filter_by(page, "dataset=weld_seams")  # few enough that all rows are in sight
    page.click('#runs th button[data-column="accuracy"]')
    ascending = [float(value) for value in column(page, "accuracy")]
    assert ascending == sorted(ascending) and len(set(ascending)) > 3 and len(ascending) == 18, ascending
    page.click('#runs th button[data-column="accuracy"]')
    assert [float(value) for value in column(page, "accuracy")] == ascending[::-1]
    page.click('#runs th button[data-column="strategy"]')
    assert column(page, "strategy") == sorted(column(page, "strategy"))


def check_filtering(page):
    filter_by(page, "strategy=caipi weld")
    assert set(column(page, "strategy")) == {"caipi"} and set(column(page, "dataset")) == {"weld_seams"}
    assert page.text("#shown").startswith("6 of 36 runs")
    filter_by(page, "nothing like it")
    assert page.text("#shown").startswith("0 of 36 runs")
    filter_by(page, "")
    assert page.text("#shown").startswith("36 of 36 runs")


def check_page(page, file, folder, name):
    page.open(file)
    assert not page.complaints()
    wide = page.script("return document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name}: the page is {wide} px wider than its window"
    tall = lambda: page.script("return document.documentElement.scrollHeight")
    before = tall()
    broken = page.script("return [...document.images].map(i => (i.loading = 'eager', i)).filter(i => i.complete && i.naturalWidth === 0).length")
    assert broken == 0, f"{broken} figures cannot be shown"
    page.driver.execute_async_script("const done = arguments[0]; Promise.all([...document.images].map(i => i.decode())).then(() => done())")
    assert abs(tall() - before) < 5, f"{name}: the page moves by {tall() - before} px as its figures come into sight"
    if folder:
        width, height = page.script("return [innerWidth, document.documentElement.scrollHeight]")
        page.resize(width, min(height, 12000))
        time.sleep(0.5)
        page.driver.save_screenshot(str(folder / f"{name}.png"))
        page.resize(width)


def check_content(page):
    html = page.read_text()
    assert not re.search(r'(src|href)="(https?:)?//', html), "the page asks for the network"
    assert '<p id="question">Do &lt;corrections&gt; help?</p>' in html
    for part in ("Questions and answers", "Nothing is claimed", "Learning curves", "Over datasets", "What the expert saw and said", "Where the time goes", "penalties_accuracy", "Where this comes from", "For quality assurance", "ROC curves, and precision over recall", "Recall per type of defect", "xil run ", "under Holm", "decoy_fashion_mnist", "<pre>", "Provenance"):
        assert part in html, part


def widened(file, runs, target):
    """The same page with so many runs, each with curves of its own."""
    html = file.read_text()
    part = lambda name: re.search(rf'(<script type="application/json" id="{name}">)(.*?)(</script>)', html, re.DOTALL)
    table, curves = json.loads(part("run-data")[2]), json.loads(part("curve-data")[2])
    ids = [f"{i:016x}" for i in range(runs)]
    for one in table["columns"]:
        one["values"] = [one["values"][i % len(one["values"])] for i in range(runs)]
        if one["key"] == "run_id":
            one["values"] = list(range(len(table["texts"]), len(table["texts"]) + runs))
    table["texts"] += ids
    numbers = list(struct.iter_unpack("<d", base64.b64decode(curves["numbers"])))
    own, count = curves["runs"], len(curves["runs"]["id"])
    for key in ("dataset", "strategy", "unit", "joined"):
        own[key] = [own[key][i % count] for i in range(runs)]
    for key in ("budgets", "rounds", "values"):
        own[key] = [[of_run[i % count] for i in range(runs)] for of_run in own[key]]
    for of_run in own["values"]:
        for i, place in enumerate(of_run):
            if place >= 0:
                numbers += [(value[0] + i / runs,) for value in numbers[curves["ends"][place - 1] if place else 0:curves["ends"][place]]]
                curves["ends"].append(len(numbers))
                of_run[i] = len(curves["ends"]) - 1
    own["id"] = ids
    curves["numbers"] = base64.b64encode(struct.pack(f"<{len(numbers)}d", *(value[0] for value in numbers))).decode()
    for name, data in (("run-data", table), ("curve-data", curves)):
        found = part(name)
        html = html[:found.start(2)] + json.dumps(data) + html[found.end(2):]
    target.write_text(html)
    return target


def walk_through(page):
    """The arrow keys go from run to run beyond the rows that were drawn at first; Enter chooses one."""
    page.script("document.querySelector('#runs .scroll').scrollTop = 0")
    page.settle()
    page.press("#runs .scroll", "ARROW_DOWN")
    for _ in range(60):
        page.press("#runs tr:focus", "ARROW_DOWN")
        page.settle()
    page.press("#runs tr:focus", "ENTER")
    assert page.script("return document.activeElement.dataset.row") == "60", "the focus is lost"
    assert page.all("#runs tr.chosen:focus")


def hover_of_one(page):
    """A run that is found among 5,000 has its own values under the cursor: those that the page was given."""
    curves = json.loads(page.text("#curve-data"))
    numbers = [value for value, in struct.iter_unpack("<d", base64.b64decode(curves["numbers"]))]
    listed = lambda place: numbers[curves["ends"][place - 1] if place else 0:curves["ends"][place]]
    for run in (4321, 17, 2500):
        filter_by(page, f"{run:016x}")
        page.click("#runs tbody tr[data-row]")
        metric = page.script("return Number(document.querySelector('select[data-key=metric]').value)")
        for expected in listed(curves["runs"]["values"][metric][run]):
            page.press("#curve-chart", "ARROW_RIGHT")
            assert f": {expected:.4f} at " in page.text("#curve-chart .tip .run"), (run, expected, page.text("#curve-chart .tip"))
        page.press("#curve-chart", "ESCAPE")
    filter_by(page, "")


def check_large(page, file, root):
    """5,000 runs: few rows are in the document, all are counted, found and drawn. Times are reported, not judged."""
    page.open(widened(file, 5000, root / "large.html"))
    assert page.text("#shown").startswith("5000 of 5000 runs") and len(page.all("#runs tbody tr")) < 100
    load = page.script("const t = performance.getEntriesByType('navigation')[0]; return t.loadEventEnd / 1000")
    took = page.script("""
      const box = document.getElementById("filter"), took = [];
      for (const text of ["caipi", "strategy=caipi seed=3", "accuracy>.5", ""]) {
        const start = performance.now();
        box.value = text;
        box.dispatchEvent(new Event("input"));
        document.body.offsetHeight;
        took.push(performance.now() - start);
      }
      return Math.max(...took);""")
    page.script("document.querySelector('#runs .scroll').scrollTop = 1e9")
    page.settle()
    assert page.all('#runs tr[data-row="4999"]'), "the last run is not drawn"
    walk_through(page)
    hover_of_one(page)
    page.click('input[data-key="seeds"]')
    assert re.search(r"2[45]\d\d single runs are drawn", page.text("#curve-caption")), page.text("#curve-caption")
    return load, took


def fail_one(out):
    """One run fails, and is gone."""
    run_id = sorted(path.stem for path in (out / "runs").glob("*.h5"))[0]
    (out / "runs" / f"{run_id}.h5").unlink()
    for path in (out / "journal").glob("*.tsv"):
        path.unlink()
    (out / "journal" / "e.tsv").write_text(f"journal\t2\thost\t1\tx\t\nstarted\t{run_id}\t0\t1\t0\t\nfailed\t{run_id}\t0\t2\t0\tno </script> space\n")


def check_failed(xil, fake, page, root):
    """A failed run is counted, told with its reason and found; its partners are drawn and said not to be in the means."""
    root.mkdir()
    _, file = made_page(xil, fake, root, SWEEP, fail_one)
    page.open(file)
    assert not page.complaints()
    assert "no </script> space" in page.text("#left-out table"), page.text("#left-out")
    page.click('#left-out button[data-filter="status=failed"]')
    assert page.text("#shown").startswith("1 of 36 runs")
    said = []
    for dataset in page.texts('select[data-key="dataset"] option'):
        page.choose("dataset", dataset)
        said.append(page.text("#curve-caption"))
    assert sum("2 complete runs are not part of the means" in text for text in said) == 1, said


def check_one_run(xil, fake, page, root):
    """There is nothing to compare, but everything else."""
    sweep, out = root / "one.yaml", root / "one"
    sweep.write_text(SWEEP)
    call([fake, "run", sweep, "--out", out, "strategy=caipi", "seed=3", "dataset=weld_seams"])
    page.open(call([xil, "report", out])[0].splitlines()[-1])
    assert page.text("#shown").startswith("1 of 1 run") and "nothing to compare" in page.text("#answers")
    assert any("is the only strategy" in note for note in page.texts("#left-out li"))
    assert "one seed has no bands" in page.text("#curve-caption") and len(page.all("#map-panes canvas")) == 1


def check_keyboard(page):
    """Figures and columns answer to Enter; Escape makes a figure small again."""
    large = lambda: len(page.all("figure.large"))
    page.press("#figures figure img", "ENTER")
    assert large() == 1
    page.press("#figures figure img", "ESCAPE")
    assert large() == 0
    page.press('#runs th button[data-column="seed"]', "ENTER")
    seeds = [int(seed) for seed in column(page, "seed")]
    assert seeds == sorted(seeds), seeds
    assert page.script("return document.activeElement.dataset.column") == "seed", "the focus is lost"


def check_first_screen(page):
    """The question and the answers are seen before anybody scrolls; captions say more than a file's name."""
    for selector in ("#question", "#answers .card"):
        top = page.script("return document.querySelector(arguments[0]).getBoundingClientRect().top", selector)
        assert 0 <= top < 900, (selector, top)
    sections = page.script("return [...document.querySelectorAll('section')].map(e => e.id)")
    assert sections == ["answers", "curves", "runs", "maps", "values", "time", "data", "warnings", "left-out", "figures", "quality", "comparisons", "sources"], sections
    for caption in page.texts("#figures figcaption"):
        assert len(caption.split()) > 4, caption
    assert "class 1" in page.text("#data table") or "defect" in page.text("#data table"), page.text("#data table")


def check_figures(page):
    before = page.script("return document.images[0].width")
    page.click("figure img")
    after = page.script("return document.images[0].width")
    assert after > 1.5 * before, "a click does not enlarge a figure"
    page.click("figure img")


def main(xil, fake, screenshots=None):
    if why_not():
        print(f"skipped: {why_not()}")
        return SKIPPED
    folder = pathlib.Path(screenshots) if screenshots else None
    with tempfile.TemporaryDirectory() as temporary, ReportBrowser() as page:
        root = pathlib.Path(temporary)
        sweep, out = root / "sweep.yaml", root / "out"
        sweep.write_text(SWEEP)
        call([fake, "run", sweep, "--out", out])
        _, error = call([xil, "report", out, "--false-alarms", ".01,5"], expected=2)
        assert "shares between 0 and 1" in error, error
        file = pathlib.Path(call([xil, "report", out])[0].splitlines()[-1])
        first = file.read_bytes()
        call([xil, "report", out])
        assert file.read_bytes() == first, "the same results give another page"
        check_content(file)
        check_page(page, file, folder, "desktop")
        check_first_screen(page)
        check_figures(page)
        check_keyboard(page)
        check_sorting(page)
        check_filtering(page)
        load, took = check_large(page, file, root)
        check_one_run(xil, fake, page, root)
        check_failed(xil, fake, page, root / "failed")
        page.resize(800)
        check_page(page, file, folder, "tablet")
        page.resize(500)
        check_page(page, file, folder, "phone")
    print(f"the page sorts, filters and tells what failed; with 5,000 runs it is there after {load:.2f} s and filters within {took:.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
