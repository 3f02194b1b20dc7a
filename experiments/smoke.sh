#!/usr/bin/env bash
# Runs one of the ready sweeps in laptop size: experiments/smoke.sh NAME [key=value ...]. Smaller networks, fewer masks and
# updates, results in results/NAME_smoke, never in the sweep's own folder. `smoke.sh NAME --print` shows the overrides.
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:?usage: experiments/smoke.sh NAME [key=value ...], NAME one of paper, ablation, noisy_expert, expert_time, decoy_ce, typology_methods, typology_hint, typology_feedback, typology_efficiency, typology_switch, explanations, explainers, estimators, blind_side, neighbours, real_casting, real_magnetic_tile, real_casting_gpu, real_magnetic_tile_gpu, study_maps, study_neighbours, no_expert, per_class, per_class_casting}
shift
frozen=(model.freeze=backbone model.features=cached training.precision=float32 training.learning_rate=0.003 training.backbone_rate=1)  # all that a CPU can train
loop=(model.channels1=10 model.channels2=20 model.hidden=64 explainer.masks=200 explain_items=40)
case "$name" in
  paper) overrides=("${loop[@]}" updates=400 "seed=range(0,8)") ;;
  ablation|noisy_expert) overrides=("${loop[@]}" rounds=4 updates=200 "seed=range(0,2)") ;;
  expert_time) overrides=("${loop[@]}" until_shown=50 updates=200 "seed=range(0,2)") ;;
  decoy_ce) overrides=(updates=2000 seed=0) ;;
  typology_methods|typology_hint) overrides=(updates=600 explain_items=500 seed=0) ;;
  typology_feedback|typology_efficiency) overrides=(updates=600 seed=0) ;;
  typology_switch) overrides=(updates=600 training.corrections_after=300 seed=0) ;;
  explanations) overrides=(dataset.items=400 updates=400 explain_items=60 explainer.masks=400 metrics.perturbation=false "model={name: simple_cnn, channels1: 10, channels2: 20, hidden: 64, stride: 2}" "seed=range(0,4)") ;;
  explainers) overrides=(model.channels1=10 model.channels2=20 model.hidden=64 explain_items=20 rounds=6 updates=200 "seed=range(0,8)") ;;
  estimators) overrides=(updates=200 rounds=2 "dataset={name: weld_seams, size: 48}" "seed=range(0,2)") ;;
  blind_side) overrides=("${loop[@]}" updates=400 "seed=range(0,4)") ;;
  neighbours) overrides=("${loop[@]}" updates=400 dataset.items=413 "seed=range(0,4)") ;;
  no_expert) overrides=("${loop[@]}" rounds=6 updates=300 "seed=range(0,8)") ;;
  per_class) overrides=("${loop[@]}" rounds=6 updates=300 "seed=range(0,8)") ;;
  per_class_casting) overrides=(dataset.size=96 rounds=4 explainer.masks=50 "seed=range(0,2)") ;;
  real_casting) overrides=(dataset.size=96 rounds=4 "seed=range(0,2)") ;;
  real_magnetic_tile) overrides=(dataset.size=96 explainer.masks=50 rounds=4 "explain_at=[0, 4]" "seed=range(0,2)") ;;
  real_casting_gpu|real_magnetic_tile_gpu) overrides=("${frozen[@]}" dataset.size=96 explainer.masks=50 rounds=4 "explain_at=[0, 4]" "seed=range(0,2)") ;;
  study_maps|study_neighbours) overrides=(oracle.expert=simulated oracle.verdict_threshold=0.05 oracle.confounder_threshold=0.2 updates=200 "seed=range(0,2)") ;;  # a rehearsal
  *) echo "error: no ready sweep is called '$name'" >&2; exit 2 ;;
esac
if [ "${1:-}" = --print ]; then printf '%s\n' "${overrides[@]}"; exit; fi
exec ./experiments/mpirun.sh "${XIL_RANKS:-2}" build/bin/xil run "experiments/$name.yaml" "${overrides[@]}" "$@" --out "results/${name}_smoke"
