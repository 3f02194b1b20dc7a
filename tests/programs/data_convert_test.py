#!/usr/bin/env python3
"""`xil data convert`, and tiles in the commands on datasets. Usage: data_convert_test.py XIL"""
import csv
import pathlib
import shutil
import struct
import sys
import tempfile

from programs import call, call_json

ITEMS = 24


def refused(command, *mentioned, code=2):
    """Ends with one line that names what is wrong."""
    _, err = call(command, code)
    assert err.count("\n") == 1 and all(str(word) in err for word in mentioned), err


def png_size(path):
    return struct.unpack(">II", path.read_bytes()[16:24])


def check_converting(xil, folder, root):
    """A converted set is read as the given one; tiles are pictures of their own there; nothing half-written stays."""
    for layout in ("manifest", "image_folder"):
        target = root / f"as_{layout}"
        out, _ = call([xil, "data", "convert", folder / "manifest.csv", target, "--to", layout])
        assert f"{target}: {ITEMS} pictures, {ITEMS} of them copied as they are" in out, out
        given = call_json([xil, "data", "check", folder / "manifest.csv"])
        read = call_json([xil, "data", "check", target])
        assert read["dataset"] == layout and read["with_mask"] == given["with_mask"], read
        counts = [{(count["label"], count["type"]): count["all"] for count in report["classes"]} for report in (given, read)]
        assert counts[0] == counts[1], counts
        assert ("does not keep the split" in out) == (layout == "image_folder"), out
        refused([xil, "data", "convert", folder, target], target, "exists")
    tiles = root / "tiles"
    out, _ = call([xil, "data", "convert", folder, tiles, "tiles.size=16", "tiles.overlap=4"])
    assert f"{tiles}: {4 * ITEMS} pictures, 0 of them copied" in out, out
    with open(tiles / "manifest.csv") as table:
        rows = list(csv.DictReader(table))
    assert {png_size(tiles / row["path"]) for row in rows} == {(16, 16)}, rows
    assert len({row["group"] for row in rows}) == ITEMS, "the tiles of a picture are a group"
    refused([xil, "data", "convert", folder, root / "none", "--to", "zip"], "zip", "image_folder, manifest")
    broken = shutil.copytree(folder, root / "broken")
    next((broken / "ok").glob("*.png")).write_bytes(b"\x89PNG")
    refused([xil, "data", "convert", broken, root / "half"], ".png", code=1)
    assert not list(root.glob("half*")), "a conversion that fails leaves nothing"


def check_tiles(xil, folder, root):
    report = call_json([xil, "data", "check", folder, "tiles.size=16"])
    assert report["items"] == ITEMS and report["used"] == 4 * ITEMS, report
    assert any(f"{ITEMS} pictures are cut into {4 * ITEMS} tiles of 16 pixels" in note for note in report["notes"]), report
    call([xil, "data", "check", folder, "tiles.size=16", "--sheet", root / "tiles.png"])
    refused([xil, "data", "check", folder, "tiles.size=16", "tiles.overlap=9"], "overlap")
    refused([xil, "data", "check", folder, "tiles.sizes=16"], "sizes", "size")
    out, _ = call([xil, "data", "pack", folder, root / "tiles.h5", "tiles.size=16", "size=24"])
    assert f"{4 * ITEMS} items" in out, out


def main(xil):
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        call([xil, "data", "make", "weld_seams", root / "seams", f"items={ITEMS}", "size=24"])
        check_converting(xil, root / "seams", root)
        check_tiles(xil, root / "seams", root)


main(sys.argv[1])
