#!/usr/bin/env bash
# Installs what is missing, builds with warnings as errors and runs every test (MPI tests on 1, 2 and 4 ranks).
set -euo pipefail
cd "$(dirname "$0")/.."
build=${XIL_TEST_BUILD:-build-test}

./experiments/install_packages.sh tests/packages.txt
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DXIL_WERROR=ON -DCMAKE_UNITY_BUILD=ON >"$build.log" 2>&1 || { cat "$build.log"; exit 1; }
rm -f "$build.log"
cmake --build "$build"
# One more than there are cores: many tests wait for processes that they have killed, or for SLURM.
ctest --test-dir "$build" --output-on-failure -j"$(($(nproc) + 1))" "$@"
