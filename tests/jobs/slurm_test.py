"""Sweeps on a real SLURM: each ends as one on this machine alone does, whatever happens to its jobs.

Usage: slurm_test.py XIL XIL_FAKE SCENARIO. Jobs are submitted by `xil submit`; those with fakes for pictures and networks take
as long as they are told. Skipped (77) where SLURM or munge is missing.
"""
import collections
import json
import pathlib
import signal
import sys
import tempfile
import time

from programs import call, expect_equal_runs, run_files
from slurm_cluster import Cluster, missing, wait_for
from terminal import Terminal, expect_nothing_left

SKIPPED = 77
FAKE = """
name: cluster
fixed: {dataset: {name: weld_seams, confounder: both}, rounds: 6, query_batch: 4, initial: 6, explain_items: 4, saliency: all}
grid:
  strategy: [caipi, {name: caipi, correct: both}]
  restart: [cold, warm]
  seed: [0, 1]
"""
REAL = """
name: cluster
fixed:
  dataset: {name: weld_seams, items: 80, size: 32, confounder: both}
  model: {name: simple_cnn, channels1: 4, channels2: 8, hidden: 16}
  explainer: {name: invrise, masks: 40}
  rounds: 2
  query_batch: 5
  initial: 6
  updates: 15
  explain_items: 6
grid: {strategy: [random, caipi, nearcaipi], seed: [0, 1]}
"""
# Two nodes of one machine share its memory folder, which Open MPI's way over shared memory is not made for.
ENVIRONMENT = ["OMPI_MCA_btl=self,tcp", "OMPI_MCA_btl_tcp_if_include=lo", "OMPI_MCA_oob_tcp_if_include=lo"]


class Field:
    def __init__(self, cluster, xil, program, root, text):
        self.cluster, self.xil, self.program, self.root = cluster, xil, program, root
        self.sweep, self.reference, self.out = root / "sweep.yaml", root / "reference", root / "out"
        self.sweep.write_text(text)
        call([program, "run", self.sweep, "--out", self.reference])
        self.runs = len(run_files(self.reference))

    def submit(self, round_ms=0, flags=(), environment=(), **profile):
        """The job's number. The profile's keys are those of slurm/README.md."""
        settings = {"xil": str(self.program), "time": "10", "environment": [*ENVIRONMENT, f"XIL_FAKE_ROUND_MS={round_ms}",
                                                                             *environment],
                    "nodes": 2, "ranks": 2, **profile}
        file = self.root / "profile.yaml"
        file.write_text(json.dumps(settings))  # JSON is YAML
        before = set(self.cluster.call("squeue", "--noheader", "--format=%A").split())
        text = self.cluster.call(self.xil, "submit", self.sweep, "--profile", file, "--out", self.out, *flags)
        assert "Submitted batch job" in text, text
        number = text.split()[-1]
        assert number not in before
        return number

    def journals(self):
        for journal in (self.out / "journal").glob("*.tsv"):
            for line in journal.read_text().splitlines():
                yield line.split("\t")

    def events(self, event):
        return collections.Counter(fields[1] for fields in self.journals() if fields[0] == event)

    def wait_for_rounds(self, count):
        wait_for(lambda: sum(self.events("round").values()) >= count, f"{count} rounds", 60)

    def expect_complete(self):
        expect_equal_runs(self.reference, self.out, "the sweep on the cluster")
        call([self.xil, "verify", self.out])

    def expect_no_round_twice(self):
        repeated = {(run, done) for (run, done), count in collections.Counter(
            (fields[1], fields[5]) for fields in self.journals() if fields[0] == "round").items() if count > 1}
        assert not repeated, f"rounds were done twice: {repeated}"

    def log(self, number):
        return "\n".join(path.read_text() for path in (self.out / "slurm").glob(f"{number}*.log"))

    def finish(self, number, seconds=100):
        try:
            self.cluster.wait_until(number, ["COMPLETED"], seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.log(number)}\n{self.cluster.logs()}") from error
        self.expect_complete()


def mpi(field):
    """One job over two nodes."""
    number = field.submit()
    field.finish(number)
    job = field.cluster.job(number)
    assert job["NodeList"] in ("n[1-2]", "n1,n2"), job["NodeList"]
    headers = [fields for fields in field.journals() if fields[0] == "journal"]
    assert len(headers) == 2 and len({fields[4] for fields in headers}) == 1, "two processes of one job"
    assert {fields[5] for fields in headers} == {number}, headers
    ranks = {fields[2] for fields in field.journals() if fields[0] == "finished"}
    assert ranks == {"0", "1"}, ranks
    assert "nothing is left to be done" in field.cluster.call(
        "sh", "-c", f"{field.xil} submit {field.sweep} --profile {field.root / 'profile.yaml'} --out {field.out} 2>&1")


def array(field):
    """An array of jobs with a shard each, not more of them than there are runs."""
    number = field.submit(round_ms=20, flags=["--array", "100"], nodes=1, ranks=1, array_throttle=4)
    wait_for(lambda: len(run_files(field.out)) == field.runs, "all runs", 100)
    wait_for(lambda: field.cluster.call("squeue", "--noheader") == "", "the end of the array")
    field.expect_complete()
    tasks = {fields[5] for fields in field.journals() if fields[0] == "journal"}
    assert tasks == {f"{number}_{task}" for task in range(field.runs)}, tasks
    assert set(field.events("started").values()) == {1}


def timelimit(field):
    """A job whose time is too short is told so, submits itself again, and goes on where it was."""
    number = field.submit(round_ms=1500, time="1", signal_s=45)
    field.finish(number, 200)
    restarts = int(field.cluster.job(number)["Restarts"])
    assert restarts >= 1, f"{restarts} restarts"
    assert sum(field.events("stopped").values()) > 0
    field.expect_no_round_twice()


def hang(field):
    """A run that hangs when its job's time is up does not keep the job from going back into the queue."""
    once = field.root / "hung"
    number = field.submit(round_ms=100, time="1", signal_s=45, environment=["XIL_FAKE_FAULT=0 2 hang", f"XIL_FAKE_ONCE={once}"])
    field.finish(number, 200)
    assert once.exists() and sum(field.events("hung").values()) == 1, field.log(number)
    assert "hung in round 2, step train" in field.log(number), field.log(number)
    assert int(field.cluster.job(number)["Restarts"]) >= 1
    field.expect_no_round_twice()


def requeue(field):
    """Put back into the queue by an administrator, in the middle of its work."""
    number = field.submit(round_ms=100)
    field.wait_for_rounds(6)
    field.cluster.call("scontrol", "requeue", number)
    field.finish(number)
    assert int(field.cluster.job(number)["Restarts"]) == 1
    field.expect_no_round_twice()


def nodeloss(field):
    """A node dies in the middle of its work: SLURM puts the job back, and it goes on when there are two nodes again."""
    number = field.submit(round_ms=100)
    field.wait_for_rounds(6)
    assert field.cluster.lose_node("n2") > 0, "nothing was running there"
    wait_for(lambda: field.cluster.state(number) in ("PENDING", "CONFIGURING"), "the job in the queue again", 60)
    complete = len(run_files(field.out))
    assert complete < field.runs, "it had ended before the node was lost"
    call([field.xil, "verify", field.out])
    field.cluster.start_node("n2")
    field.finish(number)
    field.expect_no_round_twice()


def interrupt(field):
    """Ctrl-C, SIGTERM and a second one under slurm/srun.sh, in an interactive job on two nodes."""
    script = pathlib.Path(__file__).parents[2] / "slurm" / "srun.sh"
    command = [script, "--mpi=pmix", "--ntasks=2", "--nodes=2", field.program, "run", field.sweep, "--out", field.out]
    environment = {**field.cluster.environment, **dict(entry.split("=") for entry in ENVIRONMENT)}
    for tell in (Terminal.press_ctrl_c, lambda job: job.send_signal(signal.SIGTERM)):
        before = sum(field.events("round").values())
        job = Terminal(command, {**environment, "XIL_FAKE_ROUND_MS": "1000"})
        field.wait_for_rounds(before + 2)
        before = sum(field.events("round").values())
        tell(job)
        code, shown = job.end()
        assert code == 75 and "run it again to go on" in shown, f"{code}\n{shown}"
        assert sum(field.events("round").values()) >= before + 2, "a round in hand was lost"
        expect_nothing_left(field.out)
    field.expect_no_round_twice()
    job = Terminal(command, {**environment, "XIL_FAKE_ROUND_MS": "60000"})
    begun = sum(field.events("started").values())
    wait_for(lambda: sum(field.events("started").values()) >= begun + 2, "runs in hand", 60)
    for _ in range(2):
        assert job.is_running(), "it did not wait for the rounds in hand"
        job.press_ctrl_c()
        time.sleep(0.5)
    code, shown = job.end(20)
    assert code == 75, f"{code}\n{shown}"
    expect_nothing_left(field.out)


SCENARIOS = {function.__name__: function for function in (mpi, array, interrupt, timelimit, hang, requeue, nodeloss)}


def main(xil, fake, scenario):
    reason = missing()
    if reason:
        print(f"skipped: no SLURM can be started here: {reason}")
        return SKIPPED
    start = time.monotonic()
    real = scenario == "mpi"
    with tempfile.TemporaryDirectory() as temporary, Cluster() as cluster:
        SCENARIOS[scenario](Field(cluster, xil, xil if real else fake, pathlib.Path(temporary), REAL if real else FAKE))
    print(f"{scenario}: as on one machine, after {time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
