#!/usr/bin/env python3
"""`xil explain` shows what a run's network does with a picture, and refuses in one line what it cannot show.

Usage: explain_command_test.py XIL
"""
import concurrent.futures
import csv
import json
import pathlib
import shutil
import sys
import tempfile

import h5py

from programs import call, png_size, run_files, write_png

SEAMS = "items: 60, size: 32, confounder: ok"
SWEEP = """
name: explain
fixed:
  {model: {name: simple_cnn, channels1: 6, channels2: 8, hidden: 16}, explainer: {name: invrise, masks: 60, normalise: coverage},
   strategy: random, rounds: 1, query_batch: 10, initial: 10, updates: 40, explain_items: 2, models: final}
grid:
  dataset: [{name: weld_seams, %s}, {name: manifest, root: %s, size: 32, split: given}]
"""


class Explain:
    """Calls the command in a folder of its own."""

    def __init__(self, xil, folder):
        self.xil, self.folder = xil, folder

    def said(self, *words, expected=0):
        return call([self.xil, "explain", *words], expected=expected, cwd=self.folder)

    def json(self, *words):
        out, errors = self.said(*words, "--json", "--out", "explained.png")
        assert errors == "", errors
        return json.loads(out)

    def refused(self, sentence, code, *words):
        before = sorted(self.folder.iterdir())
        out, errors = self.said(*words, expected=code)
        assert out == "" and errors.count("\n") == 1 and sentence in errors, (words, errors)
        assert sorted(self.folder.iterdir()) == before, words


def rows_of(seams):
    with open(seams / "manifest.csv", newline="") as file:
        return list(csv.DictReader(file))


def check_probabilities(explain, model, run, seams):
    """The pictures that `xil data make` wrote are the items of the run: the network must see the same pixels, one by one
    and in a list."""
    names = ("ok", "defect")
    rows = {int(pathlib.Path(row["path"]).stem): row for row in rows_of(seams)}
    with h5py.File(run) as file:
        items, labels = file["test/item"][()].tolist(), file["test/label"][()].tolist()
        probabilities = file["test/probability"][-1]
    chosen = list(zip(items, labels, probabilities))[:4]
    for item, label, _ in chosen:
        assert (rows[item]["split"], rows[item]["label"]) == ("test", names[label]), rows[item]
    files = [str(seams / rows[item]["path"]) for item, _, _ in chosen]
    (explain.folder / "list.txt").write_text("# four of them\n\n" + "\r\n".join(files) + "\n")
    out, _ = explain.said("--model", model, "--images", "list.txt", "--out", "listed", "explainer.masks=4", "--json")
    found = json.loads(out)
    assert [line["file"] for line in found["pictures"]] == files and found["damaged"] == 0, found
    for line, (_, _, expected) in zip(found["pictures"], chosen):
        assert abs(line["probability"] - max(expected)) < 1e-5 and line["predicted"] == names[expected.argmax()], line
        assert line["true"] is None and line["verdict_score"] is None, line
    one = explain.json("--model", model, "--image", files[0], "explainer.masks=4")
    for name, probability in zip(names, chosen[0][2]):
        assert abs(one["probabilities"][name] - probability) < 1e-5, (one, chosen[0])
    assert one["probability"] == max(one["probabilities"].values())
    (explain.folder / "explained.png").unlink()


def check_folder(explain, model):
    """A folder of pictures, one of them damaged: the others are drawn at their own resolution, and the exit code says so."""
    pictures = explain.folder / "pictures"
    (pictures / "deeper").mkdir(parents=True)
    write_png(pictures / "large.png", 520, 700)
    write_png(pictures / "deeper" / "<small>.png", 40, 30)
    (pictures / "broken.png").write_bytes((pictures / "large.png").read_bytes()[:700])
    (pictures / "notes.txt").write_text("no picture\n")
    words = ["--model", model, "--images", "pictures", "--out", "many", "explainer.masks=4"]
    out, errors = explain.said(*words, expected=3)
    assert errors.count("\n") == 1 and "pictures/broken.png" in errors, errors
    assert "1 of 3 pictures could not be read" in out and "notes.txt" in out and "many/index.html" in out, out
    with open(explain.folder / "many" / "index.csv", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["file"] for line in lines] == ["pictures/broken.png", "pictures/deeper/<small>.png", "pictures/large.png"]
    assert lines[0]["overlay"] == "" and "broken.png" in lines[0]["trouble"] and lines[1]["trouble"] == "", lines
    assert sorted(path.name for path in (explain.folder / "many").iterdir()) == sorted(
        ["index.csv", "index.html", lines[1]["overlay"], lines[2]["overlay"]])
    width, height = png_size(explain.folder / "many" / lines[2]["overlay"])
    assert width > 2 * 700 and height > 520, "not at its own resolution"
    page = (explain.folder / "many" / "index.html").read_text()
    assert "&lt;small&gt;.png" in page and "<small>" not in page and "://" not in page and "<script" not in page
    assert all(f'src="{line["overlay"]}"' in page for line in lines[1:]) and "broken.png" in page
    explain.refused("exists and is no empty folder", 2, *words)


def check_wrong(explain, model, run, seams):
    """Those test items of the run that its file calls wrong, and the same of a folder that is named."""
    names = ("ok", "defect")
    with h5py.File(run) as file:
        labels, probabilities = file["test/label"][()], file["test/probability"][-1]
        paths = [path.decode() for path in file["items/path"][()][file["test/item"][()]]]
    wrong = sorted(((-max(p), path, names[label]) for p, label, path in zip(probabilities, labels, paths) if p.argmax() != label))
    assert len(wrong) > 2, "the network is too good for this test"
    words = ["--model", model, "--wrong", "explainer.masks=4", "--json"]
    found = json.loads(explain.said(*words, "--top", "2", "--out", "wrong")[0])
    assert f"{len(wrong)} of the {len(labels)} test items" in found["subject"], found["subject"]
    assert [(line["file"], line["true"]) for line in found["pictures"]] == [(path, truth) for _, path, truth in wrong[:2]]
    assert all(line["predicted"] != line["true"] for line in found["pictures"]), found
    assert all(abs(line["probability"] + p) < 1e-5 for line, (p, _, _) in zip(found["pictures"], wrong)), found
    named = json.loads(explain.said(*words, "--dataset", seams, "--out", "named")[0])
    rows = {row["path"]: row for row in rows_of(seams)}
    assert len(named["pictures"]) >= len(wrong), "the whole set, test items and all"
    for line in named["pictures"]:
        row = rows[line["file"]]
        assert line["true"] == row["label"] != line["predicted"] and line["overlay"], line
        has_region = bool(row["mask"] or row["confounder_mask"])
        assert (line["verdict_score"] is not None) == (line["verdict"] is not None) and (has_region or line["verdict"] is None), line
    assert any(line["verdict_score"] is not None for line in named["pictures"]), "no verdict on any marked region"
    order = [line["probability"] for line in named["pictures"]]
    assert order == sorted(order, reverse=True)


def check_neighbours(found, names):
    """Hits are predicted as the picture, misses otherwise; of each the nearest first."""
    near = found["neighbours"]
    assert near and len(near) <= 4 and not found["notes"], found
    for reason, is_hit in (("near_hit", True), ("near_miss", False)):
        group = [item for item in near if item["reason"] == reason]
        assert len(group) <= 2 and all((item["predicted"] == found["predicted"]) == is_hit for item in group), near
        similarities = [item["similarity"] for item in group]
        assert similarities == sorted(similarities, reverse=True) and all(-1 <= s <= 1.000001 for s in similarities)
    assert all(item["label"] in names and .5 <= item["probability"] <= 1 for item in near), near


def check_drawing(explain, model, seams):
    """Text, JSON and the file; the run's explainer and another one; a pool item is not its own neighbour."""
    row = next(row for row in rows_of(seams) if row["mask"] and row["split"] == "pool")
    words = ["--model", model, "--image", seams / row["path"], "--mask", seams / row["mask"]]
    found = explain.json(*words)
    check_neighbours(found, ("ok", "defect"))
    number = pathlib.Path(row["path"]).stem
    assert all(pathlib.Path(item["item"]).stem != number for item in found["neighbours"]), found
    assert (found["explainer"], found["masks"], found["seed"]) == ("invrise", 60, 0), found
    assert 0 <= found["relevance_mass"] <= 1 and found["score_sd"] > 0 and found["out"] == "explained.png"
    width, height = png_size(explain.folder / "explained.png")
    assert width > 1200 and height > 500, (width, height)
    drawn = (explain.folder / "explained.png").read_bytes()
    other = explain.json(*words, "explainer=rise", "explainer.masks=30", "seed=5")
    assert (other["explainer"], other["masks"], other["seed"]) == ("rise", 30, 5), other
    assert other["explainer_params"]["normalise"] == "constant", "not the defaults of the other explainer"
    assert other["probabilities"] == found["probabilities"] and other["baseline"] != found["baseline"]
    assert other["neighbours"] == found["neighbours"]

    out, errors = explain.said(*words)
    target = explain.folder / f"{number}_explained.png"
    assert errors == "" and out.splitlines()[-1] == target.name and "of the positive relevance inside" in out, out
    assert target.read_bytes() == drawn, "the same call, another picture"
    explain.refused("exists", 2, *words)


def check_moved_set(explain, model, seams):
    """Without its files a dataset's neighbours are left out with a note; dataset.root= finds them again."""
    row = next(row for row in rows_of(seams) if row["split"] == "test")
    picture = explain.folder / "picture.png"
    shutil.copy(seams / row["path"], picture)
    found = explain.json("--model", model, "--image", picture)
    check_neighbours(found, ("ok", "defect"))
    moved = seams.rename(seams.with_name("moved"))
    without = explain.json("--model", model, "--image", picture)
    assert without["neighbours"] == [] and len(without["notes"]) == 1 and str(seams) in without["notes"][0], without
    assert without["probabilities"] == found["probabilities"]
    again = explain.json("--model", model, "--image", picture, f"dataset.root={moved}")
    assert again == found, (again, found)
    changed = next(row for row in rows_of(moved) if row["split"] == "pool")
    shutil.copy(picture, moved / changed["path"])
    other = explain.json("--model", model, "--image", picture, f"dataset.root={moved}")
    assert other["neighbours"] == [] and "not what the run used" in other["notes"][0], other
    moved.rename(seams)


def check_refusals(explain, model, run, seams):
    row = next(row for row in rows_of(seams) if row["mask"])
    image, mask = seams / row["path"], seams / row["mask"]
    (explain.folder / f"{image.stem}_explained.png").unlink(missing_ok=True)  # of an earlier check: it would be refused first
    good = ["--model", model, "--image", image]
    other_size = explain.folder / "explained.png"  # a drawing is larger than any picture of the set
    (explain.folder / "text.h5").write_text("no model\n")
    (explain.folder / "half.h5").write_bytes(model.read_bytes()[:2000])
    (explain.folder / "x.gif").write_bytes(b"GIF89a" + bytes(60))
    cases = (
            ("--image is missing", 2, ["--model", model]),
            ("x.gif: a GIF is not supported: convert it to PNG\n", 1, ["--model", model, "--image", "x.gif"]),
            ("neither a file of OUT/models", 1, ["--model", "text.h5", "--image", image]),
            ("no model file, or is damaged", 1, ["--model", "half.h5", "--image", image]),
            ("no model file, or is damaged", 1, ["--model", run, "--image", image]),
            ("cannot be read", 1, ["--model", "nothing.h5", "--image", image]),
            ("instead of a picture", 1, ["--model", model, "--image", "text.h5"]),
            ("is not a file", 1, ["--model", model, "--image", "nothing.png"]),
            ("its picture 32 x 32", 1, [*good, "--mask", other_size]),
            ("instead of a picture", 1, [*good, "--mask", "text.h5"]),
            ("'rounds' cannot be set here", 2, [*good, "rounds=3"]),
            ("'dataset.size' cannot be set here", 2, [*good, "dataset.size=64"]),
            ("unknown key 'foo'", 2, [*good, "explainer.foo=1"]),
            ("'masks' must lie in", 2, [*good, "explainer.masks=0"]),
            ("unknown explainer 'anchors'", 2, [*good, "explainer=anchors"]),
            ("is what is read", 2, [*good, "--mask", mask, "--out", mask]),
            ("ends in .png", 2, [*good, "--out", "explained.jpg"]),
            ("--device takes", 2, [*good, "--device", "tpu"]),
            ("choose a folder", 1, [*good, "--out", "missing/explained.png"]),
            ("--image and --images exclude each other", 2, [*good, "--images", "."]),
            ("--top needs --wrong", 2, ["--model", model, "--images", ".", "--top", "3"]),
            ("is one picture: --image explains it", 2, ["--model", model, "--images", image]),
            ("--model is missing: sweeps keep theirs in OUT/models", 2, ["--image", image]),
            ("is a folder: name one of its models: ", 2, ["--model", model.parents[1], "--image", image]))
    before = sorted(explain.folder.iterdir())
    with concurrent.futures.ThreadPoolExecutor(2) as threads:  # most of their time is torch's start
        list(threads.map(lambda case: explain.refused(case[0], case[1], *case[2]), cases))
    assert sorted(explain.folder.iterdir()) == before


def check_script(explain, seams):
    """A TorchScript module: numbered classes, no neighbours, probabilities as PyTorch has them."""
    try:
        import torch
    except ImportError:
        print("without PyTorch: TorchScript modules are not tested here")
        return
    torch.manual_seed(1)
    layers = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 5, stride=3), torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(1),
                                 torch.nn.Flatten(), torch.nn.Linear(4, 3))
    file = explain.folder / "module.pt"
    torch.jit.trace(layers.eval(), torch.zeros(2, 3, 32, 32)).save(str(file))
    row = rows_of(seams)[0]
    words = ["--model", file, "--image", seams / row["path"], "explainer.masks=20"]
    found = explain.json(*words, "size=32", "pixels=zero_to_one")
    assert set(found["probabilities"]) == {"class 0", "class 1", "class 2"} and found["neighbours"] == [], found
    assert abs(sum(found["probabilities"].values()) - 1) < 1e-5 and found["masks"] == 20
    assert explain.json(*words)["probabilities"] != found["probabilities"], "224 pixels in imagenet's scale"
    explain.refused("'dataset.root' cannot be set here", 2, *words, "dataset.root=.")
    torch.save(layers.state_dict(), str(explain.folder / "weights.pt"))
    explain.refused("weights.pt", 1, "--model", explain.folder / "weights.pt", "--image", seams / row["path"])


def check_named_script(explain, model, seams):
    """A model file may be somebody else's, and so is the program that it names."""
    try:
        import numpy
        import torch
    except ImportError:
        return
    torch.manual_seed(2)
    layers = torch.nn.Sequential(torch.nn.Conv2d(3, 2, 5, stride=3), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten())
    torch.jit.trace(layers.eval(), torch.zeros(2, 3, 32, 32)).save(str(explain.folder / "named.pt"))
    file = explain.folder / "named.h5"
    shutil.copy(model, file)
    with h5py.File(file, "r+") as content:
        config = json.loads(bytes(content.attrs["config"]).rstrip(b"\0"))
        config["model"] = {"name": "torchscript", "torchscript": "named.pt", "head": "own"}
        del content.attrs["config"]
        content.attrs.create("config", numpy.array(json.dumps(config).encode()))
    words = ["--model", file, "--image", seams / rows_of(seams)[0]["path"], "explainer.masks=20"]
    explain.refused("names the TorchScript file named.pt, a program that would be run here: give --allow-torchscript", 1, *words)
    assert set(explain.json(*words, "--allow-torchscript")["probabilities"]) == {"ok", "defect"}


def main(xil):
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        seams, out = folder / "seams", folder / "out"
        call([xil, "data", "make", "weld_seams", seams, *SEAMS.replace(": ", "=").split(", ")])
        (folder / "sweep.yaml").write_text(SWEEP % (SEAMS, seams))
        call([xil, "run", folder / "sweep.yaml", "--out", out])
        runs = {h5py.File(run).attrs["dataset"].decode(): run for run in run_files(out).values()}
        models = {name: out / "models" / f"{run.stem}-1.h5" for name, run in runs.items()}
        (folder / "here").mkdir()
        explain = Explain(pathlib.Path(xil).resolve(), folder / "here")
        check_probabilities(explain, models["weld_seams"], runs["weld_seams"], seams)
        check_drawing(explain, models["weld_seams"], seams)
        check_folder(explain, models["weld_seams"])
        check_wrong(explain, models["manifest"], runs["manifest"], seams)
        check_moved_set(explain, models["manifest"], seams)
        check_refusals(explain, models["weld_seams"], runs["weld_seams"], seams)
        check_script(explain, seams)
        check_named_script(explain, models["weld_seams"], seams)
    print("decisions of kept models are explained as in their runs")


if __name__ == "__main__":
    main(sys.argv[1])
