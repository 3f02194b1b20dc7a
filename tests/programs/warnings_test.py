"""What is said before, at the end of and after a small real sweep: the family of tests and its seeds are the same in `plan`
and in the report; warnings of the logs stand at the end of `run`, in `status` and on the report; a data set is looked at
once, before the first run, and what would make every run fail is refused in one line; the forecast of the disk is near.

Usage: warnings_test.py XIL family|warnings|data|disk
"""
import html
import json
import pathlib
import re
import shutil
import sys
import tempfile

from programs import call, call_json, expect_equal_runs, quick_gnuplot, run_files, with_environment

SWEEP = """
name: small
fixed:
  dataset: {name: weld_seams, items: 60, size: 32%s}
  model: {name: simple_cnn, channels1: 2, channels2: 2, hidden: 4}
  explainer: {name: invrise, masks: 16}
  rounds: 2
  query_batch: 4
  initial: 4
  updates: 2
  explain_items: 3
  oracle: {verdict_threshold: %s}
grid:
  strategy: [random, caipi, nearcaipi]
  seed: [0, 1]
"""
LEARNING = (SWEEP % (", contrast: 3", "1")).replace("updates: 2", "updates: 60").replace("channels1: 2, channels2: 2", "channels1: 4, channels2: 8")
IMAGES = SWEEP.replace("{name: weld_seams, items: 60, size: 32%s}", "{name: image_folder, root: %s, size: 32}")


def report_of(xil, root, out):
    gnuplot = root / "gnuplot"
    path = f"{gnuplot}:{with_environment()['PATH']}" if gnuplot.is_dir() else quick_gnuplot(gnuplot)
    call([xil, "report", out], env=with_environment(PATH=path))
    return html.unescape((out / "report" / "index.html").read_text())


def family(xil, root):
    """Before anything is computed, afterwards, and in the report: one sentence."""
    for number, confounder in enumerate(("", ", confounder: both")):
        sweep, out = root / f"{number}.yaml", root / f"out{number}"
        sweep.write_text(SWEEP % (confounder, ".2"))
        plan, _ = call([xil, "plan", sweep, "--out", out])
        (sentence,) = [line for line in plan.splitlines() if line.startswith("One family of ")]
        tests = 3 * (3 if number == 0 else 4)  # pairs by questions: accuracy over two budgets, hit, wrong_reason
        assert f"One family of {tests} tests under Holm" in sentence and " 2 seeds:" in sentence, sentence
        power = call_json([xil, "plan", sweep, "--out", out])["power"]
        assert power["comparisons"] == power["certain_comparisons"] == tests and power["family"] == sentence, power
        call([xil, "run", sweep, "--out", out])
        assert sentence in call([xil, "plan", sweep, "--out", out])[0]
        page = report_of(xil, root, out)
        assert sentence in page, f"the report says otherwise than:\n{sentence}"
        assert f"{power['seeds_needed']} seeds are the fewest" in page


def warned(text):
    return [line.strip() for line in text.splitlines() if line.startswith("  ") and " run" in line]


def warnings(xil, root):
    """A threshold that hardly any map reaches, and rounds that use the pool up."""
    sweep, out = root / "sweep.yaml", root / "out"
    sweep.write_text(LEARNING.replace("rounds: 2", "rounds: 8"))
    said, _ = call([xil, "run", sweep, "--out", out])
    (wrong,) = [line for line in warned(said) if "called wrong" in line]
    assert re.match(r"4 of 6 runs on weld_seams \(caipi, nearcaipi\): (9[6-9](\.\d)?|100)( to 100)? % of the judged", wrong), wrong
    assert "verdict_threshold: 1" in wrong and "`xil pilot SWEEP`" in wrong, wrong
    (used,) = [line for line in warned(said) if "of the pool was used up" in line]
    assert used.startswith("6 of 6 runs on weld_seams (caipi, nearcaipi, random): "), used
    status = call_json([xil, "status", out])["warnings"]
    assert [entry["kind"] for entry in status] == [kind_of(line) for line in warned(said)], (status, said)
    assert {"dataset", "strategies", "runs", "of", "run_ids", "what", "mend"} < set(status[0])
    text, _ = call([xil, "status", out])
    assert warned(text) == warned(said), text
    page = report_of(xil, root, out)
    for entry in status:
        assert on_page(entry["what"]) in page and on_page(entry["mend"]) in page, entry
    assert page.index('id="warnings"') < page.index('id="figures"'), "the warnings stand below the figures"
    logs_say_the_same(out, status)
    facts_are_kept(xil, root, out, status)


def on_page(text):
    """The page sets words between backticks as code."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", text)


def kind_of(line):
    words = {"called wrong": "all_wrong", "used up": "pool_used_up", "empty map": "empty_maps", "the same class": "constant_prediction",
             "gave a correction": "no_corrections"}
    return next(kind for word, kind in words.items() if word in line)


def logs_say_the_same(out, status):
    for log in (out / "logs").glob("*.log"):
        lines = [line for line in log.read_text().splitlines() if " warning: " in line]
        expected = [entry for entry in status if log.stem in entry["run_ids"]]
        assert len(lines) == len(expected), (log, lines, expected)
        for entry in expected:
            assert any(entry["mend"] in line for line in lines), (entry, lines)


def facts_are_kept(xil, root, out, status):
    """A folder of many runs is read once; a table that somebody forged or damaged does no harm."""
    assert not list((out / "scalars").glob("*.readings")), "six runs are read as fast as they are kept"
    big = root / "big"
    shutil.copytree(out, big)
    sweep = root / "big.yaml"
    sweep.write_text(LEARNING.replace("rounds: 2", "rounds: 0").replace("[0, 1]", "[%s]" % ", ".join(map(str, range(11)))))
    call([xil, "run", sweep, "--out", big])
    (kept,) = (big / "scalars").glob("*.readings")
    before = call_json([xil, "status", big])["warnings"]
    first = kept.read_bytes()
    assert [entry for entry in before if entry["kind"] == "all_wrong"]
    for content in (b"", b"nonsense", first.replace(b"a", b"b"), first[: len(first) // 2]):
        kept.write_bytes(content)
        assert call_json([xil, "status", big])["warnings"] == before, content[:40]
    kept.unlink()
    kept.symlink_to(root / "elsewhere")
    assert call_json([xil, "status", big])["warnings"] == before and not (root / "elsewhere").exists()


def data(xil, root):
    """A folder of pictures with copies; the same with a damaged one; without the look the results are the same."""
    images, sweep, out = root / "set", root / "sweep.yaml", root / "out"
    call([xil, "data", "make", "weld_seams", images, "items=60", "size=32"])
    first = sorted((images / "ok").iterdir())[0]
    shutil.copy(first, images / "ok" / "copy.png")
    sweep.write_text(IMAGES % (images, ".2"))
    plan, _ = call([xil, "plan", sweep, "--out", out])
    assert "is not known before `xil data check` or the first `xil run`" in plan
    environment = with_environment(XIL_CACHE=str(root / "cache"))
    said, _ = call([xil, "run", sweep, "seed=0", "--out", out], env=environment)
    assert said.count("1 picture stands in the set more than once") == 2, f"at the start and at the end: {said}"
    (record,) = (out / "checks").glob("*.json")
    kept = json.loads(record.read_text())
    assert kept["items"] == 61 and 0 < kept["defects"] < 61 and 0 < kept["median_defect"] < .5, kept
    assert "is not known before" not in call([xil, "plan", sweep, "--out", out])[0]
    written = record.stat().st_mtime_ns
    said, _ = call([xil, "run", sweep, "--out", out], env=environment)
    assert record.stat().st_mtime_ns == written and said.count("more than once") == 1, "it was looked at again"
    assert any(entry["kind"] == "data_set" for entry in call_json([xil, "status", out])["warnings"])
    unlooked = root / "unlooked"
    (unlooked / "checks").mkdir(parents=True)
    shutil.copy(record, unlooked / "checks")
    call([xil, "run", sweep, "--out", unlooked], env=environment)
    expect_equal_runs(out, unlooked, "without the look")
    damaged = sorted((images / "defect").rglob("*.png"))[0]
    damaged.write_bytes(damaged.read_bytes()[:200])
    _, err = call([xil, "run", sweep, "seed=2", "--out", out], expected=1, env=environment)
    assert err.count("\n") == 1 and damaged.name in err, err
    counts = call_json([xil, "status", out])["counts"]
    assert counts["failed"] == 0 and len(run_files(out)) == 6, "runs were begun on a damaged set"


def bytes_of(out):
    return sum(path.stat().st_blocks * 512 for path in out.rglob("*") if path.is_file())


def disk(xil, root):
    """What `du` counts of finished folders, for each of the retentions that cost something."""
    larger = "model={name: simple_cnn, channels1: 8, channels2: 16, hidden: 64}"
    for number, words in enumerate(([], ["models=final"], ["models=all"], ["saliency=all", "explain_items=20"])):
        sweep, out = root / "sweep.yaml", root / f"out{number}"
        sweep.write_text((SWEEP % ("", ".2")).replace("items: 60, size: 32", "items: 400, size: 48"))
        command = [sweep, "seed=0", larger, *words, "--out", out]
        planned = call_json([xil, "plan", *command])["remaining"]["bytes"]
        call([xil, "run", *command])
        used = bytes_of(out)
        print(f"{' '.join(words) or 'default'}: planned {planned / 1e6:.2f} MB, used {used / 1e6:.2f} MB ({planned / used:.2f})")
        assert .8 < planned / used < 1.2, f"{words}: planned {planned}, used {used}"


def main(xil, part):
    with tempfile.TemporaryDirectory() as temporary:
        {"family": family, "warnings": warnings, "data": data, "disk": disk}[part](xil, pathlib.Path(temporary))


if __name__ == "__main__":
    main(*sys.argv[1:])
