#!/usr/bin/env python3
"""`xil bench explain` trains, measures and compares, and refuses what it cannot compare. How fast anything is does not matter.

Usage: bench_explain_test.py XIL
"""
import math
import sys

from programs import call, call_json

SMALL = ["--items", 1, "--masks", 128, "--pool", 512, "--speed-masks", 32, "--repeat", 1, "--size", 32, "dataset.items=80",
         "model.channels1=6", "model.channels2=8", "model.hidden=16", "updates=150"]


def main(xil):
    report = call_json([xil, "bench", "explain", *SMALL])
    assert min(report[key] for key in ("forward_per_s", "engine_per_s", "plain_per_s")) > 0, report
    assert math.isclose(report["engine_over_forward"], report["engine_per_s"] / report["forward_per_s"]), report
    found = {entry["name"]: entry for entry in report["estimators"]}
    assert len(found) == 11 and report["chosen_on_other_items"] in found, report
    assert all(entry["masks"] == 128 and 0 < entry["nsr"] < math.inf for entry in found.values()), report
    assert found["rise"]["saved_vs_rise"] == 1 and found["invrise"]["saved_vs_invrise"] == 1, report
    for entry in found.values():
        ratio = found["rise"]["nsr_per_item"][0] / entry["nsr_per_item"][0]
        assert math.isclose(entry["saved_vs_rise_per_item"][0], ratio), entry
    assert found["hadamard, control variate"]["nsr"] < min(found["rise"]["nsr"], found["invrise"]["nsr"]), report

    for sentence, words in (("--masks: 100 is no multiple of 128", ["--masks", 100]),
                            ("--pool: 640 is no multiple", ["--masks", 512, "--pool", 640]),
                            ("make 2 runs", ["seed=0,1"]), ("unknown model 'lenet'", ["--model", "lenet"])):
        out, errors = call([xil, "bench", "explain", *words], expected=2)
        assert out == "" and errors.count("\n") == 1 and sentence in errors, errors
    print("explanations are measured, and estimators compared")


if __name__ == "__main__":
    main(sys.argv[1])
