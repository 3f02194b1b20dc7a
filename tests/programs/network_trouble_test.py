#!/usr/bin/env python3
"""What goes wrong with a network ends its run with a reason, and no other run.

Usage: network_trouble_test.py XIL
"""
import os
import pathlib
import shutil
import sys
import tempfile

from programs import call, call_json, run_files

# By the rate of its optimiser the first run diverges, the second does not.
SWEEP = """
name: diverging
fixed:
  dataset: {name: weld_seams, items: 40, size: 24}
  model: {name: simple_cnn, channels1: 4, channels2: 4, hidden: 8}
  explainer: {name: invrise, masks: 16}
  strategy: random
  rounds: 1
  query_batch: 2
  initial: 6
  updates: 60
  explain_items: 2
  seed: 0
grid:
  training: [{optimiser: sgd, learning_rate: 10, weight_decay: 10}, {optimiser: adam, learning_rate: 0.001}]
"""
NOBODY = 64997


def check_divergence(xil, folder):
    sweep, out = folder / "sweep.yaml", folder / "out"
    sweep.write_text(SWEEP)
    call([xil, "run", sweep, "--out", out, "--time-limit", "60s"], expected=3)
    assert len(run_files(out)) == 1, "the other run goes on"
    (failed,) = [run for run in call_json([xil, "status", out])["runs"] if run["status"] == "failed"]
    reason = str(failed)
    for part in ("round 0: the training diverged: the loss of update ", " of 60 is ", "lower training.learning_rate (now 10)",
                 "training.momentum", "adam"):
        assert part in reason, reason


def check_threads(xil, folder):
    """Without more threads LibTorch would wait for ever."""
    if os.getuid() == 0:  # limits are not root's
        os.chmod(folder, 0o777)
        if os.spawnvp(os.P_WAIT, "setpriv", ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "test", "-x", str(xil)]):
            print("another user cannot run the program: a limit of threads is not tested")
            return
        words = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    else:
        words = []
    if not shutil.which("setpriv"):
        return
    environment = {**os.environ, "XIL_CACHE": "none", "HOME": str(folder)}
    script = 'ulimit -u 1 && exec "$@"' if not words else 'ulimit -u 2 && exec "$@"'
    for command in (["run", folder / "sweep.yaml", "--out", folder / "limited"], ["bench", "train", "--model=simple_cnn", "--size=16"]):
        _, errors = call([*words, "bash", "-c", script, "bash", xil, *command], expected=1, env=environment, cwd=folder)
        assert errors.count("\n") == 1 and "the system starts " in errors and "ulimit -u" in errors, errors


def check_more_threads_than_cores(xil, folder):
    cores = len(os.sched_getaffinity(0))
    _, errors = call([xil, "bench", "train", "--model=simple_cnn", "--size=16", "--updates=1", "--repeat=1", "--masks=16", f"--threads={cores + 3}"])
    assert f"warning: {cores + 3} threads are asked for" in errors, errors


def main(xil):
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        check_divergence(xil, folder)
        check_threads(xil, folder)
        check_more_threads_than_cores(xil, folder)
    print("a network that gives NaN, and a system without threads, end with a reason")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve())
