#!/usr/bin/env bash
# mpirun on this machine only: experiments/mpirun.sh RANKS PROGRAM [ARGUMENT ...]
# On Ctrl-C, SIGTERM or a lost terminal Open MPI would kill its ranks within seconds. Here mpirun is no part of the terminal's session;
# the signals go to the ranks, which end their rounds at the first one, and at once at the second.
set -euo pipefail
ranks=$1
shift
flags=(-n "$ranks" --bind-to none --oversubscribe --mca btl self,vader --mca btl_vader_single_copy_mechanism none
       --mca plm isolated)
[ "$(id -u)" -ne 0 ] || flags+=(--allow-run-as-root)
if [ -t 1 ]; then export XIL_PROGRESS=bar; else export XIL_PROGRESS=lines; fi
export XIL_ORDERLY_END=1  # xil then need not warn of a bare mpirun
[ ! -t 0 ] || exec < /dev/null  # the terminal answers nobody outside its session

job='' told=0
tell() {
  told=1 heard=1
  local tries
  for tries in {1..50}; do  # there may be no ranks yet, or none any more
    [ -n "$job" ] && [ -d "/proc/$job" ] || return 0
    # shellcheck disable=SC2046
    kill "-$1" $(cat /proc/"$job"/task/*/children 2>/dev/null) 2>/dev/null && return 0
    sleep 0.1
  done
  kill -TERM "$job" 2>/dev/null || true
}
trap 'tell INT' INT
trap 'tell TERM' TERM HUP
trap 'tell USR1' USR1
setpriv --pdeathsig KILL setsid mpirun "${flags[@]}" "$@" &
job=$!
[ "$told" -eq 0 ] || tell TERM
code=0 heard=1
while [ "$heard" -eq 1 ]; do  # a signal to this shell ends the wait, not mpirun
  heard=0
  wait "$job" && code=0 || code=$?
done
# Ended by a signal before it could end its rounds, it is incomplete.
[ "$told" -eq 0 ] || [ "$code" -le 128 ] || code=75
exit "$code"
