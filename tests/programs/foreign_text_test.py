"""Names, titles, reasons and paths that somebody else chose: on a terminal, in tables, figures, pages, commands and batch scripts.

Usage: foreign_text_test.py XIL XIL_FAKE SCENARIO
"""
import csv
import html.parser
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from programs import call, call_json, quick_gnuplot, with_environment
from report_browser import rows_of

SWEEP = """
name: text
fixed: {{rounds: 2, query_batch: 3, initial: 4, explain_items: 4, saliency: all}}
grid:
  dataset: [{datasets}]
  strategy: [{strategies}]
  seed: [0, 1]
"""
TITLES = ["<!--<script>x", "[x](http://y)|`z`", "\u202e\\input{x}\x1b[2J\n\\input{y}\n# z", "a/b", "a_b", "a:b", "..", "-rf", "L" * 240, "L" * 239 + "M",
          "=HYPERLINK(\"http://x\")", "'; system('touch pwned'); '`touch pwned`@x"]
# What acts on a terminal, turns the direction of text or is not seen; line feeds end our own lines.
LIVE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def dataset(title):
    return json.dumps({"name": "image_folder", "root": "set", "title": title})


class Field:
    def __init__(self, xil, fake, root):
        self.xil, self.fake, self.root = pathlib.Path(xil).resolve(), pathlib.Path(fake).resolve(), root
        os.chdir(root)
        pathlib.Path("set").mkdir()

    def make(self, titles, out="out", strategies="random"):
        text = SWEEP.format(datasets=", ".join(dataset(title) for title in titles), strategies=strategies)
        pathlib.Path("text.yaml").write_text(text)
        call([self.fake, "run", "text.yaml", "--out", out])
        return pathlib.Path(out)

    def bytes_of(self, *words, code=0, **more):
        """Both streams of a command; nothing in them acts on a terminal."""
        done = subprocess.run([self.xil, *words], capture_output=True, **more)
        assert done.returncode == code, (words, done.returncode, done.stderr)
        for stream in (done.stdout, done.stderr):
            found = LIVE.search(stream.decode())  # it is UTF-8
            assert found is None, (words, found.group(), stream)
        return done.stdout.decode(), done.stderr.decode()


def spoil_journal(out):
    """Journals of another program: one failed run with a host, a job and a reason that nobody would call so."""
    run_id = sorted(path.stem for path in (out / "runs").glob("*.h5"))[0]
    (out / "runs" / f"{run_id}.h5").unlink()
    for path in (out / "journal").glob("*.tsv"):
        path.unlink()
    reason = "=HYPERLINK(\"http://x\")\x1b]52;c;cHduZWQ=\x07\u202e\\input{z}<img src=x onerror=alert(1)>\x9b2J"
    (out / "journal" / "e.tsv").write_bytes(
        f"journal\t2\t\x1b]0;pwned\x07h\t1\tx\t\x1b[2J\nstarted\t{run_id}\t0\t1\t0\t\nfailed\t{run_id}\t0\t2\t0\t{reason}\n".encode() + b"")
    return run_id


def terminal(field):
    """Nothing that a journal, a title, a file name or an argument holds acts on a terminal."""
    out = field.make(TITLES[:4], strategies="random, caipi")
    spoil_journal(out)
    shown, _ = field.bytes_of("status", out)
    assert "\\x1b]0;pwned\\x07h" in shown and "=HYPERLINK" in shown, shown
    field.bytes_of("status", out, "--json")
    field.bytes_of("plan", "text.yaml", "--out", out)
    field.bytes_of("plan", "text.yaml", "--out", out, "--json")
    field.bytes_of("verify", out)
    field.bytes_of("compare", out, "--missing", "drop")
    for form in ("markdown", "latex"):
        field.bytes_of("compare", out, "--missing", "drop", "--format", form)
    for name in ("\x1b[31m", "\u202e", "\n  complete", b"\xe4", "\x9b"):
        _, err = field.bytes_of("status", name, code=2)
        assert err.startswith("xil: error: ") and err.count("\n") == 1, err
        _, err = field.bytes_of("plan", "text.yaml", b"seed=" + os.fsencode(name), code=2)
        assert err.count("\n") == 1, err
        _, err = field.bytes_of(name, code=2)
        assert err.count("\n") == 1, err
    odd = os.fsdecode(b"o\xe4\x1b[2J")
    shutil.copytree(out, odd)
    shown, _ = field.bytes_of("status", odd)
    word = re.search(r"Go on with: (.*)", shown)
    assert word is None or "\\033" in word[1], shown
    assert json.loads(field.bytes_of("status", odd, "--json")[0])["out"] == "o\\xe4\x1b[2J", "JSON has escapes of its own"
    for log in (out / "logs").glob("*.log"):
        assert LIVE.search(log.read_text()) is None, log


class Page(html.parser.HTMLParser):
    """The elements of a page, and what its JSON scripts hold."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.json, self.own = set(), {}, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.add(tag)
        assert not any(name.startswith("on") for name in attributes), (tag, attributes)
        self.own = attributes.get("id") if tag == "script" else None

    def handle_data(self, data):
        if self.own is not None:
            self.json[self.own] = json.loads(data)
            self.own = None


def report(field):
    """Titles that are markup, commands or paths stay words in every file of a report, and each has figures of its own."""
    out = field.make(TITLES[:5] + TITLES[10:])
    run_id = spoil_journal(out)
    field.bytes_of("report", out, "--missing", "drop")
    folder = out / "report"
    assert not pathlib.Path("pwned").exists() and not (folder / "gnuplot" / "pwned").exists(), "a title was run"
    page = Page((folder / "index.html").read_text())
    assert "script" in page.tags and page.json.keys() == {"run-data", "curve-data", "map-data", "map-colours"}, (page.tags, page.json.keys())
    rows = rows_of(page.json["run-data"])
    labels = {row["dataset"] for row in rows}
    assert any("<!--<script>x" in label for label in labels) and len(labels) == 7, labels
    assert {row["reason"] for row in rows if row["run_id"] == run_id} != {None}
    curves = sorted(path.name for path in folder.glob("curves_*.pdf") if not path.name.startswith("curves_expert_s_"))
    assert len(curves) >= len(labels), curves
    for path in folder.glob("*.tex"):
        for line in path.read_text().split("\n"):
            assert line.startswith("%") or "\\input" not in line.replace("\\textbackslash{}", ""), line
            assert LIVE.search(line) is None, line
    for path in folder.glob("*.md"):
        assert re.search(r"(?<!\\)\]\(http|(?<!\\)<script", path.read_text()) is None, path
    for path in (folder / "gnuplot").glob("*.gp"):
        assert LIVE.search(path.read_text()) is None, path


def long_titles(field):
    """Titles beyond what a file name takes, in two that differ at their end only, and names that are none."""
    out = field.make(["..", *TITLES[8:10], "漢字", "字漢"])
    environment = with_environment(PATH=quick_gnuplot(field.root / "drawer"))  # what is drawn is not asked here
    field.bytes_of("report", out, env=environment)
    names = [path.name for path in (out / "report").glob("curves_*.pdf")]
    assert len(names) >= 5 and all(len(name) < 200 for name in names), names
    field.bytes_of("report", out, env=environment)
    after = [path.name for path in (out / "report").glob("curves_*.pdf")]
    assert sorted(after) == sorted(names), "another report has other figures"


def export(field):
    """Cells that a spreadsheet would calculate are texts; numbers stay numbers; all forms are UTF-8."""
    out = field.make([TITLES[10], "plain"])
    spoil_journal(out)
    for ending in ("csv", "jsonl", "sqlite"):
        field.bytes_of("export", out, "--to", f"x.{ending}")
    text = pathlib.Path("x.csv").read_text()
    rows = list(csv.DictReader(text.splitlines()))
    for row in rows:
        for name, cell in row.items():
            assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r") or re.fullmatch(r"[-+][0-9.e+-]+", cell), (name, cell)
    assert {row["dataset.title"] for row in rows} == {"'" + TITLES[10], "plain"}, rows[0]
    values = [float(row["value"]) for row in rows if row["value"]]
    assert values and LIVE.search(text) is None
    records = [json.loads(line) for line in pathlib.Path("x.jsonl").read_text().splitlines()]
    assert [record["value"] for record in records if record["value"] is not None] == values
    assert {record["dataset.title"] for record in records} == {TITLES[10], "plain"}, "JSON needs no such sign"


class Cluster:
    """Programs of SLURM that keep what they are given."""

    def __init__(self, root):
        self.bin = root / "bin"
        self.bin.mkdir()
        self.given = root / "given"
        program = self.bin / "sbatch"
        program.write_text(f'#!/bin/bash\ncat "$@" > {self.given}\necho Submitted batch job 1\n')
        program.chmod(0o755)
        self.environment = with_environment(PATH=f"{self.bin}:{os.environ['PATH']}")


def submit(field):
    """sbatch gets the script that was made, whatever lies where it is kept, and no name in it is a command."""
    cluster = Cluster(field.root)
    pathlib.Path("text.yaml").write_text(SWEEP.format(datasets="weld_seams", strategies="random"))
    pathlib.Path("p.yaml").write_text("{mode: mpi, ranks: 2, time: '1:00:00'}")

    def submitted(out, *more):
        return ["submit", "text.yaml", "--profile", "p.yaml", "--out", out, *more]

    script, _ = call([field.xil, *submitted("out", "--dry-run")])
    call([field.xil, *submitted("out")], env=cluster.environment)
    assert cluster.given.read_text() == script
    (kept,) = pathlib.Path("out/slurm").glob("*.sbatch")
    assert kept.read_text() == script
    victim = pathlib.Path("victim")
    for plant in (lambda: kept.write_text("#!/bin/bash\ntouch pwned\n"), lambda: (victim.write_text("mine"), kept.symlink_to(victim.resolve())),
                  lambda: kept.write_bytes(script.encode().replace(b"set -u", b"id;id"))):
        kept.unlink()
        plant()
        _, err = call([field.xil, *submitted("out")], env=cluster.environment)
        assert "held something else" in err, err
        assert cluster.given.read_text() == script == kept.read_text() and not kept.is_symlink()
    assert victim.read_text() == "mine"
    for name, expected in (("my out", '"{}/slurm/%j.log"'), ("a#b", '"{}/slurm/%j.log"'), ("50%j", "{}/slurm/%j.log"), ("it's", '"{}/slurm/%j.log"')):
        script, _ = call([field.xil, *submitted(name, "--dry-run")])
        line = next(line for line in script.split("\n") if line.startswith("#SBATCH --output="))
        assert line == "#SBATCH --output=" + expected.format((field.root / name).as_posix().replace("%", "%%")), line
    for name in ("o\ntouch pwned #", "o\r#SBATCH --wrap=id", 'a"b', "a\\b", "\x1b[2J"):
        _, err = field.bytes_of(*submitted(name, "--dry-run"), code=2)
        assert "choose another --out" in err and err.count("\n") == 1, err
    # The words of the loop come through bash as they are.
    script, _ = call([field.xil, *submitted("my 'out' $(id)", "--dry-run")])
    body = script[script.index("start_xil()"):script.index("trap :")]
    done = subprocess.run(["bash", "-c", 'srun() { printf "%s\\n" "$@"; }\n' + body + "start_xil"], capture_output=True, text=True)
    assert f"--out={field.root}/my 'out' $(id)" in done.stdout.split("\n"), done.stdout


def profiles(field):
    """What a profile says is the value of its key and nothing else."""
    pathlib.Path("text.yaml").write_text(SWEEP.format(datasets="weld_seams", strategies="random"))
    refused = [f'{key}: "{text}"' for key in ("partition", "account", "qos", "constraint", "reservation", "gres", "mem_per_cpu", "time", "mpi")
               for text in (r"a\ntouch pwned", r"a\r", "a b", "a;id", "$(id)", "`id`", "a#b", r"a\x1b", r"a\0b", r"a\x7f", r"\u2028")]
    refused += [f"environment: ['{entry}']" for entry in
                ("$(touch pwned)=1", "A;id;B=1", "A B=1", "=1", "1A=1", "A", "A-B=1", "A\u00a0=1", "readonly A=1", "-p=1", "A[0]=1")]
    refused += [r'environment: ["A=1\nid"]', r'container: "a\nid"', r'xil: "a\nid"', r'modules: ["a\nid"]', "modules: [-x]", "modules: ['']",
                r'binds: ["a\nid"]', r'setup: ["a\u202e"]', r'setup: ["a\nb"]', "mpi: 'p*'", "mpi: '{a,b}'", "mpi: '~'"]
    for line in refused:
        pathlib.Path("p.yaml").write_text(line)
        out, err = field.bytes_of("submit", "text.yaml", "--profile", "p.yaml", "--out", "out", "--dry-run", code=2)
        assert out == "" and err.count("\n") == 1 and "p.yaml:1" in err, (line, out, err)
    for line, expected in (("environment: ['A_1=$(id) x']", "export A_1='$(id) x'\n"), ("setup: ['x\t$y']", "x\t$y\n"),
                           ("modules: ['a b;c']", "module load 'a b;c'\n"), ("container: '$x.sif'", "'$x.sif'")):
        pathlib.Path("p.yaml").write_text(line)
        script, _ = call([field.xil, "submit", "text.yaml", "--profile", "p.yaml", "--out", "out", "--dry-run"])
        assert expected in script, (line, script)
    pathlib.Path("p.yaml").write_text("partition: cpu")
    for time in ("1:00\n#SBATCH --wrap=id", "1;id", "$(id)"):
        field.bytes_of("submit", "text.yaml", "--profile", "p.yaml", "--time", time, "--dry-run", code=2)


def lost_output(field):
    """What cannot be printed is an error of every command."""
    out = field.make(["plain"], strategies="random, caipi")
    pathlib.Path("p.yaml").write_text("partition: cpu")
    commands = [["status", out], ["status", out, "--json"], ["status", out, "--watch"], ["plan", "text.yaml"], ["plan", "text.yaml", "--json"],
                ["list", "models"], ["list", "models", "--json"], ["--help"], ["help"], ["plan", "--help"], ["data", "--help"], ["--version"],
                ["verify", out], ["verify", out, "--json"], ["compare", out], ["compare", out, "--json"], ["export", out, "--to", "x.csv"],
                ["submit", "text.yaml", "--profile", "p.yaml", "--dry-run"]]
    for words in commands:
        for what in ("full", "closed", "broken"):
            code, err = with_lost_output([field.xil, *words], what)
            assert code == 1, (words, what, code, err)
            lines = [line for line in err.split("\n") if line.startswith("xil: error: ")]
            assert len(lines) == 1 and "standard output" in lines[0], (words, what, err)
    # A file that a program opens never gets what was meant for a closed stream.
    pathlib.Path("x.csv").unlink()
    with_lost_output([field.xil, "export", out, "--to", "x.csv"], "closed")
    assert "rows of" not in pathlib.Path("x.csv").read_text()
    # A run goes on to its end; only then it is told.
    code, err = with_lost_output([field.fake, "run", "text.yaml", "seed=range(5,9)", "--out", out], "broken")
    assert code == 1 and "standard output is lost" in err, err
    assert call_json([field.xil, "status", out])["counts"]["missing"] == 0
    # What was wrong before keeps its own code.
    assert with_lost_output([field.xil, "status", "nowhere"], "full")[0] == 2


def with_lost_output(words, what):
    words = [str(word) for word in words]
    if what == "full":
        with open("/dev/full", "w") as full:
            done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True)
    elif what == "closed":
        done = subprocess.run(["bash", "-c", 'exec "$@" >&-', "bash", *words], stderr=subprocess.PIPE, text=True)
    else:
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(words, stdout=writing, stderr=subprocess.PIPE, text=True)
        os.close(writing)
    return done.returncode, done.stderr


SCENARIOS = {each.__name__: each for each in (terminal, report, long_titles, export, submit, profiles, lost_output)}

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        SCENARIOS[sys.argv[3]](Field(sys.argv[1], sys.argv[2], pathlib.Path(scratch).resolve()))
        os.chdir("/")
