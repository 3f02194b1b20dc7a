"""Relevance, dice, verdict scores and verdicts, once more from a run file alone: h5py, NumPy and the format page are enough, under
each normaliser. Usage: recompute_test.py XIL

Maps are stored in 256 levels, so that a recomputed value lies within an interval; most intervals must be narrow.
"""
import json
import pathlib
import sys
import tempfile

import h5py
import numpy as np

from programs import call, run_files

SWEEP = """
name: recompute
fixed:
  dataset: {name: weld_seams, items: 70, size: 32, confounder: both}
  model: {name: simple_cnn, channels1: 4, channels2: 8, hidden: 16}
  strategy: {name: caipi, kind: randomise}
  oracle: {verdict_threshold: 0.1, confounder_threshold: 0.1, mask_noise: arbitrary, label_noise: 0.2}
  rounds: 3
  query_batch: 6
  initial: 8
  updates: 60
  explain_items: 12
  saliency: all
  models: final
  seed: 0
grid:
  explainer:
    - {name: invrise, masks: 96, normalise: constant}
    - {name: rise, masks: 96, normalise: coverage}
    - {name: invrise, masks: 96, normalise: centred}
"""
W, RWR, RRR, NOT_JUDGED = range(4)


class StoredMap:
    """A row of /saliency."""

    def __init__(self, table, row):
        scale, offset = table["scale"][row], table["offset"][row]
        stored = offset + scale * table["map"][row].astype(float)
        self.margin = scale / 2
        self.relevance = np.maximum(0, stored - table["baseline"][row])
        region, confounder = table["region"][row] > 0, table["confounder"][row] > 0
        self.confounder = confounder if confounder.any() else None
        only_confounder = self.confounder is not None and (region == confounder).all()
        self.defect = region if region.any() and not only_confounder else None

    def mass(self, region):
        """Share of the relevance inside, as (least, stored, greatest); None: undefined."""
        total = self.relevance.sum()
        if region is None or total <= 0:
            return None
        low, high = np.maximum(0, self.relevance - self.margin), self.relevance + self.margin
        inside = self.relevance[region].sum() / total
        least = low[region].sum() / max(low[region].sum() + high[~region].sum(), 1e-300)
        greatest = high[region].sum() / max(high[region].sum() + low[~region].sum(), 1e-300)
        return np.array([least, inside, greatest])

    def dice(self):
        """Of the pixels above the mean of the positive ones, against the defect."""
        if self.defect is None or self.relevance.max() <= 0:
            return None
        threshold = self.relevance[self.relevance > 0].mean()
        sure, maybe = self.relevance > threshold + 2 * self.margin, self.relevance > threshold - 2 * self.margin
        values = []
        for binary in (sure | (maybe & ~self.defect), self.relevance > threshold, sure | (maybe & self.defect)):
            values.append(2 * (binary & self.defect).sum() / (binary.sum() + self.defect.sum()))
        return np.array(values)

    def judge(self, oracle):
        """Verdict and score; the score as an interval."""
        confounder, defect = self.mass(self.confounder), self.mass(self.defect)
        if confounder is not None and confounder[1] > oracle["confounder_threshold"]:
            return RWR, confounder
        if defect is not None:
            return (RRR if defect[1] >= oracle["verdict_threshold"] else RWR), defect
        return (NOT_JUDGED, None) if confounder is None else (RRR, confounder)

    def is_borderline(self, oracle):
        bounds = [(self.mass(self.confounder), oracle["confounder_threshold"]), (self.mass(self.defect), oracle["verdict_threshold"])]
        return any(mass is not None and mass[0] <= threshold <= mass[2] for mass, threshold in bounds)


def check_verdicts(run, maps, oracle):
    """How many verdicts were recomputed."""
    shown, judged = {name: run[f"shown/{name}"][()] for name in run["shown"]}, 0
    for row in range(len(shown["row"])):
        if shown["predicted"][row] != shown["given_label"][row]:
            assert shown["verdict"][row] == W and np.isnan(shown["verdict_score"][row])
            continue
        kept = maps[shown["round"][row], shown["item"][row]]
        verdict, score = kept.judge(oracle)
        if kept.is_borderline(oracle):
            continue
        assert shown["verdict"][row] == verdict, f"look {row}: {shown['verdict'][row]}, not {verdict}"
        if score is None:
            assert np.isnan(shown["verdict_score"][row])
            continue
        assert score[0] - 1e-6 <= shown["verdict_score"][row] <= score[2] + 1e-6, f"look {row}: {shown['verdict_score'][row]}, {score}"
        judged += 1
    return judged


def check_metrics(run, maps):
    """Means over the test items that were explained, round by round; the width of the widest interval."""
    widest, test = 0, set(run["test/item"][()])
    for index, number in enumerate(run["rounds/round"][()]):
        kept = [stored for (at, item), stored in maps.items() if at == number and item in test]
        for name, of in (("relevance_mass", lambda m: m.mass(m.defect)), ("wrong_reason", lambda m: m.mass(m.confounder)),
                         ("dice", StoredMap.dice)):
            stored = run[f"rounds/{name}"][index]
            values = [value for value in map(of, kept) if value is not None]
            assert (len(values) == 0) == np.isnan(stored), f"round {number}: {name} {stored}"
            if not values:
                continue
            least, mean, greatest = np.mean(values, axis=0)
            assert least - 1e-6 <= stored <= greatest + 1e-6, f"round {number}: {name} {stored} outside of {least} to {greatest}"
            assert abs(mean - stored) < 0.02, f"round {number}: {name} {stored}, recomputed {mean}"
            widest = max(widest, greatest - least)
    return widest


def check_edits(run):
    """What mask noise put into the region and the defect kept out; how many pixels."""
    edits = {name: run[f"corrections/{name}"][()] for name in ("region", "edited", "item", "kind")}
    marked, edited = np.unpackbits(edits["region"], axis=1), np.unpackbits(edits["edited"], axis=1)
    assert not (edited & ~marked & 1).any(), "a pixel was edited that was not marked"
    assert edited.any(axis=1)[marked.any(axis=1)].mean() > 0.5
    defects = {item: region.ravel() for item, region in zip(run["saliency/item"][()], run["saliency/region"][()] > 0)}
    labels, kept_out = run["items/label"][()], 0
    for row, item in enumerate(edits["item"]):
        if labels[item] == 1:
            assert not (edited[row].astype(bool) & defects[item]).any(), "a pixel of the true defect was edited"
            kept_out += int((marked[row] & ~edited[row] & 1).sum())
            np.testing.assert_array_equal(marked[row].astype(bool) & ~defects[item], edited[row].astype(bool))
        else:
            np.testing.assert_array_equal(marked[row], edited[row])
    return kept_out


def check_model(path):
    """The state, read by what the file says of it."""
    with h5py.File(path) as model:
        assert model["model"].attrs["input"] == b"unit: x / 127.5 - 1", model["model"].attrs["input"]
        assert b"little-endian 32-bit" in model["model"].attrs["layout"]
        state = model["model/state"][()].tobytes()
    head, values = state.split(b"\n\n", 1)
    lines = head.decode().splitlines()
    assert lines[0] == "xil-parameters 1"
    shapes = [[int(side) for side in line.split()[1].split("x")] for line in lines[1:]]
    numbers = np.frombuffer(values, "<f4")
    assert numbers.size == sum(int(np.prod(shape)) for shape in shapes) and np.isfinite(numbers).all()
    assert [line.split()[0] for line in lines[1:3]] == ["conv1.weight", "conv1.bias"]


def main(xil):
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        (root / "sweep.yaml").write_text(SWEEP)
        call([xil, "run", root / "sweep.yaml", "--out", root / "out"])
        files = run_files(root / "out")
        assert len(files) == 3
        judged, widest, kept_out = 0, 0, 0
        for file in files.values():
            with h5py.File(file) as run:
                table = {name: dataset[()] for name, dataset in run["saliency"].items()}
                maps = {(table["round"][row], table["item"][row]): StoredMap(table, row) for row in range(len(table["row"]))}
                oracle = json.loads(run.attrs["config"])["oracle"]
                judged += check_verdicts(run, maps, oracle)
                widest = max(widest, check_metrics(run, maps))
                kept_out += check_edits(run)
            log = (root / "out" / "logs" / f"{file.stem}.log").read_text()
            assert log.count("label_noise spares the 8 items of the initial set") == 1, log
        for model in (root / "out" / "models").glob("*.h5"):
            check_model(model)
        assert judged >= 15 and widest < 0.05 and kept_out > 0, (judged, widest, kept_out)
    print(f"{judged} verdicts recomputed, metrics within at most {widest:.3f}; {kept_out} marked pixels were rightly not edited")


if __name__ == "__main__":
    main(*sys.argv[1:])
