"""A sweep that is killed at random moments, time and again, ends as one that was left alone: no complete round is lost, every
file can be read, and the run files are equal but for timings and where they come from.

Usage: kill_test.py XIL PROGRAM MPIRUN_SH TRIALS [SEED]. PROGRAM is xil-fake (a trial takes about a second) or XIL itself
(real training). A trial starts the sweep on two ranks and kills mpirun, or one rank, or all of them.
"""
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from programs import call, call_json, expect_equal_runs, run_files, start, with_environment

FAKE = """
name: killed
fixed: {dataset: {name: weld_seams, confounder: both}, rounds: 9, query_batch: 4, initial: 6, explain_items: 4, saliency: all}
grid:
  strategy: [caipi, nearcaipi, {name: caipi, correct: both}]
  restart: [cold, warm]
  seed: [0, 1]
"""
REAL = """
name: killed
fixed:
  dataset: {name: weld_seams, items: 80, size: 32, confounder: both}
  model: {name: simple_cnn, channels1: 4, channels2: 8, hidden: 16, dropout: 0.2}
  explainer: {name: invrise, masks: 200}
  rounds: 6
  query_batch: 5
  initial: 6
  updates: 300
  saliency: all
  explain_items: 6
grid:
  strategy: [caipi, nearcaipi]
  restart: [cold, warm]
  seed: [0, 1]
"""
MPIRUN_NOTICES_S = 60
NEVER_SET_ASIDE = ["--quarantine-after", 100000]  # random kills are nobody's fault


def processes_of(out):
    """Ids of all processes that work on that folder, mpirun first."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if any(word.endswith(str(out).encode()) for word in words):  # also --out=FOLDER
            found.append((b"mpirun" not in words[0], int(path.parent.name)))
    return [pid for _, pid in sorted(found)]


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def kill_at(process, moment, victim, out):
    """Kills after so many seconds, unless it has ended before, and waits until every process of the job is gone."""
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        pids = processes_of(out)
        for pid in {"mpirun": pids[:1], "rank": pids[-1:], "all": pids}[victim]:
            kill(pid)
    try:
        process.communicate(timeout=MPIRUN_NOTICES_S)
    except subprocess.TimeoutExpired:  # Open MPI 4.1 may lock itself up where a rank dies while it is being started
        for pid in processes_of(out):
            kill(pid)
        process.communicate()
    deadline = time.monotonic() + 20
    while processes_of(out):  # ranks may outlive their mpirun for a moment, and even complete a round
        assert time.monotonic() < deadline, "a rank has outlived its mpirun by 20 s"
        time.sleep(0.02)
    return process.returncode


def rounds_reported(out):
    """Run -> how many rounds its process has reported as complete, from the journals."""
    rounds = {}
    for journal in (out / "journal").glob("*.tsv"):
        for line in journal.read_text().splitlines():
            fields = line.split("\t")
            if fields[0] == "round" and len(fields) == 6:
                rounds[fields[1]] = max(rounds.get(fields[1], 0), int(fields[5].split()[0]))
    return rounds


def rounds_kept(out, run):
    """How many rounds the run's checkpoints hold without a gap."""
    kept = 0
    ranges = [tuple(map(int, re.findall(r"\d+", path.name)[:2]))
              for path in (out / "checkpoints" / run).glob("*.h5")]
    for first, last in sorted(ranges, key=lambda r: (r[0], -r[1])):
        if first == kept:
            kept = last + 1
    return kept


def expect_nothing_lost(xil, out):
    complete = {path[:-3] for path in run_files(out)}
    lost = [run for run, done in rounds_reported(out).items() if run not in complete and rounds_kept(out, run) < done]
    assert not lost, f"complete rounds are lost: {lost}"
    if not (out / "sweeps").is_dir() or not list((out / "sweeps").glob("*.yaml")):
        return
    call([xil, "verify", out])
    status = call_json([xil, "status", out])
    assert status["counts"]["running"] == 0, status["counts"]
    assert status["counts"]["complete"] == len(complete), status["counts"]
    assert status["counts"]["failed"] == 0, status["counts"]


def expect_no_round_done_twice(out):
    """A round is reported once, but for one whose process died between the checkpoint and the report or after it."""
    seen = set()
    for journal in (out / "journal").glob("*.tsv"):
        for line in journal.read_text().splitlines():
            fields = line.split("\t")
            if fields[0] == "round" and len(fields) == 6:
                assert (fields[1], fields[5]) not in seen, f"round {fields[5]} of {fields[1]} was done twice"
                seen.add((fields[1], fields[5]))


def scratch():
    """A folder that stays where the test fails, to be looked at."""
    return pathlib.Path(tempfile.mkdtemp(prefix="xil-kill-"))


def main(xil, program, mpirun, trials, seed="1"):
    rng, trials = random.Random(int(seed)), int(trials)
    real = program == xil
    environment = with_environment(XIL_FAKE_ROUND_MS="15")
    root = scratch()
    sweep = root / "sweep.yaml"
    sweep.write_text(REAL if real else FAKE)
    reference = root / "reference"
    began = time.monotonic()
    call([mpirun, 2, program, "run", sweep, "--out", reference], env=environment)
    longest = time.monotonic() - began  # a loaded machine takes its time, and is to be hit at work, too
    kills, interrupted, sweeps = 0, 0, 0
    while kills < trials:
        out = root / f"killed{sweeps}"
        code = None
        while code != 0 and kills < trials:
            process = start([mpirun, 2, program, "run", sweep, "--out", out, *NEVER_SET_ASIDE], env=environment)
            # The beginning, with its many first files, is hit more often than its share.
            moment = rng.uniform(0, longest / 3) if rng.random() < 0.3 else rng.uniform(0, longest)
            code = kill_at(process, moment, rng.choice(["mpirun", "rank", "all"]), out)
            if code == 0:
                break
            kills += 1
            interrupted += 0 < len(rounds_reported(out))
            expect_nothing_lost(xil, out)
        call([mpirun, 2, program, "run", sweep, "--out", out, *NEVER_SET_ASIDE], env=environment)
        expect_equal_runs(reference, out, f"after {kills} kills")
        expect_no_round_done_twice(out)
        assert not list((out / "leases").iterdir()), "a lease is left"
        assert not list((out / "checkpoints").iterdir()), "checkpoints are left"
        sweeps += 1
    assert interrupted >= trials / 4, f"only {interrupted} of {kills} kills hit a sweep at work"
    shutil.rmtree(root)
    print(f"{kills} kills, {interrupted} of them of a sweep that had completed rounds; {sweeps} sweeps ended as if "
          f"they had been left alone")


if __name__ == "__main__":
    main(*sys.argv[1:])
