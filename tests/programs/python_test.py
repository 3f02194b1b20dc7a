"""The README's ways from results to Python, run as they stand there on a sweep with a failed run; what they print is held to the run
files and to `xil status`. Usage: python_test.py XIL XIL_FAKE README STORE_README
"""
import contextlib
import io
import pathlib
import re
import sys
import tempfile

import h5py
import numpy
import pandas

from programs import call, call_json, with_environment

SWEEP = """
name: python
fixed: {rounds: 10, query_batch: 2, initial: 6, explain_items: 4, saliency: all, dataset: weld_seams}
grid:
  strategy: [random, caipi]
  seed: [0, 1, 2]
"""

# A strategy with its control, one of them under a label, and two sets of one layout, each under a title.
CONDITIONS = """
name: conditions
fixed: {rounds: 10, query_batch: 2, initial: 6, explain_items: 4}
grid:
  dataset: [{name: manifest, root: ., title: "Line 1, \\"left\\""}, {name: manifest, root: ., title: Zeile 2 – größer}]
  strategy: [active, {name: active, copies: 3}, {name: caipi, label: "CAIPI, as published"}]
  seed: [0, 1, 2]
"""


def snippets(page, heading):
    """The Python blocks below a heading."""
    text = page.read_text()
    part = text[text.index(heading):]
    end = part.find("\n## ", 1)
    return re.findall(r"```python\n(.*?)```", part[:end] if end > 0 else part, re.DOTALL)


def printed(code):
    said = io.StringIO()
    for option, value in (("display.width", 1000), ("display.max_columns", None), ("display.float_format", "{:.6f}".format)):
        pandas.set_option(option, value)  # else it depends on the values what is printed
    with contextlib.redirect_stdout(said):
        exec(compile(code, "README", "exec"), {})
    return said.getvalue()


def check_export(xil, out):
    """All three forms say the same, of failed runs too."""
    for name in ("results.csv", "results.jsonl", "results.sqlite"):
        call([xil, "export", out, "--to", out / name])
    import sqlite3
    forms = [pandas.read_csv(out / "results.csv"), pandas.read_json(out / "results.jsonl", lines=True),
             pandas.read_sql("SELECT * FROM results", sqlite3.connect(out / "results.sqlite"))]
    for form in forms:
        assert list(form.columns) == list(forms[0].columns)
        assert len(form) == len(forms[0])
        assert numpy.allclose(form.value, forms[0].value, rtol=1e-12, equal_nan=True), "pandas' own parsers round the last digit"
        failed = form[form.status == "failed"]
        assert len(failed) == 2 and set(failed.seed) == {1} and set(failed.attempts) == {1}
        assert set(failed.reason) == {"this run was told to break"} and failed.host.notna().all() and failed.value.isna().all()
        complete = form[form.status == "complete"]
        assert complete[["host", "device", "commit", "dataset_digest"]].notna().all().all() and complete.reason.isna().all()
    return forms[0]


def check_conditions(xil, fake, root, pandas_code):
    """The page's lines keep apart what compare keeps apart."""
    (root / "conditions.yaml").write_text(CONDITIONS)
    out = root / "conditions"
    call([fake, "run", root / "conditions.yaml", "--out", out])
    call([xil, "export", out, "--to", out / "results.csv"])
    said = printed(pandas_code.replace("results/quickstart", str(out)))
    table = pandas.read_csv(out / "results.csv")
    final = table[(table.metric == "accuracy") & (table["round"] == 10)]
    compared = call_json([xil, "compare", out, "--of", "final"])
    expected = {(one["dataset"], own["strategy"]): own["mean"] for one in compared["datasets"] for own in one["strategies"]}
    assert set(map(tuple, final[["dataset", "condition"]].drop_duplicates().values)) == set(expected), expected
    assert sorted(set(table.condition)) == ["CAIPI, as published", "active", "active copies=3"]
    assert set(table.dataset) == {'Line 1, "left"', "Zeile 2 – größer"} and set(table.strategy) == {"active", "caipi"}
    assert said.count("3.000000") == len(expected) == 6, f"six groups of three seeds:\n{said}"
    for mean in expected.values():
        assert f"{mean:.6f}" in said, (mean, said)
    one = table[(table.metric == "accuracy") & (table["round"] == 10)]
    one.to_csv(root / "one.csv", index=False)
    again = call_json([xil, "compare", root / "one.csv"])
    assert {(d["dataset"], s["strategy"]): s["mean"] for d in again["datasets"] for s in d["strategies"]} == expected


def main(xil, fake, readme, store_readme):
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        sweep, out = root / "sweep.yaml", root / "out"
        sweep.write_text(SWEEP)
        call([fake, "run", sweep, "--out", out], 3, env=with_environment(XIL_FAKE_FAULT="1 2 throw"))
        table = check_export(xil, out)
        here = str(out)
        pandas_code, xarray_code, h5py_code = (code.replace("results/quickstart", here) for code in snippets(readme, "## From Python"))
        for code in (pandas_code, xarray_code, h5py_code):
            assert len(code.strip().splitlines()) == 5, f"five lines:\n{code}"
        said = printed(pandas_code)
        mean = table[(table.metric == "accuracy") & (table["round"] == 10) & (table.strategy == "caipi")].value.mean()
        assert f"{mean:.6f}" in said and said.count("this run was told to break") == 2, said
        first = sorted((out / "runs").glob("*.h5"))[0]
        with h5py.File(first) as run:
            said = printed(xarray_code)
            for accuracy in run["rounds/accuracy"][:]:
                assert f"{accuracy:.6f}" in said, said
            said = printed(h5py_code)
            assert said.startswith(run.attrs["strategy"].decode()) and "[[" in said, said
        check_conditions(xil, fake, root, snippets(readme, "## From Python")[0])
        names = {run["run_id"] for run in call_json([xil, "status", out])["runs"] if run["status"] == "complete"}
        assert first.stem in names
        blocks = snippets(store_readme, "## Reading without xil")
        assert len(blocks) == 2
        for code in blocks:
            said = printed(code.replace("OUT/runs/0123456789abcdef.h5", str(first)))
            assert said.strip(), code
    print("the README's five lines each do what they say")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4]))
