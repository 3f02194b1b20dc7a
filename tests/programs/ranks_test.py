"""A run file does not depend on the number of ranks, on the environment or on interruptions: every dataset but timings
is equal bit for bit. Usage: ranks_test.py XIL MPIRUN_SH
"""
import os
import pathlib
import signal
import sys
import tempfile

from programs import FASHION_MNIST, call, call_json, contents, expect_equal_runs, run_files, start, stored
from programs import with_environment

SWEEP = """
name: ranks
fixed:
  rounds: 2
  query_batch: 5
  initial: 6
  updates: 15
  saliency: all
  explain_items: 6
  model: {name: simple_cnn, channels1: 4, channels2: 8, hidden: 16, dropout: 0.2}
  explainer: {name: invrise, masks: 40, normalise: coverage, p: auto, pilot_masks: 10, fill: colour}
  oracle: {label_noise: 0.1, mask_noise: shifted}
  metrics: {perturbation: true, neighbours: 3}
grid:
  dataset: [%s]
  strategy:
    - random
    - active
    - {name: caipi, correct: both, balance: true}
    - nearcaipi
    - bald
    - badge
    - {name: active, copies: 1, kind: augment}
    - {name: passive, refutations: 1, kind: inpaint}
    - {name: caipi, correct: [{name: rbr, weight: 100, clip: 1}, rrr_g, {name: cdep, weight: 1}, {name: r4, weight: 0.1}]}
    - {name: nearcaipi, correct: hint}
    - {name: active, measure: entropy}
    - {name: typiclust, least_size: 2}
    - probcover
    - {name: dfr, refits: 3}
    - {name: jtt, early_share: 0.2}
    - {name: group_dro, query: uncertainty}
  seed: [0]
exclude:
  - {dataset: decoy_fashion_mnist, strategy.correct: hint}    # it marks no defects
"""
# Every explainer, since each judges in the loop and on held-out items.
EXPLAINERS = """
name: explainers
fixed:
  rounds: 2
  query_batch: 3
  initial: 6
  updates: 15
  saliency: all
  explain_items: 5
  model: {name: simple_cnn, channels1: 4, channels2: 8, hidden: 16}
  dataset: {name: weld_seams, items: 80, size: 32, confounder: both}
  strategy: caipi
  seed: 0
grid:
  explainer:
    - gradcam
    - {name: hsic, masks: 40, fill: colour}
    - {name: input_gradient, times_input: true}
    - {name: integrated_gradients, steps: 10}
    - {name: kernel_shap, masks: 60, grid: 5}
    - {name: lime, masks: 40, segments: slic}
    - {name: occlusion, grid: 5}
    - {name: rise, masks: 40}
    - {name: smoothgrad, samples: 10, sign: signed}
"""
WELD = "{name: weld_seams, items: 80, size: 32, confounder: both}"
DECOY = "{name: decoy_fashion_mnist, pool: 100, validation: 10, test: 60}"


def write_sweep(folder):
    datasets = [WELD]
    if FASHION_MNIST.is_dir():
        datasets.append(DECOY)
    else:
        print(f"decoy_fashion_mnist is left out: {FASHION_MNIST} is missing")
    sweep = folder / "sweep.yaml"
    sweep.write_text(SWEEP % ", ".join(datasets))
    return sweep, 15 * len(datasets) + 1


def every_explainer(xil, mpirun, root):
    """All that the registry has, but the one of the other sweep."""
    sweep, alone = root / "explainers.yaml", root / "explainers"
    sweep.write_text(EXPLAINERS)
    known = {entry["name"] for entry in call_json([xil, "list", "explainers"])["explainers"]}
    tried = {run["explainer"] for run in call_json([xil, "plan", sweep, "--out", alone])["runs"]}
    assert known - tried == {"invrise"}, f"not tried: {known - tried}"
    call([xil, "run", sweep, "--out", alone])
    expect_useful_files(alone, len(tried))
    for ranks in (2, 4):
        out = root / f"explainers{ranks}"
        call([mpirun, ranks, xil, "run", sweep, "--out", out])
        expect_equal_runs(alone, out, f"explainers on {ranks} ranks")
    out = root / "explainers_interrupted"
    interrupt([xil, "run", sweep, "--out", out], out)
    call([xil, "run", sweep, "--out", out])
    expect_equal_runs(alone, out, "explainers, interrupted")


def expect_useful_files(out, count):
    """Equality says little about empty files."""
    files = run_files(out)
    assert len(files) == count, f"{len(files)} run files, not {count}"
    for path in files.values():
        content = stored(path)
        for name in ("rounds/expert_s", "rounds/accuracy", "test/probability", "saliency/map"):
            assert name in content and len(content[name][0]) > 0, f"{path.name} lacks {name}"
        taught = len(content["shown/item"][0]) + len(content["corrections/item"][0])
        assert taught > 0, f"{path.name}: nothing was shown and nothing refuted"
        assert not any(name.endswith("train_s") for name in content), "timings would be compared"


def interrupt(command, out):
    """Kills a sweep once two runs are done, while the third is under way."""
    process = start(command)
    for line in process.stdout:
        if line.startswith("[2/"):
            break
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL, "the sweep ended before it was killed"


def main(xil, mpirun):
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        sweep, count = write_sweep(root)
        alone = root / "alone"
        call([xil, "run", sweep, "--out", alone])
        expect_useful_files(alone, count)

        before = contents(alone / "runs") | contents(alone / "sweeps")
        call([xil, "run", sweep, "--out", alone])
        assert before == contents(alone / "runs") | contents(alone / "sweeps"), "a second run changed something"

        for ranks in (2, 4):
            out = root / f"ranks{ranks}"
            call([mpirun, ranks, xil, "run", sweep, "--out", out])
            expect_equal_runs(alone, out, f"{ranks} ranks")

        out = root / "environment"
        threads = with_environment(OMP_NUM_THREADS="2", OPENBLAS_NUM_THREADS="2")
        call([xil, "run", sweep, "--out", out], env=threads)
        expect_equal_runs(alone, out, "OMP_NUM_THREADS=2")

        out = root / "interrupted"
        interrupt([xil, "run", sweep, "--out", out], out)
        counts = call_json([xil, "status", out])["counts"]
        assert counts["running"] == 0 and counts["failed"] == 0 and 2 <= counts["complete"] < count, counts
        kept = contents(out / "runs")
        call([xil, "run", sweep, "--out", out])
        assert kept.items() <= contents(out / "runs").items(), "a finished run was written again"
        expect_equal_runs(alone, out, "interrupted")
        every_explainer(xil, mpirun, root)
    print(f"{count} runs are equal with 1, 2 and 4 ranks, other threads in the environment, and after a kill")


if __name__ == "__main__":
    main(*sys.argv[1:])
