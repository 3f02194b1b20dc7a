"""A scripted expert plays a session of xil interact through the real page in headless Chromium. Giving the simulated
expert's answers and regions, the run is the one of the simulated expert; a replay of it is so too.

session_test.py XIL FOLDER [--rounds R] [--batch Q] [--kills N] [--reloads N] [--strategy NAME] [--seed S]"""
import argparse
import pathlib
import random
import shutil
import sys
import time

import h5py

from page_driver import Page, find_browser
from programs import call, call_json
from scripted_expert import Answers, Interaction, ScriptedExpert, differences

SWEEP = """name: session
fixed:
  dataset: {{name: weld_seams, confounder: both}}
  strategy: {strategy}
  model: simple_cnn
  explainer: {{name: invrise, masks: 200, normalise: coverage, fill: mean}}
  rounds: {rounds}
  query_batch: {batch}
  initial: 20
  updates: 60
  explain_items: 10
  oracle: {{verdict_threshold: 0.05}}
  seed: 3
"""


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("xil")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--kills", type=int, default=1)
    parser.add_argument("--reloads", type=int, default=1)
    parser.add_argument("--strategy", default="{name: nearcaipi, k: 1}")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


class Trouble:
    """Kills the program and reloads the page before steps chosen at random."""

    def __init__(self, interaction, page, kills, reloads, steps, seed):
        self.interaction, self.page = interaction, page
        chosen = random.Random(seed)
        self.plan = {}
        for what, count in ((self.kill, kills), (self.reload, reloads)):
            for _ in range(count):
                self.plan.setdefault(chosen.randrange(1, max(2, steps)), []).append(what)
        self.step, self.killed, self.reloaded = 0, 0, 0

    def __call__(self):
        self.step += 1
        for what in self.plan.pop(self.step, []):
            what()

    def rest(self):
        """What was planned for later steps than there were."""
        return sum(len(events) for events in self.plan.values())

    def kill(self):
        self.interaction.kill()
        address = self.interaction.start()
        assert address == self.interaction.address, (address, self.interaction.address)
        # The page notices the loss with its next request, and goes on by itself.
        self.page.wait(lambda: self.page.script("return fetch('page.css').then(() => true, () => false)"), "the server")
        self.page.wait_sent()
        self.page.wait(lambda: self.page.script("return document.getElementById('lost').hidden"), "the end of the loss")
        self.wait_for_item()
        self.killed += 1

    def wait_for_item(self):
        self.page.wait(lambda: self.page.data("screen") == "question" and self.page.data("appeared"), "the item to come back")

    def reload(self):
        self.page.reload()
        self.wait_for_item()
        self.page.wait_sent()
        self.reloaded += 1


def play(interaction, page, expert, looks):
    question, round_before = None, None
    waited = []
    for number in range(looks):
        question = page.wait_question(other_than=question)
        if number and page.data("round") == round_before:  # a round's first item waits for the training
            waited.append(page.data("waited"))
        round_before = page.data("round")
        expert.play(number)
        page.wait_sent()
    page.patience_s = 60
    page.wait_phase("finished")
    return [float(ms) for ms in waited if ms]


def main():
    told = options()
    if find_browser() is None:
        print("skipped: there is no Chromium with its driver here")
        sys.exit(77)
    shutil.rmtree(told.folder, ignore_errors=True)
    told.folder.mkdir(parents=True)
    sweep = told.folder / "session.yaml"
    sweep.write_text(SWEEP.format(strategy=told.strategy, rounds=told.rounds, batch=told.batch))
    simulated, with_person, replayed = (told.folder / name for name in ("simulated", "person", "replayed"))
    call([told.xil, "run", sweep, "--out", simulated])
    [reference] = (simulated / "runs").glob("*.h5")
    answers = Answers(reference)

    command = [told.xil, "interact", sweep, "--out", with_person, "--expert", "bot"]
    interaction = Interaction([str(word) for word in command])
    try:
        interaction.address = interaction.start()
        with Page(patience_s=60) as page:
            page.open(interaction.address)
            trouble = Trouble(interaction, page, told.kills, told.reloads, answers.steps(), told.seed)
            expert = ScriptedExpert(page, answers, trouble)
            waited = play(interaction, page, expert, len(answers.looks))
            # A killed server cannot answer, a restarted one not yet (503), and a map may be asked for while its item is left.
            expected = ("ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "/api/map?", "status of 503")
            complaints = [line for line in page.complaints() if not any(word in line for word in expected)]
    except BaseException:
        interaction.kill()
        raise
    assert interaction.end() == 0, interaction.lines
    [session] = (with_person / "runs").glob("*.h5")
    found, count = differences(reference, session)
    assert not found, f"the run differs from the simulated one in {found}"
    print(f"{len(answers.looks)} looks, {trouble.step} steps, {trouble.killed} kills, {trouble.reloaded} reloads, "
          f"{trouble.rest()} not reached: {count} datasets, none differs")
    if waited:
        waited.sort()
        print(f"next item on screen: median {waited[len(waited) // 2]:.0f} ms, worst {waited[-1]:.0f} ms of {len(waited)}")
    assert not complaints, complaints
    verified = call_json([told.xil, "verify", with_person])
    print("verify:", verified)

    call([told.xil, "run", sweep, "--out", replayed, "oracle.expert=replay", f"oracle.session={session}", "oracle.missing=refuse"])
    [again] = (replayed / "runs").glob("*.h5")
    found, count = differences(session, again)
    assert not found, f"the replay differs from the session in {found}"
    with h5py.File(again) as file:
        share = {name: value for name, value in file["replay"].attrs.items()}
    print(f"replay: {count} datasets, none differs; {share}")
    assert 0 < share["asked"] == share["answered"] <= len(answers.looks), "comparisons are not asked"


if __name__ == "__main__":
    main()
