#!/usr/bin/env python3
"""Refutations are drawn as they were trained with, queries and their neighbours as they are, by xil-run; and left out with a reason
where that cannot be.

Usage: redraw_test.py XIL
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

import h5py
import numpy

from programs import FASHION_MNIST, call, run_files

SWEEP = """
name: redraw
fixed:
  dataset: {name: decoy_fashion_mnist, root: %s, pool: 40, validation: 6, test: 12}
  model: {name: simple_cnn, channels1: 4, channels2: 6, hidden: 12}
  explainer: {name: invrise, masks: 20, grid: 4}
  rounds: 2
  query_batch: 4
  initial: 6
  updates: 8
  explain_items: 4
grid:
  strategy: [{name: caipi, kind: inpaint}, {name: passive, kind: augment, refutations: 1}, random, {name: nearcaipi, k: 1}]
"""


def figures(xil, out):
    """What `xil figures` says, and the bytes of the refutations and neighbours that it drew."""
    said, errors = call([xil, "figures", out])
    assert errors == "", errors
    return said, {path.name: path.read_bytes() for kind in ("refutations_*", "neighbours_*")
                  for path in (out / "report").glob(kind)}


def check_pictures(xil_run, run, folder):
    """Inside the region the edited picture differs somewhere, outside nowhere."""
    to = folder / "pictures.h5"
    call([xil_run, "refutations", run, "--rows", "2,0", "--to", to])
    with h5py.File(run) as file, h5py.File(to) as pictures:
        assert pictures["pictures/row"][()].tolist() == [2, 0]
        original, edited = pictures["pictures/original"][()], pictures["pictures/edited"][()]
        assert original.shape == edited.shape == (2, 1, 28, 28), original.shape
        for place, row in enumerate((2, 0)):
            region = numpy.unpackbits(file["corrections/region"][row])[:28 * 28].reshape(28, 28) == 1
            changed = (original[place] != edited[place]).any(axis=0)
            assert changed.any() and not (changed & ~region).any()
    return to


def check_items(xil_run, run, folder):
    """Pictures as the run file keeps them beside its maps, with the marked regions."""
    to = folder / "items.h5"
    with h5py.File(run) as file:
        kept = {int(item): (image, region) for item, image, region in
                zip(file["saliency/item"], file["saliency/image"], file["saliency/region"])}
    items = sorted(kept)[::-1][:3]
    call([xil_run, "pictures", run, "--items", ",".join(map(str, items)), "--to", to])
    with h5py.File(to) as pictures:
        assert pictures["items/item"][()].tolist() == items
        for place, item in enumerate(items):
            assert (pictures["items/image"][place] == kept[item][0]).all() and (pictures["items/region"][place] == kept[item][1]).all()
            assert kept[item][1].any(), "every item has its decoy marked"


def check_orders(xil_run, run, folder):
    """One process carries out all orders, and says of each what went wrong; the pictures are those of single calls."""
    orders = [["pictures", "--items=0,3", f"--to={folder / 'first.h5'}", "--", run],
              ["refutations", "--rows=999999", f"--to={folder / 'no.h5'}", "--", run],
              ["refutations", "--rows=2,0", f"--to={folder / 'second.h5'}", "--", run], ["nonsense"]]
    text = "".join("".join(f"{word}\0" for word in order) + "\0" for order in orders)
    ended = subprocess.run([xil_run, "redraw"], input=text, capture_output=True, text=True, check=True)
    answers = ended.stdout.splitlines()
    assert [answer[:1] for answer in answers] == ["\x01"] * 4 and answers[0] == answers[2] == "\x01", answers
    assert "no row 999999" in answers[1] and "no order 'nonsense'" in answers[3], answers
    assert not (folder / "no.h5").exists()
    call([xil_run, "pictures", run, "--items", "0,3", "--to", folder / "alone.h5"])
    for one, other, name in (("first", "alone", "items/image"), ("second", "pictures", "pictures/edited")):
        with h5py.File(folder / f"{one}.h5") as together, h5py.File(folder / f"{other}.h5") as alone:
            assert (together[name][()] == alone[name][()]).all(), name


def check_refusals(xil_run, run, folder):
    for flags, code, sentence in ((["--rows", "1"], 2, "--to is missing"),
                                  (["--rows", "1,x", "--to", folder / "no.h5"], 2, "not '1,x'"),
                                  (["--rows", "999999", "--to", folder / "no.h5"], 2, "no row 999999")):
        _, errors = call([xil_run, "refutations", run, *flags], expected=code)
        assert sentence in errors and errors.count("\n") == 1, errors
    _, errors = call([xil_run, "pictures", run, "--items", "99999", "--to", folder / "no.h5"], expected=2)
    assert "no item 99999" in errors and errors.count("\n") == 1, errors
    assert not (folder / "no.h5").exists()


def main(xil):
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        data = folder / "data"
        shutil.copytree(FASHION_MNIST, data)
        (folder / "sweep.yaml").write_text(SWEEP % data)
        out = folder / "out"
        call([xil, "run", folder / "sweep.yaml", "--out", out])

        _, drawn = figures(xil, out)
        assert set(drawn) == {f"{what}_decoy_fashion_mnist.{kind}" for what in ("refutations", "neighbours") for kind in ("pdf", "png", "svg")}
        assert figures(xil, out)[1] == drawn, "drawn twice, not the same bytes"
        script = (out / "report/gnuplot/refutations_decoy_fashion_mnist.gp").read_text()
        assert "'inpaint'" in script and "'augment'" in script and "'random'" not in script

        caipi = next(path for path in run_files(out).values() if h5py.File(path).attrs["strategy"] == b"caipi")
        xil_run = pathlib.Path(xil).with_name("xil-run")
        check_pictures(xil_run, caipi, folder)
        check_items(xil_run, caipi, folder)
        check_orders(xil_run, caipi, folder)
        check_refusals(xil_run, caipi, folder)

        shutil.rmtree(data)
        shutil.rmtree(out / "report")
        said, drawn = figures(xil, out)
        notes = [line for line in said.splitlines() if "are not drawn" in line]
        assert drawn == {} and len(notes) == 2 and all(str(data) in note for note in notes), said
        assert "queries and their neighbours" in notes[0] and "refutations" in notes[1], notes
    print("refutations are drawn, or it is said why not")


if __name__ == "__main__":
    main(sys.argv[1])
