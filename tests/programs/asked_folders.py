"""Results folders of a sweep that asks something beforehand, for the tests of hypotheses. The fake runs differ by chance alone, so that
margins of .9 are always claimed.
"""
import json

from programs import call

SWEEP = """
name: asked
fixed: {rounds: 2, query_batch: 4, initial: 6, explain_items: 4, dataset: weld_seams}
grid:
  strategy: [random, {name: active, label: "Active learning"}, caipi]
  seed: range(0,8)
"""
EQUAL = '  - {equivalent: [caipi, random], within: 0.9}\n'
WORSE = '  - {not_worse: Active learning, than: random, by: 0.9, of: final}\n'
BETTER = '  - {better: caipi, than: random, metric: f1, of: low}\n'


class Bench:
    """A folder for one case, with the programs."""

    def __init__(self, xil, fake, root, name):
        self.xil, self.fake, self.folder = xil, fake, root / name
        self.folder.mkdir()
        self.out, self.sweep = self.folder / "out", self.folder / "sweep.yaml"

    def write(self, hypotheses="", more="", sweep=SWEEP):
        self.sweep.write_text(sweep + ("hypotheses:\n" + hypotheses if hypotheses else "") + more)

    def run(self, *words, expected=0, out=None, **more):
        return call([self.fake, "run", self.sweep, *words, "--out", out or self.out], expected, **more)

    def compare(self, *flags, out=None):
        return json.loads(call([self.xil, "compare", out or self.out, "--json", *flags])[0])

    def answers(self, *flags, out=None):
        return self.compare(*flags, out=out)["hypotheses"]["answers"]

    def frozen(self):
        return sorted((self.out / "sweeps").glob("*.yaml"))


def outcomes(answers):
    return [answer["outcome"] for answer in answers]
