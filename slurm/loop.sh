# The end of every batch script: starts xil by start_xil(), again after a crash, and submits the rest of a job that ran out of time.
# It needs start_xil, requeue_limit, and notes: a folder that the nodes share.
# Signals without "B:" go to the steps and not to this shell, so xil hears them; what the shell may get itself it ignores, to be there
# when xil ends.
trap : TERM USR1
# SLURM before 23.02 does not tell its jobs when they end.
end=${SLURM_JOB_END_TIME:-$(date -d "$(squeue --noheader --jobs "$SLURM_JOB_ID" --Format EndTime)" +%s 2>/dev/null)}
export SLURM_JOB_END_TIME=$end
export XIL_END_FILE="$notes/ended-$SLURM_JOB_ID-${SLURM_RESTART_COUNT:-0}"
crashes=0
while :; do
  rm -f "$XIL_END_FILE"
  start_xil &
  step=$!
  wait "$step"
  code=$?
  while kill -0 "$step" 2>/dev/null; do  # a signal to this shell ended the wait, not xil
    wait "$step"
    code=$?
  done
  # srun ends with 0 or 1 also where it could not start a task, and then nothing was done: xil writes down how it ends.
  told=$(cat "$XIL_END_FILE" 2>/dev/null)
  rm -f "$XIL_END_FILE"
  case $told,$code in
    0,*|1,*|2,*|3,*) exit "$told" ;;  # done; an error that xil has told; a mistake in the command; done but for failed runs
    75,*|*,75)
      if [ "${SLURM_RESTART_COUNT:-0}" -ge "$requeue_limit" ]; then
        echo "submitted itself $requeue_limit times: enough; submit it again to go on" >&2
        exit 75
      fi
      scontrol requeue "${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID}${SLURM_ARRAY_TASK_ID:+_$SLURM_ARRAY_TASK_ID}" || exit 75
      sleep 600  # SLURM ends this shell
      ;;
  esac
  crashes=$((crashes + 1))
  if [ "$crashes" -ge 30 ]; then
    echo "xil ended $crashes times without a word, at last with code $code" >&2
    exit $((code == 0 ? 1 : code))
  fi
  echo "xil ended with code $code; it goes on where it was, without runs that keep ending it" >&2
  sleep 2
done
