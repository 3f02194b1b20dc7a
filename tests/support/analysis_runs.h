#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analysis/results/run_data.h"

namespace xil {

/// A run in memory: rounds 0, 1, ... with the given budget axis and metrics.
inline RunData made_run(const std::string& dataset, const std::string& strategy, std::int64_t seed,
                        std::vector<double> shown, std::vector<std::pair<std::string, std::vector<double>>> metrics) {
  RunData data;
  data.run = {dataset, strategy, seed, dataset + "-" + strategy + "-" + std::to_string(seed) + ".h5"};
  data.summary.header.run_id = data.run.file.stem().string();
  data.summary.header.dataset_digest = dataset + std::to_string(seed);
  std::vector<double> rounds;
  for (std::size_t i = 0; i < shown.size(); ++i) rounds.push_back(static_cast<double>(i));
  data.summary.rounds.columns = {{"round", rounds}, {"shown", std::move(shown)}};
  for (auto& metric : metrics) data.summary.rounds.columns.push_back(std::move(metric));
  return data;
}

inline RunData made_run(const std::string& dataset, const std::string& strategy, std::int64_t seed,
                        std::vector<double> accuracy) {
  std::vector<double> shown;
  for (std::size_t i = 0; i < accuracy.size(); ++i) shown.push_back(10.0 * static_cast<double>(i));
  return made_run(dataset, strategy, seed, std::move(shown), {{"accuracy", std::move(accuracy)}});
}

inline ShownRecord made_look(std::int64_t round, ItemId item, Verdict verdict, std::int64_t edits = 0) {
  ShownRecord look;
  look.round = round;
  look.item = item;
  look.verdict = verdict;
  look.edits = edits;
  return look;
}

}  // namespace xil
