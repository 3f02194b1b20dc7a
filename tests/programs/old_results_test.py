#!/usr/bin/env python3
"""Results folders of earlier versions stay readable. Usage: old_results_test.py XIL XIL_FAKE

tests/fixtures/results_<commit>.tar.xz is what that commit's program left: two runs, their models, and as exported.csv what it
exported of them.
"""
import csv
import math
import pathlib
import sys
import tarfile
import tempfile

from programs import call, call_json, quick_gnuplot, with_environment

KEY = ("run_id", "round", "metric")


def values(file):
    with open(file, newline="") as lines:
        return {tuple(row[name] for name in KEY): row["value"] for row in csv.DictReader(lines)}


def check(xil, archive, place):
    with tarfile.open(archive) as packed:
        packed.extractall(place)
    out = place / "old"
    status = call_json([xil, "status", out])
    assert status["counts"] == {"complete": 2, "running": 0, "failed": 0, "missing": 0}, status
    verified = call_json([xil, "verify", out])
    assert verified["files"] == 4 and verified["problems"] == [], verified
    call([xil, "export", out, "--to", place / "now.csv"])
    then, now = values(out / "exported.csv"), values(place / "now.csv")
    assert then.keys() <= now.keys(), then.keys() - now.keys()
    for key, value in then.items():
        same = value == now[key] or value and now[key] and math.isclose(float(value), float(now[key]), rel_tol=1e-15)
        assert same, f"{key}: {value} was exported, now {now[key]}"
    compared = call_json([xil, "compare", out])
    assert compared["datasets"][0]["strategies"], compared
    call([xil, "report", out], env=with_environment(PATH=quick_gnuplot(place / "bin")))
    assert (out / "report" / "index.html").stat().st_size > 10000


def main(xil, _):
    archives = sorted((pathlib.Path(__file__).parents[1] / "fixtures").glob("results_*.tar.xz"))
    assert archives
    for archive in archives:
        with tempfile.TemporaryDirectory() as place:
            check(xil, archive, pathlib.Path(place))
    print(f"{len(archives)} old results folders were read as they were")


if __name__ == "__main__":
    main(*sys.argv[1:])
