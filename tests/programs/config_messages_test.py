"""What a sweep file is refused for: what stands there, what was expected and what to type; and how reading one grows with its size.

Usage: config_messages_test.py XIL messages|growth
"""
import os
import pathlib
import sys
import tempfile

from programs import call, work_of

DEEP = 5000
REFUSED = {
    "a tab before a key": ("name: k\nfixed:\n\trounds: 2\n", "s.yaml:3", "by a tab", "spaces", "expand -t 2 s.yaml"),
    "a tab behind spaces": ("name: k\nfixed:\n  \trounds: 2\n", "s.yaml:3", "by a tab"),
    "a tab before a list": ("name: k\ngrid:\n  strategy:\n\t- random\n", "s.yaml:4", "by a tab"),
    "a tab in the first line": ("\tname: k\n", "s.yaml:1", "by a tab"),
    "a tab after sound lines": ("name: k\nfixed:\n  rounds: 2\n\tupdates: 3\n", "s.yaml:4", "by a tab"),
    "a space behind a name": ('fixed: {strategy: "random "}\n', "did you mean 'random'? It ends with a space"),
    "a space before a name": ('fixed: {strategy: " random"}\n', "did you mean 'random'? It begins with a space"),
    "a no-break space": ("fixed: {strategy: random\u00a0}\n", "did you mean 'random'? It holds a no-break or wide space"),
    "capital letters": ("fixed: {strategy: NearCAIPI}\n", "did you mean 'nearcaipi'?"),
    "letters in another order": ("fixed: {strategy: acitve}\n", "did you mean 'active'?"),
    "a key that is nearly there": ("fixed: {query-batch: 3}\n", "did you mean 'query_batch'?"),
    "a nested key": ("fixed: {oracle.label_nois: .1}\n", "did you mean 'label_noise'?"),
    "an enumeration": ("fixed: {restart: Cold}\n", "did you mean 'cold'?"),
    "a section": ("grids: {seed: [0, 1]}\n", "did you mean 'grid'?"),
    "a number for the name": ("name: 2024\n", "s.yaml:1", 'quote it: name: "2024"'),
    "a number for a text": ("fixed: {dataset: {name: image_folder, root: x, title: 2024}}\n", "an integer", 'quote it: title: "2024"'),
    "a truth value for a text": ("fixed: {dataset: {name: image_folder, root: true}}\n", 'quote it: root: "true"'),
    "a grid beyond all bounds": ("grid: {seed: 'range(0,1000)', rounds: 'range(0,1000)', updates: 'range(0,1000)'}\n", "1000000000"),
    "a range beyond all bounds": ("grid: {seed: 'range(0,1000000000000)'}\n", "1000000000000"),
    "a range of no integer": ("grid: {seed: 'range(0,1e12)'}\n", "two integers"),
    "Grad-CAM of an mlp": ("fixed: {model: mlp, explainer: gradcam}\n", "explainer 'gradcam'", "reads a spatial layer", "'mlp'"),
    "an explainer's parameter of another": ("fixed: {explainer: {name: gradcam, masks: 9}}\n", "s.yaml:1", "masks"),
    "too few coalitions": ("fixed: {explainer: {name: kernel_shap, masks: 20}}\n", "at least twice the 49 cells"),
    "a loss of what learns nothing": ("fixed: {model: {name: torchscript, torchscript: s.yaml, head: own}, dataset: {name: weld_seams, confounder: both}, strategy: {name: caipi, correct: rbr}}\n",
                                      "head: own learns nothing", "take head: trained"),
    "a grid finer than the pictures": ("fixed: {explainer: {name: occlusion, grid: 29}}\n", "'explainer.grid' 29", "a picture of 28 x 28"),
    "segments finer than the pictures": ("fixed: {dataset: {name: weld_seams, size: 24}, explainer: {name: lime, segments: slic, grid: 25}}\n",
                                         "'explainer.grid' 25", "a picture of 24 x 24"),
    "deep lists": ("fixed: " + "[" * DEEP + "]" * DEEP + "\n", "nested too deeply"),
    "deep maps": ("fixed: " + "{a: " * DEEP + "}" * DEEP + "\n", "nested too deeply"),
}


def messages(xil):
    for what, (text, *parts) in REFUSED.items():
        pathlib.Path("s.yaml").write_text(text)
        out, err = call([xil, "plan", "s.yaml"], 2)
        missing = [part for part in parts if part not in err]
        assert out == "" and err.count("\n") == 1 and not missing, f"{what}: {missing} is not in: {err[:500]}"
    pathlib.Path("s.yaml").write_text("name: k\nfixed: {model: mlp, explainer: gradcam}\n")
    _, err = call([xil, "run", "s.yaml"], 2)
    assert "reads a spatial layer" in err and not pathlib.Path("results").exists(), err
    pathlib.Path("s.yaml").write_text("name: k\nfixed: {explainer: {name: hsic, grid: 30}}\n")
    _, err = call([xil, "run", "s.yaml"], 2)
    assert "'explainer.grid' 30" in err and not pathlib.Path("results").exists(), err
    pathlib.Path("s.yaml").write_text("name: k\nfixed: {explainer: gradcam}\n")
    _, err = call([xil, "pilot", "s.yaml"], 2)
    assert "'gradcam'" in err and "explainer=invrise" in err, err
    # Tabs where YAML has them are none of our business.
    pathlib.Path("s.yaml").write_text("name: k\nfixed:\n  rounds:\t2\n  dataset: {name: weld_seams,\n\t items: 20}\n")
    call([xil, "plan", "s.yaml"])
    _, err = call([xil, "plna", "s.yaml"], 2)
    assert "did you mean 'plan'?" in err, err


def of_keys(count):
    return "name: k\nfixed: {" + ", ".join(f"k{i}: 1" for i in range(count)) + "}\n"


def of_excludes(count):
    rules = "".join(f"  - {{seed: {i + 5}, strategy: random}}\n" for i in range(count))
    return f"name: k\ngrid:\n  seed: range(0,1000)\n  strategy: [random, active]\nexclude:\n{rules}"


def growth(xil):
    """Twice as much takes about twice the work (1.0 with what does not depend on it, 4 where it grew by squares)."""
    for make, count, code in ((of_keys, 70000, 2), (of_excludes, 25000, 0)):
        seconds = []
        for size in (count // 2, count):
            pathlib.Path("s.yaml").write_text(make(size))
            command = ["bash", "-c", f'"$0" plan s.yaml --out o > out 2> err; [ $? = {code} ]', xil]
            seconds.append(min(work_of(command) for _ in range(3)))
        assert seconds[1] < 3 * seconds[0], f"{make.__name__}: {seconds}"


if __name__ == "__main__":
    program = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        {"messages": messages, "growth": growth}[sys.argv[2]](program)
        os.chdir("/")
