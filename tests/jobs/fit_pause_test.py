"""A job that is told to end does not wait for the end of a long fit: its state is kept, and the run goes on there, bit for bit.

Usage: fit_pause_test.py XIL
"""
import pathlib
import signal
import sys
import tempfile
import time

from programs import call, call_json, expect_equal_runs, start

SWEEP = """
name: long_fit
fixed:
  dataset: {name: weld_seams, items: 80, size: 32, confounder: both}
  model: {name: simple_cnn, channels1: 4, channels2: 8, hidden: 16, dropout: 0.2}
  strategy: {name: passive, correct: [counterexamples, rrr]}
  saliency: none
  updates: %d
  seed: 3
"""
LONG_S = 6  # a run that takes longer is still training when it is paused
GRACE_S = 4  # a fit is paused after half of it
SLACK_S = 8  # on a machine with other work


def only_run(xil, out):
    (run,) = call_json([xil, "status", out])["runs"]
    return run


def expect_paused(xil, out, number_of_attempts, cause):
    run = only_run(xil, out)
    assert run["status"] == "missing", run
    assert len(run["attempts"]) == number_of_attempts, run
    last = run["attempts"][-1]
    assert last["exit"] == "stopped", last
    assert last["reason"] == f"{cause}: the training of round 0 is kept as it is, and goes on there", last
    assert (out / "checkpoints" / run["run_id"] / "training.fit").exists()
    return run["run_id"]


def wait_for_training(process, log_folder, seconds):
    """Until the run's log is there, and so many seconds more."""
    deadline = time.monotonic() + 30
    while not list(log_folder.glob("*.log")):
        assert time.monotonic() < deadline and process.poll() is None, "the run does not begin"
        time.sleep(0.02)
    time.sleep(seconds)


def long_run(xil, root, sweep):
    """Folder and seconds of a run that was left alone, with so many updates that it takes its time on this machine."""
    for updates in (1500, 3000, 6000, 12000, 24000):
        sweep.write_text(SWEEP % updates)
        reference = root / f"reference{updates}"
        began = time.monotonic()
        call([xil, "run", sweep, "--out", reference])
        whole_s = time.monotonic() - began
        if whole_s > LONG_S:
            return reference, whole_s
    raise AssertionError(f"{updates} updates take no more than {whole_s:.1f} s")


def main(xil):
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        sweep, out = root / "sweep.yaml", root / "out"
        reference, whole_s = long_run(xil, root, sweep)
        job = start([xil, "run", sweep, "--out", out, "--grace", f"{GRACE_S}s"])
        wait_for_training(job, out / "logs", whole_s / 8)
        told = time.monotonic()
        job.send_signal(signal.SIGTERM)
        shown, err = job.communicate(timeout=120)
        took_s = time.monotonic() - told
        assert job.returncode == 75, f"{job.returncode}\n{shown}{err}"
        assert took_s < GRACE_S / 2 + SLACK_S, f"it ended after {took_s:.1f} s"
        assert "hung" not in err and "1 not finished" in shown, shown + err
        run_id = expect_paused(xil, out, 1, "the job was told to end by a signal")
        call([xil, "verify", out])
        call([xil, "run", sweep, "--out", out, "--time-limit", f"{max(1, whole_s / 8):.2f}s"], expected=75)
        expect_paused(xil, out, 2, "the job's time is over")
        call([xil, "run", sweep, "--out", out])
        log = (out / "logs" / f"{run_id}.log").read_text()
        assert log.count("round 0: the training goes on where it was interrupted") == 2, log
        expect_equal_runs(reference, out, "after two pauses")
        assert not list((out / "checkpoints").iterdir()), "checkpoints are left"
        print(f"a fit of {whole_s:.1f} s ended {took_s:.1f} s after the signal, and went on")


if __name__ == "__main__":
    main(*sys.argv[1:])
