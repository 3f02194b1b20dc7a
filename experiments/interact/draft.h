#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "experiments/interact/card.h"
#include "experiments/interact/page_event.h"

namespace xil {

/// A stroke of a person: the whole region of its target afterwards.
struct Stroke {
  RegionKind target = RegionKind::Defect;
  std::vector<std::int64_t> lengths;  ///< run_lengths()
  std::int64_t pixels = 0;
};

/// A person's answer to one card while it is made.
class Draft {
 public:
  explicit Draft(CardKey key, const CardRules& rules) : key_(key), rules_(rules) {}

  /// Refuses an event that makes no sense now, with one line; the draft stays as it is.
  void check(const PageEvent& event) const;
  /// Carries an event out and adds its time to the step in hand: looking until a label is chosen, judging until the
  /// reasons are, then drawing.
  /// Precondition: check() accepts it.
  void apply(const PageEvent& event);

  const CardKey& key() const { return key_; }
  const CardRules& rules() const { return rules_; }
  bool is_closed() const { return closed_; }
  std::int64_t seq() const { return seq_; }
  const std::optional<int>& label() const { return label_; }
  const std::optional<Reasons>& reasons() const { return reasons_; }
  const std::string& note() const { return note_; }
  const std::vector<Stroke>& strokes() const { return strokes_; }
  /// How many of the strokes count; the others can be redone.
  std::size_t strokes_done() const { return done_; }

  /// What has been said so far.
  /// Precondition: the draft is closed.
  SessionAnswer answer() const;
  /// The event's row of /session/events.
  SessionEvent row(const PageEvent& event, double time_unix) const;

 private:
  bool asks_reasons_now() const { return rules_.asks_reasons && label_ == rules_.predicted; }
  double& step_in_hand();
  const Stroke* last_stroke(RegionKind target) const;
  void draw(const PageEvent& event);

  CardKey key_;
  CardRules rules_;
  bool closed_ = false, unsure_ = false;
  std::int64_t seq_ = 0;
  std::optional<int> label_;
  std::optional<Reasons> reasons_;
  std::string note_;
  std::vector<Stroke> strokes_;
  std::size_t done_ = 0;
  double look_s_ = 0, reasons_s_ = 0, region_s_ = 0, idle_s_ = 0;
};

}  // namespace xil
