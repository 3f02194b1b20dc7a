#!/usr/bin/env bash
# From a fresh Debian machine to a compared sweep: installs, builds, runs, exports, reports. Quick when nothing is to do.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-results/quickstart}
ranks=${XIL_RANKS:-2}

./experiments/install_packages.sh
[ -f build/build.ninja ] || cmake --preset release -DCMAKE_UNITY_BUILD=ON
cmake --build build --target xil xil-run

./experiments/mpirun.sh "$ranks" build/bin/xil run experiments/quickstart.yaml --out "$out"
build/bin/xil export "$out" --to "$out/results.csv"
build/bin/xil report "$out"
cat <<END

results     $out/runs/*.h5 (one file per run; format: framework/store/README.md)
all rounds  $out/results.csv
page        $out/report/index.html: what can be claimed, every figure and run, a browser of saliency maps
figures     $out/report/*.{pdf,svg,png}, their gnuplot scripts in $out/report/gnuplot
tables      $out/report/claims.md, table.md; both as .tex
END
