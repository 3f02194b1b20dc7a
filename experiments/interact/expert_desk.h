#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "experiments/interact/card.h"
#include "experiments/interact/session_record.h"
#include "experiments/interact/session_state.h"
#include "experiments/web/page_desk.h"
#include "framework/store/journal/session_journal.h"

namespace xil {

/// The pictures of a session, as PNG files. Both functions are called from several threads.
class CardPictures {
 public:
  virtual ~CardPictures() = default;
  virtual std::string picture(ItemId item) const = 0;
  /// Positive relevance, the largest as white. `explained`: null: it is looked up; nothing if it is not made yet.
  virtual std::optional<std::string> map(ItemId item, const Explanation* explained) const = 0;
};

/// The desk at which a person and the loop meet: the loop asks and waits, the page shows and answers. Everything that
/// the page posts is on the disk before it is acknowledged. All functions may be called from several threads.
class ExpertDesk final : public PageDesk {
 public:
  struct Parts {
    std::string run_id;
    SessionFacts facts;
    std::shared_ptr<const CardPictures> pictures;
    SessionJournal& journal;
    std::function<bool()> stop_requested;  ///< looked at several times a second while the loop waits
  };
  /// Begins with the lines that the journal has of earlier processes.
  explicit ExpertDesk(Parts parts);

  // For the loop.
  /// Shows a card and waits for its answer. If the journal has the answer already, it is returned at once. Throws
  /// RunPaused if the process is to end.
  SessionAnswer ask(Card card);
  /// Shows a questionnaire ("tlx", "sus") and waits until it is filled in or skipped.
  void ask_questionnaire(const std::string& scale);
  void working(std::string_view step);
  void round_done(const RoundOutcome& outcome);
  void finish(const std::string& run_file);
  void fail_with(const std::string& reason);
  /// Waits until the page has been told the end, at most so long.
  void wait_until_told(std::chrono::seconds most);
  Session session() const;
  /// The journal's file, for messages.
  std::string journal_name() const { return parts_.journal.file().string(); }

  // For the page.
  PageReply open(std::string_view body) override;
  PageReply state(std::string_view client) override;
  PageReply event(std::string_view body) override;
  PageReply picture(std::int64_t question, std::int64_t slot) override;
  PageReply map(std::int64_t question, std::int64_t slot) override;

 private:
  using Clock = std::chrono::steady_clock;
  using Lock = std::unique_lock<std::mutex>;

  void enter(SessionPhase phase);
  void wait_for(Lock& lock, const std::function<bool()>& done);
  void keep(const Value& line);
  bool is_elsewhere(std::string_view client) const;
  bool admits(std::string_view client);
  const Draft& draft() const;
  Value state_document() const;
  PageReply gone_reply() const;
  PageReply accept(Lock& lock, const Value& body);
  PageReply accept_questionnaire(Lock& lock, const Value& body);
  PageReply acknowledge(Lock& lock, std::int64_t seq, bool with_state);
  std::optional<ItemId> item_in(std::int64_t question, std::int64_t slot) const;

  Parts parts_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  SessionRecord record_;
  SessionState state_;
  std::optional<Card> card_;
  std::string client_;  ///< the tab that holds the session
  Clock::time_point heard_;
  bool told_ = false;
};

}  // namespace xil
