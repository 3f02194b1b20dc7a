#!/usr/bin/env bash
# A million inputs over all targets, in pieces on two processes; what is done already is not done again, so that it can be
# stopped and started at will. Ends with a table, and with 1 where an input was a fault.
# usage: campaign.sh XIL_FUZZ FOLDER [SEED]
set -euo pipefail
program=$(realpath "$1") folder=$2 seed=${3:-2026}
mkdir -p "$folder/pieces" "$folder/kept"

# target, inputs, and how many at a time
plan() {
  cat <<'PLAN'
sweep 20000 2500
override 20000 5000
config 60000 5000
profile 30000 5000
table 40000 5000
manifest 40000 5000
journal 20000 2500
lease 80000 10000
png 180000 20000
jpeg 150000 30000
bmp 100000 20000
tiff 100000 20000
coco 20000 2500
labelme 20000 2500
voc 20000 2500
yolo 20000 2500
idx 60000 20000
weights 180000 20000
script 40000 10000
run 3000 200
model 6000 1000
checkpoint 4000 1000
packed 4000 1000
features 4000 1000
pictures 3000 1000
PLAN
}

pieces() {
  plan | while read -r target inputs at_a_time; do
    for ((first = 0; first < inputs; first += at_a_time)); do echo "$target $first $at_a_time"; done
  done
}

piece() {
  local result="$folder/pieces/$seed-$1-$2"
  [ -e "$result" ] && return
  "$program" "$1" --first "$2" --count "$3" --seed "$seed" --kept "$folder/kept" >"$result.part" 2>>"$folder/faults-$1" || true
  mv "$result.part" "$result"
}
export -f piece
export program folder seed

pieces | shuf --random-source=<(yes "$seed") | xargs -P 2 -L 1 bash -c 'piece "$@"' -
cat "$folder/pieces/$seed-"* | awk -F'\t' '
  function after(text, word) { sub(".*" word " *", "", text); return text + 0 }
  { inputs[$1] += $2; accepted[$1] += $3; refused[$1] += $4; faults[$1] += $5
    if (after($7, "slowest") > slowest[$1]) slowest[$1] = after($7, "slowest")
    if (after($8, "growth") > growth[$1]) growth[$1] = after($8, "growth") }
  function line(name, a, b, c, d, e, f) { printf "%-12s%10s%10s%10s%8s%12s%12s\n", name, a, b, c, d, e, f }
  END {
    line("target", "inputs", "accepted", "refused", "faults", "slowest/s", "growth/MiB")
    for (name in inputs) {
      line(name, inputs[name], accepted[name], refused[name], faults[name], slowest[name], growth[name])
      all += inputs[name]; bad += faults[name]
    }
    line("all", all, "", "", bad, "", "")
    exit bad > 0
  }'
