#!/usr/bin/env python3
"""`xil bench explain` trains, measures and compares, and refuses what it cannot compare. How fast anything is does not matter.

Usage: bench_explain_test.py XIL
"""
import math
import pathlib
import sys
import tempfile

from programs import call, call_json

SMALL = ["--items", 1, "--masks", 128, "--pool", 512, "--speed-masks", 32, "--repeat", 1, "--size", 32, "dataset.items=80",
         "model.channels1=6", "model.channels2=8", "model.hidden=16", "updates=150"]


NETWORK = ["--size", 32, "dataset.items=80", "model.channels1=6", "model.channels2=8", "model.hidden=16", "updates=150"]


def compare_explainers(xil):
    """All at about equal passes; what draws nothing has no noise, and what draws has some."""
    known = {entry["name"] for entry in call_json([xil, "list", "explainers"])["explainers"]}
    report = call_json([xil, "bench", "explain", "--explainers", "all", "--passes", 120, "--items", 1, *NETWORK])
    found = {entry["name"]: entry for entry in report["explainers"]}
    assert found.keys() == known and report["left_out"] == [], found.keys()
    drawing = {"hsic", "invrise", "kernel_shap", "lime", "rise", "smoothgrad"}
    assert {name for name, entry in found.items() if entry["noise"] > 0} == drawing, report
    fixed = {"gradcam", "input_gradient"}
    assert all(80 < found[name]["passes"] <= 120 for name in known - fixed), report
    for entry in found.values():
        assert 0 <= entry["deletion_auc"] <= 1 and 0 <= entry["insertion_auc"] <= 1 and entry["seconds"] > 0, entry
        assert entry["hit"] in (0, 1, None) and (entry["relevance_mass"] is None or 0 <= entry["relevance_mass"] <= 1), entry
    two = call([xil, "bench", "explain", "--explainers", "lime,rise", "--passes", 60, "--items", 1, *NETWORK])[0]
    assert "lime " in two and "rise " in two and "hsic" not in two, two
    plain = call_json([xil, "bench", "explain", "--explainers", "all", "--passes", 60, "--items", 1, "--size", 32,
                       "dataset.items=80", "model=mlp", "updates=150"])
    assert plain["left_out"] == ["gradcam"] and len(plain["explainers"]) == len(known) - 1, plain


def main(xil):
    folder = pathlib.Path(tempfile.mkdtemp())
    report = call_json([xil, "bench", "explain", *SMALL, "--to", folder])
    drawn = {path.name for path in folder.iterdir() if path.is_file()}
    assert drawn == {f"estimators_weld_seams_simple_cnn.{kind}" for kind in ("pdf", "svg", "png")}, drawn
    noise = (folder / "gnuplot" / "estimators_weld_seams_simple_cnn_noise.tsv").read_text()
    assert noise.count("# masks") == 11 and "\n256\t" in noise, noise
    assert min(report[key] for key in ("forward_per_s", "engine_per_s", "plain_per_s")) > 0, report
    assert math.isclose(report["engine_over_forward"], report["engine_per_s"] / report["forward_per_s"]), report
    assert {entry["masks"] for entry in report["estimators"]} == {128, 256}, report
    found = {entry["name"]: entry for entry in report["estimators"] if entry["masks"] == 128}
    assert len(found) == 11 and report["chosen_on_other_items"] in found, report
    assert all(0 < entry["nsr"] < math.inf for entry in report["estimators"]), report
    assert found["rise"]["saved_vs_rise_interval"] is None, "one item gives no interval"
    assert all(way["map_seconds"] > 0 and way["faster_than_invrise"] > 0 for way in report["maps"]), report
    assert found["rise"]["saved_vs_rise"] == 1 and found["invrise"]["saved_vs_invrise"] == 1, report
    for entry in found.values():
        ratio = found["rise"]["nsr_per_item"][0] / entry["nsr_per_item"][0]
        assert math.isclose(entry["saved_vs_rise_per_item"][0], ratio), entry
    assert found["hadamard, control variate"]["nsr"] < min(found["rise"]["nsr"], found["invrise"]["nsr"]), report

    compare_explainers(xil)

    speed = call_json([xil, "bench", "explain", "--size", 32, "--items", 0, "--speed-masks", 32, "--repeat", 1])
    assert speed["engine_per_s"] > 0 and speed["estimators"] == [], speed

    for sentence, words in (("--to: without --items", ["--items", 0, "--size", 32, "--to", folder]),
                            ("unknown explainer 'cam'", ["--explainers", "cam"]),
                            ("'gradcam' reads a spatial layer", ["--explainers", "gradcam", "model=mlp"]),
                            ("--masks is of the comparison of estimators", ["--explainers", "all", "--masks", 128]),
                            ("--explainers lime,rise", ["explainer=lime"]),
                            ("--passes is of the comparison of explainers", ["--passes", 100]),
                            ("--masks: 100 is no multiple of 128", ["--masks", 100]),
                            ("--pool: 640 is no multiple", ["--masks", 512, "--pool", 640]),
                            ("make 2 runs", ["seed=0,1"]), ("unknown model 'lenet'", ["--model", "lenet"])):
        out, errors = call([xil, "bench", "explain", *words], expected=2)
        assert out == "" and errors.count("\n") == 1 and sentence in errors, errors
    print("explanations are measured, and estimators compared")


if __name__ == "__main__":
    main(sys.argv[1])
