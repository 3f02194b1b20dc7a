#include "strategies/passive.h"

namespace xil {
namespace {

class Passive final : public Strategy {
 public:
  explicit Passive(const PassiveParams& params) : params_(params) {}

  StrategyTraits traits() const override {
    StrategyTraits traits;
    traits.labels_all = true;
    traits.makes_refutations = params_.makes_copies();
    traits.copies = params_.makes_copies() ? params_.refutations : 0;
    traits.penalises_gradients = params_.penalises();
    return traits;
  }
  std::vector<std::size_t> choose(const PoolView&, std::size_t, Rng&) const override { return {}; }
  CorrectionPlan corrections(Verdict) const override { return params_.lesson(); }
  TrainingGuide guide() const override { return params_.guide(); }

 private:
  PassiveParams params_;
};

}  // namespace

void PassiveParams::validate() const {
  LessonParams::validate();
  refuse_unless(wrong_region == WrongRegion::Whole,
                "'wrong_region': passive makes no maps, so that nothing is highlighted. Use whole");
}

std::unique_ptr<Strategy> make_passive(const PassiveParams& params) { return std::make_unique<Passive>(params); }

}  // namespace xil
