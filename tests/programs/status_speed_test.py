"""Status of 10,000 runs is right in every one of them, and their journals and files cost a few times what their expansion does.

Usage: status_speed_test.py XIL. Times are of the program itself (user and system), side by side.
"""
import pathlib
import sys
import tempfile
import time

from programs import call_json, work_of

SWEEP = """
name: many
fixed: {dataset: weld_seams, rounds: 10}
grid:
  strategy: [random, active, caipi, nearcaipi, coreset]
  explainer: [rise, invrise]
  seed: [%s]
"""
SEEDS, PROCESSES, MOST = 1000, 64, 8  # times the work of `xil plan`, which reads no results


def write_journals(out, runs):
    """Sixty-four processes of an earlier job on another machine: runs complete, failed, interrupted, not begun."""
    expected = {"complete": 0, "running": 0, "failed": 0, "missing": 0}
    lines = [[f"journal\t2\tnode{p}\t{1000 + p}\tnode0-1000-0\t77\n"] for p in range(PROCESSES)]
    for i, run in enumerate(runs):
        journal, kind = lines[i % PROCESSES], i % 10
        if kind < 2:
            expected["missing"] += 1
            continue
        journal.append(f"started\t{run}\t{i % PROCESSES}\t{1000 + i}.5\t0.000\t\n")
        for done in range(1, 12 if kind > 3 else 6):
            journal.append(f"round\t{run}\t{i % PROCESSES}\t{1001 + i}.5\t0.000\t{done} 11\n")
        if kind == 2:
            expected["missing"] += 1
        elif kind == 3:
            journal.append(f"failed\t{run}\t0\t{1002 + i}.5\t9.000\tno such file\n")
            expected["failed"] += 1
        else:
            journal.append(f"finished\t{run}\t0\t{1002 + i}.5\t9.000\t\n")
            (out / "runs" / f"{run}.h5").touch()
            expected["complete"] += 1
    for p in range(PROCESSES):
        (out / "journal" / f"node{p}-{1000 + p}-0.tsv").write_text("".join(lines[p]))
    return expected


def main(xil):
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        sweep, out = root / "sweep.yaml", root / "out"
        sweep.write_text(SWEEP % ", ".join(map(str, range(SEEDS))))
        runs = [run["run_id"] for run in call_json([xil, "plan", sweep, "--out", out])["runs"]]
        assert len(runs) == 10 * SEEDS
        for folder in ("runs", "sweeps", "journal"):
            (out / folder).mkdir(parents=True)
        (out / "sweeps" / "0.yaml").write_text(sweep.read_text())
        expected = write_journals(out, runs)
        times, plans, walls = [], [], []
        for _ in range(3):
            start = time.monotonic()
            times.append(work_of([xil, "status", out]))
            walls.append(time.monotonic() - start)
            plans.append(work_of([xil, "plan", sweep, "--out", root / "nowhere"]))
        status = call_json([xil, "status", out])
        assert status["counts"] == expected, status["counts"]
        interrupted = next(run for run in status["runs"] if run["status"] == "missing" and run["attempts"])
        attempt = interrupted["attempts"][0]
        assert (attempt["exit"], attempt["rounds_done"], attempt["rounds"], attempt["job"]) == ("lost", 5, 11, "77")
        failed = next(run for run in status["runs"] if run["status"] == "failed")
        assert failed["reason"] == "no such file" and failed["attempts"][0]["host"].startswith("node")
        assert min(times) < MOST * min(plans), f"status takes {min(times):.2f} s, plan {min(plans):.2f} s"
    print(f"status of {len(runs)} runs: {min(times):.2f} s of work, {min(walls):.2f} s by the clock")


if __name__ == "__main__":
    main(*sys.argv[1:])
