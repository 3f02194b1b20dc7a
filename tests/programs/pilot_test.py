#!/usr/bin/env python3
"""`xil pilot` tells what a sweep's own runs then show, gives the same figures again, writes nothing, and refuses what it cannot do.

Usage: pilot_test.py XIL
"""
import json
import pathlib
import sys
import tempfile

import h5py

from programs import call, contents, run_files

SWEEP = """
name: pilot
fixed:
  dataset: {name: weld_seams, size: 32, items: 160, confounder: both}
  model: {name: simple_cnn, channels1: 6, channels2: 8, hidden: 16}
  explainer: {name: invrise, masks: 64, fill: mean}
  updates: 60
  rounds: 4
  query_batch: 8
  explain_items: 2
grid:
  strategy: [random, caipi]
  seed: [0, 1]
"""
SMALL = ["--items", 18, "--rounds", 2]


def pilot(xil, *words, expected=0):
    return call([xil, "pilot", *words], expected)


def main(xil):
    folder = pathlib.Path(tempfile.mkdtemp())
    sweep = folder / "sweep.yaml"
    sweep.write_text(SWEEP)
    out = folder / "out"
    before = contents(folder)
    text, progress = pilot(xil, sweep, *SMALL, "--out", out)
    assert "1 section, about" in progress and "round 2 of 2" in progress, progress
    assert contents(folder) == before, "a pilot writes nothing"
    for part in ("== weld_seams, simple_cnn, invrise ==", "recall of ok", "cells of the 7x7 grid", "spread of masked scores",
                 "mass on defects: blind", "mass on confounders: blind", "SETTINGS", "no test item was predicted",
                 "judge no explanation were not piloted: random", "seed 9000 belongs to the pilot"):
        assert part in text, (part, text)

    report = json.loads(pilot(xil, sweep, *SMALL, "--json")[0])
    again = json.loads(pilot(xil, sweep, *SMALL, "--json")[0])
    assert report == again, "the same figures again"
    section, = report["sections"]
    family, = section["families"]
    assert family["name"] == "caipi" and [stage["shown"] for stage in family["stages"]] == [0, 16, 32], family
    assert {count["masks"] for count in section["trials"][0]["counts"]} >= {16, 32, 64}, section["trials"][0]
    for count in section["trials"][0]["counts"]:
        for scores in count["scores"]:
            shares = [row["wrong"] for row in scores["thresholds"]]
            assert shares == sorted(shares, reverse=scores["region"] == "confounder"), scores

    # The lines are what a sweep takes, in its file and on the command line.
    lines = section["lines"]
    assert {line["key"] for line in lines} >= {"oracle.verdict_threshold", "oracle.confounder_threshold", "explainer.masks"}, lines
    assert 0.1 <= section["suggested"]["wrong"] <= 0.9, section["suggested"]
    pasted = folder / "pasted.yaml"
    pasted.write_text("name: pasted\nfixed:\n  dataset: weld_seams\n  explainer: invrise\n"
                      + "".join(f"  {line['key']}: {line['value']}\n" for line in lines) + "grid:\n  strategy: [caipi]\n")
    call([xil, "plan", pasted])
    call([xil, "plan", sweep, *(f"{line['key']}={line['value']}" for line in lines)])

    # What the pilot's short run did is what a run with its seed does: the same looks with the same verdicts.
    call([xil, "run", sweep, "strategy=caipi", "seed=9000", "--out", out])
    run, = run_files(out).values()
    with h5py.File(run) as file:
        verdicts = file["shown/verdict"][:][file["shown/round"][:] <= 2]
        names = dict(h5py.check_enum_dtype(file["shown/verdict"].dtype) or {"W": 0, "RWR": 1, "RRR": 2})
    wrong, right = (int((verdicts == names[name]).sum()) for name in ("RWR", "RRR"))
    assert (family["wrong_looks"], family["judged_looks"]) == (wrong, wrong + right), (family, wrong, right)
    assert "holds runs already" in pilot(xil, sweep, *SMALL, "--out", out)[0]

    # Nothing to judge, and nothing to choose.
    text, _ = pilot(xil, sweep, *SMALL, "dataset.confounder=none", "dataset.defect_share=0.5", "strategy=random")
    assert "no strategy of the sweep judges explanations" in text, text
    for sentence, words in (("--seed: runs of the sweep have the seed 1", ["--seed", 1]), ("--items", ["--items", 1]),
                            ("unknown key 'nothing'", ["nothing=1"])):
        said, errors = pilot(xil, sweep, *words, expected=2)
        assert said == "" and errors.count("\n") == 1 and sentence in errors, errors
    print("a pilot tells what runs then show")


if __name__ == "__main__":
    main(sys.argv[1])
