#!/usr/bin/env python3
"""Reads a run file with h5py alone and holds it to the format page (framework/store/README.md).

Usage: run_file_names_test.py PROGRAM, where PROGRAM FILE writes the example of tests/support/store_files.h.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy as np

# Group -> dataset -> (shape, type, dimensions); None as type: text. R = 3 rounds, T = 6 test items, C = 2 classes,
# 4 looks, 4 corrections (3 edited copies, 1 region loss), 2 maps of 8 x 8 pixels, 20 items.
EXPECTED = {
    "rounds": {name: ((3,), kind, ["round"]) for name, kind in {
        "round": "i8", "shown": "i8", "expert_s": "f8", "train_size": "i8", "accuracy": "f8", "gap": "f8", "late": "f8",
        "train_s": "f8"}.items()},
    "test": {"round": ((3,), "i8", ["round"]), "item": ((6,), "u4", ["item"]), "class": ((2,), None, ["class"]),
             "label": ((6,), "i4", ["item"]), "probability": ((3, 6, 2), "f4", ["round", "item", "class"])},
    "shown": {name: ((4,), kind, ["row"]) for name, kind in {
        "row": "i8", "round": "i8", "item": "u4", "reason": "u1", "of": "u4", "similarity": "f8", "true_label": "i4",
        "given_label": "i4", "predicted": "i4", "probability": "f8", "verdict": "u1", "verdict_score": "f8",
        "edits": "i8", "region_losses": "i8", "explained": "u1", "masks": "i8", "mask_p": "f8", "score_sd": "f8", "map_noise": "f8",
        "mask_gain": "f8"}.items()},
    "corrections": {**{name: ((4,), kind, ["row"]) for name, kind in {
        "row": "i8", "round": "i8", "item": "u4", "label": "i4", "by": "u1", "kind": "u1", "from": "u1",
        "wrong_region": "u1", "flips": "u1", "zoom": "f8", "inpaint_px": "f8", "copy": "u4", "donor": "u4", "seed": "u8",
        "loss": "u1", "weight": "f8"}.items()}, "byte": ((8,), "i8", ["byte"]),
        "region": ((4, 8), "u1", ["row", "byte"]), "edited": ((4, 8), "u1", ["row", "byte"])},
    "saliency": {**{name: ((2,), kind, ["row"]) for name, kind in {
        "row": "i8", "scale": "f8", "offset": "f8", "round": "i8", "item": "u4", "baseline": "f8"}.items()},
        "channel": ((1,), "i8", ["channel"]), "y": ((8,), "i8", ["y"]), "x": ((8,), "i8", ["x"]),
        "map": ((2, 8, 8), "u1", ["row", "y", "x"]), "region": ((2, 8, 8), "u1", ["row", "y", "x"]),
        "confounder": ((2, 8, 8), "u1", ["row", "y", "x"]),
        "image": ((2, 1, 8, 8), "u1", ["row", "channel", "y", "x"])},
    "items": {"id": ((20,), "u4", ["id"]), "path": ((20,), None, ["id"]), "split": ((20,), "u1", ["id"]),
              "label": ((20,), "i4", ["id"]), "initial": ((20,), "u1", ["id"]), "type": ((20,), None, ["id"])},
    "provenance": {},
}
FLAGS = {"shown/reason": "query near_hit near_miss", "shown/verdict": "W RWR RRR not_judged",
         "corrections/by": "edit region_loss", "corrections/kind": "augment randomise substitute inpaint",
         "corrections/from": "same other any", "corrections/wrong_region": "highlighted whole", "corrections/loss": "rrr rbr rrr_g hint cdep r4", "items/split": "pool validation test"}
OF_HDF5 = {"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST"}


def is_fixed_text(kind):
    text = h5py.check_string_dtype(kind)
    return text is not None and text.length is not None and text.encoding == "utf-8"


class RunFileNames(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        path = pathlib.Path(cls.folder.name) / "0123456789abcdef.h5"
        subprocess.run([PROGRAM, path], check=True, timeout=60)
        cls.file = h5py.File(path, "r")
        cls.addClassCleanup(cls.file.close)

    def datasets(self):
        for group in self.file:
            for name, dataset in self.file[group].items():
                yield f"{group}/{name}", dataset

    def test_has_these_names_and_no_others(self):
        self.assertEqual({group: set(self.file[group]) for group in self.file},
                         {group: set(names) for group, names in EXPECTED.items()})

    def test_shapes_types_and_dimensions(self):
        for path, dataset in self.datasets():
            group, name = path.split("/")
            shape, kind, dimensions = EXPECTED[group][name]
            with self.subTest(path):
                self.assertEqual(dataset.shape, shape)
                if kind is None:
                    self.assertTrue(is_fixed_text(dataset.dtype), dataset.dtype)
                else:
                    self.assertEqual(dataset.dtype, np.dtype("<" + kind))
                if dimensions == [name]:
                    self.assertEqual(dataset.attrs["CLASS"], b"DIMENSION_SCALE")
                else:
                    self.assertEqual([list(dim.keys()) for dim in dataset.dims], [[name] for name in dimensions])

    def test_every_dataset_is_checksummed_and_compressed(self):
        for path, dataset in self.datasets():
            with self.subTest(path):
                self.assertTrue(dataset.fletcher32)
                self.assertEqual(dataset.compression, "gzip")

    def test_text_has_a_fixed_length_everywhere(self):
        objects = [self.file, *(self.file[group] for group in self.file), *(dataset for _, dataset in self.datasets())]
        for thing in objects:
            for name in set(thing.attrs) - OF_HDF5:
                kind = thing.attrs.get_id(name).dtype
                with self.subTest(f"{thing.name} {name}"):
                    self.assertTrue(kind.kind in "iu" or is_fixed_text(kind), kind)

    def test_attributes(self):
        attributes = {name: value.decode() if isinstance(value, bytes) else value
                      for name, value in self.file.attrs.items()}
        provenance = json.loads(attributes.pop("provenance"))
        self.assertEqual(json.loads(attributes.pop("config")), {"pool": 10, "note": "größer"})
        self.assertEqual(attributes, {"schema_version": 5, "run_id": "0123456789abcdef", "status": "complete",
                                      "dataset": "fake", "strategy": "nearcaipi", "model": "cnn", "explainer": "rise",
                                      "seed": -7})
        self.assertEqual({key: text.decode() for key, text in self.file["provenance"].attrs.items()}, provenance)
        self.assertEqual(provenance["commit"], "the commit")
        self.assertEqual(self.file["items"].attrs["dataset_digest"], b"digest")

    def test_codes_are_explained(self):
        for path, dataset in self.datasets():
            with self.subTest(path):
                names = FLAGS.get(path)
                self.assertEqual(dataset.attrs.get("flag_meanings", b"").decode(), names or "")
                self.assertEqual(list(dataset.attrs.get("flag_values", [])), list(range(len((names or "").split()))))

    def test_names_in_s_are_seconds_and_only_they(self):
        for path, dataset in self.datasets():
            self.assertEqual(dataset.attrs.get("units"), b"s" if path.endswith("_s") else None, path)

    def test_values_without_a_reader_of_ours(self):
        read = {path: dataset[()] for path, dataset in self.datasets()}
        probability = [[(i + 1) / 16 + r / 8 for i in range(6)] for r in range(3)]
        np.testing.assert_array_equal(read["test/probability"][:, :, 0], probability)
        np.testing.assert_array_equal(read["test/probability"].sum(axis=2), 1)
        self.assertEqual(read["test/item"].tolist(), [14, 15, 16, 17, 18, 19])
        self.assertEqual(read["test/label"].tolist(), [0, 1, 0, 1, 0, 1])
        self.assertEqual(read["test/class"].tolist(), [b"class 0", b"class 1"])
        self.assertEqual(read["items/split"].tolist(), 10 * [0] + 4 * [1] + 6 * [2])
        self.assertEqual(np.flatnonzero(read["items/initial"]).tolist(), [0, 1, 3])
        self.assertEqual(set(read["items/path"]), {b"item"})
        self.assertEqual(set(read["items/type"]), {b""})

    def test_corrections(self):
        table = {name: dataset[()] for name, dataset in self.file["corrections"].items()}
        self.assertEqual(table["round"].tolist(), [1, 1, 1, 2])
        self.assertEqual(table["item"].tolist(), [4, 5, 5, 6])
        self.assertEqual(table["label"].tolist(), [0, 1, 1, 1])
        self.assertEqual(table["by"].tolist(), [0, 0, 1, 0])
        self.assertEqual(table["kind"].tolist(), [0, 2, 2, 3])
        self.assertEqual(table["from"].tolist(), [2, 1, 2, 2])
        self.assertEqual(table["copy"].tolist(), [0, 2, 0, 0])
        self.assertEqual(table["donor"].tolist(), [0, 3, 0, 0])
        self.assertEqual(table["seed"].tolist(), [11, 2**64 - 1, 0, 0])
        self.assertEqual(table["flips"].tolist(), [0, 1, 1, 1])
        self.assertEqual(table["zoom"].tolist(), [0.25, 0.1, 0.1, 0.1])
        self.assertEqual(table["inpaint_px"].tolist(), [3, 3, 3, 4.5])
        self.assertEqual((table["loss"].tolist(), table["weight"].tolist()), ([0, 0, 0, 0], [0, 0, 2.5, 0]))
        regions = np.unpackbits(table["region"], axis=1).reshape(4, 8, 8)
        self.assertEqual(np.argwhere(regions).tolist(), [[1, 0, 1], [1, 7, 7], [2, 2, 5], [3, 3, 2]])
        edited = table["region"].copy()
        edited[2] = 0  # a region loss edits nothing
        np.testing.assert_array_equal(table["edited"], edited)  # none of them lies in a defect

    def test_explanations_of_looks(self):
        table = {name: dataset[()] for name, dataset in self.file["shown"].items()}
        self.assertEqual(table["region_losses"].tolist(), [0, 1, 0, 0])
        self.assertEqual(table["explained"].tolist(), [0, 1, 1, 0])
        self.assertEqual(table["masks"].tolist(), [0, 400, 400, 0])
        np.testing.assert_array_equal(table["mask_p"], [np.nan, 0.375, 0.375, np.nan])
        np.testing.assert_array_equal(table["score_sd"], [np.nan, 0.0625, 0.0625, np.nan])
        np.testing.assert_array_equal(table["map_noise"], [np.nan, 0.125, 0.125, np.nan])
        np.testing.assert_array_equal(table["mask_gain"], [np.nan, 11.5, 11.5, np.nan])

    def test_maps(self):
        table = {name: dataset[()] for name, dataset in self.file["saliency"].items()}
        ramp = table["offset"][0] + table["scale"][0] * table["map"][0]
        np.testing.assert_allclose(ramp.ravel(), np.arange(64) / 64 - 1, rtol=0, atol=table["scale"][0] / 2 + 1e-12)
        self.assertTrue(np.isnan(table["scale"][1]) and np.isnan(table["offset"][1]))
        self.assertEqual(set(table["image"][0].ravel()), {5})
        self.assertEqual(np.argwhere(table["region"]).tolist(), [[0, y, x] for y in (4, 5) for x in (4, 5)])
        self.assertEqual(np.argwhere(table["confounder"]).tolist(), [])
        self.assertEqual(table["baseline"].tolist(), [0.25, 0.25])


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
