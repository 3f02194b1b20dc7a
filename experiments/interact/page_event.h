#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/core/base/value.h"
#include "framework/core/interfaces/session.h"

namespace xil {

/// The person's judgement of the reasons.
enum class Reasons : std::uint8_t { Right, Wrong, Unknown };
template <>
struct EnumNames<Reasons> {
  static constexpr std::array<std::string_view, 3> names = {"right", "wrong", "unknown"};
};

/// What the page reports: one action on one card.
struct PageEvent {
  std::string client;
  std::int64_t question = 0;
  std::int64_t seq = 0;  ///< counts the events of a card from 1, so that a repeated one is known
  SessionAction action = SessionAction::Tick;
  int label = kNoLabel;
  Reasons reasons = Reasons::Unknown;
  RegionKind target = RegionKind::Defect;
  std::string tool;               ///< what the stroke was made with
  std::vector<std::int64_t> rle;  ///< the target's region after the stroke
  std::string note;
  bool on = false;
  double active_s = 0, idle_s = 0;  ///< since the event before
};

/// Reads a post, or a line of the session's journal. Fails with one line for anything that is not an event: unknown
/// actions, missing or wrong values, times that are not finite or out of range. Keys that the action does not need are
/// not looked at.
PageEvent read_event(const Value& body);

/// The event as read_event() reads it: with what its action needs, and nothing else.
Value as_value(const PageEvent& event);

/// A member of a map as text, integer or number; fails with one line if it is missing or of another type.
const std::string& text_of(const Value& body, std::string_view key);
std::int64_t integer_of(const Value& body, std::string_view key);
double number_of(const Value& body, std::string_view key);
bool switch_of(const Value& body, std::string_view key);

}  // namespace xil
