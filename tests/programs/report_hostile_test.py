"""Names that are markup, scripts or selectors stay words on the page of a report in a real browser: nothing of them runs, and every control
that carries them still works. Skipped (77) without Chromium and Selenium.

Usage: report_hostile_test.py XIL XIL_FAKE
"""
import json
import pathlib
import sys
import tempfile

from report_browser import SKIPPED, ReportBrowser, made_page, why_not

RUN = "window.pwned = 1"
TITLES = [f"</script><script>{RUN}</script>", f"\"'><img src=x onerror='{RUN}'>", "<!--<script>", "a\"]; b=c & d"]
LABELS = [f"<svg onload='{RUN}'>", f"\"onfocus='{RUN}' autofocus='", "]]> \\ ${" + RUN + "}", "__proto__", "unbreakable" * 7]


def sweep():
    datasets = ", ".join(json.dumps({"name": "image_folder", "root": "set", "title": title}) for title in TITLES)
    strategies = ", ".join(json.dumps({"name": "caipi", "refutations": i, "label": label}) for i, label in enumerate(LABELS))
    return f"""
name: hostile
question: {json.dumps(TITLES[0])}
fixed: {{rounds: 2, query_batch: 3, initial: 4, explain_items: 2, saliency: all}}
grid:
  dataset: [{datasets}]
  strategy: [{strategies}]
  seed: [0, 1]
"""


def use_all(page):
    """Every place that shows names, by the controls that change it."""
    for title in TITLES:
        page.choose("dataset", title)
        assert title in page.text("#curve-caption")
        page.choose("map-dataset", title)
        assert title in page.text("#map-caption")
        page.choose("run-dataset", f"{title} ({2 * len(LABELS)})")
        assert title in page.text("#runs tbody")
    assert [text for text in page.texts("#curve-strategies .strategy")] == sorted(LABELS)
    page.press("#curve-chart", "ARROW_RIGHT")
    assert sorted(page.texts("#curve-chart .tip tbody th")) == sorted(LABELS)
    page.click("#curve-strategies .strategy")
    page.click("#runs tbody tr[data-row]")
    chosen = page.script("""
      return [...document.querySelectorAll("button[data-curves]")].map(button => {
        button.click();
        return [button.dataset.dataset, document.querySelector("select[data-key=dataset]").selectedOptions[0].text];
      })""")
    assert len(chosen) >= len(TITLES) and all(asked == shown for asked, shown in chosen), chosen
    assert {asked for asked, _ in chosen} == set(TITLES), chosen


def main(xil, fake):
    if why_not():
        print(f"skipped: {why_not()}")
        return SKIPPED
    with tempfile.TemporaryDirectory() as temporary, ReportBrowser() as page:
        root = pathlib.Path(temporary)
        (root / "set").mkdir()
        _, file = made_page(xil, fake, root, sweep().replace('"root": "set"', f'"root": {json.dumps(str(root / "set"))}'))
        page.open(file)
        use_all(page)
        page.resize(500)
        page.script("document.querySelectorAll('details').forEach(part => { part.open = true; })")
        wide = page.script("return document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"long names make the page {wide} px too wide"
        assert not page.complaints()
        assert page.script("return window.pwned === undefined && document.querySelectorAll('img[src=x], svg[onload], [onfocus]').length === 0"), "a name was run"
        assert page.text("#question") == TITLES[0]
    print("names stay words")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
