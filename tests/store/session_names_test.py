#!/usr/bin/env python3
"""Reads a person's run file with h5py alone and holds it to the format page (framework/store/README.md); and spoils it, which is
noticed.

Usage: session_names_test.py PROGRAM, where PROGRAM FILE session writes the example of tests/support/session_files.h, and PROGRAM FILE check
says what is wrong with a file.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy as np

# Table -> dataset -> (shape, type, dimensions); None as type: text. 5 events, 7 answers, 3 lines, 8 x 8 pixels in 8 bytes.
EXPECTED = {
    "events": {name: ((5,), kind, ["row"]) for name, kind in {
        "row": "i8", "time_unix": "f8", "round": "i8", "item": "u4", "practice": "u1", "action": "u1", "target": "u1",
        "value": "i8", "active_s": "f8", "idle_s": "f8"}.items()},
    "answers": {**{name: ((7,), kind, ["row"]) for name, kind in {
        "row": "i8", "round": "i8", "item": "u4", "practice": "u1", "comparison": "u1", "predicted": "i4",
        "given_label": "i4", "verdict": "u1", "strokes": "i8", "look_s": "f8", "reasons_s": "f8", "region_s": "f8",
        "idle_s": "f8", "drew_defect": "u1", "drew_wrong": "u1", "note": None}.items()},
        "byte": ((8,), "i8", ["byte"]), "defect": ((7, 8), "u1", ["row", "byte"]), "wrong": ((7, 8), "u1", ["row", "byte"])},
    "questionnaire": {"row": ((3,), "i8", ["row"]), "scale": ((3,), None, ["row"]), "name": ((3,), None, ["row"]),
                      "value": ((3,), "f8", ["row"])},
}
FLAGS = {"events/action": "open shown label reasons stroke undo redo note map tick answer unsure continue",
         "events/target": "defect wrong", "answers/verdict": "W RWR RRR not_judged unsure"}


def replace(group, name, **kwargs):
    old = group[name]
    kwargs.setdefault("dtype", old.dtype)
    del group[name]
    return group.create_dataset(name, **kwargs)


def set_value(path, row, value):
    return lambda file: file[path].__setitem__(row, value)


def set_attribute(path, name, value):
    return lambda file: file[path].attrs.create(name, value)


def longer(path):
    def spoil(file):
        group, name = file[path].parent, path.rpartition("/")[2]
        values = file[path][()]
        replace(group, name, data=np.concatenate([values, values[:1]]))
    return spoil


def shifted(path):
    """The flag of a drawn region goes, its pixels stay."""
    return lambda file: file[path].__setitem__(slice(None), 0)


def wide(path):
    return lambda file: replace(file[path].parent, path.rpartition("/")[2], data=np.zeros((7, 9), "u1"))


def deep(path):
    return lambda file: replace(file[path].parent, path.rpartition("/")[2], data=np.zeros((7, 0), "i8"))


def missing(path):
    return lambda file: file.__delitem__(path)


def group_instead(path):
    def spoil(file):
        del file[path]
        file.create_group(path)
    return spoil


def variable_text(path):
    def spoil(file):
        length = len(file[path])
        replace(file[path].parent, path.rpartition("/")[2], data=["x"] * length, dtype=h5py.string_dtype())
    return spoil


def huge(path):
    return lambda file: replace(file[path].parent, path.rpartition("/")[2], shape=(1 << 40,), dtype="u1", chunks=(1 << 16,), compression="gzip")


def link(path, target):
    def spoil(file):
        del file[path]
        file[path] = target
    return spoil


# What is spoilt -> how. In /session of the example, answer 0 is practice, 2 has both regions, 6 was set aside.
HOSTILE = {
    **{f"missing {path}": missing(f"session/{path}") for path in (
        "events", "answers", "questionnaire", "events/row", "events/value", "answers/note", "answers/defect", "answers/drew_wrong",
        "answers/verdict", "questionnaire/scale", "questionnaire/value")},
    **{f"longer {path}": longer(f"session/{path}") for path in (
        "events/time_unix", "answers/item", "answers/wrong", "answers/drew_defect", "answers/note", "questionnaire/name")},
    **{f"a group for {path}": group_instead(f"session/{path}") for path in ("events/value", "answers/defect")},
    "a dataset for a table": lambda f: [f.__delitem__("session/events"), f["session"].create_dataset("events", data=[1, 2, 3])],
    "a dataset for the session": lambda f: [f.__delitem__("session"), f.create_dataset("session", data=[1, 2, 3])],
    "no expert": lambda f: f["session"].attrs.__delitem__("expert"),
    "a number for an expert": set_attribute("session", "expert", 7),
    "texts of any length": variable_text("session/answers/note"),
    "unknown action": set_value("session/events/action", 0, 13),
    "unknown target": set_value("session/events/target", 0, 2),
    "unknown verdict": set_value("session/answers/verdict", 0, 5),
    "practice 2": set_value("session/answers/practice", 0, 2),
    "comparison 2": set_value("session/answers/comparison", 0, 2),
    "drew 2": set_value("session/answers/drew_defect", 2, 2),
    "pixels without a flag": shifted("session/answers/drew_defect"),
    "regions of another size": wide("session/answers/defect"),
    "rows without values": deep("session/answers/strokes"),
    "item 20": set_value("session/answers/item", 0, 20),
    "item 2^32 - 1": set_value("session/events/item", 0, 2**32 - 1),
    "round 3": set_value("session/answers/round", 0, 3),
    "round -2^63": set_value("session/events/round", 0, -2**63),
    "class 2": set_value("session/answers/predicted", 0, 2),
    "class -1": set_value("session/answers/given_label", 0, -1),
    "a label that was not given": set_value("session/answers/given_label", 6, 0),
    "another label than in /shown": set_value("session/answers/given_label", 1, 1),
    "another verdict than in /shown": set_value("session/answers/verdict", 4, 2),
    "infinite seconds": set_value("session/answers/region_s", 2, np.inf),
    "negative seconds": set_value("session/events/idle_s", 2, -1),
    "no time": set_value("session/events/time_unix", 2, np.nan),
    "more pixels than there are": set_value("session/events/value", 2, 65),
    "unknown scale": set_value("session/questionnaire/scale", 0, "nps"),
    "a question of the other scale": set_value("session/questionnaire/scale", 0, "sus"),
    "more than everything": set_value("session/questionnaire/value", 0, 101),
    "a claimed size": huge("session/answers/drew_wrong"),
    "a soft link": link("session/events/value", h5py.SoftLink("/session/events/round")),
    "a link elsewhere": link("session/answers/note", h5py.ExternalLink("other.h5", "/x")),
    "a second name": lambda f: [f.__delitem__("session/events/value"), f["session/events"].__setitem__("value", f["session/events/round"])],
    "schema 4": set_attribute("/", "schema_version", 4),
    "more answered than asked": set_attribute("replay", "answered", 6),
    "fewer than none": set_attribute("replay", "simulated", -1),
    "no count": lambda f: f["replay"].attrs.__delitem__("asked"),
    "a real count": set_attribute("replay", "asked", 5.5),
    "an unsure look with a label": set_value("shown/given_label", 4, 0),
    "a look without a label": set_value("shown/given_label", 3, -1),
    "an unsure look with corrections": lambda f: [f["shown/edits"].__setitem__(4, 1)],
    "corrections of an unsure look": set_value("corrections/item", 3, 8),
}
HARMLESS = {
    "an own table below /session": lambda f: f["session"].create_group("mine", track_order=True).create_dataset("x", data=[1, 2, 3]),
    "no session": missing("session"),
    "no replay": missing("replay"),
}


class SessionNames(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.path = cls.folder / "0123456789abcdef.h5"
        subprocess.run([PROGRAM, cls.path, "session"], check=True, timeout=60)

    def test_shapes_types_and_dimensions(self):
        with h5py.File(self.path) as file:
            session = file["session"]
            self.assertEqual({table: set(session[table]) for table in session}, {table: set(names) for table, names in EXPECTED.items()})
            for table, names in EXPECTED.items():
                for name, (shape, kind, dimensions) in names.items():
                    dataset = session[table][name]
                    with self.subTest(f"{table}/{name}"):
                        self.assertEqual(dataset.shape, shape)
                        if kind is None:
                            text = h5py.check_string_dtype(dataset.dtype)
                            self.assertTrue(text.length is not None and text.encoding == "utf-8")
                        else:
                            self.assertEqual(dataset.dtype, np.dtype("<" + kind))
                        if dimensions != [name]:
                            self.assertEqual([list(dim.keys()) for dim in dataset.dims], [[each] for each in dimensions])
                        self.assertTrue(dataset.fletcher32 and dataset.compression == "gzip")
                        self.assertEqual(dataset.attrs.get("flag_meanings", b"").decode(), FLAGS.get(f"{table}/{name}", ""))
                        self.assertEqual(dataset.attrs.get("units"), b"s" if name.endswith("_s") else None)

    def test_values_without_a_reader_of_ours(self):
        with h5py.File(self.path) as file:
            session = file["session"]
            self.assertEqual(session.attrs["expert"], b"inspector_7")
            answers = {name: dataset[()] for name, dataset in session["answers"].items()}
            self.assertEqual(answers["item"].tolist(), [10, 4, 5, 6, 7, 4, 8])
            self.assertEqual(answers["practice"].tolist(), [1, 0, 0, 0, 0, 0, 0])
            self.assertEqual(answers["comparison"].tolist(), [0, 0, 0, 0, 0, 1, 0])
            self.assertEqual(answers["given_label"].tolist(), [1, 0, 1, 1, 1, 0, -1])
            self.assertEqual(answers["verdict"].tolist(), [2, 0, 1, 2, 3, 3, 4])
            self.assertEqual(answers["note"][2].decode(), "größer")
            self.assertEqual(answers["drew_defect"].tolist(), [0, 0, 1, 0, 0, 0, 0])
            self.assertEqual(answers["drew_wrong"].tolist(), [1, 0, 1, 0, 0, 0, 0])
            defect = np.unpackbits(answers["defect"], axis=1).reshape(7, 8, 8)
            self.assertEqual(np.argwhere(defect).tolist(), [[2, y, x] for y in (1, 2) for x in (4, 5, 6)])
            wrong = np.unpackbits(answers["wrong"], axis=1).reshape(7, 8, 8)
            self.assertEqual(np.argwhere(wrong).tolist(), [[row, at, at] for row in (0, 2) for at in (0, 7)])
            self.assertEqual(session["events/action"][()].tolist(), [1, 2, 4, 8, 10])
            np.testing.assert_array_equal(session["questionnaire/value"][()], [55, np.nan, 4])
            self.assertEqual(session["questionnaire/scale"][()].tolist(), [b"tlx", b"tlx", b"sus"])
            self.assertEqual({name: value.decode() if isinstance(value, bytes) else int(value) for name, value in file["replay"].attrs.items()},
                             {"session": "fedcba9876543210", "asked": 5, "answered": 3, "label_only": 1, "simulated": 1})
            self.assertEqual(file["shown/given_label"][()].tolist(), [0, 1, 1, 1, -1])
            self.assertEqual(file["shown/verdict"].attrs["flag_meanings"], b"W RWR RRR not_judged unsure")

    def check(self, spoil):
        """What is said of the example after it was changed."""
        place = self.folder / "changed"
        place.mkdir(exist_ok=True)
        path = place / self.path.name
        shutil.copy(self.path, path)
        with h5py.File(path, "r+", libver="latest") as file:
            spoil(file)
        return subprocess.run([PROGRAM, path, "check"], capture_output=True, text=True, timeout=60)

    def test_what_is_spoilt_is_noticed(self):
        for name, spoil in HOSTILE.items():
            with self.subTest(name):
                result = self.check(spoil)
                self.assertEqual(result.returncode, 1, result)
                self.assertTrue(result.stdout.strip() and not result.stderr, result)

    def test_what_is_harmless_is_not(self):
        for name, spoil in HARMLESS.items():
            with self.subTest(name):
                result = self.check(spoil)
                self.assertEqual((result.returncode, result.stdout), (0, ""))


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
