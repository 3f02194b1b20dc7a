#!/usr/bin/env python3
"""A stand-in for the server of `xil interact`, to try the expert's page without a model. Standard library only.

As a program: mock_desk.py [--port N] [--size 48|224] [--channels 1|3] [--maps shown|after_label|hidden] [--classes N]
[--near N] [--practice N] [--items N] [--hide-accuracy]; prints the address. In a test: MockDesk(...), then
`with serving(desk) as address`.
"""
import argparse
import random
import threading
import time

import mock_pictures
from mock_server import Refused, serving

LEAVING = ("answer", "unsure", "continue")
SCALES = {"tlx": ["mental_demand", "physical_demand", "temporal_demand", "performance", "effort", "frustration"],
          "sus": [f"sus_{k}" for k in range(1, 11)]}
NAMES = ["ok", "pore", "crack", "lack of fusion", "undercut", "spatter", "burn-through", "overlap", "slag", "scratch"]


class MockDesk:
    """Plays rounds of items: 0 is the practice round; between rounds it works for `work_s` seconds."""

    def __init__(self, size=48, channels=1, maps="shown", classes=2, near=2, practice=0, items=4, rounds=3,
                 accuracy="shown", questionnaires=True, work_s=.8, kinds=("judge", "judge", "compare", "label"),
                 map_delay_s=0, idle_after_s=20):
        self.lock = threading.RLock()
        self.size, self.channels, self.maps, self.near, self.accuracy = size, channels, maps, near, accuracy
        self.classes = ["ok", "defect"] if classes == 2 else NAMES[:classes]
        self.practice, self.items, self.rounds, self.kinds = practice, items, rounds, kinds
        self.work_s, self.map_delay_s, self.idle_after_s = work_s, map_delay_s, idle_after_s
        self.scales = ["tlx", "sus"] if questionnaires else []
        self.reachable = True
        self.version, self.number = 1, 0
        self.client, self.heard = None, 0.0
        self.events = []  # that were accepted
        self.done, self.unsure, self.error = 0, 0, None
        self.round, self.in_round = (0 if practice else 1), 0
        self.working_until, self.working_since = 0, 0
        self.question, self.questioned_at = None, 0
        self.next_question()

    # The loop.

    def next_question(self):
        self.number += 1
        seed, predicted = self.number, self.number % len(self.classes)
        size = (seed, self.size, self.size)
        kind = self.kinds[(self.number - 1) % len(self.kinds)]
        near = [{"slot": slot, "reason": "near_hit" if slot <= self.near else "near_miss",
                 "predicted": (predicted + (slot > self.near)) % len(self.classes), "probability": .9 - .07 * slot,
                 "label": (predicted if slot % 2 else None), "similarity": .97 - .05 * slot, "map": True}
                for slot in range(1, 2 * self.near + 1)]
        self.question = {
            "id": 100 + self.number, "kind": kind, "practice": self.round == 0,
            "reason": "near_hit" if kind == "compare" else "query", "similarity": .91 if kind == "compare" else None,
            "of_slot": 1 if kind == "compare" and near else None, "predicted": predicted,
            "probability": random.Random(seed).uniform(.55, .99), "map": True,
            "marks": {"W": ["wrong"], "RWR": ["defect", "wrong"], "RRR": [], "not_judged": []},
            "highlighted": mock_pictures.highlighted(*size), "near": near, "given_label": predicted,
            "draft": {"seq": 0, "label": None, "reasons": None, "note": "", "strokes": [], "at": 0}}
        self.questioned_at = time.monotonic()

    def leave(self):
        self.in_round += 1
        if self.round > 0:
            self.done += 1
        of = self.practice if self.round == 0 else self.items
        self.question = None
        if self.in_round < of:
            return self.next_question()
        self.round, self.in_round = self.round + 1, 0
        self.working_since = time.monotonic()
        self.working_until = self.working_since + (self.work_s if self.round > 1 else .1)

    def advance(self):
        """Goes on after the work is done."""
        busy = time.monotonic() < self.working_until
        if self.question is None and self.error is None and not busy and self.round <= self.rounds:
            self.version += 1
            self.next_question()

    def phase(self):
        if self.error is not None:
            return "failed"
        if self.question is not None:
            return "question"
        if time.monotonic() < self.working_until:
            return "working"
        return "questionnaire" if self.scales else "finished"

    # The state.

    def progress(self):
        of = self.practice if self.round == 0 else self.items
        return {"round": min(self.round, self.rounds), "rounds": self.rounds, "done_in_round": self.in_round,
                "of_round": of, "done": self.done, "total": self.items * self.rounds, "unsure": self.unsure,
                "practice_done": self.in_round if self.round == 0 else self.practice,
                "practice_total": self.practice}

    def seen_question(self):
        """What the page may know: with maps after the label, no map before it."""
        question = self.question
        hidden = self.maps == "hidden" or (self.maps == "after_label" and question["draft"]["label"] is None
                                           and question["kind"] != "compare")
        if not hidden:
            return question
        return {**question, "map": False, "highlighted": None,
                "near": [{**near, "map": False} for near in question["near"]]}

    def state(self):
        self.advance()
        phase = self.phase()
        elapsed = time.monotonic() - self.working_since
        shown = self.accuracy == "shown"
        last = {"round": self.round - 1, "accuracy": .91 if shown else None, "accuracy_before": .853 if shown else None,
                "labels": 30, "edits": 12, "region_losses": 0, "wrong_labels": 2, "wrong_reasons": 4,
                "right_reasons": 3, "not_judged": 1, "unsure": self.unsure}
        return {
            "version": self.version, "client": self.client, "phase": phase, "error": self.error,
            "session": {"expert": "p07", "dataset": "weld_seams", "strategy": "nearcaipi", "classes": self.classes,
                        "height": self.size, "width": self.size, "channels": self.channels, "maps": self.maps,
                        "accuracy": self.accuracy, "near": self.near, "idle_after_s": self.idle_after_s},
            "progress": self.progress(),
            "working": {"step": "train", "since_s": elapsed, "expected_s": self.work_s} if phase == "working" else None,
            "last_round": last if self.round > 1 else None,
            "question": self.seen_question() if phase == "question" else None,
            "questionnaire": {"scale": self.scales[0], "questions": SCALES[self.scales[0]]}
                             if phase == "questionnaire" else None,
            "summary": {"answers": self.done, "unsure": self.unsure, "active_s": 432.1,
                        "run_file": "3f1c9a7e52.h5"} if phase == "finished" else None}

    # What the page posts.

    def hear(self, client, take_over=False):
        now = time.monotonic()
        if self.client not in (None, client) and now - self.heard < 5 and not take_over:
            raise Refused(409, {"error": "the session is open in another window", "elsewhere": True})
        self.client, self.heard = client, now

    def event(self, event):
        self.hear(event["client"])
        self.advance()
        if event["question"] == 0:
            return self.answer_questionnaire(event)
        if self.question is None or event["question"] != self.question["id"]:
            raise Refused(410, {"error": "the question is not the present one", "state": self.state()})
        draft = self.question["draft"]
        if event["seq"] <= draft["seq"]:
            return {"ok": True, "seq": event["seq"]}
        if event["seq"] != draft["seq"] + 1:
            raise Refused(400, {"error": f"seq {event['seq']} follows {draft['seq']}"})
        self.apply(draft, event)
        draft["seq"] = event["seq"]
        self.version += 1
        self.events.append(event)
        if event["action"] not in LEAVING:
            return {"ok": True, "seq": event["seq"]}
        self.unsure += event["action"] == "unsure"
        self.leave()
        return {"ok": True, "seq": event["seq"], "state": self.state()}

    def of(self, action):
        """The accepted events of an action."""
        return [event for event in self.events if event["action"] == action]

    def answer_questionnaire(self, event):
        if self.phase() == "questionnaire" and event["scale"] == self.scales[0]:
            if not event.get("skipped") and sorted(event["values"]) != sorted(SCALES[event["scale"]]):
                raise Refused(400, {"error": "a question of the scale has no answer"})
            self.events.append(event)
            self.scales.pop(0)
            self.version += 1
        return {"ok": True, "seq": event["seq"], "state": self.state()}

    def apply(self, draft, event):
        action, question = event["action"], self.question
        if (action == "continue") != (question["kind"] == "compare") and action in LEAVING:
            raise Refused(400, {"error": f"{action} does not fit an item of kind {question['kind']}"})
        if action == "stroke":
            runs = event["rle"]
            if sum(runs) != self.size ** 2 or min(runs) < 0:
                raise Refused(400, {"error": "the run lengths do not sum to the picture's pixels"})
            draft["strokes"] = draft["strokes"][:draft["at"]] + [{"target": event["target"], "rle": runs}]
            draft["at"] += 1
        elif action == "answer":
            asked = question["kind"] == "judge" and draft["label"] == question["predicted"]
            if draft["label"] is None or (asked and draft["reasons"] is None):
                raise Refused(400, {"error": "label or reasons are missing"})
        elif action == "undo":
            draft["at"] = max(0, draft["at"] - 1)
        elif action == "redo":
            draft["at"] = min(len(draft["strokes"]), draft["at"] + 1)
        elif action in ("label", "reasons", "note"):
            draft[action] = event[action]
        elif action not in ("map", "tick", "unsure", "continue"):
            raise Refused(400, {"error": f"unknown action {action}"})

    # Pictures.

    def seed_of(self, query):
        if self.question is None or query["question"] != str(self.question["id"]):
            raise Refused(404, {"error": "the question is not the present one"})
        return self.question["id"] - 100 + 50 * int(query["slot"])

    def picture(self, query):
        return mock_pictures.picture(self.seed_of(query), self.size, self.size, self.channels)

    def map(self, query):
        seed = self.seed_of(query)
        if not self.seen_question()["map"]:
            raise Refused(404, {"error": "the mode hides the map"})
        if time.monotonic() - self.questioned_at < self.map_delay_s:
            raise Refused(202, {"pending": True})
        return mock_pictures.map_picture(seed, self.size, self.size)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in {"port": 0, "size": 48, "channels": 1, "classes": 2, "near": 2, "practice": 0, "items": 4}.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--maps", choices=["shown", "after_label", "hidden"], default="shown")
    parser.add_argument("--hide-accuracy", action="store_true")
    options = vars(parser.parse_args())
    port = options.pop("port")
    accuracy = "hidden" if options.pop("hide_accuracy") else "shown"
    with serving(MockDesk(accuracy=accuracy, **options), port) as address:
        print(address, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
