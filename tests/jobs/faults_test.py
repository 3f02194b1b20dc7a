"""Every call that writes, made to fail or to end the process, one after the other: a sweep that is resumed ends as one that
was left alone. Usage: faults_test.py XIL XIL_FAKE FAULTS_LIBRARY [STEP]

STEP > 1 takes every STEP-th call only, beginning with another one for each kind of fault.
"""
import concurrent.futures
import errno
import pathlib
import shutil
import sys
import tempfile

from programs import call, call_json, expect_equal_runs, run_files, start, with_environment

SWEEP = """
name: faulty
fixed: {dataset: {name: weld_seams, confounder: both}, rounds: 2, query_batch: 3, initial: 4, explain_items: 2, saliency: all, models: final}
grid: {strategy: [{name: caipi, correct: both}], restart: [warm], seed: [0]}
"""
KINDS = ["kill", errno.ENOSPC, errno.EIO]


def run(fake, sweep, out, *flags, **faults):
    process = start([fake, "run", sweep, "--out", out, *flags], env=with_environment(**faults))
    text, errors = process.communicate()
    return process.returncode, text, errors


def check_aftermath(xil, out, kind, code, errors):
    """What a user finds between the fault and the next try."""
    if kind == "kill":
        assert code == -9, f"exit code {code}"
    else:
        # Some calls may fail without harm: a folder that cannot be synchronised, a lost beat.
        assert code in (0, 1, 3), f"exit code {code}: {errors}"
        if code == 1:
            assert errors.startswith("xil-fake: error: ") and errors.count("\n") == 1, errors
    if (out / "sweeps").is_dir() and list((out / "sweeps").glob("*.yaml")):
        call([xil, "verify", out])
        status = call_json([xil, "status", out])
        assert status["counts"]["running"] == 0 and status["counts"]["complete"] == len(run_files(out)), status
        if code == 3:
            assert status["runs"][0]["reason"], status


def strike(xil, fake, library, root, reference, sweep, number, kind):
    out = root / f"{kind}-{number}"
    code, _, errors = run(fake, sweep, out, LD_PRELOAD=str(library), XIL_FAULT_UNDER=str(out), XIL_FAULT_AT=str(number),
                          XIL_FAULT_DO=str(kind))
    check_aftermath(xil, out, kind, code, errors)
    code, text, errors = run(fake, sweep, out, "--retry-failed")
    assert code == 0, f"resuming ended with {code}: {text}{errors}"
    expect_equal_runs(reference, out, f"call {number}, {kind}")
    model = {path.name: path.stat().st_size for path in (out / "models").glob("*.h5")}
    assert len(model) == 1, f"models: {model}"
    assert not list((out / "checkpoints").iterdir()), "checkpoints are left"
    assert not list((out / "leases").iterdir()), "a lease is left"
    shutil.rmtree(out)


def main(xil, fake, library, step="1"):
    step = int(step)
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        sweep, reference, counts = root / "sweep.yaml", root / "reference", root / "count"
        sweep.write_text(SWEEP)
        assert run(fake, sweep, reference, LD_PRELOAD=str(library), XIL_FAULT_UNDER=str(reference), XIL_FAULT_AT="0",
                   XIL_FAULT_COUNT=str(counts))[0] == 0
        calls = int(counts.read_text())
        assert calls > 300, f"only {calls} calls were seen"
        cases = [(number, kind) for offset, kind in enumerate(KINDS) for number in range(1 + offset % step, calls + 1, step)]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            def one(case):
                try:
                    strike(xil, fake, library, root, reference, sweep, *case)
                except AssertionError as error:
                    raise AssertionError(f"call {case[0]}, {case[1]}: {error}") from error
            list(pool.map(one, cases))
    print(f"{calls} calls, {len(cases)} faults: each sweep ended as one that was left alone")


if __name__ == "__main__":
    main(*sys.argv[1:])
