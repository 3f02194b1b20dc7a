#!/usr/bin/env python3
"""`xil data` and `xil bench data` as users start them: what they find, write and refuse.

Usage: data_command_test.py XIL made|real; `real` needs the public sets below the folder that XIL_DATA names.
"""
import csv
import json
import os
import pathlib
import shutil
import struct
import sys
import tempfile

from programs import call, call_json, contents, with_environment

SKIPPED = 77
ITEMS = 24


def refused(command, code, *mentioned):
    """Ends with that code and one line that names what is wrong; gives stdout."""
    out, err = call(command, code)
    assert err.startswith("xil: error: ") or err.startswith("xil-run: error: "), err
    assert err.count("\n") == 1, err
    for word in mentioned:
        assert str(word) in err, f"'{word}' is missing in: {err}"
    return out


def make(xil, folder, *assignments):
    out, err = call([xil, "data", "make", "weld_seams", folder, f"items={ITEMS}", "size=24", *assignments])
    assert err == "" and f"{ITEMS} pictures" in out and "manifest" in out, out + err
    return folder


def findings_of(report, oddity):
    return [finding for finding in report["findings"] if finding["oddity"] == oddity]


def paths_of(report, oddity):
    return [[item["path"] for item in finding["items"]] for finding in findings_of(report, oddity)]


def png_size(path):
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n", head
    return struct.unpack(">II", head[16:24])


def check_commands(xil):
    out, _ = call([xil, "data", "--help"])
    assert all(name in out for name in ("data check", "data pack", "data make")) and "bench" not in out, out
    out, _ = call([xil, "data", "check", "--help"])
    assert "--sheet" in out and "Exit code" in out, out
    refused([xil, "data"], 2, "data check")
    refused([xil, "data", "bogus"], 2, "data bogus", "data make")
    refused([xil, "bench", "bogus"], 2, "bench data")
    refused([xil, "data", "check", "weld_seams"], 2, "weld_seams", "casting")
    refused([xil, "data", "check", "/nowhere"], 2, "/nowhere")


def check_making(xil, root):
    folder = make(xil, root / "seams", "split_seed=5", "confounder=both")
    with open(folder / "manifest.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == ITEMS and {row["split"] for row in rows} == {"pool", "validation", "test"}, rows
    for row in rows:
        assert all((folder / row[key]).is_file() for key in ("path", "mask", "confounder_mask") if row[key]), row
    before = contents(root)
    refused([xil, "data", "make", "weld_seams", folder], 2, folder, "exists")
    (root / "empty").mkdir()
    refused([xil, "data", "make", "weld_seams", root / "empty"], 2, "exists")
    refused([xil, "data", "make", "weld_seams", root / "no", "bogus=1"], 2, "bogus", "contrast")
    refused([xil, "data", "make", "weld_seams", root / "no", "split_seed=x"], 2, "split_seed")
    refused([xil, "data", "make", "casting", root / "no"], 2, "casting", "weld_seams")
    assert contents(root) == before and sorted(path.name for path in root.iterdir()) == ["empty", "seams"]


def check_sound_set(xil, folder):
    report = call_json([xil, "data", "check", folder])
    assert report == call_json([xil, "data", "check", folder / "manifest.csv"])
    assert report["dataset"] == "manifest" and report["items"] == report["readable"] == ITEMS, report
    assert sum(entry["all"] for entry in report["classes"]) == ITEMS and report["findings"] == [], report
    as_folder = call_json([xil, "data", "check", "image_folder", f"root={folder}"])
    assert sum(entry["ungiven"] for entry in as_folder["classes"]) == ITEMS, as_folder
    out, err = call([xil, "data", "check", folder])
    assert err == "" and "defect/crack" in out and "validation" in out, out


def check_faulty_set(xil, root):
    """23 truncated files, and one picture that is there as ok and as a crack."""
    folder = make(xil, root / "faulty")
    (folder / "manifest.csv").unlink()
    for number in range(23):
        (folder / f"ok/broken{number:02}.png").write_bytes((folder / "ok/0000.png").read_bytes()[:-5])
    shutil.copy(folder / "ok/0002.png", folder / "defect/crack/copy.png")
    command = [xil, "data", "check", folder]
    sheet = root / "sheet.png"
    out = refused([*command, "--sheet", sheet], 1, "23", "ok/broken00.png")
    assert "broken19" in out and "broken20" not in out and "... and 3 more" in out, out
    assert png_size(sheet)[0] > 1000, png_size(sheet)
    report = json.loads(refused([*command, "--json"], 1, "ok/broken00.png"))
    assert paths_of(report, "damaged") == [[f"ok/broken{number:02}.png"] for number in range(23)], report
    assert paths_of(report, "contradiction") == [["defect/crack/copy.png", "ok/0002.png"]], report
    assert paths_of(report, "missing_mask") == [["defect/crack/copy.png"]], report
    skipping = call_json([*command, "damaged=skip"])
    assert {finding["severity"] for finding in findings_of(skipping, "damaged")} == {"warning"}, skipping
    refused([xil, "data", "pack", folder, root / "faulty.h5"], 1, "ok/broken00.png")
    assert not list(root.glob("faulty.h5*"))


def check_packing(xil, folder, root):
    file = root / "seams.h5"
    out, err = call([xil, "data", "pack", folder, file, "size=16"])
    assert err == "" and f"{ITEMS} items" in out and f"packed: {file}" in out, out + err
    before = file.read_bytes()
    refused([xil, "data", "pack", folder, file, "size=24"], 2, file, "exists")
    refused([xil, "data", "pack", folder, root / "no.h5", f"packed={file}"], 2, "packed")
    assert file.read_bytes() == before and not (root / "no.h5").exists()


def check_bench(xil, folder, root):
    scratch = root / "scratch"
    scratch.mkdir()
    command = [xil, "bench", "data", folder, "--repeat", "2"]
    out, err = call([*command, "--json"], env=with_environment(TMPDIR=str(scratch)))
    assert err == "" and not list(scratch.iterdir()), err
    bench = json.loads(out)
    decoded = {way["way"]: way["decoded"] for way in bench["ways"]}
    once, never = ("folder", "node_first"), ("node_later", "packed", "second_run")
    assert all(decoded[way] == ITEMS for way in once) and all(decoded[way] == 0 for way in never), decoded
    assert bench["repetitions"] == 2 and all(way["seconds"] > 0 for way in bench["ways"]), bench
    assert max(way["of_limit"] for way in bench["ways"] if way["way"] in ("turbojpeg", "opencv")) == 1, bench
    out, _ = call(command, env=with_environment(TMPDIR=str(scratch)))
    assert all(way in out for way in decoded), out
    refused([*command[:-1], "0"], 2, "--repeat")


def folder_of(xil, root, name, *assignments):
    """A set as image_folder, without its table."""
    folder = make(xil, root / name, *assignments)
    (folder / "manifest.csv").unlink()
    return folder


def check_unused_masks(xil, root):
    """Masks that are there and not used are a finding and a line of the run's log, with the parameter that mends it."""
    folder = folder_of(xil, root, "unused")
    for mask in sorted(folder.glob("masks/*/*.png")):
        mask.rename(mask.with_name(mask.stem + "_GT.png"))
    (folder / "Thumbs.db").write_bytes(b"no picture")
    report = call_json([xil, "data", "check", folder])
    (finding,) = findings_of(report, "unused_mask")
    masks = len(list(folder.glob("masks/*/*.png")))
    assert finding["severity"] == "warning" and len(finding["items"]) == masks, finding
    assert "mask_suffix=_GT" in finding["reason"] and report["files"]["masks"] == 0, report
    assert {group["reason"]: group["files"] for group in report["files"]["unused"]} == {"mask": masks, "other": 1}, report
    out, _ = call([xil, "data", "check", folder])
    assert "mask_suffix=_GT" in out and "1 files that are no pictures (Thumbs.db)" in out, out
    mended = call_json([xil, "data", "check", folder, "mask_suffix=_GT"])
    assert mended["findings"] == [] and mended["with_mask"] == mended["files"]["masks"] == masks, mended
    sweep = root / "unused.yaml"
    sweep.write_text(f"""name: unused
fixed: {{dataset: {{name: image_folder, root: {folder}, size: 16}}, model: simple_cnn, explainer: {{name: invrise, masks: 8}},
        rounds: 1, query_batch: 1, initial: 4, updates: 1}}
grid: {{strategy: [random], seed: [0]}}
""")
    call([xil, "run", sweep, "--out", root / "unused_out"], env=with_environment(XIL_CACHE="none"))
    (log,) = (root / "unused_out/logs").glob("*.log")
    lines = log.read_text()
    assert "note: files below the root: " in lines and "Thumbs.db" in lines and "mask_suffix=_GT" in lines, lines


def check_categories(xil, root):
    """The given parameters are used when a layout is recognised, and messages name the categories that are there."""
    folder = folder_of(xil, root, "plain")
    for source, target in (("ok", "train/good"), ("ok", "test/good"), ("defect", "test/crack")):
        (root / "mvtec/screw" / target).mkdir(parents=True)
        for picture in folder.glob(f"{source}/**/*.png"):
            shutil.copy(picture, root / "mvtec/screw" / target / f"{picture.parent.name}{picture.name}")
    out, _ = call([xil, "data", "check", root / "mvtec", "category=screw"])
    assert out.startswith("mvtec_ad: "), out
    refused([xil, "data", "check", root / "mvtec"], 2, "category=screw")
    refused([xil, "data", "check", root / "mvtec", "category=scew"], 2, "screw")
    refused([xil, "data", "check", "mvtec_ad", f"root={root / 'mvtec'}"], 2, "categories screw")
    refused([xil, "data", "check", folder, "category=screw"], 2, "image_folder", "category")


def check_links(xil, root):
    """Links of data version tools are followed unless they are refused."""
    folder = folder_of(xil, root, "linked")
    files, folders = root / "links_to_files", root / "links_to_folders"
    for file in folder.glob("**/*.png"):
        link = files / file.relative_to(folder)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(file)
    folders.mkdir()
    for inner in folder.iterdir():
        (folders / inner.name).symlink_to(inner)
    plain = call_json([xil, "data", "check", folder])
    for linked in (files, folders):
        report = call_json([xil, "data", "check", linked])
        assert report["findings"] == plain["findings"] == [] and report["with_mask"] == plain["with_mask"], report
        refused([xil, "data", "check", linked, "links=follow_inside"], 1, "leads out", "links: follow")
        refused([xil, "data", "check", linked, "links=refuse"], 1)
    (files / "ok/loop.png").symlink_to("loop.png")
    (files / "ok/gone.png").symlink_to(root / "gone.png")
    (files / "ok/up").symlink_to("..")
    report = json.loads(refused([xil, "data", "check", files, "recursive=true", "--json"], 1, "leads nowhere"))
    assert paths_of(report, "damaged") == [["ok/gone.png"], ["ok/loop.png"]], report["findings"]


def check_names(xil, root):
    """Names that are no UTF-8 are told in JSON all the same."""
    folder = folder_of(xil, root, "names")
    name = sorted(os.listdir(os.fsencode(folder / "ok")))[0]
    os.rename(os.path.join(os.fsencode(folder), b"ok", name), os.path.join(os.fsencode(folder), b"ok", b"\xe4.txt"))
    out = call([xil, "data", "check", folder, "--json"])[0]
    assert "e4" in out and json.loads(out)["files"]["unused"], out


def check_one_sided_splits(xil, root):
    """A side without one of the classes is refused, whoever made the split."""
    folder = make(xil, root / "sided")
    with open(folder / "manifest.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["split"] = "test" if row["label"] == "ok" and row["split"] != "pool" else "train"
    with open(folder / "manifest.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    refused([xil, "data", "check", folder, "split=given"], 1, "only class 'ok' in test", "stratified")
    call([xil, "data", "check", folder])


def made(xil):
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        check_commands(xil)
        check_making(xil, root)
        check_sound_set(xil, root / "seams")
        check_faulty_set(xil, root)
        check_packing(xil, root / "seams", root)
        check_bench(xil, root / "seams", root)
        for check in (check_unused_masks, check_categories, check_links, check_names, check_one_sided_splits):
            check(xil, root)


def real(xil):
    """What the public sets are known for; counts of near copies are those of an exhaustive search."""
    data = pathlib.Path(os.environ.get("XIL_DATA", ""))
    if "XIL_DATA" not in os.environ or not (data / "casting").is_dir() or not (data / "magnetic_tile").is_dir():
        print("skipped: XIL_DATA names no folder with casting and magnetic_tile")
        return SKIPPED
    casting = call_json([xil, "data", "check", "casting"])
    leaks = paths_of(casting, "identical_across")
    train = {path for finding in leaks for path in finding if path.startswith("train/")}
    assert len(train) == (19 if casting["items"] == 1724 else 64), leaks
    assert len(findings_of(casting, "near_across")) > 300, casting["counts"]
    tiles = call_json([xil, "data", "check", "magnetic_tile"])
    empty = [pathlib.Path(finding["items"][0]["mask"]).stem for finding in findings_of(tiles, "empty_mask")]
    assert empty == ["exp3_num_45042", "exp4_num_124690", "exp4_num_352527", "exp4_num_45057"], empty
    return 0


if __name__ == "__main__":
    sys.exit({"made": made, "real": real}[sys.argv[2]](sys.argv[1]))
