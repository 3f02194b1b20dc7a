"""How long a person waits for the next item, and how well active seconds are measured: a scripted expert who thinks for
known times, and is idle once in a while, in front of the real page. Prints the figures; not part of the test suite, since
they depend on the machine.

timing_check.py XIL FOLDER SWEEP [key=value ...] [--looks N] [--idle-every N] [--think S]"""
import argparse
import json
import pathlib
import shutil
import statistics
import time

from page_driver import Page
from scripted_expert import Interaction

IDLE_S = 23  # longer than the page's 20 s


def journalled(out):
    """Active and idle seconds by answered card, from the session's journal."""
    sums = {}
    for line in next((out / "sessions").glob("*.jsonl")).read_text().splitlines():
        event = json.loads(line)
        if event["kind"] == "event" and not event["practice"]:
            active, idle = sums.get((event["round"], event["item"]), (0, 0))
            sums[event["round"], event["item"]] = (active + event["active_s"], idle + event["idle_s"])
    return list(sums.values())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("xil")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("sweep")
    parser.add_argument("overrides", nargs="*")
    parser.add_argument("--looks", type=int, default=20)
    parser.add_argument("--idle-every", type=int, default=7)
    parser.add_argument("--think", type=float, default=2)
    told = parser.parse_args()
    shutil.rmtree(told.folder, ignore_errors=True)
    interaction = Interaction([told.xil, "interact", told.sweep, *told.overrides, "--out", str(told.folder), "--expert", "clock"])
    known, waited, idle = [], [], []
    with Page(patience_s=600) as page:
        page.open(interaction.start())
        question, round_before = None, None
        for number in range(told.looks):
            question = page.wait_question(other_than=question)
            began = time.monotonic()
            new_round = page.data("round") != round_before
            round_before = page.data("round")
            if number and not new_round:  # the first item of a round waits for the training
                waited.append(float(page.data("waited")))
            pause = IDLE_S if told.idle_every and number % told.idle_every == told.idle_every - 1 else 0
            page.press("m")
            time.sleep(pause)
            page.press("m")
            time.sleep(told.think)
            page.click("label-confirm")
            if page.control("reasons-right").is_enabled():
                page.click("reasons-right")
            page.click("answer")
            known.append(time.monotonic() - began - pause)
            idle.append(pause)
        page.wait_sent()
        interaction.kill()
    measured = journalled(told.folder)[:told.looks]
    errors = [abs(active - right) / right for (active, _), right in zip(measured, known)]
    print(f"next item on screen: median {statistics.median(waited):.0f} ms, worst {max(waited):.0f} ms of {len(waited)}")
    print(f"active seconds: {sum(a for a, _ in measured):.2f} measured, {sum(known):.2f} known; "
          f"worst of an item {100 * max(errors):.1f} %, median {100 * statistics.median(errors):.1f} %")
    print(f"idle seconds: {sum(i for _, i in measured):.1f} measured, {sum(idle)} known and a second of input at most beside it")


if __name__ == "__main__":
    main()
