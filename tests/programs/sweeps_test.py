#!/usr/bin/env python3
"""Every ready sweep can be planned, in full and in laptop size, says which question it answers, and is told of in its script.

Usage: sweeps_test.py XIL
"""
import pathlib
import sys
import tempfile

from programs import call, call_json

EXPERIMENTS = pathlib.Path(__file__).resolve().parents[2] / "experiments"
NO_SMOKE = {"quickstart"}  # is small already


def main():
    xil = sys.argv[1]
    with tempfile.TemporaryDirectory() as out:
        for sweep in sorted(EXPERIMENTS.glob("*.yaml")):
            text = sweep.read_text()
            assert text.startswith("#"), f"{sweep.name} does not say which question it answers"
            full = call_json([xil, "plan", sweep, "--out", out])
            idle = [note for note in full["notes"] if "no effect" in note or "matches no run" in note]
            assert not idle, f"{sweep.name}: {idle}"
            if sweep.stem in NO_SMOKE:
                continue
            assert f"experiments/smoke.sh {sweep.stem}" in text, f"{sweep.name} does not tell its laptop size"
            overrides = call([EXPERIMENTS / "smoke.sh", sweep.stem, "--print"])[0].splitlines()
            small = call_json([xil, "plan", sweep, *overrides, "--out", out])
            hours = [planned["remaining"]["core_hours"] for planned in (full, small)]
            assert hours[1] < hours[0] / 2, f"{sweep.name}: the laptop size takes {hours[1]:.2f} of {hours[0]:.2f} h"
    print("all ready sweeps can be planned")


main()
