#!/usr/bin/env python3
"""A results folder that somebody else made: links, pipes and second names in it lead nowhere, what cannot be read is told so, and
a run file stands for its own run only. Usage: foreign_files_test.py XIL XIL_FAKE
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import h5py

from programs import quick_gnuplot

SWEEP = """
name: foreign
fixed: {dataset: {name: weld_seams, items: 60, size: 16}, rounds: 2, query_batch: 3, initial: 4, explain_items: 2, saliency: all, models: final}
grid: {strategy: [random, caipi], seed: [0, 1]}
"""
NOBODY = 65534


class ForeignFolder(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.root = pathlib.Path(folder.name)
        cls.root.chmod(0o755)
        cls.sweep = cls.root / "s.yaml"
        cls.sweep.write_text(SWEEP)
        cls.base = cls.root / "base"
        cls.path = quick_gnuplot(cls.root / "bin")
        cls.light = shutil.copy(XIL, cls.root / "bin" / "xil")  # without xil-run beside it: nothing is drawn anew
        subprocess.run([FAKE, "run", cls.sweep, "--out", cls.base], check=True, capture_output=True, timeout=100)
        cls.ids = sorted(path.stem for path in (cls.base / "runs").iterdir())

    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp(dir=self.root))
        self.place.chmod(0o755)
        self.out, self.other = self.place / "out", self.place / "other"
        self.other.mkdir()
        self.private = self.other / "private"
        self.private.write_text("private\n")
        shutil.copytree(self.base, self.out)

    def call(self, program, *words, user=None):
        ended = subprocess.run([self.light if program == XIL else program, *map(str, words)], capture_output=True, text=True, timeout=60,
                               user=user, cwd=self.place, env={**os.environ, "PATH": self.path})
        return ended.returncode, ended.stdout, ended.stderr

    def refused(self, program, *words, names, user=None):
        """One clear line, and nothing has changed outside OUT."""
        code, out, err = self.call(program, *words, user=user)
        self.assertIn(code, (1, 2), f"{words}: {out}{err}")
        self.assertEqual(err.count("\n"), 1, err)
        self.assertIn(names, err)
        self.untouched()
        return err

    def untouched(self):
        self.assertEqual(self.private.read_text(), "private\n")
        self.assertEqual([path.name for path in self.other.iterdir()], ["private"])

    def run_again(self):
        """With a run to be made: the first one's file is gone."""
        (self.out / "runs" / f"{self.ids[0]}.h5").unlink(missing_ok=True)
        return [FAKE, "run", self.sweep, "--out", self.out]

    def test_a_link_in_place_of_a_folder_is_told_before_anything_is_written(self):
        for part in ("runs", "sweeps", "journal", "leases", "logs", "models", "features", "checkpoints", "report", "slurm"):
            with self.subTest(part):
                shutil.rmtree(self.out, ignore_errors=True)
                shutil.copytree(self.base, self.out)
                command = self.run_again()
                shutil.rmtree(self.out / part, ignore_errors=True)
                (self.out / part).symlink_to(self.other)
                self.refused(*command, names=str(self.out / part))

    def test_a_log_that_is_a_link_a_pipe_or_another_file_gets_no_line(self):
        command, log = self.run_again(), self.out / "logs" / f"{self.ids[0]}.log"
        makers = {"link": lambda: log.symlink_to(self.private), "dangling": lambda: log.symlink_to(self.other / "new"),
                  "hard link": lambda: log.hardlink_to(self.private), "pipe": lambda: os.mkfifo(log), "folder": log.mkdir,
                  "device": lambda: log.symlink_to("/dev/full")}
        for name, make in makers.items():
            with self.subTest(name):
                log.unlink(missing_ok=True)
                make()
                self.refused(*command, names=str(log))
                if log.is_dir() and not log.is_symlink():
                    log.rmdir()

    def test_no_file_is_read_through_a_link(self):
        run, journal = self.out / "runs" / f"{self.ids[0]}.h5", next((self.out / "journal").glob("*.tsv"))
        sweep = next((self.out / "sweeps").iterdir())
        for victim, command in [(run, "compare"), (run, "report"), (run, "figures"), (journal, "status"), (sweep, "status"), (sweep, "verify")]:
            with self.subTest(f"{victim.parent.name} {command}"):
                kept = victim.read_bytes()
                (self.other / "private").write_text("private\n")
                moved = self.place / victim.name
                shutil.move(victim, moved)
                victim.symlink_to(moved)
                self.refused(XIL, command, self.out, names=str(victim))
                victim.unlink()
                moved.unlink()
                victim.write_bytes(kept)
        run.unlink()
        run.symlink_to(self.base / "runs" / run.name)
        code, text, _ = self.call(XIL, "verify", self.out)
        self.assertEqual(code, 1)
        self.assertIn("symbolic link", text)
        self.assertNotIn("Delete what is damaged", text)

    def test_pipes_and_giants_are_told_and_not_waited_for(self):
        run, sweeps = self.out / "runs" / f"{self.ids[0]}.h5", self.out / "sweeps"
        kept = run.read_bytes()
        run.unlink()
        os.mkfifo(run)
        for command in ("compare", "report"):
            self.refused(XIL, command, self.out, names=str(run))
        run.unlink()
        run.write_bytes(kept[:200])
        os.truncate(run, 1 << 40)
        self.refused(XIL, "compare", self.out, names=str(run))
        run.write_bytes(kept)
        os.mkfifo(sweeps / "0.yaml")
        self.refused(XIL, "status", self.out, names=str(sweeps / "0.yaml"))
        (sweeps / "0.yaml").unlink()
        os.mkfifo(self.out / "journal" / "x.tsv")
        self.refused(XIL, "status", self.out, names="x.tsv")

    def test_reports_and_figures_stay_in_their_folder(self):
        for link in ("report", "report/gnuplot"):
            with self.subTest(link):
                shutil.rmtree(self.out / "report", ignore_errors=True)
                (self.out / link).parent.mkdir(exist_ok=True)
                (self.out / link).symlink_to(self.other)
                self.refused(XIL, "report", self.out, names=str(self.out / link))
                self.refused(XIL, "figures", self.out, names=str(self.out / link))
                (self.out / link).unlink()
        (self.out / "report").mkdir(exist_ok=True)
        (self.out / "report" / "index.html").symlink_to(self.private)
        (self.out / "report" / "table.md").symlink_to(self.private)
        self.assertEqual(self.call(XIL, "report", self.out)[0], 0)
        self.untouched()
        self.assertFalse((self.out / "report" / "index.html").is_symlink(), "the link's place is taken by the page")

    def test_a_results_folder_may_itself_be_a_link(self):
        (self.place / "linked").symlink_to(self.out)
        for command in ("status", "verify", "compare"):
            self.assertEqual(self.call(XIL, command, self.place / "linked")[0], 0, command)

    def test_a_run_file_of_another_run_stands_for_none(self):
        first, second = (self.out / "runs" / f"{name}.h5" for name in self.ids[:2])
        shutil.copy(second, first)
        for words in (["compare", self.out], ["report", self.out], ["figures", self.out], ["export", self.out, "--to", self.place / "x.csv"]):
            self.refused(XIL, *words, names=str(first))
        self.assertFalse((self.place / "x.csv").exists())
        shutil.copy(self.base / "runs" / first.name, first)
        spoilt = {"config": lambda file: file.attrs.__setitem__("config", h5py.File(second).attrs["config"]),
                  "run_id": lambda file: file.attrs.modify("run_id", b"0" * 16), "seed": lambda file: file.attrs.modify("seed", -1),
                  "strategy": lambda file: file.attrs.modify("strategy", b"badge\0")}
        for name, spoil in spoilt.items():
            with self.subTest(name):
                shutil.copy(self.base / "runs" / first.name, first)
                with h5py.File(first, "r+") as file:
                    spoil(file)
                for words in (["compare", self.out], ["report", self.out], ["export", self.out, "--to", self.place / "x.csv"]):
                    self.refused(XIL, *words, names=str(first))
                self.assertEqual(self.call(XIL, "verify", self.out)[0], 1)

    def test_a_file_that_is_open_elsewhere_is_not_called_damaged(self):
        run = self.out / "runs" / f"{self.ids[0]}.h5"
        with h5py.File(run, "r+"):
            for command in ("compare", "report"):
                err = self.refused(XIL, command, self.out, names=str(run))
                self.assertIn("open in another program for writing", err)
                self.assertNotIn("damaged", err)
            text = self.call(XIL, "verify", self.out)[1]
            self.assertIn("open in another program for writing", text)
            self.assertNotIn("Delete", text)
        with h5py.File(run):  # readers do no harm
            self.assertEqual(self.call(XIL, "compare", self.out)[0], 0)
        self.assertEqual(self.call(XIL, "verify", self.out)[0], 0)

    @unittest.skipUnless(os.geteuid() == 0, "only root can lock a file away from another user")
    def test_what_may_not_be_read_is_never_called_missing(self):
        run = f"runs/{self.ids[0]}.h5"
        journal = str(next((self.out / "journal").glob("*.tsv")).relative_to(self.out))
        sweep = str(next((self.out / "sweeps").iterdir()).relative_to(self.out))
        cases = {"runs": ("status", "compare", "verify", "export"), "journal": ("status", "compare", "plan"), "sweeps": ("status", "verify"),
                 journal: ("status",), sweep: ("status",), run: ("compare", "export")}
        for path, commands in cases.items():
            (self.out / path).chmod(0)
            for command in commands:
                with self.subTest(f"{command} {path}"):
                    words = {"export": [self.out, "--to", "/dev/null/x.csv"], "plan": [self.sweep, "--out", self.out]}.get(command, [self.out])
                    err = self.refused(XIL, command, *words, names=path, user=NOBODY)
                    self.assertIn("ermission", err)
                    self.assertNotIn("elete", err)
            if path == run:
                code, text, _ = self.call(XIL, "verify", self.out, user=NOBODY)
                self.assertEqual(code, 1)
                self.assertNotIn("Delete", text)
            (self.out / path).chmod(0o755)

    def test_leases_by_the_thousand_and_absurd_journals(self):
        command, leases = self.run_again(), self.out / "leases"
        for number in range(8000):
            (leases / f"{self.ids[0]}.{number}").write_text(f"gone-{number}-0")
        (leases / f"{self.ids[1]}.0").write_text("../../other/private")
        started = time.monotonic()
        code, out, err = self.call(*command, "--takeover-after", "1s")
        self.assertEqual(code, 0, out + err)
        self.assertLess(time.monotonic() - started, 30)
        self.untouched()
        (self.out / "runs" / f"{self.ids[0]}.h5").unlink()
        lines = ["journal\t2\thost\t1\tx\t", f"started\t{self.ids[0]}\t0\t1\t0\t", f"round\t{self.ids[0]}\t0\t2\t0\t1000 1",
                 f"round\t{self.ids[0]}\t0\t2\t0\t-5 9", f"finished\t{self.ids[1]}\t0\t1e300\t-1e300\t", "x" * (100 << 20),
                 f"finished\t{self.ids[0]}\t0\t2\t1e308\t"]
        (self.out / "journal" / "absurd.tsv").write_text("\n".join(lines) + "\n")
        code, out, err = self.call(XIL, "status", self.out)
        self.assertEqual((code, err), (0, ""))
        self.assertNotRegex(out, r"-\d+(\.\d+)? (s|min|h|d)|nan|inf")


if __name__ == "__main__":
    XIL, FAKE = sys.argv.pop(1), sys.argv.pop(1)
    unittest.main()
