#include <fmt/format.h>

#include <algorithm>

#include "framework/nn/training/last_layer_refit.h"
#include "strategies/embedding/coverage.h"
#include "strategies/embedding/k_means.h"
#include "strategies/embedding/unit_rows.h"
#include "strategies/typiclust.h"
#include "tests/support/crosscheck_folder.h"

// Usage: baselines_crosscheck FOLDER. Writes points with what the baselines and queries make of them, for
// baselines_crosscheck_test.py to compute once more with scikit-learn and NumPy.
namespace xil {
namespace {

struct Cloud {
  Matrix points;
  std::vector<std::int32_t> labels;
};

/// Correlated columns of different scales around one centre per class, far from separable. `more`: so many more items
/// of class 0 come after those that are dealt evenly.
Cloud cloud(std::size_t items, std::size_t width, std::int32_t classes, std::uint32_t stream, std::size_t more = 0) {
  Rng rng(11, {Purpose::Test, 3, stream});
  Cloud made{Matrix(items + more, width), {}};
  for (std::size_t i = 0; i < items + more; ++i) {
    const auto label = i < items ? static_cast<std::int32_t>(i) % classes : 0;
    made.labels.push_back(label);
    const double shared = rng.normal();
    for (std::size_t j = 0; j < width; ++j) {
      const double centre = static_cast<std::int32_t>(j) % classes == label ? 0.8 : 0;
      const double scale = 1 + static_cast<double>(j % 4);
      made.points.at(i, j) =
          static_cast<float>(scale * (centre + 0.7 * shared + rng.normal()) + static_cast<double>(j));
    }
  }
  return made;
}

void write_cloud(Folder& folder, const std::string& name, const Cloud& made) {
  folder.table(name + ".points", made.points);
  folder.array(name + ".labels", {made.labels.size()}, made.labels);
}

/// Logistic regressions of standardised points; with two classes one row.
void write_logistic(Folder& folder, const std::string& name, const Cloud& made, int classes) {
  write_cloud(folder, name, made);
  const ColumnScale scale = column_scale(made.points);
  LabelledPoints points{made.points.cols, {}, {made.labels.begin(), made.labels.end()}};
  for (std::size_t i = 0; i < made.points.rows; ++i) {
    for (std::size_t j = 0; j < points.width; ++j) {
      points.values.push_back((made.points.at(i, j) - scale.means[j]) / scale.deviations[j]);
    }
  }
  for (const WeightPenalty penalty : {WeightPenalty::L1, WeightPenalty::L2}) {
    for (const double strength : {1.0, 0.3, 0.1}) {
      const LinearClassifier fit = fit_logistic(points, classes, penalty, strength);
      const std::string own = fmt::format("{}.{}.{}", name, enum_name(penalty), strength);
      folder.array(own + ".weights", {fit.rows(), fit.width}, fit.weights);
      folder.array(own + ".biases", {fit.rows()}, fit.biases);
    }
  }
}

/// The last layer of items in groups of one size, so that a balanced draw is all of them.
void write_refit(Folder& folder, const std::string& name, const Cloud& made, int classes) {
  write_cloud(folder, name, made);
  GroupedFeatures items{
      made.points, {made.labels.begin(), made.labels.end()}, {made.labels.begin(), made.labels.end()}};
  const LastLayerRefit refit{WeightPenalty::L2, {0.3}, 3, 0};
  const auto layer = refit_last_layer(items, classes, refit, 1, 0);
  require(layer.has_value(), "no layer for '{}'", name);
  folder.table(name + ".layer", layer->weights);
  folder.array(name + ".shift", {layer->biases.size()}, layer->biases);
}

void write_queries(Folder& folder) {
  const Cloud made = cloud(90, 5, 4, 7);
  write_cloud(folder, "queries", made);
  const Matrix units = unit_rows(made.points, {});
  folder.table("queries.units", units);
  Rng rng(4, {Purpose::Test, 5});
  const auto seeds = k_means_seeds(units, 6, rng);
  const auto of = k_means(units, seeds);
  folder.array("queries.seeds", {seeds.size()}, std::vector<std::int32_t>(seeds.begin(), seeds.end()));
  folder.array("queries.clusters", {of.size()}, std::vector<std::int32_t>(of.begin(), of.end()));
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < 40; ++i) rows.push_back(2 * i);
  folder.array("queries.typicality", {rows.size()}, typicality(units, rows, 12));
  for (const double purity : {0.95, 0.5}) {
    folder.number(fmt::format("queries.radius.{}", purity), pure_radius(units, of, purity));
  }
  BallCover cover(units, 0.3);
  cover.add(0);
  std::vector<std::int32_t> chosen, gains;
  for (int query = 0; query < 8; ++query) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < units.rows; ++i) best = cover.gain(i) > cover.gain(best) ? i : best;
    chosen.push_back(static_cast<std::int32_t>(best));
    gains.push_back(static_cast<std::int32_t>(cover.gain(best)));
    cover.add(best);
  }
  folder.array("queries.cover", {chosen.size()}, chosen);
  folder.array("queries.gains", {gains.size()}, gains);
}

void write_all(Folder& folder) {
  write_logistic(folder, "two", cloud(80, 12, 2, 0, 30), 2);
  write_logistic(folder, "wide", cloud(40, 60, 2, 1, 9), 2);
  write_logistic(folder, "three", cloud(90, 8, 3, 2, 20), 3);
  write_refit(folder, "refit_two", cloud(60, 10, 2, 3), 2);
  write_refit(folder, "refit_three", cloud(60, 6, 3, 4), 3);
  write_queries(folder);
}

}  // namespace
}  // namespace xil

int main(int argc, char** argv) { return xil::write_folder(argc, argv, xil::write_all); }
