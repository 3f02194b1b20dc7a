#!/usr/bin/env bash
# mpirun on this machine only: experiments/mpirun.sh RANKS PROGRAM [ARGUMENT ...]
set -euo pipefail
ranks=$1
shift
flags=(-n "$ranks" --bind-to none --oversubscribe --mca btl self,vader --mca btl_vader_single_copy_mechanism none
       --mca plm isolated)
[ "$(id -u)" -ne 0 ] || flags+=(--allow-run-as-root)
if [ -t 1 ]; then export XIL_PROGRESS=bar; else export XIL_PROGRESS=lines; fi
exec mpirun "${flags[@]}" "$@"
