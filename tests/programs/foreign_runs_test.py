#!/usr/bin/env python3
"""Results folders of a program that knows more: a strategy, data set, model, explainer or parameter that this one lacks. They are counted,
verified, compared, exported, drawn and reported like all others; only running them is refused, and what is hostile stays refused.

Usage: foreign_runs_test.py XIL XIL_FAKE
"""
import csv
import hashlib
import json
import pathlib
import shutil
import sys
import tempfile

import h5py
import numpy

from programs import call, call_json, quick_gnuplot, run_files, with_environment

SWEEP = """
name: foreign
fixed: {rounds: 2, query_batch: 3, initial: 4, explain_items: 4, dataset: {name: weld_seams, items: 60, size: 16}}
grid:
  strategy: [random, active, caipi]
  seed: [0, 1, 2]
"""
STRATEGY = {"name": "patience", "alpha": 3, "kinds": ["slow", "steady"]}


def rewrite(file, change):
    """The run's configuration as `change` leaves it, with the attributes that repeat its names."""
    with h5py.File(file, "r+") as run:
        config = json.loads(run.attrs["config"])
        change(config)
        texts = {"config": json.dumps(config)}
        for key in ("dataset", "strategy", "model", "explainer"):
            name = config[key].get("name") if isinstance(config[key], dict) else config[key]
            texts[key] = name if isinstance(name, str) else "x"
        for key, text in texts.items():
            del run.attrs[key]
            run.attrs.create(key, numpy.bytes_(text.encode()))


def rename(file):
    """The id that another program would have given the run: this one cannot know it."""
    with h5py.File(file, "r+") as run:
        run_id = hashlib.sha256(run.attrs["config"]).hexdigest()[:16]
        del run.attrs["run_id"]
        run.attrs.create("run_id", numpy.bytes_(run_id.encode()))
    file.rename(file.with_name(run_id + ".h5"))


def rewrite_sweep(out, *replacements):
    """As the other program would have kept it."""
    (file,) = (out / "sweeps").iterdir()
    text = file.read_text()
    for old, new in replacements:
        assert old in text, (old, text)
        text = text.replace(old, new)
    file.unlink()
    (out / "sweeps" / (hashlib.sha256(text.encode()).hexdigest()[:16] + ".yaml")).write_text(text)


def runs_of(xil, out, **wanted):
    return [run for run in call_json([xil, "status", out])["runs"] if all(run[key] == value for key, value in wanted.items())]


class Folder:
    def __init__(self, xil, fake, base, root):
        self.xil, self.fake, self.root = xil, fake, root
        self.out = root / "out"
        shutil.copytree(base, self.out)

    def call(self, *words, code=0):
        return call([self.xil, *words], code)

    def change(self, change, sweep, **wanted):
        for run in runs_of(self.xil, self.out, **wanted):
            file = self.out / "runs" / (run["run_id"] + ".h5")
            rewrite(file, change)
            rename(file)
        rewrite_sweep(self.out, *sweep)

    def expect_readable(self, what, column, value, count, unchecked):
        """Every command works, counts all nine runs, and says what it does not know."""
        status = call_json([self.xil, "status", self.out])
        assert status["counts"] == {"complete": 9, "running": 0, "failed": 0, "missing": 0}, status["counts"]
        assert len(status["notes"]) == 1 and what in status["notes"][0], status["notes"]
        assert what in self.call("status", self.out)[0]
        verified = call_json([self.xil, "verify", self.out])
        assert verified["problems"] == [] and verified["files"] == 9, verified
        notes = [note for note in verified["notes"] if "could not be checked" in note]
        assert bool(notes) == (unchecked > 0) and all(f"{unchecked} run file" in note for note in notes), verified["notes"]
        table = self.root / "t.csv"
        self.call("export", self.out, "--to", table)
        with open(table, newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert {row["status"] for row in rows} == {"complete"}
        if column in rows[0]:
            assert len({row["run_id"] for row in rows if row[column] == value}) == count, rows[0]
        compared, err = self.call("compare", self.out, "--json")
        assert what in err, err
        return json.loads(compared)["datasets"], rows

    def expect_drawn(self, word):
        environment = with_environment(PATH=quick_gnuplot(self.root / "bin"))
        for command in ("figures", "report"):
            said, _ = call([self.xil, command, self.out], env=environment)
            assert "does not know" in said, said
        page = (self.out / "report" / "index.html").read_text()
        assert word in page and "does not know" in page
        assert word in (self.out / "report" / "table.md").read_text()


def hypotheses(folder):
    """Which files are runs of conditions that it does not know cannot be told where a sweep leaves parameters out: a hypothesis says so."""
    short = {"name": "patience", "alpha": 3}
    folder.change(lambda config: config.update(strategy=STRATEGY), [('"random"', json.dumps(short))], strategy="random")
    (file,) = (folder.out / "sweeps").iterdir()
    text = file.read_text() + f"hypotheses:\n  - {{equivalent: [{json.dumps(short)}, caipi], within: 0.9}}\n  - {{better: active, than: caipi}}\n"
    file.unlink()
    (folder.out / "sweeps" / (hashlib.sha256(text.encode()).hexdigest()[:16] + ".yaml")).write_text(text)
    lost, known = json.loads(folder.call("compare", folder.out, "--json")[0])["hypotheses"]["answers"]
    assert lost["outcome"] == "unanswered", lost
    assert lost["sentence"].startswith("Not answered: 3 of its runs, such as dataset=weld_seams strategy=patience seed="), lost
    assert "name what this xil does not know (strategy 'patience')" in lost["sentence"], lost
    assert known["pairs"] == 3 and "does not know" not in known["sentence"], known


def strategy(folder):
    """Its condition is named by what the files say."""
    folder.change(lambda config: config.update(strategy=STRATEGY), [('"random"', json.dumps(STRATEGY))], strategy="random")
    datasets, _ = folder.expect_readable("strategy 'patience'", "strategy", "patience", 3, unchecked=3)
    names = {entry["strategy"] for entry in datasets[0]["strategies"]}
    assert 'patience alpha=3 kinds=["slow", "steady"]' in names, names
    folder.expect_drawn("patience alpha=3")
    (sweep,) = (folder.out / "sweeps").iterdir()
    for command in ("plan", "run"):  # those need to know it
        _, err = folder.call(command, sweep, "--out", folder.out, code=2)
        assert "unknown strategy 'patience'" in err, err
    # A run without a file is missing, and nothing is said of its state.
    (folder.out / "runs" / (runs_of(folder.xil, folder.out, strategy="patience")[1]["run_id"] + ".h5")).unlink()
    counts = call_json([folder.xil, "status", folder.out])["counts"]
    assert counts == {"complete": 8, "running": 0, "failed": 0, "missing": 1}, counts
    # Another sweep runs in the same folder as ever.
    other = folder.root / "s.yaml"
    other.write_text(SWEEP.replace("[random, active, caipi]", "[active]"))
    call([folder.fake, "run", other, "seed=3", "--out", folder.out])
    assert call_json([folder.xil, "status", folder.out])["counts"]["complete"] == 9


def components(folder):
    """A dataset, a model and an explainer."""
    def change(config):
        config["dataset"] = {"name": "foundry", "furnace": 2}
        config["model"] = {"name": "kolmogorov", "width": 1.5}
        config["explainer"] = {"name": "oracle_of_delphi"}
    folder.change(change, [('dataset: {"name": "weld_seams", "items": 60, "size": 16}', 'dataset: {"name": "foundry"}\n  model: kolmogorov\n  explainer: '
                            'oracle_of_delphi')])
    datasets, _ = folder.expect_readable("dataset 'foundry', model 'kolmogorov', explainer 'oracle_of_delphi'", "model", "kolmogorov", 9, 9)
    assert [data["dataset"] for data in datasets] == ["foundry"], datasets


def parameters(folder):
    """Of a known strategy, of a group, of the run, and a new word of an enumeration."""
    def change(config):
        config["strategy"]["stubborn"] = 4
        config["oracle"].update(mood="calm", verdict="intuition")
        config["tempo"] = 1.5
    folder.change(change, [('"caipi"', '{"name": "caipi", "stubborn": 4}')], strategy="caipi")
    _, rows = folder.expect_readable("'strategy.stubborn'", "strategy", "caipi", 3, unchecked=3)
    columns = {"oracle.mood", "oracle.verdict", "tempo"}
    assert columns <= rows[0].keys(), rows[0].keys()
    assert {row["oracle.verdict"] for row in rows if row["strategy"] == "caipi"} == {"intuition"}
    folder.expect_drawn("stubborn=4")


def defaults(folder):
    """A parameter with its default belongs to the runs that this program knows: their ids can be checked as always."""
    for run in runs_of(folder.xil, folder.out, strategy="caipi"):
        rewrite(folder.out / "runs" / (run["run_id"] + ".h5"), lambda config: config["strategy"].update(stubborn=4))
    verified = call_json([folder.xil, "verify", folder.out])
    assert verified["problems"] == [] and not any("checked" in note for note in verified["notes"]), verified
    names = [entry["strategy"] for entry in json.loads(folder.call("compare", folder.out, "--json")[0])["datasets"][0]["strategies"]]
    assert "caipi" in names, names


def optional_axis(folder):
    """A sweep over a parameter that only some strategy has: runs that lack it are one, as in every sweep."""
    folder.change(lambda config: config.update(strategy={"name": "patience", "alpha": 1}),
                  [('"random"', '"patience"'), ("  seed:", "  strategy.alpha: [1, 2]\n  seed:")], strategy="random")
    counts = call_json([folder.xil, "status", folder.out])["counts"]
    assert counts == {"complete": 9, "running": 0, "failed": 0, "missing": 3}, counts


def hostile(folder):
    """None is taken for a run of another version."""
    run = runs_of(folder.xil, folder.out, strategy="random")[0]["run_id"]
    file, kept = folder.out / "runs" / (run + ".h5"), folder.root / "kept.h5"
    shutil.copy(file, kept)
    spoilt = {
        "unknown strategy that no sweep names": lambda c: c.update(strategy={"name": "patience"}),
        "escape in a name": lambda c: c.update(strategy={"name": "a\x1b[2J"}),
        "line in a name": lambda c: c.update(strategy={"name": "a\nb"}),
        "name that is a list": lambda c: c.update(strategy={"name": ["a"]}),
        "no name": lambda c: c.update(strategy={"alpha": 3}),
        "empty name": lambda c: c.update(strategy={"name": ""}),
        "long name": lambda c: c.update(strategy={"name": "a" * 101}),
        "key with a dot": lambda c: c.update({"a.b": 3}),
        "key with an escape": lambda c: c["strategy"].update({"\x1b": 3}),
        "value out of range": lambda c: c.update(tempo=3, rounds=-5),
        "value of another type": lambda c: c.update(tempo=3, rounds="many"),
        "group that is a list": lambda c: c.update(tempo=3, oracle=[1]),
        "other seed": lambda c: c.update(tempo=3, seed=5),
    }
    for what, change in spoilt.items():
        shutil.copy(kept, file)
        rewrite(file, change)
        for command in ("compare", "export"):
            words = ["--to", folder.root / "t.csv"] if command == "export" else []
            _, err = folder.call(command, folder.out, *words, code=1)
            assert err.startswith("xil: error: ") and err.count("\n") == 1 and run in err, (what, err)
            assert "\x1b" not in err
        said, _ = folder.call("verify", folder.out, code=1)
        assert run in said, (what, said)


SCENARIOS = (strategy, hypotheses, components, parameters, defaults, optional_axis, hostile)


def main(xil, fake):
    with tempfile.TemporaryDirectory() as place:
        root = pathlib.Path(place)
        (root / "s.yaml").write_text(SWEEP)
        call([fake, "run", root / "s.yaml", "--out", root / "base"])
        assert len(run_files(root / "base")) == 9
        for scenario in SCENARIOS:
            (root / scenario.__name__).mkdir()
            scenario(Folder(xil, fake, root / "base", root / scenario.__name__))
    print(f"{len(SCENARIOS)} kinds of folders that this program does not know in part")


if __name__ == "__main__":
    main(*sys.argv[1:])
