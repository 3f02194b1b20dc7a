"""Jobs that share a folder, are told to end, or run out of time.

Usage: jobs_test.py XIL XIL_FAKE MPIRUN_SH SCENARIO. Everything but pictures and networks is real.
"""
import signal
import subprocess
import sys
import time

from job_field import RUNS, SKIPPED, end, run_scenario
from programs import call, expect_equal_runs, run_files, start, with_environment


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
    """The same where the dead job was on another host and locks do not reach that far: its heartbeat has stopped."""
    probe = subprocess.run(["unshare", "--uts", "true"], capture_output=True)
    if probe.returncode != 0:
        print("skipped: this user cannot give a process another host name")
        return SKIPPED
    script = 'hostname elsewhere && exec "$@"'
    first = start(["unshare", "--uts", "sh", "-c", script, "sh", *field.command()],
                  env=with_environment(XIL_FAKE_ROUND_MS="700"))
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
    assert time.monotonic() - killed >= 2, "taken over although the job might still have been alive"
    field.expect_complete()
    assert sum(field.events("started").values()) == RUNS + 1


def leave_to_others(field):
    """With nothing left but what a living job has in hand, a job ends and says so."""
    first = field.begin("--filter", "seed=0", "--limit", "1", round_ms=3000)
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
    job = field.begin(XIL_FAKE_FAULT="0 2 hang")
    field.wait_for_rounds(2)
    time.sleep(0.3)  # the word of a round comes a moment before it asks whether to go on
    job.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert job.poll() is None, "it did not wait for the round in hand"
    job.send_signal(signal.SIGTERM)
    end(job, (75,))  # the round would take an hour
    field.finish()


def time_limit(field):
    """No round is started that would not end in time, by --time-limit and by SLURM's word."""
    began = time.monotonic()
    out, _ = end(field.begin("--time-limit", "2s", round_ms=150), (75,))
    assert time.monotonic() - began < 10, "it took its time: the whole would take 12.6 s"
    assert "run it again to go on" in out
    reasons = {attempt["reason"] for run in field.status()["runs"] for attempt in run["attempts"]}
    assert any(reason.startswith("time limit: a round takes up to") for reason in reasons), reasons
    began = time.monotonic()
    end(field.begin(round_ms=150, SLURM_JOB_END_TIME=str(int(time.time()) + 11)), (75,))
    assert time.monotonic() - began < 10, "the scheduler's end was not heeded"
    # A round that is too long for the time that is left is given up, while the batch script still has time to submit again.
    began = time.monotonic()
    end(field.begin(round_ms=60000, SLURM_JOB_END_TIME=str(int(time.time()) + 10)), (75,))
    assert time.monotonic() - began < 30
    field.finish()


def other_processor(field):
    """A run that cannot be gone on with bit for bit on this machine is made anew, which its log tells."""
    drift = with_environment(XIL_FAKE_DRIFT="1")
    expected = field.root / "expected"
    call(field.command(out=expected), env=drift)
    job = field.begin("--filter", "restart=cold", round_ms=60)
    field.wait_for_rounds(3)
    job.send_signal(signal.SIGUSR1)
    end(job, (75,))
    begun = {path.name for path in (field.out / "checkpoints").iterdir() if list(path.iterdir())}
    complete = set(run_files(field.out))
    assert len(begun) == 1, begun
    call(field.command(), env=drift)
    for run in begun:
        assert "calculates otherwise" in (field.out / "logs" / f"{run}.log").read_text()
    for name in complete:  # made before, on the other machine
        (expected / "runs" / name).unlink()
        (field.out / "runs" / name).unlink()
    expect_equal_runs(expected, field.out, "made anew")


SCENARIOS = (two_jobs, takeover, foreign_takeover, leave_to_others, signals, second_signal, time_limit, other_processor)

if __name__ == "__main__":
    sys.exit(run_scenario(SCENARIOS, *sys.argv[1:]))
