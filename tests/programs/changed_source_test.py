"""A data set that changes between two calls on one folder is noticed whatever changed and however the runs differ: the set is
fixed before any split, per data set and OUT. Usage: changed_source_test.py XIL MPIRUN_SH
"""
import csv
import pathlib
import shutil
import sys
import tempfile

import h5py
import numpy as np
from PIL import Image

from programs import call, run_files, start

SWEEP = """
name: changed
fixed:
  dataset: %s
  model: {name: simple_cnn, channels1: 2, channels2: 2, hidden: 4}
  explainer: {name: invrise, masks: 16}
  rounds: 1
  query_batch: 2
  initial: 4
  updates: 2
  explain_items: 2
grid:
  strategy: [random, active]
  seed: [0]
"""
FOLDER = "{name: image_folder, root: %s, size: 32}"
MANIFEST = "{name: manifest, root: %s, size: 32}"


def picture(seed, defect):
    rng = np.random.default_rng(seed)
    pixels, mask = rng.integers(90, 150, (40, 40, 3)).astype(np.uint8), np.zeros((40, 40), np.uint8)
    if defect:
        y, x = rng.integers(2, 28, 2)
        pixels[y:y + 8, x:x + 8], mask[y:y + 8, x:x + 8] = [240, 30, 30], 255
    return pixels, mask


def make_set(root):
    """12 ok and 12 defective pictures with masks, as folders and as a manifest."""
    rows = []
    for name in ("ok", "defect", "masks"):
        (root / name).mkdir(parents=True)
    for i in range(24):
        kind, seed = ("ok", i) if i < 12 else ("defect", 1000 + i)
        pixels, mask = picture(seed, kind == "defect")
        Image.fromarray(pixels).save(root / kind / f"{i:03}.png")
        if kind == "defect":
            Image.fromarray(mask).save(root / "masks" / f"{i:03}.png")
        rows.append([f"{kind}/{i:03}.png", kind, f"masks/{i:03}.png" if kind == "defect" else ""])
    with open(root / "manifest.csv", "w", newline="") as file:
        csv.writer(file).writerows([["path", "label", "mask"], *rows])


def rewrite(path, change):
    pixels = np.array(Image.open(path))
    change(pixels)
    Image.fromarray(pixels).save(path)


def relabel(root):
    table = root / "manifest.csv"
    table.write_text(table.read_text().replace("ok/003.png,ok,", "ok/003.png,defect,"))


def one_pixel(pixels):
    pixels[0, 0] = 255 - pixels[0, 0]


def one_mask(pixels):
    pixels[:, :20] = 255


CHANGES = {  # name: (dataset, what changes)
    "moved": (FOLDER, lambda root: (root / "ok" / "000.png").rename(root / "defect" / "zzz.png")),
    "removed": (FOLDER, lambda root: (root / "ok" / "001.png").unlink()),
    "added": (FOLDER, lambda root: shutil.copy(root / "ok" / "001.png", root / "ok" / "new.png")),
    "picture": (FOLDER, lambda root: rewrite(root / "ok" / "002.png", one_pixel)),
    "mask": (FOLDER, lambda root: rewrite(root / "masks" / "015.png", one_mask)),
    "renamed": (FOLDER, lambda root: (root / "ok" / "004.png").rename(root / "ok" / "400.png")),
    "relabelled": (MANIFEST, relabel),
    "mask of a table": (MANIFEST, lambda root: rewrite(root / "masks" / "016.png", one_mask)),
}


def expect_refused(command, what):
    process = start(command)
    out, err = process.communicate()
    assert process.returncode == 3, f"{what}: exit code {process.returncode}\n{out}{err}"
    assert "is not what earlier runs in" in err and "give the changed set another --out" in err, f"{what}: {err}"


def change_between_seeds(xil, mpirun, root, name, ranks):
    dataset, change = CHANGES[name]
    images, out, sweep = root / "set", root / "out", root / "sweep.yaml"
    make_set(images)
    sweep.write_text(SWEEP % (dataset % images))
    call([xil, "run", sweep, "--out", out])
    launcher = [mpirun, ranks] if ranks > 1 else []
    kept = root / "kept"
    shutil.copytree(images, kept)
    change(images)
    expect_refused([*launcher, xil, "run", sweep, "seed=0,1", "--out", out], name)
    assert len(run_files(out)) == 2, "a run of the changed set is there"
    expect_refused([xil, "run", sweep, "seed=1", "dataset.test_share=0.4", "--out", out], name + ", with another split")
    call([xil, "verify", out])
    shutil.rmtree(images)
    kept.rename(images)
    call([*launcher, xil, "run", sweep, "seed=0,1", "--out", out, "--retry-failed"])
    assert len(run_files(out)) == 4
    return images, out, sweep, change


def folders_that_are_mixed(xil, root, images, out, sweep, change):
    """Runs of two sources in one folder, as versions without the check have left them: verify and compare say so."""
    other = root / "other"
    change(images)
    call([xil, "run", sweep, "seed=2", "--out", other])
    for file in other.glob("*/*"):
        if file.parent.name in ("runs", "sweeps"):
            shutil.copy(file, out / file.parent.name)
    for told in (True, False):
        for command in ("verify", "compare"):
            text, err = call([xil, command, out], expected=1)
            assert "changed between its runs" in text + err and "another --out" in text + err, text + err
        for file in run_files(out).values():  # old files tell by their items alone
            with h5py.File(file, "r+") as run:
                if told:
                    del run["items"].attrs["source_digest"]


def old_folder(xil, root):
    """A folder of a version that kept no digest of the source: the splits of its runs are dealt again."""
    images, out, sweep = root / "set", root / "out", root / "sweep.yaml"
    make_set(images)
    sweep.write_text(SWEEP % (FOLDER % images))
    call([xil, "run", sweep, "--out", out])
    for file in (out / "journal" / "digests").iterdir():
        if "\nsource " in file.read_text():
            file.unlink()
    call([xil, "run", sweep, "seed=1", "--out", out, "--limit", 1])
    assert any("\nsource " in file.read_text() for file in (out / "journal" / "digests").iterdir()), "the set was not fixed"
    for file in (out / "journal" / "digests").iterdir():
        if "\nsource " in file.read_text():
            file.unlink()
    rewrite(images / "ok" / "005.png", one_pixel)
    expect_refused([xil, "run", sweep, "seed=2", "--out", out], "an old folder")
    assert not any("\nsource " in file.read_text() for file in (out / "journal" / "digests").iterdir()), "the changed set was fixed"


def packed(xil, root):
    """A packed file in place of the folder is the same source; another one is not."""
    images, out, sweep = root / "set", root / "out", root / "sweep.yaml"
    make_set(images)
    call([xil, "data", "pack", "image_folder", root / "a.h5", f"root={images}", "size=32"])
    rewrite(images / "ok" / "005.png", one_pixel)
    call([xil, "data", "pack", "image_folder", root / "b.h5", f"root={images}", "size=32"])
    sweep.write_text(SWEEP % f"{{packed: {root / 'a.h5'}}}")
    call([xil, "run", sweep, "--out", out])
    expect_refused([xil, "run", sweep, f"dataset={{packed: {root / 'b.h5'}}}", "seed=1", "--out", out], "another packed file")
    call([xil, "run", sweep, "seed=1", "--out", out, "--retry-failed"])


def in_its_own_folder(root, name):
    place = root / name.replace(" ", "_")
    place.mkdir()
    return place


def main(xil, mpirun):
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        for number, name in enumerate(CHANGES):
            place = in_its_own_folder(root, name)
            left = change_between_seeds(xil, mpirun, place, name, 2 if number == 0 else 1)
            if name in ("moved", "relabelled", "renamed"):
                folders_that_are_mixed(xil, place, *left)
        old_folder(xil, in_its_own_folder(root, "old"))
        packed(xil, in_its_own_folder(root, "packed"))
    print(f"{len(CHANGES)} kinds of change, mixed folders, an old folder and packed files: none goes unnoticed")


if __name__ == "__main__":
    main(*sys.argv[1:])
