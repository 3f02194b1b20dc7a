#!/usr/bin/env python3
"""The expert's page in headless Chromium, against a mock of its server: what a person does arrives as it was done.

Usage: page_test.py [PART ...]; parts: see PARTS. Left out where Chromium, its driver or Selenium are missing.
`accessibility` needs axe-core: XIL_AXE names its axe.min.js (npm install axe-core).
"""
import os
import pathlib
import re
import sys

try:
    from page_driver import Keys, Page, check_accessibility, find_browser
except ImportError:
    print("left out: Selenium for Python is not installed")
    sys.exit(77)
import mock_pictures
from mock_desk import MockDesk
from mock_server import PAGE, serving
from page_drawing import box, by_touch, drawing, pixels
from page_states import STATES, spill, visit
from page_timing import timing


LEFT_OUT = 77  # what CTest takes for a test that was skipped


def judging(page):
    """Three keys answer an item; every kind of item, set-aside ones, questionnaires; numbers without a gap."""
    desk = MockDesk(items=5, rounds=1, practice=1, kinds=("judge", "judge", "compare", "label", "judge", "judge"), work_s=.5)
    with serving(desk) as address:
        page.open(address)
        first = page.wait_question()
        assert page.script("return document.getElementById('practice').offsetHeight") > 0
        page.press(Keys.ENTER)  # refused on the page: nothing was judged
        page.press("a", "d", Keys.ENTER)
        second = page.wait_question(first)
        assert page.script("return document.getElementById('practice').offsetHeight") == 0
        page.click("label-confirm", "reasons-wrong", "reasons-unknown", "answer")
        third = page.wait_question(second)
        assert page.control("continue").is_displayed() and not page.control("answer").is_displayed()
        page.press(Keys.ENTER)
        fourth = page.wait_question(third)
        assert not page.control("reasons-right").is_displayed()
        page.press("s", Keys.ENTER)
        fifth = page.wait_question(fourth)
        page.press("n")
        page.control("note").send_keys("scratch, not a pore")
        page.press(Keys.ESCAPE, "u")
        page.wait_question(fifth)
        page.press("2" if desk.question["predicted"] == 0 else "1")
        page.click("answer")
        page.wait_phase("questionnaire")
        answer_questionnaires(page, desk)
        page.wait_phase("finished")
        assert "3f1c9a7e52.h5" in page.control("summary").text
    check_judging(desk, [first, second, third, fourth, fifth, fifth + 1])


def answer_questionnaires(page, desk):
    page.click("questionnaire-send")  # refused on the page: nothing was answered
    for name in ("mental_demand", "physical_demand", "temporal_demand", "performance", "effort", "frustration"):
        page.control(f"tlx-{name}").send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    page.click("questionnaire-send")
    page.wait(lambda: page.script("return document.querySelector('[data-testid=sus-1-1]') !== null"), "the second scale")
    page.reload()
    page.wait_phase("questionnaire")
    page.click("questionnaire-skip")


def check_judging(desk, numbers):
    told = [(event["question"], event["action"], event.get("label", event.get("reasons", event.get("note"))))
            for event in desk.events if event["action"] not in ("tick", "questionnaire")]
    p, q, c, d, e, f = numbers
    assert told == [(p, "label", 1), (p, "reasons", "right"), (p, "answer", None),
                    (q, "label", 0), (q, "reasons", "wrong"), (q, "reasons", "unknown"), (q, "answer", None),
                    (c, "continue", None), (d, "label", 1), (d, "answer", None),
                    (e, "note", "scratch, not a pore"), (e, "unsure", None), (f, "label", 1), (f, "answer", None)], told
    for number in numbers:
        seqs = [event["seq"] for event in desk.events if event["question"] == number]
        assert seqs == list(range(1, len(seqs) + 1)), seqs
    tlx, sus = desk.of("questionnaire")
    assert set(tlx["values"].values()) == {60} and tlx["seq"] == 1 and sus["skipped"] is True and sus["seq"] == 2


def nothing_lost(page):
    """A reload brings the draft back; without a connection drawing goes on, and all arrives in order, once."""
    desk = MockDesk(kinds=("judge",))
    with serving(desk) as address:
        page.open(address)
        page.wait_question()
        page.press("a", "f", "r")
        page.stroke([(4.5, 4.5), (9.5, 9.5)])
        page.stroke([(20.5, 4.5), (29.5, 9.5)])
        page.press("z", "n")
        page.control("note").send_keys("here")
        page.press(Keys.ESCAPE)
        page.wait_sent()
        page.reload()
        page.wait_question()
        assert page.is_pressed("label-confirm") and page.is_pressed("reasons-wrong")
        assert page.control("note").get_property("value") == "here"
        assert page.control("redo").get_attribute("aria-disabled") == "false"
        page.press("y")
        page.wait_sent()
        assert desk.question["draft"]["at"] == 2
        lose_connection(page, desk)
        take_turns(page, desk, address)
        assert not [line for line in page.complaints() if "net::ERR" not in line and "409" not in line]


def lose_connection(page, desk):
    desk.reachable = False
    page.press("r")
    page.stroke([(20.5, 30.5), (29.5, 39.5)])
    page.press("d")
    page.wait(lambda: page.control("lost").is_displayed(), "the banner")
    assert int(page.data("pending")) >= 2
    before = len(desk.of("stroke"))
    desk.reachable = True
    page.wait_sent()
    assert len(desk.of("stroke")) == before + 1 and desk.question["draft"]["reasons"] == "right"
    page.wait(lambda: not page.control("lost").is_displayed(), "the banner's end")


def take_turns(page, desk, address):
    """A second tab is told, may take over, and then the first one is told."""
    first = page.browser.current_window_handle
    page.browser.switch_to.new_window("tab")
    page.open(address)
    page.wait_phase("elsewhere")
    page.click("take-over")
    page.wait_question()
    assert page.is_pressed("reasons-right")
    second = page.browser.current_window_handle
    page.browser.switch_to.window(first)
    page.wait_phase("elsewhere")
    page.click("take-over")
    page.wait_question()
    page.press("f")
    page.wait_sent()
    assert desk.question["draft"]["reasons"] == "wrong"
    page.browser.switch_to.window(second)
    page.browser.close()
    page.browser.switch_to.window(first)


def reloads(page):
    """Reloads at any moment: what was done before is there afterwards, and nothing twice."""
    desk = MockDesk(kinds=("judge",))
    with serving(desk) as address:
        page.open(address)
        page.wait_question()
        page.press("a", "f", "r")
        for k in range(12):
            page.stroke([(2.5 + k, 2.5), (2.5 + k, 20.5)])
            page.reload()
            page.wait_question()
            page.press("r")
        page.wait_sent()
        drawn = pixels(mock_pictures.mask_of(desk.question["draft"]["strokes"][-1]["rle"]), desk.size)
        assert drawn == box(2, 2, 13, 20) and len(desk.of("stroke")) == 12


def modes(page):
    """Maps after the label or never, no neighbours, accuracy hidden, many classes."""
    with serving(MockDesk(kinds=("judge",), maps="after_label", near=0)) as address:
        page.open(address)
        page.wait_question()
        enabled = "return !document.getElementById('map-tools').hidden && document.getElementById('map-status').textContent === ''"
        assert not page.script(enabled) and not page.script("return document.getElementById('strip').offsetHeight")
        page.press("a")
        page.wait(lambda: page.script(enabled), "the map after the label")
    desk = MockDesk(kinds=("judge",), maps="hidden", accuracy="hidden", items=1, work_s=.1)
    with serving(desk) as address:
        page.open(address)
        first = page.wait_question()
        assert not page.control("map-toggle").is_displayed()
        page.press("m", "a", "g", Keys.ENTER)
        page.wait_question(first)
        page.press("i")
        assert "Accuracy" not in page.script("return document.getElementById('changes-list').textContent")
        assert not desk.of("map")
    with serving(MockDesk(kinds=("judge",), classes=10)) as address:
        page.open(address)
        first = page.wait_question()
        page.click("label-class-4")
        assert page.is_pressed("label-class-4")
        page.press("7")
        assert page.is_pressed("label-class-6") and not page.is_pressed("label-class-4")


def by_keyboard(page):
    """Tab and Enter alone reach and press every control of an item; keys can be given to other actions."""
    desk = MockDesk(kinds=("judge",))
    with serving(desk) as address:
        page.open(address)
        first = page.wait_question()
        reached = set()
        for _ in range(45):
            page.press(Keys.TAB)
            reached.add(page.script("return document.activeElement.dataset.testid ?? document.activeElement.id"))
        wanted = {"label-confirm", "label-class-0", "reasons-right", "reasons-wrong", "reasons-unknown", "target-defect",
                  "target-wrong", "tool-brush", "tool-eraser", "tool-rectangle", "tool-polygon", "tool-highlight", "tool-clear",
                  "undo", "redo", "unsure", "note", "answer", "map-toggle", "map-opacity", "zoom-in", "zoom-out", "zoom-fit",
                  "help", "language", "theme", "near-1", "brush-size"}
        assert wanted <= reached, wanted - reached
        for name in ("label-confirm", "reasons-right", "answer"):
            page.script(f"document.querySelector('[data-testid={name}]').focus({{focusVisible: true}})")
            page.press(Keys.ENTER)
        page.wait_question(first)
        rebind(page)


def rebind(page):
    page.click("help")
    page.script("document.querySelector('#help-dialog .key').click()")
    page.press("j")
    page.click("help-close")
    page.reload()
    page.wait_question()
    assert page.script("return document.querySelector('[data-testid=label-confirm] kbd').textContent") == "J"
    page.press("a")
    assert not page.is_pressed("label-confirm")
    page.press("j")
    assert page.is_pressed("label-confirm")


def texts(page):
    """Both languages have the same keys; every text that the page names exists; nothing is too long for its place."""
    with serving(MockDesk()) as address:
        page.open(address)
        page.wait_question()
        german, english, named = page.browser.execute_async_script("""
          const done = arguments[0];
          const named = [...document.querySelectorAll('[data-text],[data-label],[data-tip-text]')];
          const keys = named.map(({dataset}) => dataset.text ?? dataset.label ?? dataset.tipText);
          Promise.all([import('./texts_de.js'), import('./texts_en.js')])
            .then(([{de}, {en}]) => done([Object.keys(de), Object.keys(en), keys]));""")
    assert german == english, set(german) ^ set(english)
    assert set(named) <= set(english), set(named) - set(english)
    used = {key for file in PAGE.glob("*.js") for key in re.findall(r'(?<!\w)text\("([^"]+)"', file.read_text())}
    assert used <= set(english), used - set(english)


def accessibility(page):
    """axe-core finds nothing on any state, and nothing is cut off; light and dark, wide and narrow."""
    path = os.environ.get("XIL_AXE")
    if not path or not pathlib.Path(path).exists():
        print("left out: XIL_AXE does not name axe.min.js (npm install axe-core)")
        return LEFT_OUT
    axe, wrong = pathlib.Path(path).read_text(), []
    for theme, width, height, language in (("light", 1280, 800, "en"), ("dark", 800, 1100, "de")):
        page.prefer(theme)
        page.remember(language=language, theme=theme)
        page.resize(width, height)
        for name in STATES:
            _, leave = visit(page, name)
            wrong += [f"{name} {theme} {width}: {line}" for line in spill(page) + check_accessibility(page, axe)]
            leave()
    page.resize(1280, 800)
    assert not wrong, "\n".join(wrong)


PARTS = (judging, drawing, nothing_lost, reloads, modes, by_keyboard, by_touch, timing, texts, accessibility)


def main():
    if find_browser() is None:
        print("left out: chromium and chromedriver are not installed")
        return LEFT_OUT
    wanted = [part for part in PARTS if len(sys.argv) == 1 or part.__name__ in sys.argv[1:]]
    codes = set()
    with Page() as page:
        page.remember(language="en")
        for part in wanted:
            codes.add(part(page) or 0)
            print(f"{part.__name__}: done", flush=True)
    return LEFT_OUT if codes == {LEFT_OUT} else 0


if __name__ == "__main__":
    sys.exit(main())
