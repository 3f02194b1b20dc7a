#!/usr/bin/env python3
"""A Parquet table has the cells of the JSON lines, type by type, and a fifth of the CSV's size, as a reader by the format's
specification finds, and pyarrow, fastparquet, Polars and DuckDB where the machine has one.

Usage: parquet_test.py PROGRAM, where `PROGRAM FILE table` writes a table of 10^5 rows as its ending says.
"""
import importlib.util
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import unittest

from parquet_reader import BOOLEAN, BYTE_ARRAY, DOUBLE, INT64, Parquet

TYPES = {"run_id": BYTE_ARRAY, "seed": INT64, "round": INT64, "shown": INT64, "expert_s": DOUBLE, "value": DOUBLE, "attempts": INT64,
         "whole": INT64, "flag": BOOLEAN, "share": DOUBLE, "some_whole": DOUBLE, "large": BYTE_ARRAY, "mixed": BYTE_ARRAY,
         "nothing": BYTE_ARRAY, "long.text": BYTE_ARRAY}


def same(one, other):
    """Equal, bit for bit (-0.0 is not 0.0), and of one type."""
    if one is None or other is None:
        return one is None and other is None
    return type(one) is type(other) and one == other and (type(one) is not float or math.copysign(1, one) == math.copysign(1, other))


def as_text(cell):
    return cell if cell is None or isinstance(cell, str) else json.dumps(cell)


class TableForOthers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.files = {}
        for ending in ("csv", "jsonl", "parquet"):
            cls.files[ending] = pathlib.Path(cls.folder.name) / f"table.{ending}"
            subprocess.run([PROGRAM, cls.files[ending], "table"], check=True)
        cls.rows = [json.loads(line) for line in cls.files["jsonl"].read_text().splitlines()]
        cls.table = Parquet(cls.files["parquet"])

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def expected(self, name):
        cells = [row[name] for row in self.rows]
        if self.table.kinds[name] == BYTE_ARRAY:
            return [as_text(cell) for cell in cells]
        if self.table.kinds[name] == DOUBLE:
            return [None if cell is None else float(cell) for cell in cells]
        return cells

    def test_columns_have_the_types_of_their_cells(self):
        self.assertEqual(self.table.names, list(self.rows[0]))
        for name, kind in TYPES.items():
            self.assertEqual(self.table.kinds[name], kind, name)
        self.assertTrue(self.table.created_by.startswith("xil (build "))

    def test_every_cell_is_that_of_the_json_lines(self):
        self.assertGreaterEqual(self.table.rows, 10 ** 5)
        self.assertEqual(self.table.rows, len(self.rows))
        for name, cells in self.table.columns.items():
            for row, (one, other) in enumerate(zip(cells, self.expected(name), strict=True)):
                self.assertTrue(same(one, other), f"{name} of row {row}: {one!r} is not {other!r}")

    def test_it_has_several_groups_and_a_fifth_of_the_size_of_the_csv(self):
        self.assertGreater(len(self.table.groups), 1)
        sizes = {ending: file.stat().st_size for ending, file in self.files.items()}
        print(f"{len(self.rows)} rows: {sizes}, csv / parquet = {sizes['csv'] / sizes['parquet']:.1f}")
        self.assertLessEqual(5 * sizes["parquet"], sizes["csv"])

    def test_the_same_table_gives_the_same_bytes(self):
        again = pathlib.Path(self.folder.name) / "again.parquet"
        subprocess.run([PROGRAM, again, "table"], check=True)
        self.assertEqual(again.read_bytes(), self.files["parquet"].read_bytes())

    def compare(self, columns):
        for name in self.table.names:
            for row, (one, other) in enumerate(zip(columns[name], self.expected(name), strict=True)):
                self.assertTrue(same(one, other), f"{name} of row {row}: {one!r} is not {other!r}")

    @unittest.skipUnless(importlib.util.find_spec("pyarrow"), "no pyarrow on this machine")
    def test_pyarrow_reads_it(self):
        import pyarrow.parquet
        self.compare(pyarrow.parquet.read_table(self.files["parquet"]).to_pydict())

    @unittest.skipUnless(importlib.util.find_spec("fastparquet"), "no fastparquet on this machine")
    def test_fastparquet_reads_it(self):
        import fastparquet
        frame = fastparquet.ParquetFile(str(self.files["parquet"])).to_pandas()
        self.assertEqual(len(frame), len(self.rows))
        for name in ("run_id", "metric", "seed"):
            self.assertEqual(frame[name].tolist(), self.expected(name))

    @unittest.skipUnless(importlib.util.find_spec("polars"), "no Polars on this machine")
    def test_polars_reads_it(self):
        import polars
        self.compare(polars.read_parquet(self.files["parquet"]).to_dict(as_series=False))

    @unittest.skipUnless(importlib.util.find_spec("duckdb"), "no DuckDB on this machine")
    def test_duckdb_reads_it(self):
        import duckdb
        rows = duckdb.sql(f"SELECT * FROM read_parquet('{self.files['parquet']}')").fetchall()
        self.compare({name: [row[i] for row in rows] for i, name in enumerate(self.table.names)})


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
