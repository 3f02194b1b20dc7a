"""A part that hangs, asleep or spinning, does not keep a job from ending: a signal or the time limit ends it within --grace.

Usage: hang_test.py XIL XIL_FAKE MPIRUN_SH SCENARIO. Everything but pictures and networks is real.
"""
import os
import signal
import subprocess
import sys
import time

from job_field import end, run_scenario
from programs import with_environment

GRACE_S = 1.5
SLACK_S = 8  # on a machine with other work
KIND = ["--grace", f"{GRACE_S}s", "--quarantine-after", 100]


def hang(field, what, *flags, ranks=1):
    """A job in which the first run with seed 0 does not come out of round 2."""
    return field.begin(*KIND, *flags, ranks=ranks, round_ms=10, XIL_FAKE_FAULT=f"0 2 {what}")


def expect_hung(field, job, step, cause, began, bound_s=GRACE_S + SLACK_S):
    _, err = end(job, (75,))
    took = time.monotonic() - began
    assert took < bound_s, f"it ended after {took:.1f} s"
    ours = [line for line in err.splitlines() if line.startswith("xil: error: ")]
    assert len(ours) == 1, err
    for part in ("hung in round 2", f"step {step}", f"of {cause}", "run it again"):
        assert part in ours[0], ours[0]
    status = field.status()
    assert status["counts"]["running"] == 0 and status["counts"]["failed"] == 0, status["counts"]
    reasons = [attempt["reason"] for run in status["runs"] for attempt in run["attempts"] if attempt["exit"] == "hung"]
    assert len(reasons) == 1 and f"hung in round 2, step {step}" in reasons[0], reasons


def alone(field):
    """Asleep, spinning, in an explanation; by each of the signals, and by the time limit."""
    cases = [("hang", "train", signal.SIGTERM), ("spin", "train", signal.SIGINT), ("hang_explain", "explain", signal.SIGUSR1),
             ("spin", "train", None)]
    for what, step, number in cases:
        field.out = field.root / f"{what}-{number}"
        job = hang(field, what, *([] if number else ["--time-limit", "2s"]))
        wait_for_the_hang(field)
        began = time.monotonic()
        if number:
            job.send_signal(number)
            time.sleep(0.4)
            assert job.poll() is None, "it did not wait for the round in hand"
        cause = number.name if number else "the time limit"
        expect_hung(field, job, step, cause, began, GRACE_S + SLACK_S + (0 if number else 2))
    field.finish()
    assert all(count == 7 for count in field.events("round").values()), "a complete round was done again"


def several_ranks(field):
    """A rank hangs while the others work, and they end with it, with one exit code; also where only rank 0 is told."""
    for told_all in (True, False):
        field.out = field.root / f"told-{told_all}"
        job = hang(field, "spin", ranks=2)
        field.wait_for_rounds(10)  # more than the hanging run has: the other rank is at work
        began = time.monotonic()
        if told_all:
            job.send_signal(signal.SIGUSR1)
        else:
            os.kill(rank_0_of(field), signal.SIGTERM)
        _, err = end(job, (75,))
        took = time.monotonic() - began
        assert took < GRACE_S + 5 + SLACK_S, f"it ended after {took:.1f} s"
        lines = [line for line in err.splitlines() if line.startswith("xil: error: ")]
        assert 1 <= len(lines) <= 2 and any("hung in round 2, step train" in line or "other ranks" in line for line in lines), err
        assert field.status()["counts"]["running"] == 0
    field.finish(ranks=2)


def rank_0_of(field):
    """Process number of the one whose journal the others name as their heartbeat."""
    for journal in (field.out / "journal").glob("*.tsv"):
        fields = journal.read_text().splitlines()[0].split("\t")
        if fields[4] == journal.stem:
            return int(fields[3])
    raise AssertionError("rank 0 has no journal")


def wait_for_the_hang(field):
    """Until a run has completed rounds 0 and 1, and has had time to begin the next."""
    field.wait_for_rounds(2)
    time.sleep(0.3)


def orderly(field):
    """A round that ends within the grace is kept, whatever --grace says of others."""
    job = field.begin("--grace", "30s", round_ms=900)
    field.wait_for_rounds(1)
    job.send_signal(signal.SIGTERM)
    _, err = end(job, (75,))
    assert "hung" not in err and "end their round" in err, err
    exits = {attempt["exit"] for run in field.status()["runs"] for attempt in run["attempts"]}
    assert exits == {"stopped"}, exits


def quarantine(field):
    """A run that hangs each time is set aside after three deaths, as one that crashes is."""
    for _ in range(30):
        job = field.begin("--grace", "0.3s", "--time-limit", "1.2s", "--filter", "seed=0", "--limit", 1,
                          XIL_FAKE_FAULT="0 2 hang", round_ms=10)
        _, err = job.communicate(timeout=60)
        if job.returncode == 3:
            break
        assert job.returncode == 75, err
    assert job.returncode == 3, "it never came to an end"
    reasons = [run["reason"] for run in field.status()["runs"] if run["status"] == "failed"]
    assert reasons and "died 3 times without completing a round" in reasons[0] and "hung in round 2" in reasons[0], reasons


def mute(field):
    """The end comes although nobody reads what is said about it."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        while True:
            os.write(writer, b"x" * 65536)
    except BlockingIOError:
        pass
    os.set_blocking(writer, True)
    job = subprocess.Popen([str(word) for word in field.command(*KIND)], stdout=subprocess.DEVNULL, stderr=writer,
                           env=with_environment(XIL_FAKE_ROUND_MS="10", XIL_FAKE_FAULT="0 2 hang_explain"))
    field.wait_for_rounds(2)
    job.send_signal(signal.SIGUSR1)
    assert job.wait(GRACE_S + SLACK_S) == 75
    os.close(reader), os.close(writer)


SCENARIOS = (alone, several_ranks, orderly, quarantine, mute)

if __name__ == "__main__":
    sys.exit(run_scenario(SCENARIOS, *sys.argv[1:]))
