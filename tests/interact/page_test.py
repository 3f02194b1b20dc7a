#!/usr/bin/env python3
"""The expert's page in headless Chromium, against a mock of its server: what a person does arrives as it was done.

Usage: page_test.py [PART ...]; parts are the functions below. Left out where Chromium, its driver or Selenium are missing.
`accessibility` needs axe-core: XIL_AXE names its axe.min.js (npm install axe-core).
"""
import os
import pathlib
import sys
import time

try:
    from page_driver import Keys, Page, check_accessibility, find_browser
except ImportError:
    print("left out: Selenium for Python is not installed")
    sys.exit(77)
import mock_pictures
from mock_desk import MockDesk
from mock_server import PAGE, serving
from page_states import STATES, spill, visit


def masks(desk, target="defect"):
    """The regions after each stroke, as rows of 0 and 1."""
    return [mock_pictures.mask_of(event["rle"]) for event in desk.of("stroke") if event["target"] == target]


def pixels(mask, width):
    """The set pixels of a mask: {(x, y)}."""
    return {(k % width, k // width) for k, value in enumerate(mask) if value}


def box(left, top, right, bottom):
    return {(x, y) for y in range(top, bottom + 1) for x in range(left, right + 1)}


def disc(cx, cy, size):
    """Pixels of a brush print about (cx, cy), by the rule of regions.js: centres within the radius."""
    return {(x, y) for x in range(-9, 99) for y in range(-9, 99) if (x + .5 - cx) ** 2 + (y + .5 - cy) ** 2 <= size ** 2 / 4}


def inside(corners, width):
    """Pixels whose centres lie in a polygon (even-odd rule)."""
    def holds(x, y):
        odd = False
        for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1]):
            if (ay <= y) != (by <= y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                odd = not odd
        return odd
    return {(x, y) for x in range(width) for y in range(width) if holds(x + .5, y + .5)}


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


def drawing(page):
    """Regions are exact to the pixel under zoom, for every tool; undo and redo go stroke by stroke."""
    for size, zooms in ((48, 2), (224, 6)):
        desk = MockDesk(size=size, channels=3 if size == 224 else 1, kinds=("judge",))
        with serving(desk) as address:
            page.open(address)
            page.wait_question()
            page.click("target-defect", "tool-rectangle", *["zoom-in"] * zooms)
            draw_shapes(page, desk, size, size // 2)
            undo_and_redo(page, desk)
            start_from_map(page, desk)


def draw_shapes(page, desk, size, m):
    page.stroke([(m - 4.5, m - 3.5), (m + 3.5, m + 2.5)])
    page.wait_sent()
    expected = box(m - 5, m - 4, m + 3, m + 2)
    assert pixels(masks(desk)[-1], size) == expected
    page.stroke([(m + 3.5, m + 2.5), (m - .5, m - .5)], held=Keys.CONTROL)
    page.wait_sent()
    expected -= box(m - 1, m - 1, m + 3, m + 2)
    assert pixels(masks(desk)[-1], size) == expected
    for brush, centre in ((3, m + .5), (4, m), (1, m + .5)):
        page.script("const s = document.getElementById('size'); s.value = arguments[0]; s.dispatchEvent(new Event('input'));", brush)
        page.press("b")
        page.stroke([(centre, centre)])
        page.wait_sent()
        expected |= disc(centre, centre, brush)
        assert pixels(masks(desk)[-1], size) == expected, brush
    page.press("]", "]")
    page.stroke([(m - 4.5, m - 3.5), (m + 2.5, m - 3.5)], button=2)
    page.wait_sent()
    expected -= {(x, y) for k in range(8) for x, y in disc(m - 4.5 + k, m - 3.5, 3)}
    assert pixels(masks(desk)[-1], size) == expected
    assert [event["tool"] for event in desk.of("stroke")] == ["rectangle"] * 2 + ["brush"] * 3 + ["eraser"]
    draw_polygon(page, desk, size, m, expected)


def draw_polygon(page, desk, size, m, expected):
    """Corners are set a little off the pixels' middles: what is pressed is rounded to whole client pixels."""
    corners = [(m - 6.3, m - 5.2), (m + 6.2, m - 4.3), (m + 5.3, m + 6.2), (m - 5.8, m + 4.7)]
    page.press("p")
    for corner in (*corners, (m, m + .4)):
        page.corner(*corner)
    strokes = len(desk.of("stroke"))
    page.press("z")  # the last corner, not a stroke
    page.press(Keys.ENTER)
    page.wait_sent()
    assert len(desk.of("undo")) == 0 and len(desk.of("stroke")) == strokes + 1 and len(desk.of("answer")) == 0
    rounded = [unplace(page, *page.place(*corner)) for corner in corners]
    assert pixels(masks(desk)[-1], size) == expected | inside(rounded, size)
    page.press("x")
    for corner in corners[:3]:
        page.corner(*corner)
    page.corner(*corners[0])  # closes
    page.press("x")
    page.wait_sent()
    assert pixels(masks(desk)[-1], size) == (expected | inside(rounded, size)) - inside(rounded[:3], size)


def unplace(page, client_x, client_y):
    """The point of the picture that whole client coordinates stand for."""
    view = page.script("return {...document.getElementById('view').dataset}")
    return ((round(client_x) - float(view["left"])) / float(view["scale"]),
            (round(client_y) - float(view["top"])) / float(view["scale"]))


def undo_and_redo(page, desk):
    count = len(desk.of("stroke"))
    page.chord(Keys.CONTROL, "z")
    page.click("undo", "redo")
    page.press("y", "y")
    page.wait_sent()
    assert [event["action"] for event in desk.events if event["action"] in ("undo", "redo")] == ["undo", "undo", "redo", "redo"]
    assert desk.question["draft"]["at"] == count


def start_from_map(page, desk):
    page.click("target-wrong", "tool-highlight")
    page.wait_sent()
    assert desk.of("stroke")[-1]["rle"] == desk.question["highlighted"] and desk.of("stroke")[-1]["target"] == "wrong"
    page.click("tool-clear", "tool-clear")  # the second one changes nothing
    page.wait_sent()
    assert [event["tool"] for event in desk.of("stroke")][-2:] == ["highlight", "clear"]
    assert desk.of("stroke")[-1]["rle"] == [desk.size ** 2]


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
        enabled = "return !document.getElementById('map-tools').inert && document.getElementById('map-status').textContent === ''"
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


def by_touch(page):
    """One finger draws; two move and zoom, and what the first had begun is taken back."""
    desk = MockDesk(kinds=("judge",))
    page.resize(800, 1100, scale=2, touch=True)
    with serving(desk) as address:
        page.open(address)
        page.wait_question()
        page.press("r")
        page.touch("touchStart", [page.place(10.5, 10.5)])
        page.touch("touchMove", [page.place(14.5, 13.5)])
        page.touch("touchEnd", [])
        page.wait_sent()
        assert pixels(masks(desk)[-1], 48) == box(10, 10, 14, 13)
        before = float(page.script("return document.getElementById('view').dataset.scale"))
        (x, y) = page.place(24, 24)
        page.touch("touchStart", [(x - 40, y)])
        page.touch("touchStart", [(x - 40, y), (x + 40, y)])
        for spread in (50, 60, 80):
            page.touch("touchMove", [(x - spread, y), (x + spread, y)])
        page.touch("touchEnd", [])
        after = float(page.script("return document.getElementById('view').dataset.scale"))
        assert 1.8 < after / before < 2.2 and len(desk.of("stroke")) == 1, (before, after)
        moved = page.place(24, 24)
        assert abs(moved[0] - x) < 2 and abs(moved[1] - y) < 2
    page.resize(1280, 800)


def timing(page):
    """The next picture and map are on the screen in under 200 ms; active seconds are those of the script."""
    for size, channels in ((48, 1), (224, 3)):
        desk = MockDesk(size=size, channels=channels, kinds=("judge",), items=12)
        for number in range(1, 13):  # the mock draws slowly: not what is measured here
            for slot in range(5):
                mock_pictures.picture(number + 50 * slot, size, size, channels)
                mock_pictures.map_picture(number + 50 * slot, size, size)
        with serving(desk) as address:
            page.open(address)
            question, waited = page.wait_question(), []
            for _ in range(10):
                page.press("a", "d", Keys.ENTER)
                question = page.wait_question(question)
                waited.append(float(page.data("waited")))
        waited.sort()
        print(f"{size} px: the next picture after {waited[5]:.0f} ms, at worst {waited[-1]:.0f} ms")
        assert waited[-1] < 200, waited
    idle(page)


def idle(page):
    desk = MockDesk(kinds=("judge",), idle_after_s=1)
    with serving(desk) as address:
        page.open(address)
        page.wait_question()
        began = float(page.data("appeared"))
        for pause, key in ((.5, "a"), (2, "f"), (.7, "m"), (1.5, "m"), (.4, "d")):
            time.sleep(pause)
            page.press(key)
        ended = page.script("return performance.now()")
        page.wait_sent()
        active = sum(event["active_s"] for event in desk.events)
        idled = sum(event["idle_s"] for event in desk.events)
        assert 3.5 < idled < 3.9, idled
        assert abs(active + idled - (ended - began) / 1000) < .1, (active, idled, ended - began)


def texts(page):
    """Both languages have the same keys; every text that the page names exists; nothing is too long for its place."""
    with serving(MockDesk()) as address:
        page.open(address)
        page.wait_question()
        german, english, named = page.browser.execute_async_script("""
          const done = arguments[0];
          Promise.all([import('./texts_de.js'), import('./texts_en.js')]).then(([{de}, {en}]) => done([Object.keys(de), Object.keys(en),
            [...document.querySelectorAll('[data-text],[data-label],[data-tip-text]')].map((e) => e.dataset.text ?? e.dataset.label ?? e.dataset.tipText)]));""")
    assert german == english, set(german) ^ set(english)
    assert set(named) <= set(english), set(named) - set(english)
    used = {word for file in PAGE.glob("*.js") for part in file.read_text().split('text("')[1:] for word in [part.split('"')[0]]}
    assert used <= set(english), used - set(english)


def accessibility(page):
    """axe-core finds nothing on any state, and nothing is cut off; light and dark, wide and narrow."""
    path = os.environ.get("XIL_AXE")
    if not path or not pathlib.Path(path).exists():
        print("accessibility is left out: XIL_AXE does not name axe.min.js (npm install axe-core)")
        return
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
        return 77
    with Page() as page:
        page.remember(language="en")
        for part in PARTS:
            if len(sys.argv) > 1 and part.__name__ not in sys.argv[1:]:
                continue
            part(page)
            print(f"{part.__name__}: as it should be", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
