#!/usr/bin/env python3
"""Brings the expert's page to each of its states, for axe-core and for the eye.

Usage: page_states.py FOLDER [STATE ...] writes pictures STATE-WIDTHxHEIGHT-THEME-LANGUAGE.png. Where the environment variable
XIL_AXE names axe.min.js (npm install axe-core), each state is also checked with it.
"""
import os
import pathlib
import sys

from mock_desk import MockDesk
from mock_server import serving
from page_driver import Keys, Page, check_accessibility

SIZES = [(1280, 800), (1280, 720), (800, 1100), (800, 600)]


def fresh(page, _):
    page.wait_question()


def labelled(page, _):
    page.wait_question()
    page.press("a")
    page.wait_sent()


def wrong_reasons(page, _):
    labelled(page, _)
    page.press("f")
    page.wait_sent()


def right_reasons(page, _):
    labelled(page, _)
    page.press("d")
    page.wait_sent()


def drawn(page, desk):
    """Both regions: one started from the map, the other painted; then an unfinished polygon, zoomed."""
    wrong_reasons(page, desk)
    scale = desk.size / 48
    page.press("h", "w")
    page.click("tool-brush")
    page.stroke([(8 * scale, 8 * scale), (18 * scale, 14 * scale)])
    page.wait_sent()


def polygon(page, desk):
    drawn(page, desk)
    page.click("zoom-in", "zoom-in", "tool-polygon")
    scale = desk.size / 48
    for x, y in [(20, 20), (32, 22), (28, 31)]:
        page.corner(x * scale, y * scale)


def compared(page, _):
    page.wait_question()


def later(page, desk):
    """A question after the first round."""
    answer_all(page, desk, 2)
    page.wait_question()


def answer_all(page, desk, count):
    question = None
    for _ in range(count):
        question = page.wait_question(question)
        page.press("a", "d", Keys.ENTER)
        page.wait(lambda q=question: page.data("question") != str(q), "the next item")


def working(page, desk):
    answer_all(page, desk, 2)
    desk.work_s = 60
    answer_all(page, desk, 2)
    page.wait_phase("working")


def changes(page, desk):
    later(page, desk)
    page.wait_question()
    page.press("i")


def tlx(page, desk):
    answer_all(page, desk, 2)
    page.wait_phase("questionnaire")
    page.control("tlx-effort").send_keys(Keys.ARROW_RIGHT)
    page.click("questionnaire-send")


def sus(page, desk):
    answer_all(page, desk, 2)
    page.wait_phase("questionnaire")
    page.click("questionnaire-skip")
    page.wait(lambda: page.script("return document.querySelector('[data-testid=sus-1-4]') !== null"), "the second scale")
    page.click("sus-1-4", "sus-2-2")


def finished(page, desk):
    answer_all(page, desk, 2)
    page.wait_phase("finished")


def failed(page, desk):
    page.wait_question()
    desk.error = "results/pool/3f1c9a7e52.h5: no space is left on the disk: make some, and start the same command again"
    page.wait_phase("failed")


def elsewhere(page, desk):
    page.wait_question()
    desk.hear("another", take_over=True)
    page.press("a")
    page.wait_phase("elsewhere")


def lost(page, desk):
    page.wait_question()
    desk.reachable = False
    page.press("a", "f")
    page.wait(lambda: page.control("lost").is_displayed(), "the banner")


def refused(page, desk):
    page.wait_question()
    page.script("document.getElementById('refused-text').textContent = arguments[0];"
                "document.getElementById('refused').hidden = false;",
                "The server refused: stroke: the run lengths sum to 2303, not to 48 x 48: draw the region again")


def helped(page, _):
    page.wait_question()
    page.press("?")


def large(page, _):
    page.wait_question()
    page.click("near-1")


def tooltip(page, _):
    page.wait_question()
    page.script("document.querySelector('[data-testid=tool-rectangle]').focus({focusVisible: true})")


def map_pending(page, _):
    page.wait(lambda: page.script("return document.getElementById('map-status').textContent !== ''"), "the notice")


JUDGE = {"kinds": ("judge",)}
SHORT = {"kinds": ("judge",), "items": 2, "rounds": 1, "work_s": .1}
STATES = {
    "fresh": (fresh, {**JUDGE, "size": 224}), "labelled": (labelled, JUDGE), "wrong_reasons": (wrong_reasons, JUDGE),
    "right_reasons": (right_reasons, JUDGE), "drawn": (drawn, {**JUDGE, "size": 224, "channels": 3}),
    "polygon": (polygon, JUDGE), "compare": (compared, {"kinds": ("compare",)}),
    "label_only": (fresh, {"kinds": ("label",)}), "practice": (fresh, {**JUDGE, "practice": 3}),
    "after_label": (fresh, {**JUDGE, "maps": "after_label"}), "after_label_labelled": (labelled, {**JUDGE, "maps": "after_label"}),
    "no_maps": (wrong_reasons, {**JUDGE, "maps": "hidden"}), "no_neighbours": (fresh, {**JUDGE, "near": 0}),
    "many_classes": (labelled, {**JUDGE, "classes": 10}), "map_pending": (map_pending, {**JUDGE, "map_delay_s": 60}),
    "later": (later, {**JUDGE, "items": 2, "work_s": .1}), "changes": (changes, {**JUDGE, "items": 2, "work_s": .1}),
    "working": (working, {**JUDGE, "items": 2, "rounds": 3, "work_s": .1}),
    "tlx": (tlx, SHORT), "sus": (sus, SHORT), "finished": (finished, {**SHORT, "questionnaires": False}),
    "failed": (failed, JUDGE), "elsewhere": (elsewhere, JUDGE), "lost": (lost, JUDGE), "refused": (refused, JUDGE),
    "help": (helped, JUDGE), "large": (large, JUDGE), "tooltip": (tooltip, JUDGE),
}


def visit(page, name):
    """The desk of a state to which the page was brought; call the second value when done."""
    reach, options = STATES[name]
    desk = MockDesk(**options)
    context = serving(desk)
    page.open(context.__enter__())
    reach(page, desk)
    return desk, lambda: context.__exit__(None, None, None)


def spill(page):
    """Texts of controls that do not fit into them, and controls that stick out of the window sideways."""
    return page.script("""
      const found = [];
      for (const e of document.querySelectorAll('button, h1, h2, h3, p, dd, dt, label, strong, output')) {
        const box = e.getBoundingClientRect();
        if (box.width === 0 || e.closest('.only-read, #strip, [hidden]')) continue;
        if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0) found.push('cut: ' + e.outerHTML.slice(0, 120));
        if (box.left < -1 || box.right > innerWidth + 1) found.push('outside: ' + e.outerHTML.slice(0, 120));
        const small = e.matches('button') && (box.height < 43.5 || box.width < 43.5);
        if (small) found.push(`small (${box.width} x ${box.height}): ` + e.outerHTML.slice(0, 120));
      }
      return found;""")


def look(page, name, folder, axe):
    """One state in all sizes, themes; both languages. Returns what is wrong."""
    wrong = []
    for language in ("en", "de"):
        for theme in ("light", "dark"):
            page.remember(language=language, theme=theme)
            page.resize(*SIZES[0])
            _, leave = visit(page, name)
            for width, height in SIZES:
                page.resize(width, height)
                page.script("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
                title = f"{name}-{width}x{height}-{theme}-{language}"
                page.picture(folder / f"{title}.png")
                found = spill(page) + (check_accessibility(page, axe) if axe else [])
                wrong += [f"{title}: {line}" for line in found]
            leave()
    return wrong


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    path = os.environ.get("XIL_AXE")
    axe = pathlib.Path(path).read_text() if path else None
    wrong = []
    with Page() as page:
        for name in sys.argv[2:] or STATES:
            found = look(page, name, folder, axe)
            print("\n".join([f"{name}: {len(found)} complaints", *found]), flush=True)
            wrong += found
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
