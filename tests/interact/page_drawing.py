"""Parts of page_test.py: regions drawn by mouse and by touch on the expert's page arrive exact to the pixel."""
import mock_pictures
from mock_desk import MockDesk
from mock_server import serving
from page_driver import Keys


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
    around = [range(int(c) - size - 1, int(c) + size + 2) for c in (cx, cy)]
    return {(x, y) for x in around[0] for y in around[1] if (x + .5 - cx) ** 2 + (y + .5 - cy) ** 2 <= size ** 2 / 4}


def inside(corners, width):
    """Pixels whose centres lie in a polygon (even-odd rule)."""
    def holds(x, y):
        odd = False
        for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1]):
            if (ay <= y) != (by <= y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                odd = not odd
        return odd
    return {(x, y) for x in range(width) for y in range(width) if holds(x + .5, y + .5)}


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
    for brush, centre in ((3, m + .5), (4, m + 3), (1, m + 5.5)):
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
    tools = [event["tool"] for event in desk.of("stroke")]
    assert tools == ["rectangle"] * 2 + ["brush"] * 3 + ["eraser"], tools
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
