"""experiments/OWN_DATA.md, run as it stands there: its sweep file is written, and each of its commands ends well and makes what the page says.
Usage: own_data_test.py XIL MPIRUN_SH PAGE
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from programs import quick_gnuplot, with_environment


def blocks(page):
    """(language, text) of every fenced block."""
    return re.findall(r"```(bash|yaml)\n(.*?)```", page.read_text(), re.DOTALL)


def write_yaml(text, folder):
    """A sweep begins with its file's name; what does not is added to first.yaml, as the page says."""
    name = re.match(r"# (\S+\.yaml)\n", text)
    if name:
        (folder / name[1]).write_text(text)
    else:
        with open(folder / "first.yaml", "a") as sweep:
            sweep.write("\n" + text)


def run(text, folder, path):
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", text], cwd=folder, capture_output=True, text=True, errors="replace",
                          env=with_environment(PATH=path), timeout=400)
    assert done.returncode == 0, f"{text}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


def main():
    xil, mpirun, page = (pathlib.Path(name).resolve() for name in sys.argv[1:4])
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        (folder / "build").mkdir()
        os.symlink(xil.parent, folder / "build/bin")
        (folder / "experiments").mkdir()
        os.symlink(mpirun, folder / "experiments/mpirun.sh")
        path = quick_gnuplot(folder / "bin")  # the report's own test looks at what is drawn
        for language, text in blocks(page):
            if language == "yaml":
                write_yaml(text, folder)
            else:
                run(text, folder, path)
        report = (folder / "results/first/report/index.html").read_text()
        for words in ("Do corrected reasons help on plates?", "corrected reasons", "labels and copies", "plates"):
            assert words in report, words
        assert list((folder / "sheet").glob("*.png")), "the contact sheet"
        assert len(list((folder / "results/first/runs").glob("*.h5"))) == 6, "9 runs, 3 of them dropped"
        rows = (folder / "first.csv").read_text().splitlines()
        assert "condition" in rows[0].split(","), rows[0]
        assert list((folder / "explained").iterdir()), "explained pictures"


if __name__ == "__main__":
    main()
