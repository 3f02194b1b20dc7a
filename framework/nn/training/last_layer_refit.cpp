#include "framework/nn/training/last_layer_refit.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace xil {
namespace {

using RowList = std::vector<std::size_t>;
using RowsOfGroups = std::map<int, RowList>;

RowsOfGroups positions_of_groups(const std::vector<int>& groups) {
  RowsOfGroups positions;
  for (std::size_t i = 0; i < groups.size(); ++i) positions[groups[i]].push_back(i);
  return positions;
}

LabelledPoints standardised(const GroupedFeatures& items, const RowList& positions, const ColumnScale& scale) {
  LabelledPoints points{items.features.cols, {}, {}};
  for (const std::size_t position : positions) {
    for (std::size_t j = 0; j < points.width; ++j) {
      points.values.push_back((items.features.at(position, j) - scale.means[j]) / scale.deviations[j]);
    }
    points.labels.push_back(items.labels[position]);
  }
  return points;
}

bool has_all_classes(const GroupedFeatures& items, const RowList& positions, int classes) {
  std::vector<bool> seen(static_cast<std::size_t>(classes), false);
  for (const std::size_t position : positions) seen[static_cast<std::size_t>(items.labels[position])] = true;
  return std::ranges::all_of(seen, [](bool one) { return one; });
}

RowList balanced_draw(RowsOfGroups groups, Rng rng) {
  std::size_t least = groups.begin()->second.size();
  for (const auto& [group, positions] : groups) least = std::min(least, positions.size());
  RowList drawn;
  for (auto& [group, positions] : groups) {
    rng.shuffle(positions);
    drawn.insert(drawn.end(), positions.begin(), positions.begin() + static_cast<std::ptrdiff_t>(least));
  }
  return drawn;
}

/// The items of some positions.
GroupedFeatures chosen_items(const GroupedFeatures& items, const RowList& positions) {
  GroupedFeatures part{Matrix(positions.size(), items.features.cols), {}, {}};
  for (std::size_t i = 0; i < positions.size(); ++i) {
    std::ranges::copy(items.features.row(positions[i]), part.features.row(i).begin());
    part.labels.push_back(items.labels[positions[i]]);
    part.groups.push_back(items.groups[positions[i]]);
  }
  return part;
}

RowList all_rows(const GroupedFeatures& items) {
  RowList all(items.labels.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  return all;
}

double worst_group(const LinearClassifier& classifier, const GroupedFeatures& items, const ColumnScale& scale) {
  const LabelledPoints points = standardised(items, all_rows(items), scale);
  double worst = 1;
  for (const auto& [group, positions] : positions_of_groups(items.groups)) {
    const auto right = std::ranges::count_if(
        positions, [&](std::size_t i) { return classifier.predict(points.point(i)) == points.labels[i]; });
    worst = std::min(worst, static_cast<double>(right) / static_cast<double>(positions.size()));
  }
  return worst;
}

double chosen_strength(const GroupedFeatures& items, int classes, const LastLayerRefit& refit, const Rng& rng) {
  if (refit.strengths.size() == 1) return refit.strengths.front();
  RowList fitted, measured;
  for (const auto& [group, positions] : positions_of_groups(items.groups)) {
    for (std::size_t i = 0; i < positions.size(); ++i) (i % 2 == 0 ? fitted : measured).push_back(positions[i]);
  }
  if (measured.empty() || !has_all_classes(items, fitted, classes)) return refit.strengths.front();
  const GroupedFeatures half = chosen_items(items, fitted), other = chosen_items(items, measured);
  const ColumnScale scale = column_scale(half.features);
  const LabelledPoints points = standardised(half, balanced_draw(positions_of_groups(half.groups), rng), scale);
  double best = refit.strengths.front(), most = -1;
  for (const double strength : refit.strengths) {
    const double worst = worst_group(fit_logistic(points, classes, refit.penalty, strength), other, scale);
    if (worst <= most) continue;
    most = worst;
    best = strength;
  }
  return best;
}

/// In terms of features as they are; the one row of two classes is shared by both.
LastLayer last_layer_of(const LinearClassifier& mean, const ColumnScale& scale, int classes) {
  LastLayer layer{Matrix(static_cast<std::size_t>(classes), mean.width), {}};
  for (std::size_t k = 0; k < layer.weights.rows; ++k) {
    const std::size_t row = mean.rows() == 1 ? 0 : k;
    const double factor = mean.rows() > 1 ? 1 : k == 1 ? 0.5 : -0.5;
    double bias = mean.biases[row];
    for (std::size_t j = 0; j < mean.width; ++j) {
      const double weight = mean.weights[row * mean.width + j] / scale.deviations[j];
      layer.weights.at(k, j) = static_cast<float>(factor * weight);
      bias -= weight * scale.means[j];
    }
    layer.biases.push_back(static_cast<float>(factor * bias));
  }
  return layer;
}

}  // namespace

ColumnScale column_scale(const Matrix& features) {
  const auto rows = static_cast<double>(features.rows);
  ColumnScale scale{std::vector<double>(features.cols, 0.0), std::vector<double>(features.cols, 0.0)};
  for (std::size_t i = 0; i < features.rows; ++i) {
    for (std::size_t j = 0; j < features.cols; ++j) scale.means[j] += features.at(i, j) / rows;
  }
  for (std::size_t i = 0; i < features.rows; ++i) {
    for (std::size_t j = 0; j < features.cols; ++j) {
      scale.deviations[j] += std::pow(features.at(i, j) - scale.means[j], 2) / rows;
    }
  }
  for (std::size_t j = 0; j < features.cols; ++j) {
    // Rounding leaves a little variance where there is none.
    const double least = 1e-12 * std::max(1.0, scale.means[j] * scale.means[j]);
    scale.deviations[j] = scale.deviations[j] > least ? std::sqrt(scale.deviations[j]) : 1;
  }
  return scale;
}

std::optional<LastLayer> refit_last_layer(const GroupedFeatures& items, int classes, const LastLayerRefit& refit,
                                          std::uint64_t seed, std::uint32_t round) {
  if (!has_all_classes(items, all_rows(items), classes)) return std::nullopt;
  const double strength = chosen_strength(items, classes, refit, Rng(seed, {Purpose::Refit, round}));
  const ColumnScale scale = column_scale(items.features);
  const RowsOfGroups groups = positions_of_groups(items.groups);
  LinearClassifier mean;
  for (std::int64_t number = 1; number <= refit.refits; ++number) {
    const Rng rng(seed, {Purpose::Refit, round, 0, static_cast<std::uint32_t>(number)});
    const LinearClassifier one =
        fit_logistic(standardised(items, balanced_draw(groups, rng), scale), classes, refit.penalty, strength);
    if (number == 1)
      mean = {one.width, std::vector<double>(one.weights.size()), std::vector<double>(one.biases.size())};
    const auto share = 1 / static_cast<double>(refit.refits);
    for (std::size_t i = 0; i < one.weights.size(); ++i) mean.weights[i] += share * one.weights[i];
    for (std::size_t i = 0; i < one.biases.size(); ++i) mean.biases[i] += share * one.biases[i];
  }
  return last_layer_of(mean, scale, classes);
}

}  // namespace xil
