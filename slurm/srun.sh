#!/usr/bin/env bash
# xil in an interactive job: slurm/srun.sh [OPTION OF SRUN ...] PROGRAM [ARGUMENT ...]
# srun itself answers the first Ctrl-C with a report, and kills its tasks on SIGTERM. Here it is no part of the terminal's session:
# each of these signals reaches it as the SIGINT that it passes on (-X), so that ranks end their rounds at the first one, and at once at
# the second.
set -euo pipefail
[ ! -t 0 ] || exec < /dev/null  # the terminal answers nobody outside its session

step='' told=0
tell() {
  told=1 heard=1
  [ -z "$step" ] || kill "-$1" "$step" 2>/dev/null || true
}
trap 'tell INT' INT TERM HUP
trap 'tell USR1' USR1
setpriv --pdeathsig KILL setsid srun -X --kill-on-bad-exit=1 "$@" &
step=$!
[ "$told" -eq 0 ] || tell INT
code=0 heard=1
while [ "$heard" -eq 1 ]; do  # a signal to this shell ends the wait, not srun
  heard=0
  wait "$step" && code=0 || code=$?
done
# Ended by a signal before it could end its rounds, it is incomplete.
[ "$told" -eq 0 ] || [ "$code" -le 128 ] || code=75
exit "$code"
