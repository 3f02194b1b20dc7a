#!/usr/bin/env python3
"""`xil explain` draws with every explainer that `xil list` knows, the same map each time, and says how it was made; what a network
cannot serve is refused.

Usage: every_explainer_test.py XIL
"""
import json
import pathlib
import sys
import tempfile

from programs import call, call_json

SWEEP = """
name: small
fixed:
  dataset: {name: weld_seams, items: 60, size: 32}
  strategy: random
  rounds: 1
  query_batch: 4
  initial: 10
  updates: 30
  explain_items: 2
  explainer: {name: invrise, masks: 16}
  models: final
grid:
  model: [{name: simple_cnn, channels1: 4, channels2: 6, hidden: 8}, {name: mlp, hidden: [8]}]
"""
MASKS = {"hsic": 500, "invrise": 400, "kernel_shap": 802, "lime": 1000, "occlusion": 226, "rise": 400}


def main(xil):
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        (folder / "sweep.yaml").write_text(SWEEP)
        call([xil, "data", "make", "weld_seams", "seams", "items=12", "size=32"], cwd=folder)
        call([xil, "run", "sweep.yaml", "--out", "out"], cwd=folder)
        picture = sorted((folder / "seams").rglob("*.png"))[0]
        models = sorted((folder / "out" / "models").glob("*.h5"))

        def explained(model, *words, expected=0):
            return call([xil, "explain", "--model", model, "--image", picture, "--out", "drawn.png", *words], expected=expected, cwd=folder)

        refused = 0
        for entry in call_json([xil, "list", "explainers"])["explainers"]:
            name = entry["name"]
            for model in models:
                if name == "gradcam" and "'mlp' offers no spatial layer" in str(call_or_refusal(explained, model)):
                    refused += 1
                    continue
                out, errors = explained(model, f"explainer={name}", "--json")
                found = json.loads(out)
                assert errors == "" and found["explainer"] == name and found.get("masks") == MASKS.get(name), found
                assert "rise" in name or found["baseline"] == 0, found
                if model != models[0]:
                    continue
                drawn = (folder / "drawn.png").read_bytes()
                explained(model, f"explainer={name}")
                assert (folder / "drawn.png").read_bytes() == drawn, f"{name}: the same call, another map"
        assert refused == 1, "Grad-CAM of one of the two networks is refused"
        said, _ = explained(models[0], "explainer=lime", "explainer.segments=slic", "explainer.masks=30")
        assert "lime, 30 masks, seed" in said and "nan" not in said, said
    print("every explainer draws")


def call_or_refusal(explained, model):
    """What Grad-CAM says of a model; a refusal has exit code 2."""
    try:
        return explained(model, "explainer=gradcam")
    except AssertionError:
        return explained(model, "explainer=gradcam", expected=2)


if __name__ == "__main__":
    main(sys.argv[1])
