"""Labels of strategies that somebody else chose: on a terminal, in tables, figures, pages and exports.

Usage: foreign_labels_test.py XIL XIL_FAKE
"""
import csv
import json
import os
import pathlib
import sys
import tempfile

from foreign_text_test import Field, Page
from report_browser import rows_of
from programs import with_environment


def labels(field):
    """Labels of strategies that are markup, commands, formulas or very long are words in every output, and none is merged with another."""
    texts = ["<!--<script>x", "[x](http://y)|`z`", "\u202e\\input{x}\x1b[2J", "=HYPERLINK(\"x\")", "größer & 100 % \"ja\" 'nein'", "漢" * 80, "L" * 80,
             "'; system('touch pwned'); '`touch pwned`@x", "same", "same"]
    strategies = [{"name": "caipi", "refutations": i, "label": text} for i, text in enumerate(texts)] + [{"name": "active", "label": "."}]
    out = field.make(["plain"], strategies=", ".join(map(json.dumps, strategies)))
    shown, _ = field.bytes_of("plan", "text.yaml", "--out", out)
    assert "strategy=caipi (größer & 100 % \"ja\" 'nein') " in shown, shown
    compared = json.loads(field.bytes_of("compare", out, "--json")[0])
    names = {own["strategy"] for own in compared["datasets"][0]["strategies"]}
    assert len(names) == len(strategies), names
    assert {"same (caipi refutations=8)", "same (caipi refutations=9)", "漢" * 80, texts[4]} <= names, names
    for form in ("text", "markdown", "latex"):
        field.bytes_of("compare", out, "--format", form)
    folded, _ = field.bytes_of("compare", out, env=with_environment(COLUMNS="60"))
    field.bytes_of("report", out)
    assert not pathlib.Path("pwned").exists() and not (out / "report" / "gnuplot" / "pwned").exists(), "a label was run"
    page = Page((out / "report" / "index.html").read_text())
    assert {row["strategy"] for row in rows_of(page.json["run-data"])} == names
    for ending in ("csv", "jsonl"):
        field.bytes_of("export", out, "--to", f"x.{ending}")
    records = [json.loads(line) for line in pathlib.Path("x.jsonl").read_text().splitlines()]
    assert {record["condition"] for record in records} == names
    assert all(row["condition"][:1] != "=" for row in csv.DictReader(pathlib.Path("x.csv").read_text().splitlines()))
    # A label belongs to no run, and the newest submission that gives one counts.
    ids = sorted(path.name for path in (out / "runs").glob("*.h5"))
    for label, expected in (("new", "new"), ("", "caipi refutations=0"), ("<!--<script>x", "<!--<script>x")):
        strategies[0]["label"] = label
        field.make(["plain"], strategies=", ".join(map(json.dumps, strategies)))
        assert sorted(path.name for path in (out / "runs").glob("*.h5")) == ids, "a label made runs again"
        compared = json.loads(field.bytes_of("compare", out, "--json")[0])
        assert expected in {own["strategy"] for own in compared["datasets"][0]["strategies"]}, (label, compared)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        labels(Field(sys.argv[1], sys.argv[2], pathlib.Path(scratch).resolve()))
        os.chdir("/")
