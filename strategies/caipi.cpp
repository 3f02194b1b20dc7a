#include "strategies/caipi.h"

namespace xil {
namespace {

class Caipi final : public Strategy {
 public:
  explicit Caipi(const CaipiParams& params) : params_(params) {}

  StrategyTraits traits() const override {
    StrategyTraits traits = params_.traits();
    traits.judges_explanations = true;
    traits.uses_maps = true;
    return traits;
  }
  std::vector<std::size_t> choose(const PoolView& view, std::size_t count, Rng& rng) const override {
    return query_rows(params_.query, view, count, rng);
  }
  CorrectionPlan corrections(Verdict verdict) const override { return params_.correction_after(verdict); }
  TrainingGuide guide() const override { return params_.guide(); }

 private:
  CaipiParams params_;
};

}  // namespace

std::unique_ptr<Strategy> make_caipi(const CaipiParams& params) { return std::make_unique<Caipi>(params); }

}  // namespace xil
