"""A sweep with fakes for pictures and networks whose jobs get into all kinds of trouble: what jobs_test and trouble_test share."""
import collections
import pathlib
import tempfile
import time

from programs import call, call_json, expect_equal_runs, start, with_environment

SWEEP = """
name: jobs
fixed: {dataset: {name: weld_seams, confounder: both}, rounds: 6, query_batch: 4, initial: 6, explain_items: 4, saliency: all}
grid:
  strategy: [caipi, {name: caipi, correct: both}]
  restart: [cold, warm]
  seed: [0, 1, 2]
"""
RUNS = 12
SKIPPED = 77


class Field:
    """A sweep with its reference result."""

    def __init__(self, xil, fake, mpirun, root):
        self.xil, self.fake, self.mpirun, self.root = xil, fake, mpirun, root
        self.sweep, self.reference, self.out = root / "sweep.yaml", root / "reference", root / "out"
        self.sweep.write_text(SWEEP)
        call([fake, "run", self.sweep, "--out", self.reference])

    def command(self, *flags, ranks=1, out=None):
        launcher = [self.mpirun, ranks] if ranks > 1 else []
        return [*launcher, self.fake, "run", self.sweep, "--out", out or self.out, *flags]

    def begin(self, *flags, round_ms=30, ranks=1, **environment):
        return start(self.command(*flags, ranks=ranks),
                     env=with_environment(XIL_FAKE_ROUND_MS=str(round_ms), **environment))

    def status(self):
        return call_json([self.xil, "status", self.out])

    def events(self, event):
        """Run -> how often its journals tell of that event."""
        counts = collections.Counter()
        for journal in (self.out / "journal").glob("*.tsv"):
            counts.update(line.split("\t")[1] for line in journal.read_text().splitlines()
                          if line.startswith(event + "\t"))
        return counts

    def wait_for_rounds(self, count):
        deadline = time.monotonic() + 30
        while sum(self.events("round").values()) < count:
            assert time.monotonic() < deadline, "no rounds"
            time.sleep(0.01)

    def finish(self, *flags, ranks=1):
        call(self.command(*flags, ranks=ranks))
        self.expect_complete()

    def expect_complete(self):
        expect_equal_runs(self.reference, self.out, "the resumed sweep")
        call([self.xil, "verify", self.out])
        for folder in ("checkpoints", "leases"):
            assert not list((self.out / folder).iterdir()), f"{folder} are left"


def end(process, expected):
    out, err = process.communicate(timeout=60)
    assert process.returncode in expected, f"exit code {process.returncode}, not {expected}\n{out}{err}"
    return out, err


def run_scenario(scenarios, xil, fake, mpirun, scenario):
    with tempfile.TemporaryDirectory() as temporary:
        return {function.__name__: function for function in scenarios}[scenario](
            Field(xil, fake, mpirun, pathlib.Path(temporary))) or 0
