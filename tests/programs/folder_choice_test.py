#!/usr/bin/env python3
"""Which runs of a results folder are read, and which go: --only and --exclude, `xil prune`, and the order in which runs are listed.

Usage: folder_choice_test.py XIL XIL_FAKE
"""
import csv
import json
import os
import pathlib
import pty
import shutil
import sys
import tempfile

from programs import call, call_json, contents, quick_gnuplot, run_files, start, with_environment

SWEEP = """
name: choice
fixed: {rounds: 2, query_batch: 3, initial: 4, explain_items: 4, models: final, dataset: {name: weld_seams, items: 60, size: 16}}
grid:
  strategy: [random, caipi, {name: caipi, refutations: 0}]
  seed: [0, 1]
"""


class Folder:
    def __init__(self, xil, fake, root):
        self.xil, self.fake, self.root, self.out, self.sweep = xil, fake, root, root / "out", root / "s.yaml"
        self.sweep.write_text(SWEEP)
        call([fake, "run", self.sweep, "--out", self.out])
        # More seeds later, and a pilot of one seed that nobody wants to compare.
        call([fake, "run", self.sweep, "seed=2,3", "--out", self.out])
        call([fake, "run", self.sweep, "seed=0", "strategy=active", "--out", self.out])
        self.base = root / "base"
        shutil.copytree(self.out, self.base)

    def restore(self):
        shutil.rmtree(self.out)
        shutil.copytree(self.base, self.out)

    def status(self, *flags):
        return call_json([self.xil, "status", self.out, *flags])

    def call(self, *words, code=0, **more):
        return call([self.xil, *words], code, **more)

    def refused(self, *words):
        out, err = self.call(*words, code=2)
        assert out == "" and err.startswith("xil: error: ") and err.count("\n") == 1, err
        return err

    def rows(self, *flags):
        table = self.root / "t.csv"
        self.call("export", self.out, "--to", table, *flags)
        with open(table, newline="") as lines:
            return list(csv.DictReader(lines))


def at_terminal(command, answer):
    """What the program shows on a terminal where this is typed."""
    pid, keyboard = pty.fork()
    if pid == 0:
        os.execvp(command[0], [str(word) for word in command])
    os.write(keyboard, answer)
    shown = b""
    while True:
        try:
            shown += os.read(keyboard, 4096)
        except OSError:  # it has ended
            break
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, shown
    return shown.decode()


def order(folder):
    """Conditions as the sweeps name them first, seeds within: later seeds stand beside the earlier ones."""
    expected = [("random", "", seed) for seed in range(4)]
    expected += [("caipi", refutations, seed) for refutations in ("3", "0") for seed in range(4)] + [("active", "", 0)]
    rows = folder.rows()
    seen = list(dict.fromkeys((row["strategy"], row["strategy.refutations"], int(row["seed"])) for row in rows))
    assert seen == expected, seen
    listed = [(run["strategy"], run["seed"]) for run in folder.status()["runs"]]
    assert listed == [(strategy, seed) for strategy, _, seed in expected], listed


def choice(folder):
    """Flags take what a sweep's keys take; all commands have them, and say how many runs they leave out."""
    cases = {("--only", "strategy=caipi"): 8, ("--only", "strategy.refutations=0"): 4, ("--exclude", "strategy=active"): 12,
             ("--only", "seed=range(1,3)"): 6, ("--only", "seed=0,3"): 7, ("--only", "dataset=weld_seams"): 13,
             ("--only", "condition=caipi refutations=0"): 4, ("--exclude", "condition=caipi"): 9,
             ("--only", "strategy=random,active", "--exclude", "seed=0", "--exclude", "seed=1"): 2,
             ("--only", "strategy=caipi", "--only", "seed=2"): 2}
    for flags, count in cases.items():
        status = folder.status(*flags)
        assert sum(status["counts"].values()) == len(status["runs"]) == count, (flags, status["counts"])
        left_out = [note for note in status.get("notes", []) if "left out" in note]
        assert bool(left_out) == (count < 13) and all(f"{13 - count} of 13 runs" in note for note in left_out), status
        assert len({row["run_id"] for row in folder.rows(*flags)}) == count, flags
    err = folder.call("compare", folder.out, code=2)[1]
    assert "active" in err, err  # the pilot has one seed
    out, err = folder.call("compare", folder.out, "--exclude", "strategy=active", "--json")
    names = [entry["strategy"] for entry in json.loads(out)["datasets"][0]["strategies"]]
    assert sorted(names) == ["caipi", "caipi refutations=0", "random"], names
    assert "1 of 13 runs of the folder are left out by --exclude strategy=active" in err, err
    for flags, parts in ((("--only", "stratgy=caipi"), ("no run has the key 'stratgy'", "strategy", "did you mean")),
                         (("--only", "strategy.refutation=0"), ("strategy.refutations", "did you mean")),
                         (("--exclude", "strategy=capi"), ("matches none of the 13 runs", "active, caipi, random")),
                         (("--only", "seed=0,7"), ("seed=7", "0, 1, 2, 3")),
                         (("--only", "seed=range(4,4)"), ("empty",)), (("--only", "seed"), ("key=value",)),
                         (("--only", "condition=caipi copies=2"), ("caipi refutations=0",)),
                         (("--only", "strategy=active", "--only", "seed=3"), ("none of the 13 runs",))):
        err = folder.refused("status", folder.out, *flags)
        assert all(part in err for part in parts), err
    table = folder.out.parent / "table.csv"
    table.write_text("dataset,strategy,seed,value\nd,a,0,1\nd,b,0,2\n")
    assert "results folder" in folder.refused("compare", table, "--only", "seed=0")


def figures(folder):
    """The page says what was left out and how it was made, and the figures' digests change."""
    environment = with_environment(PATH=quick_gnuplot(folder.root / "bin"))
    digests = []
    for flags in ([], ["--exclude", "strategy=active", "--exclude", "condition=caipi refutations=0"]):
        folder.call("report", folder.out, *flags, env=environment)
        page = (folder.out / "report" / "index.html").read_text()
        assert ("5 of 13 runs of the folder are left out" in page) == bool(flags)
        assert ("xil report" in page and "refutations=0&#39;" in page or "refutations=0'" in page) or not flags
        lines = (folder.out / "report" / "inputs.tsv").read_text().splitlines()[1:]
        digests.append({tuple(line.split("\t")[:2]) for line in lines})
        assert not flags or all("refutations=0" not in line and "\tactive\t" not in line for line in lines)
    assert digests[0] and digests[1] and not digests[0] & digests[1]


def prune(folder):
    """Nothing goes unasked; what goes is missing afterwards, and the journal says why."""
    before = contents(folder.out)
    said, _ = folder.call("prune", folder.out, "--drop", "strategy=active")
    assert contents(folder.out) == before and "1 of 13 runs go" in said and "--yes" in said, said
    said = at_terminal([folder.xil, "prune", folder.out, "--drop", "strategy=active"], b"n\n")
    assert "remove this? [y/N]" in said and "nothing was removed" in said and contents(folder.out) == before, said
    (run,) = [run["run_id"] for run in folder.status("--only", "strategy=active")["runs"]]
    assert (folder.out / "models" / f"{run}-2.h5").exists()
    said, _ = folder.call("prune", folder.out, "--drop", "strategy=active", "--yes")
    assert "1 model" in said, said
    assert not list(folder.out.rglob(f"{run}*.h5")) and len(run_files(folder.out)) == 12
    status = folder.status()
    assert status["counts"] == {"complete": 12, "running": 0, "failed": 0, "missing": 1}, status["counts"]
    (gone,) = [entry for entry in status["runs"] if entry["status"] == "missing"]
    assert gone["run_id"] == run and "removed by: xil prune" in gone["reason"] and "--drop strategy=active" in gone["reason"], gone
    assert "1 missing" in folder.call("status", folder.out)[0]
    call([folder.xil, "verify", folder.out])
    said, _ = folder.call("prune", folder.out, "--drop", "strategy=active", "--yes")
    assert "0 of 13 runs go" in said and "of 1 more there is nothing" in said, said
    # Every --drop must hold.
    said, _ = folder.call("prune", folder.out, "--drop", "strategy=caipi", "--drop", "seed=3", "--yes")
    assert len(run_files(folder.out)) == 10, said
    assert "no run matches every --drop" in folder.refused("prune", folder.out, "--drop", "strategy=active", "--drop", "seed=1")
    assert "did you mean" in folder.refused("prune", folder.out, "--drop", "strategi=caipi")
    call([folder.fake, "run", folder.sweep, "seed=3", "--out", folder.out])
    assert run_files(folder.out).keys() == run_files(folder.base).keys() - {f"{run}.h5"}
    folder.restore()


def in_hand(folder):
    """The runs of a living job stay, whatever the flags say."""
    call([folder.xil, "prune", folder.out, "--drop", "strategy=random", "--yes"])
    job = start([folder.fake, "run", folder.sweep, "strategy=random", "--out", folder.out], env=with_environment(XIL_FAKE_ROUND_MS="3000"))
    for _ in range(1000):
        running = [run["run_id"] for run in folder.status()["runs"] if run["status"] == "running"]
        if running:
            break
    said, _ = folder.call("prune", folder.out, "--drop", "strategy=random", "--yes")
    assert f"stays: a living job has {running[0]}" in said and "1 stay" in said, said
    job.terminate()
    job.communicate()
    assert job.returncode == 75
    folder.restore()


def people(folder):
    """Answers that nobody can give again go only when that is said."""
    session = folder.out / "sessions"
    session.mkdir()
    run = folder.status("--only", "strategy=active")["runs"][0]["run_id"]
    (session / f"{run}.jsonl").write_text("{}\n")
    err = folder.call("prune", folder.out, "--drop", "seed=0", "--yes", code=2)[1]
    assert "answers of" in err and "--sessions" in err and len(run_files(folder.out)) == 13, err
    folder.call("prune", folder.out, "--drop", "strategy=active", "--sessions", "--yes")
    assert not list(session.iterdir()) and len(run_files(folder.out)) == 12
    folder.restore()


def leftovers(folder):
    """Without --drop it lists what nothing needs, and takes no more."""
    said, _ = folder.call("prune", folder.out)
    runs = {path.stem for path in run_files(folder.out).values()}
    kept = sorted(runs)[0]
    complete, stranger = folder.out / "checkpoints" / kept, folder.out / "checkpoints" / ("0" * 16)
    for place in (complete, stranger):
        place.mkdir(parents=True)
        (place / "0-0.h5").write_bytes(b"x" * 1000)
    model = folder.out / "models" / ("0" * 16 + "-2.h5")
    model.write_bytes(b"x" * 1000)
    before = contents(folder.out)
    said, _ = folder.call("prune", folder.out)
    assert contents(folder.out) == before and "--yes" in said, said
    for what in ("checkpoints of complete runs: 1", "checkpoints of runs that no kept sweep names: 1", "models of runs that no kept sweep names: 1"):
        assert what in said, said
    folder.call("prune", folder.out, "--yes")
    assert not complete.exists() and not stranger.exists() and not model.exists()
    assert {path.stem for path in run_files(folder.out).values()} == runs
    assert "nothing can go" in folder.call("prune", folder.out)[0]
    call([folder.xil, "verify", folder.out])


SCENARIOS = (order, choice, figures, prune, in_hand, people, leftovers)


def main(xil, fake):
    with tempfile.TemporaryDirectory() as place:
        folder = Folder(xil, fake, pathlib.Path(place))
        for scenario in SCENARIOS:
            scenario(folder)
    print("runs are chosen, dropped and listed as told")


if __name__ == "__main__":
    main(*sys.argv[1:])
