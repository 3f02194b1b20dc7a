#!/usr/bin/env python3
"""Refutations are drawn as they were trained with, by xil-run, and left out with a reason where that cannot be.

Usage: redraw_test.py XIL
"""
import pathlib
import shutil
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
  strategy: [{name: caipi, kind: inpaint}, {name: passive, kind: augment, refutations: 1}, random]
"""


def figures(xil, out):
    """What `xil figures` says, and the bytes of the refutations that it drew."""
    said, errors = call([xil, "figures", out])
    assert errors == "", errors
    return said, {path.name: path.read_bytes() for path in (out / "report").glob("refutations_*")}


def check_pictures(xil_run, run, folder):
    """Inside the region the edited picture differs somewhere, outside nowhere."""
    to = folder / "pictures.h5"
    call([xil_run, "refutations", run, "--rows", "2,0", "--to", to])
    with h5py.File(run) as file, h5py.File(to) as pictures:
        assert pictures["pictures/row"][()].tolist() == [2, 0]
        original, edited = pictures["pictures/original"][()], pictures["pictures/edited"][()]
        assert original.shape == edited.shape == (2, 1, 28, 28), original.shape
        for place, row in enumerate((2, 0)):
            region = numpy.unpackbits(file["refutations/region"][row])[:28 * 28].reshape(28, 28) == 1
            changed = (original[place] != edited[place]).any(axis=0)
            assert changed.any() and not (changed & ~region).any()
    return to


def check_refusals(xil_run, run, folder):
    for flags, code, sentence in ((["--rows", "1"], 2, "--to is missing"),
                                  (["--rows", "1,x", "--to", folder / "no.h5"], 2, "not '1,x'"),
                                  (["--rows", "999999", "--to", folder / "no.h5"], 1, "only")):
        _, errors = call([xil_run, "refutations", run, *flags], expected=code)
        assert sentence in errors and errors.count("\n") == 1, errors
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
        assert set(drawn) == {"refutations_decoy_fashion_mnist." + kind for kind in ("pdf", "png", "svg")}, set(drawn)
        assert figures(xil, out)[1] == drawn, "drawn twice, not the same bytes"
        script = (out / "report/gnuplot/refutations_decoy_fashion_mnist.gp").read_text()
        assert "'inpaint'" in script and "'augment'" in script and "'random'" not in script

        caipi = next(path for path in run_files(out).values() if h5py.File(path).attrs["strategy"] == b"caipi")
        xil_run = pathlib.Path(xil).with_name("xil-run")
        check_pictures(xil_run, caipi, folder)
        check_refusals(xil_run, caipi, folder)

        shutil.rmtree(data)
        shutil.rmtree(out / "report")
        said, drawn = figures(xil, out)
        notes = [line for line in said.splitlines() if "refutations are not drawn" in line]
        assert drawn == {} and len(notes) == 1 and str(data) in notes[0], said
    print("refutations are drawn, or it is said why not")


if __name__ == "__main__":
    main(sys.argv[1])
