#include "strategies/passive.h"

namespace xil {
namespace {

class Passive final : public Strategy {
 public:
  explicit Passive(const PassiveParams& params) : params_(params) {}

  StrategyTraits traits() const override {
    StrategyTraits traits = params_.traits();
    traits.labels_all = true;
    traits.explained = params_.explained;
    return traits;
  }
  std::vector<std::size_t> choose(const PoolView&, std::size_t, Rng&) const override { return {}; }
  CorrectionPlan corrections(Verdict) const override { return params_.correction(); }
  TrainingGuide guide() const override { return params_.guide(); }

 private:
  PassiveParams params_;
};

}  // namespace

void PassiveParams::validate() const {
  CorrectionParams::validate();
  check_within("explained", explained, 0, 1e9);
  refuse_unless(recipe.wrong_region == WrongRegion::Whole,
                "'wrong_region': passive makes no maps, so that nothing is highlighted. Use whole");
}

void PassiveParams::reset_ineffective() {
  CorrectionParams::reset_ineffective();
  if (!makes_copies() && !adds_losses()) explained = PassiveParams{}.explained;
}

std::unique_ptr<Strategy> make_passive(const PassiveParams& params) { return std::make_unique<Passive>(params); }

}  // namespace xil
