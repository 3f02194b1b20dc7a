#include "strategies/bald.h"

#include <cmath>

#include "strategies/query.h"

namespace xil {
namespace {

double entropy_term(double probability) {
  return probability <= 0 ? 0 : -probability * std::log(probability);
}  // NaN stays

class Bald final : public Strategy {
 public:
  explicit Bald(const BaldParams& params) : params_(params) {}

  StrategyTraits traits() const override {
    StrategyTraits traits;
    traits.dropout_passes = params_.passes;
    return traits;
  }
  std::vector<std::size_t> choose(const PoolView& view, std::size_t count, Rng& rng) const override {
    return largest_rows(mutual_information(view.dropout_probabilities), count, rng);
  }

 private:
  BaldParams params_;
};

}  // namespace

std::vector<double> mutual_information(std::span<const Matrix> passes) {
  if (passes.empty()) return {};
  const std::size_t items = passes.front().rows, classes = passes.front().cols;
  const auto count = static_cast<double>(passes.size());
  std::vector<double> information(items, 0.0);
  for (std::size_t item = 0; item < items; ++item) {
    for (std::size_t k = 0; k < classes; ++k) {
      double sum = 0, entropies = 0;
      for (const Matrix& pass : passes) {
        sum += pass.at(item, k);
        entropies += entropy_term(pass.at(item, k));
      }
      information[item] += entropy_term(sum / count) - entropies / count;
    }
  }
  return information;
}

std::unique_ptr<Strategy> make_bald(const BaldParams& params) { return std::make_unique<Bald>(params); }

}  // namespace xil
