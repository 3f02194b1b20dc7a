#pragma once

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include "experiments/interact/expert_desk.h"
#include "framework/core/base/json.h"

// A process at the desk of a session, with a page that posts.
namespace xil {

class NoPictures final : public CardPictures {
 public:
  std::string picture(ItemId item) const override { return "picture " + std::to_string(item); }
  std::optional<std::string> map(ItemId item, const Explanation* explained) const override {
    if (explained == nullptr) return std::nullopt;
    return "map " + std::to_string(item);
  }
};

inline SessionFacts facts(MapDisplay maps = MapDisplay::Shown) {
  SessionFacts facts{"P01", "weld", "caipi", {"ok", "defect"}, 2, 3, 1, 5, 10, {}};
  facts.oracle.maps = maps;
  return facts;
}

inline Card card_of(ItemId item, std::int64_t round = 1) {
  Card card;
  card.key = {round, item, false, false};
  card.rules = {1, true, 2, 2, 3};
  card.explanation = std::make_shared<const Explanation>();
  card.probability = 0.9;
  card.number = 1;
  card.in_round = 10;
  card.near = {{item + 1, Reason::NearHit, 1, 0.8, 0.9, kNoLabel}};
  card.verdicts_marking = {Verdict::WrongReasons};
  card.highlighted = {0, 2, 4};
  return card;
}

/// One process at the desk of a session's folder.
class Sitting {
 public:
  explicit Sitting(const std::filesystem::path& out, SessionFacts about = facts())
      : journal_(out, "0123456789abcdef"),
        desk({"0123456789abcdef", std::move(about), std::make_shared<NoPictures>(), journal_,
              [this] { return stop.load(); }}) {}

 private:
  SessionJournal journal_;

 public:
  std::atomic<bool> stop = false;
  ExpertDesk desk;

  Value open(const std::string& client = "tab-1") {
    return parse_json(desk.open(fmt::format(R"({{"client":"{}"}})", client)).body, "test");
  }
  PageReply post(std::int64_t question, std::int64_t seq, const std::string& action, const std::string& rest = "",
                 const std::string& client = "tab-1") {
    return desk.event(fmt::format(R"({{"client":"{}","question":{},"seq":{},"action":"{}","active_s":1,"idle_s":0{}}})",
                                  client, question, seq, action, rest));
  }
  std::future<SessionAnswer> ask(Card card) {
    return std::async(std::launch::async, [this, card] { return desk.ask(card); });
  }
  /// The state once the question is on the desk.
  Value question(std::int64_t id) {
    for (int i = 0; i < 2000; ++i) {
      const Value state = parse_json(desk.state("tab-1").body, "test");
      const Value* found = state.find("question");
      if (found != nullptr && !found->is_null() && *found->find("id")->get<std::int64_t>() == id) return state;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return {};
  }
};

}  // namespace xil
