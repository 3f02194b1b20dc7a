#!/usr/bin/env python3
"""What `xil data sheet` and `xil data check` show of a set before anything is computed: examples, regions, near copies, the split.

Usage: data_look_test.py XIL
"""
import pathlib
import sys
import tempfile

from data_command_test import ITEMS, folder_of, make, png_size, refused
from programs import call, call_json


def check_figures(xil, folder):
    """Regions beside the mask grid, near copies and the split are told in words and numbers."""
    report = call_json([xil, "data", "check", folder, "explainer.grid=4", "split_seed=2"])
    masks = report["with_mask"]
    kinds = [kind for kind in report["regions"]["kinds"] if not kind["confounder"]]
    assert report["regions"]["grid"] == 4 and sum(kind["count"] for kind in kinds) == masks, report["regions"]
    finer = call_json([xil, "data", "check", folder, "explainer.grid=8"])["regions"]["kinds"]
    for kind, fine in zip(report["regions"]["kinds"], finer):
        assert 0 < kind["share"]["low"] <= kind["share"]["median"] <= kind["share"]["high"] <= 1, kind
        assert abs(kind["cells"]["median"] - 16 * kind["share"]["median"]) < 1e-9, kind
        assert abs(fine["cells"]["median"] - 64 * kind["share"]["median"]) < 1e-9, fine
        assert kind["best_mass"] < fine["best_mass"] <= 1, (kind, fine)
    for entry in report["classes"]:
        assert sum(entry["dealt"].values()) == entry["all"] and entry["dealt"]["test"] > 0, entry
    assert report["split"] == {"rule": "stratified", "groups": "none", "split_seed": 2}, report["split"]
    copies = report["near_copies"]
    assert sum(entry["pictures"] for entry in copies["histogram"]) + copies["identical"] == ITEMS, copies
    out, _ = call([xil, "data", "check", folder, "explainer.grid=2"])
    assert "split_seed=0" in out and "explainer.grid=" in out and "no map can show it" in out, out
    assert "near_similarity" in out and "nearest neighbour" in out, out
    refused([xil, "data", "check", folder, "explainer.grid=1"], 2, "grid")
    refused([xil, "data", "check", folder, "explainer=bogus"], 2, "bogus", "invrise")
    refused([xil, "data", "check", folder, "split_seed=-1"], 2, "split_seed")


def check_sheets(xil, root):
    """Pages appear where they are asked for, the same for the same seed, whatever the names of the files."""
    folder = folder_of(xil, root, "sheets")
    (folder / "ok/0000.png").rename(folder / "ok/Schweißnaht Nº 7 – ошибка.png")
    page, again, other = root / "one.png", root / "two.png", root / "three.png"
    out, err = call([xil, "data", "sheet", folder, "--to", page])
    assert (out, err) == (f"{page}\n", "") and png_size(page)[0] == 1600, (out, err)
    call([xil, "data", "sheet", folder, "--to", again, "--seed", "0"])
    call([xil, "data", "sheet", folder, "--to", other, "--per-type", "2"])
    assert page.read_bytes() == again.read_bytes() != other.read_bytes()
    out, _ = call([xil, "data", "sheet", "weld_seams", "items=200", "size=24", "--per-type", "60", "--to", root / "pages"])
    pages = sorted((root / "pages").iterdir())
    assert len(pages) > 1 and pages[0].name == "sheet_01.png" and out == "".join(f"{path}\n" for path in pages), out
    out, _ = call([xil, "data", "sheet", "weld_seams", "items=200", "size=24", "--per-type", "1", "--to", root / "pages"])
    assert "sheet_02.png is of an earlier call" in out, out
    refused([xil, "data", "sheet", folder], 2, "--to")
    refused([xil, "data", "sheet", folder, "--to", folder / "ok/0001.txt/x", "bogus=1"], 2, "bogus")
    refused([xil, "data", "sheet", "/nowhere", "--to", page], 2, "/nowhere")


def main(xil):
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        check_figures(xil, make(xil, root / "seams", "confounder=both"))
        check_sheets(xil, root)


if __name__ == "__main__":
    main(sys.argv[1])
