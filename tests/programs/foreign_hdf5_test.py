#!/usr/bin/env python3
"""Run, model, checkpoint and feature files that somebody else made: they lead to no other file, take no memory that they do not fill,
and what they claim is checked before it is believed. Usage: foreign_hdf5_test.py XIL XIL_FAKE
"""
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy as np

from programs import quick_gnuplot

SWEEP = """
name: foreign
fixed: {dataset: {name: weld_seams, items: 60, size: 16, confounder: both}, model: {name: simple_cnn, channels1: 2, channels2: 2, hidden: 4},
        rounds: 1, query_batch: 3, initial: 4, updates: 2, explain_items: 2, saliency: all, models: final, explainer: {name: invrise, masks: 10}}
grid: {strategy: [random, {name: caipi, kind: substitute, from: any}], seed: [0]}
"""
SECRET = b"-----BEGIN PRIVATE KEY----- TOPSECRET-" + bytes(range(65, 91)) * 100


def replace(group, name, *args, **kwargs):
    """A dataset in the place of one that was there; without more the same values."""
    if name in group:
        del group[name]
    return group.create_dataset(name, *args, **kwargs)


def external(group, name, secret):
    shape, kind = group[name].shape, group[name].dtype
    replace(group, name, shape=shape, dtype=kind, external=[(str(secret), 0, int(np.prod(shape)) * kind.itemsize)])


def virtual(group, name, source):
    shape, kind = group[name].shape, group[name].dtype
    layout = h5py.VirtualLayout(shape=shape, dtype=kind)
    layout[...] = h5py.VirtualSource(str(source), f"{group.name}/{name}", shape=shape)
    del group[name]
    group.create_virtual_dataset(name, layout)


def link(group, name, target):
    del group[name]
    group[name] = target


def attribute(node, name, value):
    del node.attrs[name]
    node.attrs.create(name, value)


def huge(group, name, **more):
    replace(group, name, shape=(150_000_000,), dtype="i1", chunks=(1 << 20,), compression="gzip", **more)


def zeros(group, name, count=1 << 26):
    replace(group, name, data=np.zeros(count, "i1"), chunks=(1 << 20,), compression="gzip")


def claim_rounds(file):
    for name in list(file["rounds"]):
        del file["rounds"][name]
    for name in ("round", "shown", "expert_s", "accuracy"):
        huge(file["rounds"], name)


def set_value(path, row, value):
    return lambda file: file[path].__setitem__(row, value)


# What is spoilt -> how. None may crash a command, take more than its file has, or be called intact.
RUN = {
    "image without channels": lambda f: replace(f["saliency"], "image", shape=(f["saliency/map"].shape[0], 0, 16, 16), dtype="u1"),
    "maps without pixels": lambda f: [replace(f["saliency"], name, shape=(f["saliency/row"].shape[0], *more), dtype="u1")
                                      for name, more in (("image", (3, 0, 0)), ("map", (0, 0)), ("region", (0, 0)))],
    "image of two dimensions": lambda f: replace(f["saliency"], "image", data=np.zeros((2, 9), "u1")),
    "huge picture": lambda f: replace(f["saliency"], "image", shape=(f["saliency/row"].shape[0], 3, 1 << 20, 1 << 20), dtype="u1",
                                      chunks=(1, 1, 1 << 10, 1 << 10)),
    "maps of another size": lambda f: replace(f["saliency"], "map", data=np.zeros((f["saliency/row"].shape[0], 4, 4), "u1")),
    "rounds never written": claim_rounds,
    "rounds of zeros": lambda f: zeros(f["rounds"], "accuracy"),
    "product that overflows": lambda f: replace(f["test"], "probability", shape=(1 << 32, 1 << 31, 2), dtype="f4", chunks=(1, 1, 2)),
    "class of two dimensions": lambda f: replace(f["test"], "class", data=np.full((2, 200000), b"AAAAAAAA", "S8"), chunks=(2, 200000)),
    "text of any length": lambda f: replace(f["items"], "path", data=["x"] * 60, dtype=h5py.string_dtype()),
    "compound rounds": lambda f: replace(f["rounds"], "accuracy", data=np.zeros(2, [("a", "f8"), ("b", "f8")])),
    "references": lambda f: replace(f["rounds"], "accuracy", data=np.array([f["test"].ref, f["test"].ref], h5py.ref_dtype)),
    "scalar": lambda f: replace(f["rounds"], "accuracy", data=0.5),
    "soft link": lambda f: link(f["rounds"], "accuracy", h5py.SoftLink("/rounds/shown")),
    "second name": lambda f: link(f["rounds"], "accuracy", f["rounds/shown"]) and None,
    "group in a ring": lambda f: f["rounds"].__setitem__("ring", f["/"]),
    "own filter": lambda f: replace(f["rounds"], "accuracy", data=np.zeros(2), chunks=(2,), scaleoffset=3),
    "virtual of itself": lambda f: virtual(f["rounds"], "accuracy", "."),
    "item out of range": set_value("shown/item", 0, 2**32 - 1),
    "label out of range": set_value("shown/given_label", 0, 77),
    "negative label": set_value("test/label", 0, -5),
    "unknown verdict": set_value("shown/verdict", 0, 200),
    "round unknown": set_value("saliency/round", 0, 99),
    "scale infinite": set_value("saliency/scale", 0, np.inf),
    "scale of half": set_value("saliency/scale", 0, np.nan),
    "offset huge": set_value("saliency/offset", 0, 1e300),
    "rounds that fall": set_value("rounds/round", 1, -3),
    "budget undefined": set_value("rounds/expert_s", 1, np.nan),
    "budget infinite": set_value("rounds/expert_s", 1, np.inf),
    "budget that falls": set_value("rounds/shown", 1, -1),
    "probability of 7": set_value("test/probability", (0, 0, 0), 7),
    "schema of another shape": lambda f: attribute(f, "schema_version", np.array([3, 3])),
    "schema as text": lambda f: attribute(f, "schema_version", np.bytes_(b"3")),
    "schema huge": lambda f: attribute(f, "schema_version", np.uint64(2**64 - 1)),
    "seed as real": lambda f: attribute(f, "seed", 0.5),
    "config as a list": lambda f: attribute(f, "config", np.array([b"{}", b"{}"])),
    "config of any length": lambda f: attribute(f, "config", "{}"),
    "status empty": lambda f: attribute(f, "status", h5py.Empty("S8")),
}
MODEL = {
    "class of two dimensions": lambda f: replace(f["dataset"], "class", data=np.full((2, 200000), b"AAAAAAAA", "S8"), chunks=(2, 200000)),
    "negative channels": lambda f: attribute(f["dataset"], "channels", np.int64(-3)),
    "no channels": lambda f: attribute(f["dataset"], "channels", np.int64(0)),
    "many channels": lambda f: attribute(f["dataset"], "channels", np.int64(2**40)),
    "height huge": lambda f: attribute(f["dataset"], "height", np.int64(2**31 - 1)),
    "width below 0": lambda f: attribute(f["dataset"], "width", np.int64(-(2**63))),
    "positive class beyond": lambda f: attribute(f["dataset"], "positive_class", np.int64(9)),
    "round below 0": lambda f: attribute(f, "round", np.int64(-1)),
    "classes never written": lambda f: replace(f["dataset"], "class", shape=(1 << 28,), dtype="S8", chunks=(1 << 16,), compression="gzip"),
    "state of zeros": lambda f: zeros(f["model"], "state", 1 << 28),
    "state elsewhere": lambda f: replace(f["model"], "state", shape=(100,), dtype="u1", external=[("/etc/hostname", 0, 100)]),
    "state soft linked": lambda f: link(f["model"], "state", h5py.SoftLink("/dataset/class")),
    "state of reals": lambda f: replace(f["model"], "state", data=np.zeros(100)),
}


class ForeignFiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.root = pathlib.Path(folder.name)
        (cls.root / "s.yaml").write_text(SWEEP)
        cls.base = cls.root / "base"
        cls.path = quick_gnuplot(cls.root / "bin")
        cls.light = shutil.copy(XIL, cls.root / "bin" / "xil")  # without xil-run beside it: nothing is drawn anew
        subprocess.run([XIL, "run", cls.root / "s.yaml", "--out", cls.base], check=True, capture_output=True, timeout=150)
        cls.run_file = sorted((cls.base / "runs").iterdir())[-1].name
        cls.model = next((cls.base / "models").iterdir()).name
        cls.secret = cls.root / "id_rsa"
        cls.secret.write_bytes(SECRET)
        subprocess.run([XIL, "data", "make", "weld_seams", cls.root / "w", "items=20", "size=16"], check=True, capture_output=True)
        cls.picture = next((cls.root / "w").rglob("*.png"))

    def setUp(self):
        self.out = pathlib.Path(tempfile.mkdtemp(dir=self.root)) / "out"
        shutil.copytree(self.base, self.out)

    def call(self, *words):
        """Exit code and text; with 2.5 GB of memory, and no core files."""
        def limit():
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            if "explain" not in words:
                resource.setrlimit(resource.RLIMIT_AS, (5 << 29, 5 << 29))
        ended = subprocess.run([XIL if "explain" in words else self.light, *map(str, words)], capture_output=True, text=True, errors="replace",
                               timeout=60, preexec_fn=limit, env={**os.environ, "OMP_NUM_THREADS": "1", "PATH": self.path})
        return ended.returncode, ended.stdout, ended.stderr

    def not_crashed(self, *words):
        code, out, err = self.call(*words)
        self.assertIn(code, (0, 1, 2), f"{words}: {out}{err}")
        if code:
            self.assertEqual((err or out.splitlines()[0] + "\n").count("\n"), 1, err)
        self.assertNotIn("bad_alloc", err)
        return code, out + err

    def test_run_files_claim_nothing_that_they_do_not_hold(self):
        file = self.out / "runs" / self.run_file
        for name, spoil in RUN.items():
            with self.subTest(name):
                shutil.copy(self.base / "runs" / self.run_file, file)
                with h5py.File(file, "r+") as opened:
                    spoil(opened)
                code, text = self.not_crashed("verify", self.out)
                self.assertEqual(code, 1, text)
                self.assertIn(self.run_file, text)
                self.not_crashed("compare", self.out)

    def test_reports_of_spoilt_maps_end_in_order(self):
        file = self.out / "runs" / self.run_file
        for name in ("image without channels", "maps without pixels", "huge picture", "scale infinite", "offset huge", "item out of range"):
            with self.subTest(name):
                shutil.copy(self.base / "runs" / self.run_file, file)
                with h5py.File(file, "r+") as opened:
                    RUN[name](opened)
                self.not_crashed("report", self.out)

    def test_model_files_claim_nothing_that_they_do_not_hold(self):
        file = self.out / "models" / self.model
        for name, spoil in MODEL.items():
            with self.subTest(name):
                shutil.copy(self.base / "models" / self.model, file)
                with h5py.File(file, "r+") as opened:
                    spoil(opened)
                code, text = self.not_crashed("verify", self.out)
                self.assertEqual(code, 1, text)
                self.assertIn(self.model, text)
        code, text = self.not_crashed("explain", "--model", file, "--image", self.picture, "--out", self.out / "x.png")
        self.assertNotEqual(code, 0)

    def test_nothing_outside_is_read(self):
        file = self.out / "runs" / self.run_file
        other = self.root / "other.h5"
        with h5py.File(other, "w") as stranger:
            stranger["x"] = np.frombuffer(SECRET, "u1")
        ways = {
            "external storage": lambda f: external(f["saliency"], "image", self.secret),
            "external storage of text": lambda f: external(f["items"], "path", self.secret),
            "external link": lambda f: link(f["saliency"], "image", h5py.ExternalLink(str(other), "/x")),
            "external link to a group": lambda f: link(f, "saliency", h5py.ExternalLink(str(other), "/")),
            "virtual": lambda f: virtual(f["saliency"], "image", other),
            "soft link to an external one": lambda f: (f.__setitem__("way", h5py.ExternalLink(str(other), "/x")),
                                                       link(f["saliency"], "image", h5py.SoftLink("/way"))),
        }
        for name, spoil in ways.items():
            with self.subTest(name):
                shutil.copy(self.base / "runs" / self.run_file, file)
                with h5py.File(file, "r+") as opened:
                    spoil(opened)
                shutil.rmtree(self.out / "report", ignore_errors=True)
                code, text = self.not_crashed("verify", self.out)
                self.assertEqual(code, 1, text)
                code, text = self.not_crashed("report", self.out)
                self.assertTrue(code or "text" in name or "left out" in text or "not drawn" in text, text)
                page = self.out / "report" / "index.html"
                self.assertFalse(page.exists() and "VE9QU0VDUkVU" in page.read_text(), "a private file is in the page")

    def test_runs_of_an_old_superblock_are_not_read(self):
        with h5py.File(self.out / "runs" / self.run_file, "w", libver="earliest") as file:
            file.attrs["schema_version"] = 3
        code, text = self.not_crashed("compare", self.out)
        self.assertEqual(code, 1)


if __name__ == "__main__":
    XIL, _ = sys.argv.pop(1), sys.argv.pop(1)
    unittest.main()
