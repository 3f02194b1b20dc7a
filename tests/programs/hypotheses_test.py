"""Hypotheses of a sweep: what is frozen before the runs may be claimed, and everything else is exploratory, whatever is done to the
files, their dates or their places. The fake runs differ by chance alone, so that margins of .9 are always claimed.

Usage: hypotheses_test.py XIL XIL_FAKE
"""
import hashlib
import json
import os
import pathlib
import shutil
import sqlite3
import sys
import tempfile

import h5py

from asked_folders import BETTER, EQUAL, WORSE, Bench, outcomes
from programs import call, quick_gnuplot, with_environment


def check_claims(case, root):
    """What was asked beforehand is claimed, in one family, and the rest is called exploratory."""
    case.write()
    plain = [run["run_id"] for run in json.loads(call([case.xil, "plan", case.sweep, "--json"])[0])["runs"]]
    case.write(EQUAL + WORSE + BETTER)
    plan = json.loads(call([case.xil, "plan", case.sweep, "--json", "--out", case.out])[0])
    assert [run["run_id"] for run in plan["runs"]] == plain, "hypotheses are no part of a run"
    assert plan["hypotheses"]["tests"] == 3 and len(plan["hypotheses"]["hypotheses"]) == 3, plan["hypotheses"]
    said = call([case.xil, "plan", case.sweep, "--out", case.out])[0]
    assert "3 planned tests under Holm at 0.05" in said and "One family of" not in said, said
    assert "80 % needs" in said and "95 %" in said, said
    case.run()
    result = case.compare()
    answers = result["hypotheses"]["answers"]
    assert outcomes(answers)[:2] == ["claimed", "claimed"], answers
    assert answers[0]["p"] == 1 / 256 and answers[0]["adjusted_p"] == 3 / 256 and answers[0]["pairs"] == 8, answers[0]
    assert answers[1]["first"] == "Active learning" and answers[1]["of"] == "final", answers[1]
    assert answers[2]["outcome"] == "open" and answers[2]["planned"] is True, answers[2]
    assert result["exploratory"] is True and not any("claim" in data["finding"] for data in result["datasets"]), result["datasets"]
    text = call([case.xil, "compare", case.out])[0]
    assert "Claimed: caipi and random are equal within 0.9" in text and "exploratory: AUBC of accuracy" in text, text
    for form, words in (("markdown", "## Planned hypotheses"), ("latex", "% Planned hypotheses: 3 planned tests")):
        assert words in call([case.xil, "compare", case.out, "--format", form])[0]
    call([case.xil, "report", case.out], env=with_environment(PATH=quick_gnuplot(root / "bin")))
    claims = (case.out / "report/claims.md").read_text()
    assert "## Planned hypotheses" in claims and "## Exploratory: AUBC of accuracy over items shown" in claims, claims
    call([case.xil, "export", case.out, "--to", case.folder / "t.sqlite"])
    with sqlite3.connect(case.folder / "t.sqlite") as base:
        base.row_factory = sqlite3.Row
        rows = [dict(row) for row in base.execute("SELECT * FROM answers ORDER BY number, dataset")]
    assert [row.keys() for row in rows] == [answer.keys() for answer in answers], rows[0]
    for row, answer in zip(rows, answers):
        assert all(row[key] == value for key, value in answer.items() if not isinstance(value, (list, dict))), (row, answer)
        assert json.loads(row["differences"]) == answer["differences"] and json.loads(row["seeds"]) == answer["seeds"], row
    added = call([case.xil, "plan", case.sweep, "--add-seeds", "--out", case.out])[0].splitlines()
    needs = [answer["seeds_for_80"] for answer in answers if answer["outcome"] == "open"]
    expected = f"seed=range(0,{max(needs)})" if all(needs) else "no more seeds are needed, or none would help"
    assert added[-1] == expected, (added[-5:], needs)
    other = case.folder / "other.yaml"
    other.write_text(case.sweep.read_text().replace("range(0,8)", "range(20,30)"))
    piloted = json.loads(call([case.xil, "plan", other, "--pilot", case.out, "--json", "--out", case.folder / "none"])[0])
    assert [one["pilot_pairs"] for one in piloted["hypotheses"]["hypotheses"]] == [8, 8, 8], piloted["hypotheses"]
    assert piloted["hypotheses"]["hypotheses"][0]["effects"][0]["power"] > .99, piloted["hypotheses"]["hypotheses"][0]
    only = case.answers("--only", "seed=0,1,2,3,4,5,6")
    assert set(outcomes(only)) == {"exploratory"} and "left out by --only or --exclude" in only[0]["why_exploratory"], only


def check_added_later(case):
    """A hypothesis that is added after the first run is exploratory, and the earlier ones stay planned."""
    case.write(EQUAL)
    case.run()
    case.write(EQUAL.replace("0.9", "0.8") + WORSE)
    case.run()
    answers = case.answers()
    assert outcomes(answers) == ["claimed", "exploratory", "exploratory"], answers
    assert "16 of its 16 runs began before it was frozen" in answers[1]["why_exploratory"], answers[1]
    assert answers[0]["adjusted_p"] == 1 / 256 and answers[1]["adjusted_p"] is None, "exploratory ones are in no family"
    assert "laim" not in answers[1]["sentence"] and answers[1]["sentence"].startswith("Exploratory"), answers[1]
    text = call([case.xil, "compare", case.out])[0]
    assert "1 planned test is one family under Holm at 0.05: 1 claimed; 2 more are exploratory." in text, text


def check_more_seeds(case):
    """More seeds make another sweep that asks the same."""
    case.write(EQUAL)
    case.run("seed=range(0,4)")
    case.run()
    answers = case.answers()
    assert len(case.frozen()) == 2 and outcomes(answers) == ["claimed"] and answers[0]["pairs"] == 8, answers
    notes = case.compare()["hypotheses"]["notes"]
    assert len(notes) == 1 and "4 of its 8 pairs began under a sweep that was frozen after the others" in notes[0], notes


def check_edited(case):
    """A frozen file that was edited is no proof, under its own name or under that of its new content."""
    case.write()
    case.run()
    file = case.frozen()[0]
    file.write_text(file.read_text() + "hypotheses:\n" + EQUAL)
    answers = case.answers()
    assert outcomes(answers) == ["exploratory"] and "is missing or was changed" in answers[0]["why_exploratory"], answers
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:16]
    renamed = file.rename(file.with_name(digest + ".yaml"))
    for place in (renamed, case.out / "sweeps", *(case.out / "runs").iterdir()):
        os.utime(place, (10**9, 10**9) if place == renamed else (1.7e9, 1.7e9))  # as if it had always been there
    answers = case.answers()
    assert outcomes(answers) == ["exploratory"] and f"sweep {file.stem} is missing" in answers[0]["why_exploratory"], answers


def check_removed(case):
    """Hypotheses that did not work cannot be taken away: the runs know that they were there."""
    case.write(BETTER + WORSE)
    case.run("--limit", "1")
    case.write(EQUAL)
    case.run()
    asked = outcomes(case.answers())
    assert asked[1:] == ["claimed", "exploratory"], "runs of the later sweep knew the earlier one; one run began before the later one"
    gone = case.frozen()[0]
    gone.unlink()
    verified = json.loads(call([case.xil, "verify", case.out, "--json"])[0])
    assert any(f"name the frozen sweep {gone.stem}, which is gone" in note for note in verified["notes"]), verified
    left = case.answers()
    assert "exploratory" in outcomes(left) and "claimed" not in outcomes(left), left


def check_clock(case):
    """Dates are set back: the hypothesis was frozen long before, as its file's date says, and the runs know better."""
    case.write()
    case.run()
    case.write(EQUAL)
    case.run()
    for file in case.frozen():
        if "hypotheses" in file.read_text():
            os.utime(file, (10**9, 10**9))
    assert outcomes(case.answers()) == ["exploratory"]


def check_copied(case):
    """A whole folder may be moved; run files in another folder prove nothing of its hypotheses."""
    case.write(EQUAL)
    case.run()
    moved = case.folder / "moved"
    shutil.copytree(case.out, moved)
    assert outcomes(case.answers(out=moved)) == ["claimed"]
    case.write(WORSE)
    fresh = case.folder / "fresh"
    case.run("--limit", "1", out=fresh)
    for file in (case.out / "runs").iterdir():
        if not (fresh / "runs" / file.name).exists():
            shutil.copy(file, fresh / "runs")
    answers = case.answers(out=fresh)
    assert outcomes(answers) == ["exploratory"] and "is missing or was changed" in answers[0]["why_exploratory"], answers
    for file in case.frozen():
        shutil.copy(file, fresh / "sweeps")
    answers = case.answers(out=fresh)
    assert sorted(outcomes(answers)) == ["exploratory", "exploratory"] and "began before it was frozen" in str(answers), answers


def check_old_files(case):
    """Run files of earlier versions do not say which sweeps there were."""
    case.write(EQUAL)
    case.run()
    for file in (case.out / "runs").iterdir():
        with h5py.File(file, "r+") as run:
            del run["provenance"].attrs["frozen_sweeps"]
    answers = case.answers()
    assert outcomes(answers) == ["exploratory"] and "do not say which sweeps were frozen" in answers[0]["why_exploratory"], answers


def check_continued(case):
    """A run that began before keeps what it knew then: its first rounds may have been looked at."""
    case.write()
    case.run("seed=range(0,7)")
    broken = with_environment(XIL_FAKE_FAULT="7 2 throw")
    case.run(expected=3, env=broken)
    kept = list((case.out / "checkpoints").iterdir())
    assert len(kept) == 3, kept
    case.write(EQUAL)
    case.run("--retry-failed")
    run_ids = [run["run_id"] for run in json.loads(call([case.xil, "status", case.out, "--json"])[0])["runs"] if run["seed"] == 7]
    with h5py.File(case.out / "runs" / (run_ids[0] + ".h5")) as run:
        assert len(run["provenance"].attrs["frozen_sweeps"].split()) == 2, "those of its first round"
    assert outcomes(case.answers()) == ["exploratory"]


def check_taken_away(case):
    """Results that were there and are gone may have been known: neither leaving them out nor making them again is planned."""
    case.write(EQUAL)
    case.run()
    assert outcomes(case.answers()) == ["claimed"]
    runs = json.loads(call([case.xil, "status", case.out, "--json"])[0])["runs"]
    gone = [run["run_id"] for run in runs if run["seed"] == 3 and run["strategy"] == "caipi"][0]
    (case.out / "runs" / (gone + ".h5")).unlink()
    for _ in range(2):
        answers = case.answers("--missing", "drop")
        assert outcomes(answers) == ["exploratory"] and "results of 1 of its 16 runs that were removed" in json.dumps(answers), answers
        case.run()


def check_refusals(case):
    """`plan` and `run` refuse a condition that no run has with the known ones, file and line."""
    for row, words in ((EQUAL.replace("caipi", "capi"), 'no run has strategy: "capi". They have Active learning, caipi, random'),
                       (BETTER.replace("f1", "f2"), "unknown metric 'f2'. Known: "),
                       (EQUAL.replace("0.9", "-1"), "'within' must be a number above 0, got -1"),
                       (BETTER.replace("f1", "f1, dataset: casting"), 'no run has dataset: "casting". They have weld_seams')):
        case.write(row)
        for command in ([case.xil, "plan", case.sweep], [case.fake, "run", case.sweep, "--out", case.out]):
            _, error = call(command, 2)
            assert error.count("\n") == 1 and f"{case.sweep}:8: " in error and words in error, error
    assert not case.out.exists()
    case.write()
    _, error = call([case.xil, "plan", case.sweep, "--add-seeds"], 2)
    assert "--add-seeds goes with a sweep that has hypotheses" in error, error


def main():
    xil, fake = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        check_claims(Bench(xil, fake, root, "claims"), root)
        for check in (check_added_later, check_more_seeds, check_edited, check_removed, check_clock, check_copied, check_old_files,
                      check_continued, check_taken_away, check_refusals):
            check(Bench(xil, fake, root, check.__name__))
            print(check.__name__, "holds", flush=True)
    print("hypotheses are claimed where they were planned, and nowhere else")


main()
