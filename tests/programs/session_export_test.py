#!/usr/bin/env python3
"""`xil export --regions` writes the regions of sessions as masks and COCO JSON, which are decoded here without xil: PNG by zlib, run
lengths and rectangles by numpy. Usage: session_export_test.py XIL
"""
import json
import pathlib
import shutil
import struct
import sys
import tempfile
import zlib

import h5py
import numpy as np

from programs import call, run_files

SWEEP = """
name: regions
fixed: {dataset: {name: weld_seams, items: 60, size: 16, confounder: both}, model: {name: simple_cnn, channels1: 2, channels2: 2, hidden: 4},
        rounds: 1, query_batch: 4, initial: 4, updates: 2, explain_items: 2, explainer: {name: invrise, masks: 10}}
grid: {strategy: [caipi], seed: [0, 1]}
"""
SIZE = 16
ACTIONS, NOTE = {"label": 2, "answer": 10}, "größer"


def fixed(texts):
    """Texts as xil stores them: of one length, UTF-8."""
    encoded = [text.encode() for text in texts]
    return np.array(encoded, dtype=h5py.string_dtype("utf-8", max([1, *map(len, encoded)])))


def add_session(path):
    """Makes the run of a file one with a person, who drew on the first three of its items; gives their regions."""
    random = np.random.default_rng(19)
    drawn = {name: random.random((5, SIZE, SIZE)) < 0.3 for name in ("defect", "wrong")}
    drawn["defect"][1] = drawn["wrong"][2] = False  # erased again
    flags = {"defect": [1, 1, 0, 1, 0], "wrong": [1, 0, 1, 1, 0]}  # the rows: three looks, practice, one without a drawing
    with h5py.File(path, "r+", libver="latest") as file:
        shown = {name: file[f"shown/{name}"][()] for name in ("round", "item", "predicted", "given_label", "verdict")}
        chosen = [0, 1, 2, 0, 3]
        columns = {name: values[chosen] for name, values in shown.items()}
        columns["practice"] = np.array([0, 0, 0, 1, 0], "u1")
        for name in ("comparison", "drew_defect", "drew_wrong"):
            columns[name] = np.array(flags.get(name.removeprefix("drew_"), [0] * 5), "u1")
        columns["strokes"] = np.arange(5)
        for name in ("look_s", "reasons_s", "region_s", "idle_s"):
            columns[name] = np.ones(5)
        columns["note"] = fixed([NOTE, "", "", "", ""])
        for name, regions in drawn.items():
            regions &= np.array(flags[name], bool)[:, None, None]
            columns[name] = np.packbits(regions.reshape(5, -1), axis=1)
        session = file.create_group("session", track_order=True)
        session.attrs.create("expert", b"inspector_7", dtype=h5py.string_dtype("utf-8", 11))
        item, round_ = columns["item"][:2], columns["round"][:2]
        events = {"time_unix": [1.75e9, 1.75e9 + 2], "round": round_, "item": item, "practice": np.zeros(2, "u1"),
                  "action": np.array([ACTIONS["label"], ACTIONS["answer"]], "u1"), "target": np.zeros(2, "u1"),
                  "value": columns["given_label"][:2].astype("i8"), "active_s": [1.0, 2.0], "idle_s": [0.0, 0.0]}
        lines = {"scale": fixed(["tlx"]), "name": fixed(["effort"]), "value": [40.0]}
        for name, table in (("events", events), ("answers", columns), ("questionnaire", lines)):
            group = session.create_group(name, track_order=True)
            group["row"] = np.arange(len(next(iter(table.values()))))
            for column, values in table.items():
                group[column] = values
        paths = [text.decode() for text in file["items/path"][()]]
        classes = [text.decode() for text in file["test/class"][()]]
    return {"drawn": drawn, "answers": columns, "paths": paths, "classes": classes}


def rename_item(path, item, name):
    with h5py.File(path, "r+", libver="latest") as file:
        texts = [text.decode() for text in file["items/path"][()]]
        texts[item] = name
        del file["items/path"]
        file["items/path"] = fixed(texts)


def decode_png(path):
    """An 8-bit grey PNG (ISO/IEC 15948), every filter of which is undone by hand."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        chunks[kind] = chunks.get(kind, b"") + data[at + 8:at + 8 + length]
        assert zlib.crc32(data[at + 4:at + 8 + length]) == struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0]
        at += 12 + length
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert (depth, colour, interlaced) == (8, 0, 0), "8-bit grey"
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), "u1").reshape(height, width + 1).astype(int)
    image = np.zeros((height + 1, width + 1), int)
    for y, (kind, *values) in enumerate(rows, 1):
        for x, value in enumerate(values, 1):
            left, up, corner = image[y, x - 1], image[y - 1, x], image[y - 1, x - 1]
            nearest = min((left, up, corner), key=lambda each: abs(left + up - corner - each))
            image[y, x] = (value + (0, left, up, (left + up) // 2, nearest)[kind]) % 256
    return image[1:, 1:]


def decode_counts(segmentation):
    """COCO's uncompressed run lengths: column by column, beginning with what is outside."""
    height, width = segmentation["size"]
    counts = segmentation["counts"]
    flat = np.repeat(np.arange(len(counts)) % 2, counts)
    assert flat.size == height * width
    return flat.reshape((height, width), order="F")


def expected_regions(made):
    """(item, kind) -> the region, of the answers that count and drew something."""
    answers = made["answers"]
    return {(int(answers["item"][row]), kind): regions[row] for kind, regions in made["drawn"].items() for row in (0, 1, 2, 4)
            if regions[row].any()}


def check_export(folder, made):
    document = json.loads((folder / "coco.json").read_text())
    expected, answers = expected_regions(made), made["answers"]
    images = {image["id"]: image for image in document["images"]}
    items = [int(answers["item"][row]) for row in (0, 1, 2, 4)]
    assert [image["file_name"] for image in images.values()] == [made["paths"][item] for item in items]
    assert all((image["width"], image["height"]) == (SIZE, SIZE) for image in images.values())
    assert [(each["id"], each["name"]) for each in document["categories"]] == [(1, "defect"), (2, "wrong_region")]
    assert document["info"]["run_id"] == folder.name and document["info"]["expert"] == "inspector_7"
    found = set()
    for annotation in document["annotations"]:
        item = items[annotation["image_id"] - 1]
        kind = ("defect", "wrong")[annotation["category_id"] - 1]
        region, row = expected[item, kind], answers["item"].tolist().index(item)
        found.add((item, kind))
        assert (decode_counts(annotation["segmentation"]) == region).all()
        assert (decode_png(folder / annotation["attributes"]["mask"]) == 255 * region).all()
        assert annotation["attributes"]["mask"].startswith(kind + "/") and annotation["iscrowd"] == 1
        y, x = np.nonzero(region)
        assert annotation["area"] == region.sum()
        assert annotation["bbox"] == [x.min(), y.min(), np.ptp(x) + 1, np.ptp(y) + 1]
        attributes = annotation["attributes"]
        assert attributes["expert"] == "inspector_7" and attributes["round"] == answers["round"][row]
        assert attributes["label"] == made["classes"][answers["given_label"][row]]
        assert attributes["verdict"] == ("W", "RWR", "RRR", "not_judged")[answers["verdict"][row]]
    assert found == set(expected) and len(document["annotations"]) == len(expected)
    masks = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.png"))
    assert masks == sorted(annotation["attributes"]["mask"] for annotation in document["annotations"])


def expect_error(xil, out, to, sentence):
    _, errors = call([xil, "export", out, "--regions", to], expected=1)
    assert sentence in errors and errors.count("\n") == 1, errors


def main(xil):
    with tempfile.TemporaryDirectory() as temporary:
        place = pathlib.Path(temporary)
        (place / "sweep.yaml").write_text(SWEEP)
        out, to = place / "out", place / "deep" / "to"
        call([xil, "run", place / "sweep.yaml", "--out", out])
        expect_error(xil, out, to, "no complete run has a session")
        assert not to.exists()

        run = sorted(run_files(out).values())[0]
        made = add_session(run)
        said, _ = call([xil, "verify", out])
        said, errors = call([xil, "export", out, "--regions", to, "--to", place / "table.csv"])
        assert errors == "" and (place / "table.csv").read_text().startswith("run_id,"), errors
        assert [path.name for path in to.iterdir()] == [run.stem], "runs without a person have no folder"
        check_export(to / run.stem, made)
        practised = made["paths"][int(made["answers"]["item"][3])]
        assert "1 practice answer" in said and practised in said, said
        assert "2 regions that were drawn and erased" in said, said
        before = (to / run.stem / "coco.json").read_bytes()
        call([xil, "export", out, "--regions", to])
        assert (to / run.stem / "coco.json").read_bytes() == before

        # Whatever an item is called, its files stay below the folder; names that would be equal are not.
        first, second = (int(item) for item in made["answers"]["item"][:2])
        for item, name in ((first, "../../../../escaped\n.png"), (int(made["answers"]["item"][2]), "../../../../escaped_.png")):
            rename_item(run, item, name)
            made["paths"][item] = name
        shutil.rmtree(to)
        others = {path for path in place.rglob("*")}
        call([xil, "export", out, "--regions", to])
        assert all(path == to or to in path.parents for path in {path for path in place.rglob("*")} - others)
        check_export(to / run.stem, made)

        shutil.rmtree(to / run.stem / "defect")
        (to / run.stem / "defect").symlink_to(place)
        expect_error(xil, out, to, "symbolic link")
        (to / run.stem / "defect").unlink()
        with h5py.File(run, "r+", libver="latest") as file:
            file["session/answers/round"][0] = 99
        expect_error(xil, out, to, "a round that the run does not have")
    print("regions are exported as they were drawn")


if __name__ == "__main__":
    main(sys.argv[1])
