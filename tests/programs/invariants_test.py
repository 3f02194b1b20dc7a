"""Invariants of the method, on real networks and through the run files: equal bit for bit, not nearly.

With an expert who never objects and refutations for wrong reasons only, CAIPI is active learning; without neighbours,
NearCAIPI is CAIPI. Usage: invariants_test.py XIL
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy

SWEEP = """
name: invariants
fixed:
  dataset: {name: weld_seams, items: 80, size: 24, confounder: both}
  model: {name: simple_cnn, channels1: 4, channels2: 6, hidden: 12}
  explainer: {name: invrise, masks: 40, grid: 4}
  rounds: 3
  query_batch: 5
  initial: 6
  updates: 15
  explain_items: 6
  oracle: %s
grid:
  strategy: %s
"""
CONTENT = "{verdict_threshold: 0, confounder_threshold: 1}"
STRICT = "{verdict_threshold: .6, confounder_threshold: .01}"


def run(xil, folder, oracle, strategies):
    """Runs the sweep and gives its run files in the order of the strategies."""
    folder.mkdir()
    sweep = folder / "sweep.yaml"
    sweep.write_text(SWEEP % (oracle, strategies))
    out = folder / "out"
    subprocess.run([xil, "run", sweep, "--out", out], check=True, stdout=subprocess.DEVNULL)
    plan = subprocess.run([xil, "plan", sweep, "--out", out, "--json"], check=True, capture_output=True)
    return [h5py.File(out / "runs" / (line["run_id"] + ".h5")) for line in json.loads(plan.stdout)["runs"]]


def expect_equal(one, other, names):
    for name in names:
        a, b = one[name][()], other[name][()]
        assert a.shape == b.shape and a.tobytes() == b.tobytes(), f"{name} differs"


def curves(file):
    return ["rounds/" + name for name in file["rounds"] if not name.endswith("_s") or name == "expert_s"]


def main(xil):
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        active, caipi = run(xil, root / "content", CONTENT, "[active, {name: caipi, refute: wrong_reason}]")
        learnt = ["test/probability", "shown/item", "shown/predicted", "shown/probability", "items/initial"]
        expect_equal(active, caipi, learnt + curves(active))
        assert len(caipi["saliency/map"]) > len(active["saliency/map"]), "CAIPI explained nothing"
        assert numpy.any(caipi["shown/verdict"][()] != active["shown/verdict"][()]), "CAIPI judged nothing"

        caipi, near, neighbours = run(
            xil, root / "strict", STRICT, "[caipi, {name: nearcaipi, k: 0}, {name: nearcaipi, k: 1}]")
        assert len(caipi["corrections/item"]) > 0, "nothing was refuted"
        everything = []
        caipi.visititems(lambda name, node: everything.append(name) if isinstance(node, h5py.Dataset) else None)
        expect_equal(caipi, near, [n for n in everything if not n.endswith("_s") or n == "rounds/expert_s"])
        assert numpy.any(neighbours["shown/reason"][()] != 0), "no neighbour was shown"
        assert numpy.any(neighbours["test/probability"][()] != caipi["test/probability"][()])
    print("both invariants hold")


if __name__ == "__main__":
    main(sys.argv[1])
