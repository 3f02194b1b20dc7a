#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/results/region_agreement.h"
#include "analysis/results/session_scores.h"
#include "analysis/results/verdict_shares.h"
#include "framework/core/interfaces/session.h"
#include "framework/store/runs/item_regions.h"

// What a session says about the person and the page. Undefined values are NaN and never 0. Practice counts nowhere but
// in `practice`, items that were shown for comparison only in `comparisons` and in the seconds of the whole session.
namespace xil {

/// The drawn regions of one kind.
struct DrawnRegions {
  std::size_t drawn = 0;                  ///< answers with such a region
  std::vector<RegionAgreement> compared;  ///< those whose true region is known, see read_item_regions()
  std::vector<double> ious() const;
};

/// The single values, from which one session or several pooled ones are described.
struct SessionMeasures {
  std::vector<double>
      confirmed_look_s;  ///< active seconds to label and reasons of answers that confirmed the prediction
  std::vector<double> corrected_look_s;     ///< the same of answers that corrected it
  std::vector<double> region_s;             ///< active seconds of the last step of answers with strokes
  std::vector<std::pair<int, int>> labels;  ///< true and given label of every answer whose true label is known
  std::array<DrawnRegions, 2> regions;      ///< by RegionKind

  void add(const SessionMeasures& other);
  std::size_t wrong_labels() const;
};

/// Looking at an item: seconds of answers that confirmed the prediction.
Spread look_seconds(const SessionMeasures& measures);
/// Correcting a label: how much longer answers that corrected the prediction took than the median of those that
/// confirmed it, never below 0; the median is that of corrected less that of confirmed answers.
Spread label_seconds(const SessionMeasures& measures);
/// Marking regions: seconds of the last step of answers with strokes.
Spread region_seconds(const SessionMeasures& measures);

/// Some answers in a row, items that were set aside included.
struct SessionPart {
  std::int64_t round = 0;  ///< where the part is a round
  std::size_t answers = 0;
  VerdictShares verdicts{};       ///< NaN without answers
  double agreement = kUndefined;  ///< share of the given labels that are true
  double look_s = kUndefined;     ///< median of look and reasons
};

struct SessionSummary {
  std::string expert;
  std::size_t answers = 0;  ///< with a label
  std::size_t comparisons = 0, unsure = 0, practice = 0;
  double agreement = kUndefined;  ///< share of the given labels that are true
  double kappa = kUndefined;      ///< cohens_kappa() of true and given labels
  std::array<Spread, 2> iou;      ///< of drawn and true regions, by RegionKind
  Spread look_s, label_s, region_s;
  double active_s = 0, idle_s = 0;  ///< of the whole session, practice excepted
  std::vector<SessionPart> rounds;
  SessionPart first_half, second_half;  ///< of the answers in their order: a drift may be fatigue, or learning
  double tlx = kUndefined, sus = kUndefined;
  SessionMeasures measures;
};

/// `shown`: the looks of the run, which know the true labels.
SessionSummary summarise_session(const Session& session, std::span<const ShownRecord> shown,
                                 const std::map<ItemId, ItemRegions>& regions);
/// The same from a run file; nothing if no person answered in it.
std::optional<SessionSummary> read_session_summary(const std::filesystem::path& file);

}  // namespace xil
