"""Ctrl-C at a terminal, SIGTERM, and a second of them: alone and under mpirun a sweep ends in the same way.

Usage: interrupt_test.py XIL XIL_FAKE MPIRUN_SH SCENARIO. Everything but pictures and networks is real.
"""
import os
import signal
import sys
import time

from job_field import run_scenario
from programs import with_environment
from terminal import Terminal, expect_nothing_left

CTRL_C = "Ctrl-C"


def tell(job, how):
    job.press_ctrl_c() if how == CTRL_C else job.send_signal(how)


def begin(field, command, round_ms, **more):
    return Terminal(command, with_environment(XIL_FAKE_ROUND_MS=str(round_ms), TERM="dumb", **more))


def rounds_of(field):
    return sum(field.events("round").values())


def expect_orderly_end(field, job, ranks, before):
    """The rounds in hand are kept, and it says how to go on."""
    code, shown = job.end()
    assert code == 75, f"{code}\n{shown}"
    for words in ("end their round", "not finished. Results:", "run it again to go on"):
        assert words in shown, shown
    expect_nothing_left(field.out)
    status = field.status()
    assert status["counts"]["running"] == 0 and status["counts"]["failed"] == 0, status["counts"]
    ends = {attempt["exit"] for run in status["runs"] for attempt in run["attempts"]}
    assert ends <= {"finished", "stopped"}, f"an attempt ended otherwise: {ends}"
    assert rounds_of(field) >= before + ranks, "a round in hand was lost"


def ends_in_order(field, ranks, round_ms):
    for how in (CTRL_C, signal.SIGTERM):
        before = rounds_of(field)
        job = begin(field, field.command(ranks=ranks), round_ms)
        field.wait_for_rounds(before + ranks)
        time.sleep(0.2)  # the word of a round comes a moment before it asks whether to go on
        before = rounds_of(field)
        tell(job, how)
        expect_orderly_end(field, job, ranks, before)


def ends_at_once(field, ranks):
    """Told twice: the round in hand would take an hour."""
    field.out = field.root / "twice"
    job = begin(field, field.command(ranks=ranks), 0, XIL_FAKE_FAULT="0 2 hang")
    field.wait_for_rounds(2)
    time.sleep(0.3)  # the word of a round comes a moment before it asks whether to go on
    job.press_ctrl_c()
    time.sleep(0.7)
    assert job.is_running(), "it did not wait for the round in hand"
    job.press_ctrl_c()
    code, shown = job.end(10)
    assert code == 75, f"{code}\n{shown}"
    expect_nothing_left(field.out)
    assert field.status()["counts"]["running"] == 0


def check(field, ranks, round_ms=500):
    ends_in_order(field, ranks, round_ms)
    field.finish(ranks=ranks)
    assert all(count == 7 for count in field.events("round").values()), "a round was done twice"
    ends_at_once(field, ranks)


def alone(field):
    check(field, 1)


def mpirun(field):
    check(field, 2)


def bare_mpirun(field):
    """Without the script mpirun itself must be told by SIGUSR1, as the program says when it starts."""
    flags = ["-n", 2, "--bind-to", "none", "--oversubscribe", *(["--allow-run-as-root"] if os.geteuid() == 0 else [])]
    job = begin(field, ["mpirun", *flags, *field.command()], 500, OMPI_MCA_plm="isolated")
    field.wait_for_rounds(2)
    before = rounds_of(field)
    job.send_signal(signal.SIGUSR1)
    expect_orderly_end(field, job, 2, before)
    assert b"kill -USR1" in job.shown, job.shown


SCENARIOS = (alone, mpirun, bare_mpirun)

if __name__ == "__main__":
    sys.exit(run_scenario(SCENARIOS, *sys.argv[1:]))
