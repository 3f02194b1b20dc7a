#include "experiments/interact/lookahead_learner.h"

#include <algorithm>

namespace xil {

/// A call of the loop: it waits for the map in hand at most.
class LookaheadLearner::Turn {
 public:
  explicit Turn(const LookaheadLearner& learner) : learner_(learner) {
    ++learner_.waiting_;
    lock_ = std::unique_lock(learner_.learner_mutex_);
  }
  ~Turn() {
    lock_.unlock();
    {
      const std::lock_guard lock(learner_.mutex_);
      --learner_.waiting_;
    }
    learner_.changed_.notify_all();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  const LookaheadLearner& learner_;
  std::unique_lock<std::mutex> lock_;
};

LookaheadLearner::LookaheadLearner(Learner& own) : own_(own), thread_([this] { work(); }) {}

LookaheadLearner::~LookaheadLearner() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void LookaheadLearner::look_ahead(std::vector<ExplainTask> tasks, std::uint32_t round) {
  {
    const std::lock_guard lock(mutex_);
    wanted_ = std::move(tasks);
    std::ranges::reverse(wanted_);  // taken from the back
    if (round != round_) maps_.clear();
    round_ = round;
  }
  changed_.notify_all();
}

std::shared_ptr<const Explanation> LookaheadLearner::find(ItemId item) const {
  const std::lock_guard lock(mutex_);
  const auto found = maps_.find(item);
  return found == maps_.end() ? nullptr : found->second.second;
}

std::shared_ptr<const Explanation> LookaheadLearner::find(const ExplainTask& task, std::uint32_t round) const {
  const std::lock_guard lock(mutex_);
  const auto found = maps_.find(task.item);
  const bool is_it = round == round_ && found != maps_.end() && found->second.first == task.target;
  return is_it ? found->second.second : nullptr;
}

/// Before the network changes.
void LookaheadLearner::forget() {
  const std::lock_guard lock(mutex_);
  wanted_.clear();
  maps_.clear();
  ++network_;
}

/// Nothing if the thread is to end.
std::optional<LookaheadLearner::Wanted> LookaheadLearner::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return closing_ || (!wanted_.empty() && waiting_ == 0); });
  if (closing_) return std::nullopt;
  const ExplainTask task = wanted_.back();
  wanted_.pop_back();
  return Wanted{task, round_, network_};
}

void LookaheadLearner::work() {
  while (const auto wanted = next()) {
    try {
      const std::lock_guard turn(learner_mutex_);
      {
        const std::lock_guard lock(mutex_);
        if (wanted->network != network_) continue;  // it was wanted of the network before
      }
      made(wanted->task, wanted->round);
    } catch (...) {
      // The loop asks for this map itself and gets the error then.
    }
  }
}

/// Precondition: the caller holds learner_mutex_.
std::shared_ptr<const Explanation> LookaheadLearner::made(const ExplainTask& task, std::uint32_t round) {
  if (auto known = find(task, round)) return known;
  auto map = std::make_shared<const Explanation>(std::move(own_.explain({&task, 1}, round).front()));
  const std::lock_guard lock(mutex_);
  if (round == round_) maps_[task.item] = {task.target, map};
  return map;
}

FitSummary LookaheadLearner::fit(std::span<const Example> examples, const TrainingGuide& guide, std::uint32_t round) {
  forget();
  const Turn turn(*this);
  forget();  // the map in hand was made with the old network
  return own_.fit(examples, guide, round);
}

Prediction LookaheadLearner::predict(std::span<const ItemId> items, bool with_features) {
  const Turn turn(*this);
  return own_.predict(items, with_features);
}

std::vector<Matrix> LookaheadLearner::predict_with_dropout(std::span<const ItemId> items, std::int64_t passes,
                                                           std::uint32_t round) {
  const Turn turn(*this);
  return own_.predict_with_dropout(items, passes, round);
}

std::vector<float> LookaheadLearner::scores(std::span<const Image> images, int target) {
  const Turn turn(*this);
  return own_.scores(images, target);
}

std::vector<Explanation> LookaheadLearner::explain(std::span<const ExplainTask> tasks, std::uint32_t round) {
  {
    const std::lock_guard lock(mutex_);
    if (round != round_) maps_.clear();
    round_ = round;
  }
  std::vector<Explanation> maps;
  for (const ExplainTask& task : tasks) {
    auto map = find(task, round);
    if (map == nullptr) {
      const Turn turn(*this);
      map = made(task, round);
    }
    maps.push_back(*map);
  }
  return maps;
}

std::string LookaheadLearner::checkpoint() const {
  const Turn turn(*this);
  return own_.checkpoint();
}

void LookaheadLearner::resume(const std::string& checkpoint) {
  forget();
  const Turn turn(*this);
  own_.resume(checkpoint);
}

std::string LookaheadLearner::state() const {
  const Turn turn(*this);
  return own_.state();
}

std::vector<std::string> LookaheadLearner::notes() const { return own_.notes(); }

}  // namespace xil
