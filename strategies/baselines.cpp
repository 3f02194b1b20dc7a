#include "strategies/baselines.h"

#include <utility>

namespace xil {
namespace {

class Baseline final : public Strategy {
 public:
  Baseline(QueryRule query, StrategyTraits traits, TrainingGuide guide)
      : query_(query), traits_(std::move(traits)), guide_(std::move(guide)) {}

  StrategyTraits traits() const override { return traits_; }
  std::vector<std::size_t> choose(const PoolView& view, std::size_t count, Rng& rng) const override {
    return query_rows(query_, view, count, rng);
  }
  TrainingGuide guide() const override { return guide_; }

 private:
  QueryRule query_;
  StrategyTraits traits_;
  TrainingGuide guide_;
};

}  // namespace

void DfrParams::validate() const {
  refuse_unless(!strengths.empty(), "'strengths' is an empty list: name one or more values of C");
  for (const double strength : strengths) check_within("strengths", strength, 1e-6, 1e6);
  check_within("refits", refits, 1, 1000);
  check_within("held_out", held_out, 0, 0.9);
}

void JttParams::validate() const {
  check_within("early_share", early_share, 0, 1);
  check_within("upweight", upweight, 1, 10000);
}

void GroupDroParams::validate() const { check_within("step", step, 0, 100); }

std::unique_ptr<Strategy> make_dfr(const DfrParams& params) {
  StrategyTraits traits;
  traits.asks_groups = true;
  traits.refits =
      params.refits + (params.strengths.size() > 1 ? static_cast<std::int64_t>(params.strengths.size()) : 0);
  TrainingGuide guide;
  guide.refit = {params.penalty, params.strengths, params.refits, params.held_out};
  return std::make_unique<Baseline>(params.query, std::move(traits), std::move(guide));
}

std::unique_ptr<Strategy> make_jtt(const JttParams& params) {
  StrategyTraits traits;
  traits.early_share = params.early_share;
  TrainingGuide guide;
  guide.errors = {params.early_share, params.upweight};
  return std::make_unique<Baseline>(params.query, std::move(traits), std::move(guide));
}

std::unique_ptr<Strategy> make_group_dro(const GroupDroParams& params) {
  StrategyTraits traits;
  traits.asks_groups = true;
  TrainingGuide guide;
  guide.group_robust = {params.step, params.balance_groups};
  return std::make_unique<Baseline>(params.query, std::move(traits), std::move(guide));
}

}  // namespace xil
