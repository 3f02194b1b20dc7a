"""Published values of a sweep file stand beside ours in `xil compare`, `figures` and `report`, and are part of no run.

Usage: published_test.py XIL XIL_FAKE
"""
import json
import pathlib
import sys
import tempfile

from programs import call

SWEEP = """
name: published
fixed: {rounds: 2, query_batch: 4, initial: 6, explain_items: 4, dataset: weld_seams}
grid:
  strategy: [random, {name: active, label: "Active learning"}]
  seed: [0, 1]
"""
PUBLISHED = """
published:
  source: "Somebody 2023, table 2"
  metric: accuracy
  rows:
    - {strategy: Active learning, value: 0.875, sd: 0.02}
    - {strategy: random, value: 0.6}
    - {strategy: random, metric: f1, value: 0.5, source: Else 2024}
"""


def identifiers(xil, sweep, out):
    return [run["run_id"] for run in json.loads(call([xil, "plan", sweep, "--json", "--out", out])[0])["runs"]]


def check_compare(xil, out):
    text = call([xil, "compare", out, "--of", "final"])[0]
    assert "published values" in text and "Source 1: Somebody 2023, table 2" in text, text
    assert "0.875" in text and "Else 2024" not in text, text
    rows = json.loads(call([xil, "compare", out, "--of", "final", "--json"])[0])["published"]
    assert [(row["strategy"], row["published"], row["published_sd"], row["runs"]) for row in rows] == [
        ("Active learning", .875, .02, 2), ("random", .6, None, 2)], rows
    exported = out.parent / "runs.csv"
    call([xil, "export", out, "--to", exported])
    cells = [line.split(",") for line in exported.read_text().splitlines()]
    column = {name: i for i, name in enumerate(cells[0])}
    last = [float(row[column["value"]]) for row in cells[1:]
            if row[column["metric"]] == "accuracy" and row[column["strategy"]] == "random" and row[column["round"]] == "2"]
    assert abs(rows[1]["mean"] - sum(last) / 2) < 1e-9, (rows, last)


def check_report(xil, out):
    page = pathlib.Path(call([xil, "report", out])[0].splitlines()[-1]).read_text()
    assert "<h3>Published values</h3>" in page and "Source 2: Else 2024" in page
    table = (out / "report/published.md").read_text()
    assert "## Published values" in table and "0.875" in table and "Else 2024" in table, table
    assert (out / "report/published.tex").exists()
    drawn = (out / "report/gnuplot/final_weld_seams_accuracy_published.tsv").read_text()
    assert "0.875000\t0.855000\t0.895000" in drawn and "0.600000\t0.600000\t0.600000" in drawn, drawn
    assert (out / "report/final_weld_seams_accuracy.svg").exists()


def main():
    xil, fake = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        plain, told, out = root / "plain.yaml", root / "told.yaml", root / "out"
        plain.write_text(SWEEP)
        told.write_text(SWEEP + PUBLISHED)
        assert identifiers(xil, plain, out) == identifiers(xil, told, out), "published values are no part of a run"
        call([fake, "run", told, "--out", out])
        check_compare(xil, out)
        check_report(xil, out)
        call([fake, "run", told, "seed=range(0,3)", "--out", out])
        rows = json.loads(call([xil, "compare", out, "--of", "final", "--json"])[0])["published"]
        assert [row["runs"] for row in rows] == [3, 3], "more seeds of the same sweep are told of once"
        told.write_text(SWEEP + PUBLISHED.replace("strategy: random, value", "strategy: rndom, value"))
        _, error = call([xil, "plan", told, "--out", out], 2)
        assert error.count("\n") == 1 and 'no run has strategy: "rndom". They have Active learning, random' in error, error
    print("published values stand beside ours")


main()
