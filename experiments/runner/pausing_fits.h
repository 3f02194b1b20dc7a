#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "framework/core/interfaces/fit_keeper.h"
#include "framework/core/interfaces/run_paused.h"

namespace xil {

/// Keeps states of fits where another keeper does, and ends the run within a fit once the job must not wait for its
/// end: the fit's state is kept first.
class PausingFits final : public FitKeeper {
 public:
  /// Why the job cannot wait until the fit is over; empty while it can. Asked after every update.
  using WhyPause = std::function<std::string()>;
  /// Precondition: `kept_in` outlives this object.
  PausingFits(FitKeeper& kept_in, WhyPause why) : kept_in_(kept_in), why_(std::move(why)) {}

  std::string kept(std::uint32_t round) override { return kept_in_.kept(round); }
  void set_aside(const std::string& reason) override { kept_in_.set_aside(reason); }
  bool is_due() override {
    reason_ = why_();
    return !reason_.empty() || kept_in_.is_due();
  }
  /// Throws RunPaused where there is a reason to.
  void keep(std::uint32_t round, const std::string& state) override {
    kept_in_.keep(round, state);
    if (reason_.empty()) return;
    pause_run(fmt::format("{}: the training of round {} is kept as it is, and goes on there", reason_, round));
  }

 private:
  FitKeeper& kept_in_;
  WhyPause why_;
  std::string reason_;
};

}  // namespace xil
