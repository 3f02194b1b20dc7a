#pragma once

#include <map>
#include <string>
#include <vector>

#include "experiments/interact/draft.h"
#include "framework/core/base/value.h"
#include "framework/core/interfaces/session.h"

namespace xil {

/// Everything that a session has so far. It is made of the lines of the session's journal and of nothing else, so that
/// a session which was interrupted is the same afterwards.
class SessionRecord {
 public:
  SessionRecord(std::string run_id, std::string expert) : run_id_(std::move(run_id)) {
    session_.expert = std::move(expert);
  }

  /// Carries a line out. Fails with one line if the line makes no sense here.
  void add(const Value& line);

  /// The draft of a card; null if the card was not shown yet.
  const Draft* find(const CardKey& key) const;
  /// The draft of the card of that number; null if there is none yet.
  const Draft* find_number(std::int64_t number) const;
  /// The number of a card: it was the number-th to be shown, from 1.
  /// Precondition: the card was shown.
  std::int64_t number_of_card(const CardKey& key) const { return numbers_.at(key); }
  /// Answers that count so far, and those of them that set an item aside.
  std::int64_t answers() const;
  std::int64_t unsure() const;
  double active_s() const;
  bool has_questionnaire(std::string_view scale) const;
  const Session& session() const { return session_; }

 private:
  void show(const Value& line);
  void act(const Value& line);
  void fill_in(const Value& line);

  std::string run_id_;
  Session session_;
  std::map<CardKey, Draft> drafts_;
  std::map<CardKey, std::int64_t> numbers_;
};

// The lines. `time_unix`: seconds since 1970.
/// The first line of every journal.
Value session_line(const std::string& run_id, double time_unix);
Value opened_line(double time_unix);
Value shown_line(const CardKey& key, const CardRules& rules, double time_unix);
/// `event`: what the page posted.
Value event_line(const CardKey& key, const PageEvent& event, double time_unix);
/// `values`: question to answer; a question that it lacks was skipped.
Value questionnaire_line(std::string_view scale, const Value& values, double time_unix);

}  // namespace xil
