#pragma once

#include <string>
#include <vector>

#include "framework/core/interfaces/records.h"

namespace xil {

/// The complete rounds of a run that was interrupted, as they were logged (RunLog): enough to go on after the last of
/// them.
struct RunHistory {
  std::vector<RoundRecord> rounds;  ///< from round 0 on, without gaps
  std::vector<ShownRecord> shown;
  std::vector<Correction> corrections;  ///< in the order in which the looks gave them
  std::string learner;                  ///< Learner::checkpoint() after the last round
};

}  // namespace xil
