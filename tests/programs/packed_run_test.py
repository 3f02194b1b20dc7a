"""Runs on a folder of pictures, on its packed copy and on what another process has decoded are equal bit for bit, on one
rank and on two; pictures are decoded once per node. Usage: packed_run_test.py XIL MPIRUN_SH
"""
import json
import os
import pathlib
import sys
import tempfile

from programs import call, call_json, contents, expect_equal_runs, run_files, stored, with_environment

SWEEP = """
name: packed
fixed:
  dataset: {%s, hold_out_type: pores, channels: grey}
  model: {name: simple_cnn, channels1: 4, channels2: 6, hidden: 12}
  explainer: {name: invrise, masks: 20, grid: 4}
  rounds: 1
  query_batch: 4
  initial: 6
  updates: 8
  saliency: all
grid:
  strategy: [%s]
"""
# How a run says where its pictures lie; everything else in it is the same.
PLACES = ("root", "packed")


class Place:
    """A folder for sweeps, results, and the cache of a node."""

    def __init__(self, folder, xil, mpirun):
        self.folder, self.xil, self.mpirun = folder, xil, mpirun
        self.cache = folder / "cache"

    def sweep(self, name, dataset, strategies="caipi, {name: passive, refutations: 1, kind: substitute}"):
        file = self.folder / (name + ".yaml")
        file.write_text(SWEEP % (dataset, strategies))
        return file

    def pack(self, data, name):
        options = [f"root={data}", "size=16", "channels=grey"]
        call([self.xil, "data", "pack", "image_folder", self.folder / name, *options])

    def run(self, sweep, out, ranks=1, cache=False, expected=0):
        launcher = [self.mpirun, ranks] if ranks > 1 else []
        environment = with_environment(XIL_CACHE=str(self.cache) if cache else "none")
        return call([*launcher, self.xil, "run", sweep, "--out", self.folder / out], expected, env=environment)

    def kept_sets(self):
        return {name: state for name, state in contents(self.cache).items() if name.endswith(".h5")}


def without_places(path):
    content = stored(path)
    config = json.loads(content["/ attributes"]["config"][0])
    for place in PLACES:
        config["dataset"].pop(place)
    content["/ attributes"]["config"] = config
    return content


def expect_useful_files(out):
    files = run_files(out)
    assert len(files) == 2, sorted(files)
    content = [stored(path) for path in files.values()]
    for name in ("rounds/accuracy", "rounds/accuracy_unseen", "shown/item", "corrections/item", "saliency/image"):
        assert any(len(one[name][0]) > 0 for one in content), f"{name} is missing or empty: {sorted(content[0])}"


def check_plans(place, sweep, packed):
    ids = [[run["run_id"] for run in call_json([place.xil, "plan", file])["runs"]] for file in (sweep, packed)]
    assert ids[0] == ids[1] and len(ids[0]) == 2, ids


def check_equal_runs(place, sweep, packed):
    place.run(sweep, "folder")
    reference = place.folder / "folder"
    expect_useful_files(reference)
    logs = [path.read_text() for path in (reference / "logs").glob("*.log")]
    assert len(logs) == 2 and all("note: " in log and "pores" in log for log in logs), logs
    cases = {
        "packed": dict(sweep=packed),
        "packed, 2 ranks": dict(sweep=packed, ranks=2),
        "folder, 2 ranks": dict(sweep=sweep, ranks=2),
        "folder, 2 ranks, nothing in the cache": dict(sweep=sweep, ranks=2, cache=True),
        "folder, from the cache": dict(sweep=sweep, cache=True),
    }
    for number, (what, case) in enumerate(cases.items()):
        place.run(out=f"out{number}", **case)
        expect_equal_runs(reference, place.folder / f"out{number}", what, without_places)
    assert len(place.kept_sets()) == 1, place.kept_sets()


def check_held_to_one_digest(place, data):
    """Another content under the same parameters is noticed, whether it comes from a folder or from a file."""
    cracks = sorted((data / "defect/crack").iterdir())
    cracks[0].write_bytes(cracks[1].read_bytes())
    place.pack(data, "other.h5")
    other = place.sweep("other", f"packed: {place.folder}/other.h5", "active")
    place.run(other, "folder", expected=3)
    runs = call_json([place.xil, "status", place.folder / "folder"])["runs"]
    reasons = [run["reason"] for run in runs if run["status"] == "failed"]
    assert len(reasons) == 1 and "is not what earlier runs" in reasons[0], reasons


def check_decoding_once(place, sweep, data):
    """Bytes that are no picture, of the size and time of those that were one: only who decodes can tell."""
    picture = sorted((data / "defect/crack").iterdir())[0]
    state = picture.stat()
    picture.write_bytes(b"x" * state.st_size)
    os.utime(picture, ns=(state.st_atime_ns, state.st_mtime_ns))
    place.run(sweep, "once", cache=True)
    expect_equal_runs(place.folder / "folder", place.folder / "once", "from the cache, pictures spoilt", without_places)
    _, err = place.run(sweep, "decoded", expected=1)
    assert picture.name in err and err.count("\n") == 1, f"not refused before the first run: {err}"


def main(xil, mpirun):
    with tempfile.TemporaryDirectory() as temporary:
        place = Place(pathlib.Path(temporary), xil, mpirun)
        data, file = place.folder / "data", place.folder / "set.h5"
        call([xil, "data", "make", "weld_seams", data, "items=80", "size=24", "confounder=both"])
        place.pack(data, file)
        sweep = place.sweep("folder", f"name: image_folder, root: {data}, size: 16")
        packed = place.sweep("packed", f"packed: {file}")
        check_plans(place, sweep, packed)
        check_equal_runs(place, sweep, packed)
        check_decoding_once(place, sweep, data)
        check_held_to_one_digest(place, data)

        file.unlink()
        assert call_json([xil, "status", place.folder / "out0"])["counts"]["complete"] == 2, "results need no packed file"
    print("runs on a folder, on its packed copy and from the cache are equal on 1 and 2 ranks")


if __name__ == "__main__":
    main(*sys.argv[1:])
