"""Jobs that share a folder, are told to end, run out of time, crash or find the disk full.

Usage: jobs_test.py XIL XIL_FAKE MPIRUN_SH SCENARIO. Everything but pictures and networks is real.
"""
import collections
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from programs import call, call_json, expect_equal_runs, run_files, start, with_environment

SWEEP = """
name: jobs
fixed: {dataset: weld_seams, rounds: 6, query_batch: 4, initial: 6, explain_items: 4, saliency: all}
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
        patience = time.monotonic() + 30
        while sum(self.events("round").values()) < count:
            assert time.monotonic() < patience, "no rounds"
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


def two_jobs(field):
    """Each run is executed once, whichever job gets it."""
    jobs = [field.begin(), field.begin(ranks=2), field.begin()]
    codes = [end(job, (0, 75)) and job.returncode for job in jobs]
    if any(codes):  # a job may leave the last runs to another that has them in hand
        assert 0 in codes, codes
    field.expect_complete()
    started = field.events("started")
    assert len(started) == RUNS and set(started.values()) == {1}, started
    assert len(list((field.out / "journal").glob("*.tsv"))) == 4, "one journal per process"
    workers = sum(1 for journal in (field.out / "journal").glob("*.tsv") if "\nfinished\t" in journal.read_text())
    assert workers > 1, "one process did everything"


def takeover(field):
    """The runs of a killed job go on in the one that is left, where they were."""
    first = field.begin(round_ms=60)
    field.wait_for_rounds(3)
    second = field.begin(round_ms=20)
    field.wait_for_rounds(12)
    first.kill()
    first.communicate()
    end(second, (0,))
    field.expect_complete()
    started = field.events("started")
    assert sum(started.values()) == RUNS + 1, started
    rounds = field.events("round")
    assert all(count == 7 for count in rounds.values()), f"a round was lost: {rounds}"


def foreign_takeover(field):
    """The same where the dead job was on another host and locks do not reach that far: its heart has stopped."""
    probe = subprocess.run(["unshare", "--uts", "true"], capture_output=True)
    if probe.returncode != 0:
        print("skipped: this user cannot give a process another host name")
        return SKIPPED
    script = 'hostname elsewhere && exec "$@"'
    first = start(["unshare", "--uts", "sh", "-c", script, "sh", *field.command()],
                  env=with_environment(XIL_FAKE_ROUND_MS="200"))
    field.wait_for_rounds(2)
    for journal in (field.out / "journal").glob("*.tsv"):  # an unlocked copy takes its place
        text = journal.read_text()
        journal.unlink()
        journal.write_text(text)
    assert field.status()["counts"]["running"] == 1
    second = field.begin("--takeover-after", "4s", round_ms=5)
    time.sleep(0.8)
    first.kill()
    first.communicate()
    killed = time.monotonic()
    assert not {a["exit"] for run in field.status()["runs"] for a in run["attempts"]} & {"lost"}, \
        "for a look, a job that beat a moment ago is running"
    end(second, (0,))
    assert time.monotonic() - killed >= 2, "taken over although the heart might still have beaten"
    field.expect_complete()
    assert sum(field.events("started").values()) == RUNS + 1


def leave_to_others(field):
    """With nothing left but what a living job has in hand, a job ends and says so."""
    first = field.begin("--filter", "seed=0", "--limit", "1", round_ms=800)
    field.wait_for_rounds(1)
    out, _ = end(field.begin("--takeover-after", "2s"), (75,))
    assert "11 runs done, 0 failed, 1 not finished" in out, out
    end(first, (0,))
    field.expect_complete()


def signals(field):
    """USR1 and TERM: the round in hand ends, what is complete is kept, the exit code asks for another submission."""
    for number in (signal.SIGUSR1, signal.SIGTERM, signal.SIGINT):
        job = field.begin(round_ms=60)
        field.wait_for_rounds(sum(field.events("round").values()) + 3)
        job.send_signal(number)
        _, err = end(job, (75,))
        assert "end their round" in err, err
        counts = field.status()["counts"]
        assert counts["running"] == 0 and counts["failed"] == 0, counts
    stopped = [run for run in field.status()["runs"] if run["attempts"] and run["attempts"][-1]["exit"] == "stopped"]
    assert stopped and "signal" in stopped[0]["attempts"][-1]["reason"], stopped
    job = field.begin(ranks=2, round_ms=60)
    field.wait_for_rounds(sum(field.events("round").values()) + 3)
    job.send_signal(signal.SIGUSR1)  # mpirun passes it on
    end(job, (75,))
    field.finish(ranks=2)
    assert all(count == 7 for count in field.events("round").values()), "a round was done twice"


def second_signal(field):
    """Asked twice, it ends at once; the round in hand is lost, and nothing else."""
    job = field.begin(round_ms=1500)
    field.wait_for_rounds(1)
    job.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    job.send_signal(signal.SIGTERM)
    asked = time.monotonic()
    end(job, (75,))
    assert time.monotonic() - asked < 1, "it waited for the round"
    field.finish()


def time_limit(field):
    """No round is started that would not end in time, by --time-limit and by SLURM's word."""
    began = time.monotonic()
    out, _ = end(field.begin("--time-limit", "2s", round_ms=150), (75,))
    assert time.monotonic() - began < 3.5, "it took its time"
    assert "run it again to go on" in out
    reasons = {attempt["reason"] for run in field.status()["runs"] for attempt in run["attempts"]}
    assert any(reason.startswith("time limit: a round takes up to") for reason in reasons), reasons
    began = time.monotonic()
    end(field.begin(round_ms=150, SLURM_JOB_END_TIME=str(int(time.time()) + 11)), (75,))
    assert time.monotonic() - began < 6, "the scheduler's end was not heeded"
    # A round that is too long for the time that is left is given up, while the batch script still has time to submit again.
    began = time.monotonic()
    end(field.begin(round_ms=60000, SLURM_JOB_END_TIME=str(int(time.time()) + 10)), (75,))
    assert time.monotonic() - began < 6
    field.finish()


def quarantine(field):
    """A run that kills its process is set aside after three times; its neighbours are not to blame."""
    faults = {"XIL_FAKE_FAULT": "1 2 segv"}
    deadly = 4  # runs of seed 1
    for attempt in range(40):
        job = field.begin(ranks=2, round_ms=2, **faults)
        end(job, (3, 139, 137, 134, 1))
        if job.returncode == 3:
            break
    assert job.returncode == 3, "it never came to an end"
    status = field.status()
    assert status["counts"] == {"complete": RUNS - deadly, "running": 0, "failed": deadly, "missing": 0}, status["counts"]
    for run in (run for run in status["runs"] if run["status"] == "failed"):
        assert run["seed"] == 1 and "died 3 times without completing a round" in run["reason"], run
        assert "SIGSEGV" in run["reason"], run["reason"]
        tries = [attempt["exit"] for attempt in run["attempts"]]
        assert tries.count("crashed") == 3 and tries[-1] == "quarantined", tries
    call(field.command(), expected=3)
    field.finish("--retry-failed")


def killed_by_memory(field):
    """As the kernel ends a process that takes too much memory: no word is left, and the run is counted all the same."""
    for _ in range(20):
        job = field.begin(round_ms=2, XIL_FAKE_FAULT="0 1 kill")
        end(job, (3, -9))
        if job.returncode == 3:
            break
    counts = field.status()["counts"]
    assert counts == {"complete": 8, "running": 0, "failed": 4, "missing": 0}, counts
    out, _ = call([field.xil, "status", field.out])
    assert "died 3 times" in out, out
    field.finish("--retry-failed", "--quarantine-after", 5)


def failures(field):
    """An exception ends its run and nothing else."""
    out, err = call(field.command(), expected=3, env=with_environment(XIL_FAKE_FAULT="2 3 throw"))
    assert "8 runs done, 4 failed, 0 not finished" in out and err.count("this run was told to break") == 4, out + err
    call(field.command(), expected=3)
    assert sum(field.events("failed").values()) == 4, "failed runs were tried again without being asked for"
    out, _ = call(field.command("--retry-failed", "--fail-fast"), expected=3,
                  env=with_environment(XIL_FAKE_FAULT="2 3 throw"))
    assert "0 runs done, 1 failed, 3 not finished" in out, out
    out, _ = call(field.command("--retry-failed", "--max-fails", 2), expected=3,
                  env=with_environment(XIL_FAKE_FAULT="2 4 throw"))
    assert "2 failed" in out, out
    field.finish("--retry-failed")


def disk(field):
    """A full disk, and one that cannot be written, end the job with one line; then it goes on."""
    mount = field.root / "small"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", mount], capture_output=True).returncode != 0:
        print("skipped: this user cannot mount a small disk")
        return SKIPPED
    field.out = mount / "out"
    try:
        for ranks in (1, 2):
            _, err = call(field.command(ranks=ranks), expected=1)
            ours = [line for line in err.splitlines() if line.startswith("xil-fake: error: ")]
            assert len(ours) == 1 and "No space left" in ours[0] and "free some space" in ours[0], err
            call([field.xil, "verify", field.out])
            assert field.status()["counts"]["failed"] == 0, "a full disk is no failure of a run"
        kept = run_files(field.out)
        assert 0 < len(kept) < RUNS, len(kept)
        subprocess.run(["mount", "-o", "remount,size=60m,ro", mount], check=True)
        _, err = call(field.command(), expected=1)
        assert "Read-only file system" in err and err.count("\n") == 1, err
        subprocess.run(["mount", "-o", "remount,rw", mount], check=True)
        field.finish(ranks=2)
        assert all(count <= 7 + 1 for count in field.events("round").values()), "more than the round in hand was lost"
    finally:
        subprocess.run(["umount", mount], check=True)


SCENARIOS = {function.__name__: function for function in (
    two_jobs, takeover, foreign_takeover, leave_to_others, signals, second_signal, time_limit, quarantine,
    killed_by_memory, failures, disk)}


def main(xil, fake, mpirun, scenario):
    with tempfile.TemporaryDirectory() as temporary:
        return SCENARIOS[scenario](Field(xil, fake, mpirun, pathlib.Path(temporary))) or 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
