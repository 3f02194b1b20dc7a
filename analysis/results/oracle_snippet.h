#pragma once

#include <set>
#include <string>
#include <vector>

#include "analysis/results/session_summary.h"
#include "framework/core/base/value.h"

namespace xil {

/// The sessions that a simulated expert shall be like.
struct PooledSessions {
  std::set<std::string> experts;
  std::size_t sessions = 0;
  SessionMeasures measures;

  void add(const SessionSummary& session);
};

/// A parameter of the simulated expert as it was measured.
struct MeasuredParameter {
  std::string name;
  Value value;       ///< null: it cannot be measured from these answers
  std::string note;  ///< from what, or why not
};

/// The parameters of OracleParams that sessions tell, rounded to three digits: costs in seconds (medians of all
/// answers), label_noise (share of wrong labels among answers), and a rough model of how regions are drawn. That model
/// takes the drawn regions whose true region is known, defects and wrong regions together: `none` if on average less
/// than 5 % of the true region are left out and less than 5 % of the drawn one are too much; else `incomplete` if more
/// is left out than is too much, otherwise `dilated`. The rate is the share of regions with that noise (5 % left out;
/// half a pixel beyond), its size the mean over these. Regions drawn beside the mark, or all over the place, are not
/// told apart.
std::vector<MeasuredParameter> measured_oracle(const SessionMeasures& measures);

/// The measured ones alone, as a map.
Value oracle_json(const SessionMeasures& measures);

/// YAML for the `fixed:` of a sweep: `oracle:` with the measured parameters, and a comment for each that cannot be
/// measured; without any, comments only.
std::string oracle_snippet(const PooledSessions& sessions);

}  // namespace xil
