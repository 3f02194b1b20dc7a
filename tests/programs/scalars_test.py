"""What is kept of run files beside them: `report`, `compare`, `export` and `status` say the same with and without it, read
changed runs only, believe nothing that somebody forged, and `verify` finds what is wrong. Tables for others have equal values.

Usage: scalars_test.py XIL XIL_FAKE
"""
import csv
import json
import os
import pathlib
import shutil
import sqlite3
import sys
import tempfile
from random import Random

import h5py

from parquet_reader import DOUBLE, INT64, Parquet
from programs import call, quick_gnuplot

SWEEP = """
name: kept
fixed: {rounds: 3, query_batch: 4, initial: 6, explain_items: 4, dataset: weld_seams}
grid:
  strategy: [random, active, caipi]
  seed: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
"""


class Folder:
    def __init__(self, xil, fake, root):
        self.xil, self.root, self.out = xil, root, root / "out"
        self.environment = {**os.environ, "XDG_STATE_HOME": str(root / "state"), "PATH": quick_gnuplot(root / "bin")}
        (root / "sweep.yaml").write_text(SWEEP)
        self.call(fake, "run", root / "sweep.yaml", "--out", self.out)
        self.scalars = self.out / "scalars"

    def call(self, *command, expected=0, **more):
        return call(command, expected, env={**self.environment, **more})

    def table(self):
        (table,) = self.scalars.glob("*.readings")
        return table

    def without(self):
        """Removes all that is derived."""
        for part in ("scalars", "report"):
            shutil.rmtree(self.out / part, ignore_errors=True)

    def outputs(self):
        """What every command says and writes."""
        said = [self.call(self.xil, "compare", self.out, "--json"), self.call(self.xil, "status", self.out),
                self.call(self.xil, "report", self.out)]
        for ending in ("csv", "sqlite", "parquet"):
            self.call(self.xil, "export", self.out, "--to", self.root / f"table.{ending}")
            said.append((self.root / f"table.{ending}").read_bytes())
        said += [(file.name, file.read_bytes()) for file in sorted((self.out / "report").rglob("*")) if file.is_file()]
        return said

    def page(self):
        return (self.out / "report" / "index.html").read_bytes()


def check_equal_with_and_without(folder):
    folder.without()
    first = folder.outputs()
    assert folder.table().stat().st_size > 1000
    again = folder.outputs()
    assert again == first
    folder.without()
    (folder.out / "scalars").write_text("no folder: nothing can be kept\n")
    (folder.out / "scalars").chmod(0o400)
    folder.call(folder.xil, "export", folder.out, "--to", folder.root / "table.csv")
    assert (folder.root / "table.csv").read_bytes() in first
    (folder.out / "scalars").unlink()
    return first


def check_forged(folder, first):
    """The record and the table of somebody else, who knows the format, changes nothing."""
    forged = folder.table().read_bytes()
    stamp = folder.table().name
    page = folder.page()
    record = next(folder.scalars.glob("*.report"))
    said = json.loads(record.read_text()[:-64])
    said["said"] = "caipi wins\n"
    record.write_text(json.dumps(said) + record.read_text()[-64:])
    (folder.out / "report" / "index.html").write_text("caipi wins")
    folder.table().write_bytes(forged.replace(b"accuracy", b"accurate"))
    assert folder.outputs() == first and folder.page() == page
    assert folder.table().name == stamp and folder.table().read_bytes() != forged.replace(b"accuracy", b"accurate")


def check_edited_page(folder):
    """A report whose files were changed is made again."""
    page = folder.page()
    (folder.out / "report" / "index.html").write_text("edited")
    folder.call(folder.xil, "report", folder.out)
    assert folder.page() == page
    (folder.out / "report" / "table.md").unlink()
    folder.call(folder.xil, "report", folder.out)
    assert (folder.out / "report" / "table.md").is_file()


def check_unchanged_report_draws_nothing(folder):
    """Nothing is written, and what was said is said again."""
    said = folder.call(folder.xil, "report", folder.out)
    pages = {file: file.stat().st_mtime_ns for file in (folder.out / "report").iterdir()}
    assert folder.call(folder.xil, "report", folder.out) == said
    assert {file: file.stat().st_mtime_ns for file in (folder.out / "report").iterdir()} == pages
    other, _ = folder.call(folder.xil, "report", folder.out, "--only", "strategy=random")
    assert other != said[0], "other flags are another report"
    assert folder.call(folder.xil, "report", folder.out) == said


def check_changed_run(folder):
    """A run that was replaced counts as it is now, whatever its size and time."""
    run = sorted((folder.out / "runs").glob("*.h5"))[0]
    before, times = run.read_bytes(), run.stat()
    with h5py.File(run, "r+") as file:
        file["rounds/accuracy"][...] = 0.125
    os.utime(run, ns=(times.st_atime_ns, times.st_mtime_ns))
    folder.call(folder.xil, "export", folder.out, "--to", folder.root / "changed.csv")
    rows = [row for row in csv.DictReader(open(folder.root / "changed.csv")) if row["run_id"] == run.stem]
    assert {row["value"] for row in rows if row["metric"] == "accuracy"} == {"0.125"}
    folder.call(folder.xil, "compare", folder.out)
    run.write_bytes(before)


def check_verify(folder):
    assert "intact" in folder.call(folder.xil, "verify", folder.out)[0]
    other, _ = folder.call(folder.xil, "verify", folder.out, XDG_STATE_HOME=str(folder.root / "another"))
    assert "is not used: it is of another user" in other and "intact" in other, other
    link = folder.scalars / "link.readings"
    link.symlink_to(folder.root / "sweep.yaml")
    assert "symbolic link" in folder.call(folder.xil, "verify", folder.out, expected=1)[0]
    link.unlink()


def check_tables(folder):
    with open(folder.root / "table.csv") as file:
        rows = list(csv.DictReader(file))
    table = Parquet(folder.root / "table.parquet")
    assert table.names == list(rows[0]) and table.rows == len(rows)
    for name, kind in table.kinds.items():
        read = {DOUBLE: float, INT64: int}.get(kind, str)
        assert table.columns[name] == [read(row[name]) if row[name] else None for row in rows], name
    base = sqlite3.connect(folder.root / "table.sqlite")
    compared = {}
    for view, flags in (("aubc", []), ("final", ["--of", "final"])):
        for metric in ("accuracy", "auroc", "dice"):
            compared = json.loads(folder.call(folder.xil, "compare", folder.out, "--metric", metric, *flags, "--json")[0])
            for strategy in compared["datasets"][0]["strategies"]:
                mean, count = base.execute(f"SELECT avg(value), count(value) FROM {view} WHERE metric = ? AND condition = ?",
                                           (metric, strategy["strategy"])).fetchone()
                assert count == 12 and abs(mean - strategy["mean"]) < 1e-12, (view, metric, mean, strategy["mean"])
    columns = [column[1] for column in base.execute("PRAGMA table_info(curves)")]
    assert columns == ["run_id", "dataset", "condition", "seed", "metric", "round", "shown", "expert_s", "value"], columns
    curve = base.execute("SELECT shown, value FROM curves WHERE metric = 'accuracy' AND run_id = ? ORDER BY shown", (rows[0]["run_id"],))
    own = [(int(row["shown"]), float(row["value"])) for row in rows if row["run_id"] == rows[0]["run_id"] and row["metric"] == "accuracy"]
    assert curve.fetchall() == own
    assert base.execute("SELECT better, of_maps FROM metrics WHERE metric = 'dice'").fetchone() == ("more", 1)


def value_at(curve, x):
    """On the line through the points next to x; None beside an undefined one."""
    if x <= curve[0][0] or x >= curve[-1][0]:
        return curve[0 if x <= curve[0][0] else -1][1]
    right = next(i for i, point in enumerate(curve) if point[0] > x)
    (a, low), (b, high) = curve[right - 1], curve[right]
    return low if x == a else None if low is None or high is None else low + (high - low) * (x - a) / (b - a)


def area(curve, low, high):
    if not low < high:
        return None
    inner = [low] + [x for x, _ in curve if low < x < high] + [high]
    values = [value_at(curve, x) for x in inner]
    if None in values:
        return None
    return sum((b - a) * (y + z) / 2 for a, b, y, z in zip(inner, inner[1:], values, values[1:])) / (high - low)


def check_views_of_unequal_curves(folder):
    """Rounds and values are taken out at random: ranges differ, and some curves have holes."""
    base, random = sqlite3.connect(":memory:"), Random(5)
    sqlite3.connect(folder.root / "table.sqlite").backup(base)
    for run, round_, metric in base.execute("SELECT run_id, round, metric FROM results WHERE metric IN ('accuracy', 'dice')").fetchall():
        if random.random() < .1:
            base.execute("DELETE FROM results WHERE run_id = ? AND round = ? AND metric = ?", (run, round_, metric))
        elif random.random() < .1:
            base.execute("UPDATE results SET value = NULL WHERE run_id = ? AND round = ? AND metric = ?", (run, round_, metric))
    defined = 0
    for metric in ("accuracy", "dice"):
        curves = {}
        for run, shown, value in base.execute("SELECT run_id, shown, value FROM curves WHERE metric = ? ORDER BY run_id, shown", (metric,)):
            curves.setdefault(run, []).append((shown, value))
        low, high = max(curve[0][0] for curve in curves.values()), min(curve[-1][0] for curve in curves.values())
        for view, expected in (("aubc", lambda curve: area(curve, low, high)), ("final", lambda curve: value_at(curve, high))):
            found = dict(base.execute(f"SELECT run_id, value FROM {view} WHERE metric = ?", (metric,)))
            assert set(found) == set(curves), (view, metric)
            for run, curve in curves.items():
                own = expected(curve)
                assert (own is None) == (found[run] is None) and abs((own or 0) - (found[run] or 0)) < 1e-12, (view, curve, own, found[run])
                defined += own is not None
    assert defined > 40, defined


def main(xil, fake):
    with tempfile.TemporaryDirectory() as temporary:
        folder = Folder(xil, fake, pathlib.Path(temporary))
        first = check_equal_with_and_without(folder)
        folder.outputs()
        check_forged(folder, first)
        check_edited_page(folder)
        check_unchanged_report_draws_nothing(folder)
        check_verify(folder)
        check_tables(folder)
        check_views_of_unequal_curves(folder)
        check_changed_run(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
