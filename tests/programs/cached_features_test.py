#!/usr/bin/env python3
"""Features that the runs of a sweep share change no result: with them, without them and on two ranks every dataset of every
run file but timings is equal bit for bit. Skipped (77) without torch and torchvision, which make the weights.

Usage: cached_features_test.py XIL MPIRUN_SH
"""
import pathlib
import sys
import tempfile

import h5py

from programs import call, expect_equal_runs, run_files, stored

try:
    import torch
    import torchvision
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

SWEEP = """
name: features
fixed:
  rounds: 2
  query_batch: 4
  initial: 6
  updates: 20
  training: {batch_size: 8}
  explain_items: 2
  explainer: {name: invrise, masks: 8, normalise: coverage, batch: 4}
  dataset: {name: weld_seams, items: 40, size: 32, confounder: both}
grid:
  model:
    - {name: mobilenet_v2, weights: %s, freeze: backbone, features: %s, dropout: 0.2}
    - {name: torchscript, torchscript: %s, output: features, features: %s}
  strategy:
    - {name: active, copies: 1, kind: augment}           # edited pictures have no cached features
    - {name: caipi, correct: both}
    - nearcaipi                                          # reads features of the whole pool
  seed: [0, 1]
"""
FEATURES, RUNS = 4, 12  # two models, and seams that every seed draws anew; three strategies share each


class Backbone(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 5, stride=2), torch.nn.ReLU(), torch.nn.Conv2d(8, 12, 3),
                                          torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(2), torch.nn.Flatten())
        self.head = torch.nn.Linear(48, 2)

    def forward(self, images):
        features = self.layers(images)
        return {"features": features, "logits": self.head(features)}


def write_models(folder):
    torch.manual_seed(5)
    weights, module = folder / "weights.pth", folder / "module.pt"
    torch.save(torchvision.models.mobilenet_v2(weights=None).state_dict(), str(weights))
    torch.jit.trace(Backbone().eval(), torch.zeros(2, 3, 32, 32), strict=False).save(str(module))
    return weights, module


def without_choice(path):
    """What is stored, but for the parameter that is compared."""
    content = stored(path)
    with h5py.File(path) as file:
        content["/ attributes"]["config"] = file.attrs["config"].replace(b"fresh", b"cached")
    return content


def expect_learning(out):
    """Equality says little about runs that teach nothing."""
    files = run_files(out)
    assert len(files) == RUNS, f"{len(files)} runs, not {RUNS}"
    contents = [stored(path) for path in files.values()]
    with_corrections = [path for path, content in zip(files.values(), contents) if content["corrections/by"][1] != (0,)]
    kinds = set()
    for path in with_corrections:
        with h5py.File(path) as file:
            kinds |= set(file["corrections/by"][()].tolist())
    assert kinds == {0, 1}, "edited copies and region losses"
    assert len({content["test/probability"][0] for content in contents}) > RUNS / 2, "the runs hardly differ"


def main(xil, mpirun):
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        weights, module = write_models(root)
        for kind in ("fresh", "cached"):
            (root / f"{kind}.yaml").write_text(SWEEP % (weights, kind, module, kind))
        fresh, cached, ranks = (root / name for name in ("out_fresh", "out_cached", "out_ranks"))
        call([xil, "run", root / "fresh.yaml", "--out", fresh])
        expect_learning(fresh)
        assert not (fresh / "features").exists(), "nothing was to be kept"
        call([xil, "run", root / "cached.yaml", "--out", cached])
        call([mpirun, 2, xil, "run", root / "cached.yaml", "--out", ranks])
        for out, what in ((cached, "cached"), (ranks, "cached, 2 ranks")):
            kept = list((out / "features").glob("*.h5"))
            assert len(kept) == FEATURES, f"{what}: {len(kept)} files of features, not {FEATURES}"
            expect_equal_runs(fresh, out, what, stored=without_choice)
    print(f"{RUNS} runs are equal with fresh features, with cached ones, and with cached ones on 2 ranks")


if __name__ == "__main__":
    main(*sys.argv[1:])
