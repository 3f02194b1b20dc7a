"""Runs that crash, are killed or throw, and disks that are full.

Usage: trouble_test.py XIL XIL_FAKE MPIRUN_SH SCENARIO. Everything but pictures and networks is real.
"""
import subprocess
import sys

from job_field import RUNS, SKIPPED, end, run_scenario
from programs import call, run_files, with_environment


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


SCENARIOS = (quarantine, killed_by_memory, failures, disk)

if __name__ == "__main__":
    sys.exit(run_scenario(SCENARIOS, *sys.argv[1:]))
