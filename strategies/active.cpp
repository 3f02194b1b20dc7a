#include "strategies/active.h"

namespace xil {
namespace {

class Active final : public Strategy {
 public:
  explicit Active(const ActiveParams& params) : params_(params) {}

  StrategyTraits traits() const override {
    StrategyTraits traits;
    traits.copies = params_.copies;
    traits.uses_maps = traits.makes_copies() && edit_kind_info(params_.recipe.kind).edits_region &&
                       params_.recipe.wrong_region == WrongRegion::Highlighted;
    return traits;
  }
  std::vector<std::size_t> choose(const PoolView& view, std::size_t count, Rng& rng) const override {
    return uncertain_rows(params_.measure, view.probabilities, count, rng);
  }
  CorrectionPlan corrections(Verdict) const override { return params_.plan(params_.copies); }
  TrainingGuide guide() const override { return {params_.balance}; }

 private:
  ActiveParams params_;
};

}  // namespace

void ActiveParams::validate() const {
  EditParams::validate();
  check_within("copies", copies, 0, kMostCopies);
}

std::unique_ptr<Strategy> make_active(const ActiveParams& params) { return std::make_unique<Active>(params); }

}  // namespace xil
