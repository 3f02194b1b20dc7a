#include "experiments/interact/expert_desk.h"

#include <algorithm>

#include "framework/core/base/clock.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json.h"
#include "framework/core/interfaces/run_paused.h"
#include "framework/core/numeric/run_lengths.h"

namespace xil {
namespace {

constexpr auto kElsewhereAfter = std::chrono::seconds(5);      // a tab that was not heard of for so long is gone
constexpr auto kWaitForNext = std::chrono::milliseconds(150);  // for the next card, before an answer is acknowledged
constexpr auto kLookForStop = std::chrono::milliseconds(200);
constexpr int kOk = 200, kPending = 202, kBadRequest = 400, kNotFound = 404, kConflict = 409, kGone = 410,
              kUnavailable = 503;

PageReply json_reply(int status, const Value& document) { return {status, json_text(document)}; }

PageReply error_reply(int status, const std::string& sentence) {
  return json_reply(status, Value(Value::Map{{"error", Value(sentence)}}));
}

PageReply elsewhere_reply() {
  return json_reply(kConflict, Value(Value::Map{{"error", Value(std::string("the session is open in another window"))},
                                                {"elsewhere", Value(true)}}));
}

/// After a restart of the program, until the item is there again: the page tries again, and loses nothing.
PageReply not_yet_reply() { return error_reply(kUnavailable, "the item is being prepared"); }

/// What `work` replies, or status 400 with the reason why it refused.
template <class Work>
PageReply refused_or(Work work) {
  try {
    return work();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Storage) throw;
    return error_reply(kBadRequest, error.what());
  }
}

}  // namespace

ExpertDesk::ExpertDesk(Parts parts) : parts_(std::move(parts)), record_(parts_.run_id, parts_.facts.expert) {
  std::size_t number = 0;
  for (const Value& line : parts_.journal.take_past()) {
    ++number;
    try {
      record_.add(line);
    } catch (const Error& error) {
      fail("{}:{}: this line cannot be used ({}): bring a copy of the journal back", journal_name(), number,
           error.what());
    }
  }
  if (number == 0) keep(session_line(parts_.run_id, unix_seconds()));
}

void ExpertDesk::keep(const Value& line) {
  parts_.journal.append(line);
  record_.add(line);
}

void ExpertDesk::enter(SessionPhase phase) {
  const auto now = Clock::now();
  if (state_.phase == SessionPhase::Working && phase != SessionPhase::Working && state_.trains) {
    state_.expected_s = std::chrono::duration<double>(now - state_.since).count();
    state_.trains = false;
  }
  if (state_.phase != phase) state_.since = now;
  state_.phase = phase;
  ++state_.version;
  changed_.notify_all();
}

void ExpertDesk::wait_for(Lock& lock, const std::function<bool()>& done) {
  while (!done()) {
    changed_.wait_for(lock, kLookForStop);
    if (parts_.stop_requested && parts_.stop_requested())
      pause_run("the session was paused; the same xil interact goes on with the same item");
  }
}

SessionAnswer ExpertDesk::ask(Card card) {
  Lock lock(mutex_);
  const Draft* known = record_.find(card.key);
  if (known == nullptr || known->rules() != card.rules) {
    keep(shown_line(card.key, card.rules, unix_seconds()));
    known = record_.find(card.key);
  }
  state_.round = card.key.round;
  std::int64_t& before = card.key.practice ? state_.practice_done : state_.done_in_round;
  before = card.number - 1;
  if (!card.key.practice) state_.of_round = card.in_round;
  if (!known->is_closed()) {
    card_ = std::move(card);
    enter(SessionPhase::Question);
    wait_for(lock, [&] { return draft().is_closed(); });
    known = &draft();
    card = std::move(*card_);
    card_.reset();
    enter(SessionPhase::Working);
  }
  ++before;
  return known->answer();
}

void ExpertDesk::ask_questionnaire(const std::string& scale) {
  Lock lock(mutex_);
  if (record_.has_questionnaire(scale)) return;
  state_.scale = scale;
  enter(SessionPhase::Questionnaire);
  wait_for(lock, [&] { return record_.has_questionnaire(scale); });
  enter(SessionPhase::Working);
}

void ExpertDesk::working(std::string_view step) {
  const Lock lock(mutex_);
  state_.step = std::string(step);
  state_.trains |= step == "train";
  if (state_.phase == SessionPhase::Working) ++state_.version;
}

void ExpertDesk::round_done(const RoundOutcome& outcome) {
  const Lock lock(mutex_);
  state_.last_round = outcome;
  ++state_.version;
}

void ExpertDesk::finish(const std::string& run_file) {
  const Lock lock(mutex_);
  state_.run_file = run_file;
  enter(SessionPhase::Finished);
}

void ExpertDesk::fail_with(const std::string& reason) {
  const Lock lock(mutex_);
  state_.error = reason;
  enter(SessionPhase::Failed);
}

void ExpertDesk::wait_until_told(std::chrono::seconds most) {
  Lock lock(mutex_);
  const auto end = Clock::now() + most;
  while (!told_ && Clock::now() < end && !(parts_.stop_requested && parts_.stop_requested()))
    changed_.wait_for(lock, kLookForStop);
}

Session ExpertDesk::session() const {
  const Lock lock(mutex_);
  return record_.session();
}

bool ExpertDesk::is_elsewhere(std::string_view client) const {
  return !client_.empty() && client_ != client && Clock::now() - heard_ < kElsewhereAfter;
}

/// Precondition: there is a card.
const Draft& ExpertDesk::draft() const { return *record_.find(card_->key); }

Value ExpertDesk::state_document() const {
  return state_json(parts_.facts, state_, client_, record_, card_ ? &*card_ : nullptr);
}

PageReply ExpertDesk::open(std::string_view body) {
  return refused_or([&] {
    const Value document = parse_json(body, "the page");
    const std::string& client = text_of(document, "client");
    refuse_unless(!client.empty() && client.size() <= 64, "'client' must have 1 to 64 characters");
    const Lock lock(mutex_);
    const Value* take_over = document.find("take_over");
    if (is_elsewhere(client) && (take_over == nullptr || !switch_of(document, "take_over"))) return elsewhere_reply();
    keep(opened_line(unix_seconds()));
    client_ = client;
    heard_ = Clock::now();
    return json_reply(kOk, state_document());
  });
}

/// Whether this tab holds the session; after a restart of the program the first one that is heard of does.
bool ExpertDesk::admits(std::string_view client) {
  if (client_.empty()) client_ = std::string(client);
  if (client != client_) return false;
  heard_ = Clock::now();
  return true;
}

PageReply ExpertDesk::state(std::string_view client) {
  const Lock lock(mutex_);
  if (!admits(client)) return elsewhere_reply();
  if (state_.phase == SessionPhase::Finished || state_.phase == SessionPhase::Failed) {
    told_ = true;
    changed_.notify_all();
  }
  return json_reply(kOk, state_document());
}

PageReply ExpertDesk::event(std::string_view body) {
  return refused_or([&] {
    const Value document = parse_json(body, "the page");
    Lock lock(mutex_);
    if (!admits(text_of(document, "client"))) return elsewhere_reply();
    if (text_of(document, "action") == "questionnaire") return accept_questionnaire(lock, document);
    return accept(lock, document);
  });
}

PageReply ExpertDesk::accept(Lock& lock, const Value& body) {
  PageEvent event = read_event(body);
  const Draft* due = record_.find_number(event.question);
  if (due != nullptr && event.seq <= due->seq()) return acknowledge(lock, event.seq, false);
  const bool is_present = card_ && record_.number_of_card(card_->key) == event.question;
  if (!is_present) return due != nullptr && !due->is_closed() && !card_ ? not_yet_reply() : gone_reply();
  due->check(event);
  if (!event.rle.empty())
    event.rle = run_lengths(region_of(event.rle, due->rules().height, due->rules().width, "a stroke"));
  keep(event_line(card_->key, event, unix_seconds()));
  const bool closes = draft().is_closed();
  if (closes) changed_.notify_all();
  return acknowledge(lock, event.seq, closes);
}

PageReply ExpertDesk::gone_reply() const {
  return json_reply(kGone, Value(Value::Map{{"error", Value(std::string("this item is not the present one any more"))},
                                            {"state", state_document()}}));
}

PageReply ExpertDesk::accept_questionnaire(Lock& lock, const Value& body) {
  const std::string& scale = text_of(body, "scale");
  const std::int64_t seq = integer_of(body, "seq");
  if (record_.has_questionnaire(scale)) return acknowledge(lock, seq, true);
  require(state_.phase == SessionPhase::Questionnaire && scale == state_.scale, "'{}' is not asked for now", scale);
  const Value* values = body.find("values");
  const Value line = questionnaire_line(scale, values == nullptr ? Value() : *values, unix_seconds());
  SessionRecord(parts_.run_id, parts_.facts.expert).add(line);  // refuses what does not fit before it is kept
  keep(line);
  changed_.notify_all();
  return acknowledge(lock, seq, true);
}

/// With the state, so that the next item appears without another request.
PageReply ExpertDesk::acknowledge(Lock& lock, std::int64_t seq, bool with_state) {
  Value document(Value::Map{{"ok", Value(true)}, {"seq", Value(seq)}});
  if (with_state) {
    changed_.wait_for(lock, kWaitForNext, [&] {
      return state_.phase != SessionPhase::Working && (!card_ || !draft().is_closed()) &&
             !(state_.phase == SessionPhase::Questionnaire && record_.has_questionnaire(state_.scale));
    });
    document.set("state", state_document());
  }
  return json_reply(kOk, document);
}

std::optional<ItemId> ExpertDesk::item_in(std::int64_t question, std::int64_t slot) const {
  if (!card_ || record_.number_of_card(card_->key) != question) return std::nullopt;
  if (slot == 0) return card_->key.item;
  if (slot < 0 || slot > static_cast<std::int64_t>(card_->near.size())) return std::nullopt;
  return card_->near[static_cast<std::size_t>(slot - 1)].item;
}

PageReply ExpertDesk::picture(std::int64_t question, std::int64_t slot) {
  std::optional<ItemId> item;
  {
    const Lock lock(mutex_);
    item = item_in(question, slot);
  }
  if (!item) return error_reply(kNotFound, "there is no such picture now");
  return {kOk, parts_.pictures->picture(*item)};
}

PageReply ExpertDesk::map(std::int64_t question, std::int64_t slot) {
  std::optional<ItemId> item;
  std::shared_ptr<const Explanation> explained;
  {
    const Lock lock(mutex_);
    item = item_in(question, slot);
    if (!item || !shows_map(parts_.facts, *card_, draft())) return error_reply(kNotFound, "there is no such map now");
    if (slot == 0) explained = card_->explanation;
  }
  const auto png = parts_.pictures->map(*item, explained.get());
  if (!png) return json_reply(kPending, Value(Value::Map{{"pending", Value(true)}}));
  return {kOk, *png};
}

}  // namespace xil
