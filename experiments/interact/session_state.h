#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "experiments/interact/card.h"
#include "experiments/interact/session_record.h"
#include "framework/core/base/value.h"
#include "framework/core/catalogue/run_groups.h"

namespace xil {

/// What does not change during a session.
struct SessionFacts {
  std::string expert, dataset, strategy;
  std::vector<std::string> classes;
  int height = 0, width = 0, channels = 0;
  std::int64_t rounds = 0, query_batch = 0;
  OracleParams oracle;
};

/// What a round brought.
struct RoundOutcome {
  std::int64_t round = 0;
  double accuracy = kUndefined, accuracy_before = kUndefined;  ///< on the validation items; NaN: hidden, or not known
  std::int64_t labels = 0, edits = 0, region_losses = 0;       ///< of the person, in all so far
  std::array<std::int64_t, EnumNames<Verdict>::names.size()> verdicts = {};  ///< of this round, by Verdict
};

enum class SessionPhase { Working, Question, Questionnaire, Finished, Failed };
template <>
struct EnumNames<SessionPhase> {
  static constexpr std::array<std::string_view, 5> names = {"working", "question", "questionnaire", "finished",
                                                            "failed"};
};

/// What the page is told besides the card.
struct SessionState {
  using Clock = std::chrono::steady_clock;
  std::int64_t version = 0;
  SessionPhase phase = SessionPhase::Working;
  std::string step = "set up the model";
  Clock::time_point since = Clock::now();  ///< the beginning of the phase
  std::optional<double> expected_s;        ///< of the work in hand: how long it took the last time
  bool trains = false;                     ///< the work in hand has trained the network
  std::int64_t round = 0;
  std::int64_t done_in_round = 0, of_round = 0, practice_done = 0;
  std::optional<RoundOutcome> last_round;
  std::string scale;     ///< of the questionnaire
  std::string error;     ///< why the session failed
  std::string run_file;  ///< name of the finished run's file
};

/// Whether the page may show the map of the card now.
bool shows_map(const SessionFacts& facts, const Card& card, const Draft& draft);

/// The document of `api/state`. `card`: null unless the phase is Question; else `record` has it.
Value state_json(const SessionFacts& facts, const SessionState& state, const std::string& client,
                 const SessionRecord& record, const Card* card);

}  // namespace xil
