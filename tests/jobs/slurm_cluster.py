"""A SLURM of two nodes on this machine, started from nothing and torn down again: munge, slurmctld and two slurmd on
loopback, with folders, ports, sockets and a key of their own, so that a SLURM of the machine is left alone.
"""
import ctypes
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PROGRAMS = ["munged", "slurmctld", "slurmd", "srun", "sbatch", "scontrol", "squeue", "sinfo", "scancel"]
NODES = ["n1", "n2"]
CONFIGURATION = """
ClusterName=xil
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=5
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/%n/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/%n/slurmd.log
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/%n/spool
TmpFS={folder}/%n/tmp
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0,bf_interval=1,requeue_delay=1
SlurmdParameters=config_overrides
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
JobRequeue=1
KillWait=3
SlurmdTimeout=10
SlurmctldTimeout=10
InactiveLimit=0
MinJobAge=300
MaxArraySize=1001
NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={port_n1} CPUs=2 RealMemory=1000 State=UNKNOWN
NodeName=n2 NodeHostname={host} NodeAddr=127.0.0.1 Port={port_n2} CPUs=2 RealMemory=1000 State=UNKNOWN
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
"""


def missing():
    """Why there can be no SLURM here; empty where there can."""
    absent = [program for program in PROGRAMS if shutil.which(program, path=search_path()) is None]
    if absent:
        return f"{', '.join(absent)} not installed"
    return "" if os.geteuid() == 0 else "only root can start its daemons"


def search_path():
    return os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def wait_for(condition, what, seconds=30):
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.1)
    return result


def end_with_parent():
    """In a daemon: it ends when the test does, however that ends."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Cluster:
    """with Cluster() as cluster: cluster.sbatch(script) ..."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="xil-slurm-"))
        self.daemons = {}
        ports = free_ports(3)
        self.configuration = self.folder / "slurm.conf"
        self.configuration.write_text(CONFIGURATION.format(
            host=socket.gethostname().split(".")[0], folder=self.folder, controller_port=ports[0], port_n1=ports[1],
            port_n2=ports[2]))
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("SLURM_")}
        self.environment |= {"SLURM_CONF": str(self.configuration), "PATH": search_path()}

    def __enter__(self):
        try:
            self.start_all()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        steps = self.step_daemons()
        for name in reversed(list(self.daemons)):
            self.stop(name)
        for pid in steps:
            self.kill_tree(pid)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start_all(self):
        for folder in ["state", *(f"{node}/{part}" for node in NODES for part in ("spool", "tmp"))]:
            (self.folder / folder).mkdir(parents=True)
        self.folder.chmod(0o755)
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        self.start("munged", ["munged", "--foreground", "--force", f"--key-file={key}",
                              f"--socket={self.folder}/munge.socket", f"--pid-file={self.folder}/munge.pid",
                              f"--log-file={self.folder}/munge.log", f"--seed-file={self.folder}/munge.seed"])
        wait_for((self.folder / "munge.socket").exists, "munged")
        self.start("slurmctld", ["slurmctld", "-D", "-i", "-f", str(self.configuration)])
        for node in NODES:
            self.start_node(node)
        wait_for(lambda: self.states() == ["idle"] * 2, "idle nodes")

    def start_node(self, node):
        self.start(node, ["slurmd", "-D", "-N", node, "-f", str(self.configuration)])

    def start(self, name, command):
        log = open(self.folder / f"{name}.out", "ab")
        self.daemons[name] = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                              env=self.environment, start_new_session=True,
                                              preexec_fn=end_with_parent)

    def stop(self, name):
        daemon = self.daemons.pop(name)
        daemon.terminate()
        try:
            daemon.wait(10)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()

    def step_daemons(self, node=None):
        """Ids of the slurmstepd processes of this cluster, which belong to its slurmd no more."""
        found = []
        for path in pathlib.Path("/proc").glob("[0-9]*/environ"):
            try:
                name = (path.parent / "comm").read_text().strip()
                environment = path.read_bytes() if name == "slurmstepd" else b""
            except OSError:
                continue
            if str(self.folder).encode() in environment and (node is None or self.is_of(path.parent, node)):
                found.append(int(path.parent.name))
        return found

    def is_of(self, process, node):
        """A step daemon of a node has its log, or its spool, open."""
        try:
            links = [os.readlink(link) for link in (process / "fd").iterdir()]
        except OSError:
            return False
        return any(link.startswith(f"{self.folder}/{node}/") for link in links)

    def kill_tree(self, pid):
        try:
            children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            os.kill(pid, signal.SIGKILL)
        except (OSError, ProcessLookupError):
            return
        for child in children:
            self.kill_tree(int(child))

    def lose_node(self, node):
        """As if its power failed: its daemon and everything that it runs are gone at once."""
        steps = self.step_daemons(node)
        self.daemons[node].kill()
        self.daemons.pop(node).wait()
        for pid in steps:
            self.kill_tree(pid)
        return len(steps)

    def call(self, *command, check=True, **more):
        result = subprocess.run([str(word) for word in command], env={**self.environment, **more.pop("env", {})},
                                capture_output=True, text=True, timeout=120, **more)
        assert not check or result.returncode == 0, f"{command}: {result.returncode}\n{result.stdout}{result.stderr}"
        return result.stdout.strip()

    def states(self):
        return self.call("sinfo", "--noheader", "--Node", "--format=%T", check=False).split()

    def sbatch(self, *arguments, **more):
        return self.call("sbatch", "--parsable", *arguments, **more).split(";")[0]

    def job(self, number):
        """What scontrol says of a job, as a map."""
        text = self.call("scontrol", "show", "job", "--oneliner", number, check=False)
        return dict(word.split("=", 1) for word in text.split() if "=" in word)

    def state(self, number):
        return self.job(number).get("JobState", "GONE")

    def wait_until(self, number, states, seconds=90):
        return wait_for(lambda: (state := self.state(number)) in states and state,
                        f"job {number} in {states}, now {self.state(number)}", seconds)

    def logs(self):
        texts = []
        for path in [*self.folder.glob("*.log"), *self.folder.glob("*.out"), *self.folder.glob("n?/*.log")]:
            texts.append(f"--- {path.name}\n" + "\n".join(path.read_text(errors="replace").splitlines()[-15:]))
        return "\n".join(texts)
