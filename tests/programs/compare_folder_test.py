"""`xil compare`, `figures` and `report` on results folders that are not as they should be: a missing seed, a run that started from
another initial set or was tested on other items, a run that is there twice. None is compared silently.

Usage: compare_folder_test.py XIL XIL_FAKE
"""
import json
import os
import pathlib
import shutil
import sys
import tempfile

import h5py

from programs import call, quick_gnuplot

SWEEP = """
name: folder
fixed: {rounds: 3, query_batch: 4, initial: 6, explain_items: 4, dataset: weld_seams}
grid:
  strategy: [random, active, caipi]
  seed: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
"""


def compared(xil, out, *flags):
    return json.loads(call([xil, "compare", out, "--json", *flags])[0])


def refused(xil, out, *mentioned):
    _, err = call([xil, "compare", out], 2)
    assert err.startswith("xil: error: ") and err.count("\n") == 1 and all(word in err for word in mentioned), err


def file_of(xil, out, strategy, seed):
    runs = json.loads(call([xil, "status", out, "--json"])[0])["runs"]
    found = [run["run_id"] for run in runs if run["strategy"] == strategy and run["seed"] == seed]
    return out / "runs" / (found[0] + ".h5")


def check_missing_seed(xil, out):
    whole = compared(xil, out)
    file_of(xil, out, "caipi", 3).unlink()
    refused(xil, out, "weld_seams: seed 3 has no value of caipi", "--missing drop")
    left = compared(xil, out, "--missing", "drop")
    assert left["dropped"] == ["weld_seams: seed 3 is left out, it has no value of caipi"]
    assert left["datasets"][0]["seeds"] == [0, 1, 2, 4, 5, 6, 7, 8, 9] and whole["datasets"][0]["seeds"] == list(range(10))
    said, _ = call([xil, "figures", out])
    assert "seed 3 is left out, since there is no complete run of caipi" in said, said
    sentence = "Not compared: 1 of 30 runs is not there, such as dataset=weld_seams strategy=caipi seed=3"
    assert sentence in (out / "report/claims.md").read_text()
    page = pathlib.Path(call([xil, "report", out])[0].splitlines()[-1])
    assert sentence in page.read_text()
    call([xil, "report", out, "--missing", "drop"])
    assert sentence not in page.read_text() and "it has no value of caipi" in page.read_text()


def check_other_start(xil, out):
    """The initial set or the test items of one strategy differ from the others'."""
    for table, name in (("items/initial", "initial"), ("test/label", "label")):
        file = file_of(xil, out, "active", 2)
        kept = file.read_bytes()
        with h5py.File(file, "r+") as run:
            values = run[table][:]
            values[:2] = 1 - values[:2]
            run[table][:] = values
        refused(xil, out, file.name, "'active'", "dataset=weld_seams seed=2 did not start equal")
        said, _ = call([xil, "figures", out])
        assert "did not start equal" in said, said
        file.write_bytes(kept)
    compared(xil, out)


def check_duplicates(xil, fake, out, root):
    expected = compared(xil, out)
    file = file_of(xil, out, "active", 2)
    copy = file.with_name("0123456789abcdef.h5")
    shutil.copy(file, copy)
    assert compared(xil, out) == expected, "a stray copy counts as a seed"
    said, err = call([xil, "verify", out], 1)
    assert copy.name in said + err, said + err
    copy.unlink()
    again = root / "again.yaml"
    again.write_text(SWEEP.replace("rounds: 3", "rounds: 3, threads: 2"))
    call([fake, "run", again, "--out", out, "seed=4", "strategy=random"])
    refused(xil, out, "dataset=weld_seams strategy=random seed=4 occurs twice")


def main(xil, fake):
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        sweep, out = root / "sweep.yaml", root / "out"
        sweep.write_text(SWEEP)
        os.environ["PATH"] = quick_gnuplot(root / "bin")  # what the pages say is tested here, not what they draw
        call([fake, "run", sweep, "--out", out])
        check_other_start(xil, out)
        first = shutil.copytree(out, root / "first")
        check_missing_seed(xil, first)
        check_duplicates(xil, fake, out, root)
    print("a missing seed, another start and a duplicate are each told")


if __name__ == "__main__":
    main(*sys.argv[1:])
