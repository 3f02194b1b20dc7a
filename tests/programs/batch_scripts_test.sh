#!/usr/bin/env bash
# Batch scripts, written by `xil submit` and by hand, are what bash can read; --dry-run writes nothing.
# Usage: batch_scripts_test.sh XIL, in the folder of the sources
set -euo pipefail
xil=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for script in slurm/*.sbatch slurm/loop.sh; do bash -n "$script"; done
for profile in slurm/profiles/*.yaml; do
  name=$(basename "$profile" .yaml)
  "$xil" submit experiments/quickstart.yaml 'seed=range(0,3)' --profile "$name" --out "$scratch/out" --dry-run \
    >"$scratch/$name.sbatch" 2>"$scratch/notes"
  bash -n "$scratch/$name.sbatch"
  grep -q "'seed=range(0,3)' --out=$scratch/out" "$scratch/$name.sbatch"
done
[ ! -e "$scratch/out" ] || { echo "--dry-run wrote something"; exit 1; }
if "$xil" submit experiments/quickstart.yaml --out "$scratch/out" 2>"$scratch/error"; then
  echo "a profile was not asked for"; exit 1
fi
grep -q -- "--profile is needed" "$scratch/error"
if PATH=$scratch "$xil" submit experiments/quickstart.yaml --profile cpu --out "$scratch/out" 2>"$scratch/error" >/dev/null; then
  echo "it submitted without sbatch"; exit 1
fi
grep -q "there is no sbatch here" "$scratch/error"
echo "scripts of $(ls slurm/profiles | wc -l) profiles can be read"
