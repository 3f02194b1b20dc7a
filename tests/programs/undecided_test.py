"""Hypotheses that are not decided, or not yet: pairs without their runs, tests that were spoiled since, and looks.

Usage: undecided_test.py XIL XIL_FAKE
"""
import json
import pathlib
import sys
import tempfile

from asked_folders import EQUAL, Bench, outcomes
from programs import call, with_environment


def check_missing(case):
    """A pair that lacks a run is named, and nothing is answered without it unless that is asked for."""
    case.write(EQUAL)
    case.run(expected=3, env=with_environment(XIL_FAKE_FAULT="3 2 throw"))
    said, error = call([case.xil, "compare", case.out])
    assert "0 claimed, 1 not answered." in said and "1. caipi and random differ by less than 0.9" in said, said
    assert "note: the exploratory comparison is left out: weld_seams: seed 3 has no value of" in error, error
    told = case.compare()
    only = told["hypotheses"]["answers"][0]
    assert only["outcome"] == "unanswered" and only["pairs"] == 0, only
    assert only["sentence"].startswith("Not answered: 1 of 8 pairs is not whole, such as weld_seams: seed 3: the run of "), only
    assert "seed 3 has no value of" in told["refused"] and told["exploratory"] is True, told
    assert "## Planned hypotheses" in call([case.xil, "compare", case.out, "--format", "markdown"])[0]
    _, error = call([case.xil, "compare", case.out, "--json", "--baseline", "capi"], 2)
    assert "there is no strategy 'capi': take one of Active learning, caipi, random" in error, error
    answers = case.answers("--missing", "drop")
    assert outcomes(answers) == ["claimed"] and answers[0]["pairs"] == 7, answers
    assert len(answers[0]["missing"]) == 1 and answers[0]["missing"][0].startswith("weld_seams: seed 3: "), answers[0]["missing"]


def check_spoiled(case):
    """Tests that were asked and are exploratory by now keep their places in the family: spoiling them makes no other easier to claim."""
    others = "".join(f"  - {{not_worse: Active learning, than: random, by: {by}}}\n" for by in (.9, .8, .7, .6))
    case.write(EQUAL + others)
    case.run("seed=range(0,5)")
    answers = case.answers()
    assert outcomes(answers)[0] == "open" and answers[0]["adjusted_p"] == 5 / 32, answers[0]
    runs = json.loads(call([case.xil, "status", case.out, "--json"])[0])["runs"]
    gone = [run["run_id"] for run in runs if run.get("label") == "Active learning"]
    (case.out / "runs" / (gone[0] + ".h5")).unlink()
    told = case.compare()["hypotheses"]
    assert outcomes(told["answers"]) == ["open"] + 4 * ["exploratory"] and told["tests"] == 5, told
    assert told["answers"][0]["p"] == 1 / 32 and told["answers"][0]["adjusted_p"] == 5 / 32, "not .031, as if it were alone"
    assert told["family"] == "5 planned tests are one family under Holm at 0.05: 0 claimed, 1 not decided, 4 exploratory by now.", told["family"]
    for run in runs:
        if run["run_id"] not in gone and run["strategy"] == "caipi":
            (case.out / "runs" / (run["run_id"] + ".h5")).unlink()
    family = case.compare()["hypotheses"]["family"]
    assert family == "No test counts as planned, so that nothing is claimed: all 5 are exploratory.", family


def check_order_of_looks(case):
    """Seeds come in the order in which they began; whoever takes results out to begin them again finds them exploratory."""
    looks = "looks: [3, 4, 6]\n"
    case.write(EQUAL, looks)
    case.run("seed=range(3,6)")
    case.run("seed=range(0,6)")
    answer = case.answers()[0]
    assert answer["outcome"] == "claimed" and answer["seeds"] == ["3", "4", "5", "0", "1", "2"], answer
    call([case.xil, "prune", case.out, "--drop", "seed=3", "--yes"])
    for again in (False, True):
        if again:
            case.run("seed=range(0,6)")
        answer = case.answers("--missing", "drop")[0]
        assert answer["outcome"] == "exploratory" and "results of 2 of its 12 runs that were removed" in answer["why_exploratory"], answer
        assert "laim" not in answer["sentence"], answer


def check_looks(case):
    """Looks answer at their numbers of seeds, and pairs between them are used by no test."""
    looks = "looks: [4, 6, 8]\n"
    case.write(EQUAL, looks)
    first = case.run("seed=range(0,3)")
    assert "'looks'" not in first[0]
    def state(count):
        case.run(f"seed=range(0,{count})")
        answer = case.answers()[0]
        return answer["outcome"], answer["pairs"], answer["look"]
    assert case.answers()[0]["sentence"].startswith("Not answered: the first look is at 4 seeds, and 3 are there") 
    outcome, pairs, look = state(5)
    assert (outcome, pairs, look["reached"], look["next"], look["unused_pairs"]) == ("open", 4, 1, 6, 1), (outcome, pairs, look)
    outcome, pairs, look = state(8)
    assert (outcome, pairs, look["reached"], look["next"], look["unused_pairs"]) == ("claimed", 8, 3, None, 0), (outcome, pairs, look)
    assert look["p"] == 1 / 256 and look["bound"] >= look["p"], look
    def planned(count):
        words = [case.xil, "plan", case.sweep, f"seed=range(0,{count})", "--out", case.folder / "none"]
        return json.loads(call([*words, "--json"])[0])["hypotheses"]["hypotheses"][0], call(words)[0]
    whole, said = planned(8)
    assert whole["looks_reached"] == 3 and "too few seeds" not in said, (whole, said)
    part, said = planned(5)
    assert part["looks_reached"] == 1 and "too few seeds for the looks after 4, so that the power is that of the others" in said, said
    for row, of_all in zip(part["effects"], whole["effects"]):
        assert row["power"] <= of_all["power"] and row["seeds_for_80"] == of_all["seeds_for_80"], (row, of_all)
        assert all(row[key] in (None, 4, 6, 8) for key in ("seeds_for_80", "seeds_for_95")), row
        assert (row["seeds_for_80"] is None) == (row["last_look_for_80"] is not None), row
    assert part["effects"][0]["power"] == 0, "four seeds cannot decide it at what is spent there"
    few, said = planned(3)
    assert "too few seeds for any look, so that nothing will be decided" in said, said
    assert [row["power"] for row in few["effects"]] == 4 * [0], few
    case.write(EQUAL, "looks: [4, 8]\n")
    case.run()
    assert outcomes(case.answers()) == ["claimed", "exploratory"], "other looks are another question"
    case.write(EQUAL, looks)
    _, error = call([case.xil, "plan", case.sweep, "seed=range(0,9)"], 2)
    assert "the last of 'looks' is at 8 seeds, and the hypothesis has 9" in error, error


def main():
    xil, fake = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        for check in (check_missing, check_spoiled, check_order_of_looks, check_looks):
            check(Bench(xil, fake, pathlib.Path(folder), check.__name__))
            print(check.__name__, "holds", flush=True)
    print("nothing is claimed of what is not decided")


main()
