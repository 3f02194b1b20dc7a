"""Bad input and full disks end in one clear line and the documented exit code; nothing is lost and no library shouts.

Usage: cli_test.py XIL refusals|data|disk|output
"""
import csv
import gzip
import json
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import time

from programs import FASHION_MNIST, call, call_json, contents, run_files, with_environment

SWEEP = """
name: cli
fixed:
  rounds: 1
  query_batch: 5
  initial: 6
  updates: 10
  explain_items: 4
  saliency: all
  dataset: {name: weld_seams, items: 80, size: 24}
  model: {name: simple_cnn, channels1: 4, channels2: 8, hidden: 16}
  explainer: {name: invrise, masks: 20}
grid:
  strategy: [random, caipi]
  seed: [0, 1]
"""
REFUSED_SWEEPS = {
    "unknown key": ("fixed: {bogus: 3}", "bogus"),
    "unknown nested key": ("fixed: {dataset: {name: weld_seams, bogus: 3}}", "bogus"),
    "duplicate key": ("fixed: {rounds: 2, rounds: 3}", "rounds"),
    "alias": ("fixed: {rounds: &r 2, updates: *r}", "anchor"),
    "wrong type": ("fixed: {rounds: two}", "rounds"),
    "out of range": ("fixed: {rounds: -1}", "rounds"),
    "not a name": ("fixed: {strategy: bogus}", "bogus"),
    "empty grid": ("grid: {strategy: []}", "empty"),
    "not YAML": ("fixed: {rounds: [1", "YAML"),
}
SHOUTS = ("#0 ", "frame #", "HDF5-DIAG", "Exception raised from", "terminate called", "MPI_", "Traceback")
RUN_KEYS = {"run_id", "dataset", "strategy", "model", "explainer", "seed", "status"}
COLUMNS = "run_id,dataset,strategy,model,explainer,seed,status,round,shown,expert_s,metric,value,condition".split(",")
ORIGIN = "attempts,reason,host,job,device,commit,diff,dataset_digest".split(",")


def quiet(text):
    found = [shout for shout in SHOUTS if shout in text]
    assert not found, f"{found} in: {text}"


def expect_error(command, code, *mentioned, **more):
    """Exactly one line, which begins with the program and names what is wrong."""
    _, err = call(command, code, **more)
    quiet(err)
    assert err.startswith("xil: error: ") and err.endswith("\n") and err.count("\n") == 1, f"not one line: {err!r}"
    for word in mentioned:
        assert str(word) in err, f"'{word}' is missing in: {err}"


def expect_storage_error(command, *mentioned, **more):
    """Where nothing can be written the job ends with one line, and nothing counts as failed."""
    _, err = call(command, 1, **more)
    quiet(err)
    assert err.startswith("xil: error: cannot write ") and err.count("\n") == 1, err
    assert all(word in err for word in mentioned), err


def statuses(xil, out):
    return [run["status"] for run in call_json([xil, "status", out])["runs"]]


def refusals(xil, root, sweep):
    for what, (text, word) in REFUSED_SWEEPS.items():
        bad = root / "bad.yaml"
        bad.write_text(f"name: bad\n{text}\n")
        for command in ("plan", "run"):
            expect_error([xil, command, bad, "--out", root / "out"], 2, "bad.yaml:", word)
    for override in ("bogus=1", "rounds=two", "rounds=-1", "rounds", "dataset.bogus=1"):
        expect_error([xil, "run", sweep, override, "--out", root / "out"], 2, override.split("=")[0].split(".")[-1])
    for flags in (["--bogus"], ["--shard", "2/2"], ["--limit", "0"], ["--filter", "seed=77"], ["--time-limit", "0s"],
                  ["--device", "tpu"]):
        expect_error([xil, "run", sweep, "--out", root / "out", *flags], 2, flags[0].lstrip("-").split("-")[0])
    expect_error([xil, "run", sweep, "bogus=1"], 2, "bogus", env=with_environment(OMPI_COMM_WORLD_RANK="0"))
    _, err = call([xil, "run", sweep, "bogus=1"], 2, env=with_environment(OMPI_COMM_WORLD_RANK="1"))
    assert err == "", "every rank tells the same"
    expect_error([xil], 2, "command")
    expect_error([xil, "bogus"], 2, "bogus")
    expect_error([xil, "list", "bogus"], 2, "bogus")
    expect_error([xil, "plan", root / "absent.yaml"], 2, "absent.yaml")
    for command in ("status", "verify", "figures"):
        expect_error([xil, command, root / "absent"], 2, "absent")
    assert not (root / "out").exists(), "a refused sweep left a folder"

    below = root / "file" / "out"
    below.parent.write_text("")
    expect_error([xil, "run", sweep, "--out", below], 1, "cannot write", below)
    _, err = call([xil, "run", sweep, "--out", root / "late", "--time-limit", "1e-9"], 75)
    assert err == "" and statuses(xil, root / "late") == ["missing"] * 4
    call([xil, "run", sweep, "--out", root / "late", "--limit", "1"], 0)
    assert sorted(statuses(xil, root / "late")) == ["complete"] + ["missing"] * 3


def broken_copies(root):
    """Folders with the four files of Fashion-MNIST, the first of which is broken in some way."""
    name = "train-images-idx3-ubyte.gz"
    packed = (FASHION_MNIST / name).read_bytes()
    start = gzip.open(FASHION_MNIST / name).read(100000)
    ways = {"cut": packed[: len(packed) // 2], "short": gzip.compress(start), "empty": b"", "text": b"no IDX file\n" * 9,
            "magic": gzip.compress(b"\0\0\x0d" + start[3:])}
    for way, content in ways.items():
        folder = root / way
        folder.mkdir()
        for file in FASHION_MNIST.glob("*.gz"):
            if file.name != name:
                (folder / file.name).symlink_to(file)
        (folder / name).write_bytes(content)
        yield folder, name
    folder = root / "directory"
    (folder / name).mkdir(parents=True)
    yield folder, name


def data(xil, root, sweep):
    chosen = ["dataset=fashion_mnist", "strategy=random"]
    out = root / "out"
    absent = root / "absent"
    for _ in range(2):  # the set is looked at before the first run, so that none counts as failed
        expect_error([xil, "run", sweep, *chosen, f"dataset.root={absent}", "--out", out], 1, absent, "no such file")
        assert statuses(xil, out) == ["missing"] * 2
    if not FASHION_MNIST.is_dir():
        print(f"broken IDX files are left out: {FASHION_MNIST} is missing")
        return
    for folder, name in broken_copies(root):
        words = [xil, "run", sweep, *chosen, f"dataset.root={folder}", "seed=0", "--out", root / (folder.name + "_out")]
        expect_error(words, 1, folder / name)


def limit_file_size(size):
    """For a child: no file can grow beyond size, as on a full disk. The signal stays at its default on purpose."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)


def disk(xil, root, sweep):
    out = root / "out"
    command = [xil, "run", sweep, "--out", out]
    call([*command, "--limit", "1"])
    kept = contents(out / "runs")
    expect_storage_error(command, "space", preexec_fn=lambda: limit_file_size(20 << 10))
    assert contents(out / "runs") == kept, "runs/ holds something half written, or a finished run was touched"
    assert sorted(statuses(xil, out)) == ["complete"] + ["missing"] * 3, "a full disk is no failure of a run"
    text, _ = call([xil, "status", out])
    assert text.count("cannot write") == 1, text
    call(command)
    assert statuses(xil, out) == ["complete"] * 4 and kept.items() <= contents(out / "runs").items()
    call([xil, "verify", out])
    expect_error([xil, "export", out, "--to", root / "table.csv"], 1, "cannot write", "table.csv",
                 preexec_fn=lambda: limit_file_size(1 << 10))
    assert not list(root.glob("table.csv*")), "half a table was left"

    full = root / "journal"
    command = [xil, "run", sweep, "seed=range(0,4)", "--out", full]
    expect_storage_error(command, preexec_fn=lambda: limit_file_size(1 << 10))
    call(command)
    assert statuses(xil, full) == ["complete"] * 8

    damaged = next(iter(run_files(out).values()))
    damaged.write_bytes(damaged.read_bytes()[:-2000])
    text, err = call([xil, "verify", out], 1)
    quiet(text + err)
    assert damaged.name in text


def seconds_of(command):
    begin = time.perf_counter()
    for _ in range(10):
        subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - begin) / 10


def check_table(xil, out, file):
    call([xil, "export", out, "--to", file])
    with open(file, newline="") as table:
        rows = list(csv.reader(table))
    assert rows[0] == [*COLUMNS, "oracle.label_noise", *ORIGIN], rows[0]
    assert len({row[0] for row in rows[1:]}) == 8 and {row[13] for row in rows[1:]} == {"0.0", "0.1"}
    for row in (dict(zip(rows[0], row)) for row in rows[1:]):
        complete = row["status"] == "complete"
        assert row["attempts"] == str(int(complete)) and all(bool(row[key]) == complete for key in ("host", "device", "commit", "dataset_digest"))
    assert {row[6] for row in rows[1:]} == {"complete", "missing"}


def output(xil, root, sweep):
    out = root / "out"
    command = [sweep, "oracle.label_noise=0,.1", "--out", out]
    before = contents(root)
    plan = call_json([xil, "plan", *command])
    call([xil, "plan", *command], cwd=root)
    assert contents(root) == before and not out.exists(), "plan wrote something"
    ids = [run["run_id"] for run in plan["runs"]]
    assert len(set(ids)) == 8 and all(RUN_KEYS <= run.keys() for run in plan["runs"])
    assert {run["status"] for run in plan["runs"]} == {"missing"}

    call([xil, "run", *command, "--shard", "1/2", "--filter", "seed=1"])
    first = set(run_files(out))
    expected = [run["run_id"] + ".h5" for run in plan["runs"] if run["seed"] == 1]
    assert len(first) == 2 and first == set(expected[1::2]), "a shard takes every second of the matching runs"
    call([xil, "run", *command, "--shard", "0/2", "--filter", "seed=1"])
    assert set(run_files(out)) == set(expected), "the shards together are all matching runs, none twice"
    attempts = [len(run["attempts"]) for run in call_json([xil, "status", out])["runs"]]
    assert sorted(attempts) == [0] * 4 + [1] * 4
    call([xil, "run", *command, "--limit", "1", "--filter", "strategy.name=random,caipi"])
    assert len(run_files(out)) == 5

    assert [run["run_id"] for run in call_json([xil, "status", out])["runs"]] == ids
    assert call_json([xil, "verify", out])["problems"] == []
    for registry in ("strategies", "datasets", "models", "explainers"):
        lines = call_json([xil, "list", registry])[registry]
        assert lines and all({"name", "parameters"} <= line.keys() for line in lines)
    check_table(xil, out, root / "table.csv")

    libraries, _ = call(["ldd", xil])
    heavy = [name for name in ("torch", "opencv", "libmpi", "libc10") if name in libraries]
    assert not heavy, f"xil links {heavy}"
    print("seconds: xil plan %.4f, xil status %.4f, /bin/true %.4f" % (
        seconds_of([xil, "plan", *command]), seconds_of([xil, "status", out]), seconds_of(["/bin/true"])))


def main(xil, part):
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        sweep = root / "sweep.yaml"
        sweep.write_text(SWEEP)
        {"refusals": refusals, "data": data, "disk": disk, "output": output}[part](xil, root, sweep)


if __name__ == "__main__":
    main(*sys.argv[1:])
