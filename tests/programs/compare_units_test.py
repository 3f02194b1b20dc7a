"""`xil compare` of one table in several units and forms, and of p-values below the range of numbers. Usage: compare_units_test.py XIL"""
import pathlib
import sys
import tempfile

import numpy

from compare_test import compare, write_table
from programs import call


def check_units(xil, root):
    """A table in another unit, or with another zero, has the same p: GraphPad's FAQ 2020 and Stata's copper data (list 2013-02/msg00522),
    scipy/scipy#26082, tables in hundredths; separated by semicolons or tabs, with a decimal comma, a byte order mark and CR LF as well."""
    copper = [70, 45, 72, 30, 116, 69, 83, 74, 124, 77, 65, 76, 42, 94, 36, 98, 64, 90, 63, 55, 78, 10, 52, 42, 58, 62, 112, 86, 74, 104, 65, 66,
              81, 48, 85, 75, 73, 50, 34, 88]
    rng = numpy.random.default_rng(26082)
    cases = {"GraphPad": ([12, 14, 45, 35, 22, 24, 29, 11], [11, 15, 36, 23, 37, 16, 19, 7]), "Stata": (copper, [60] * 40),
             "percent": ([86, 94, 94, 91, 80, 91, 83, 93], [82, 93, 90, 88, 80, 87, 82, 94])}
    for i in range(6):
        cases[f"drawn {i}"] = (rng.integers(80, 95, 10).tolist(), rng.integers(80, 95, 10).tolist())
    path = root / "units.csv"
    for name, (a, b) in cases.items():
        def pair_of(unit):
            pair = compare(xil, write_table(path, {"d": {s: {i: unit(x) for i, x in enumerate(v)} for s, v in (("a", a), ("b", b))}}))["datasets"][0]["pairs"][0]
            return [pair[key] for key in ("p", "better", "rank_biserial", "cliffs_delta", "probability_of_improvement", "pairs_that_differ")]
        whole = pair_of(float)
        for unit in (lambda x: x / 100, lambda x: x * 100, lambda x: x / 3, lambda x: x / 100 + 7, lambda x: x / 100 - 1000, lambda x: 0.1 * x):
            assert pair_of(unit) == whole, (name, pair_of(unit), whole)
    expected = compare(xil, path)
    text = path.read_text()
    for written in (text.replace(",", ";"), text.replace(",", "\t"), text.replace(",", ";").replace(".", ","), text.replace("\n", "\r\n"), "\ufeff" + text):
        path.write_bytes(written.encode())
        assert compare(xil, path)["datasets"] == expected["datasets"], written[:60]


def check_no_zero(xil, root):
    """3,000 pairs that all go one way: below the range of numbers, but not 0."""
    path = write_table(root / "many.csv", {"d": {"a": {i: i + 1.0 for i in range(3000)}, "b": {i: 0.0 for i in range(3000)}}})
    data = compare(xil, path)["datasets"][0]
    assert 0 < data["pairs"][0]["p"] < 1e-300 and data["advice"]["smallest_p"] > 0
    assert "< 1e-300" in call([xil, "compare", path])[0] and "0.0e+00" not in call([xil, "compare", path])[0]


def main(xil):
    with tempfile.TemporaryDirectory() as temporary:
        check_units(xil, pathlib.Path(temporary))
        check_no_zero(xil, pathlib.Path(temporary))
    print("p is the same in every unit and form of a table, and never 0")


if __name__ == "__main__":
    main(*sys.argv[1:])
