#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "framework/core/interfaces/learner.h"

namespace xil {

/// A learner that explains items ahead of their time, in a thread of its own, while a person looks at another one. Maps
/// depend on (model seed, round, item) alone, so that they are the same as without it.
class LookaheadLearner final : public Learner {
 public:
  /// Precondition: `own` outlives this object, and nobody else calls it meanwhile.
  explicit LookaheadLearner(Learner& own);
  LookaheadLearner(const LookaheadLearner&) = delete;
  LookaheadLearner& operator=(const LookaheadLearner&) = delete;
  ~LookaheadLearner() override;

  /// The maps that are wanted next, urgent ones first, in place of those wanted before.
  void look_ahead(std::vector<ExplainTask> tasks, std::uint32_t round);
  /// The map of an item in the round in hand; null if it is not made yet.
  std::shared_ptr<const Explanation> find(ItemId item) const;

  FitSummary fit(std::span<const Example> examples, const TrainingGuide& guide, std::uint32_t round) override;
  Prediction predict(std::span<const ItemId> items, bool with_features) override;
  std::vector<Matrix> predict_with_dropout(std::span<const ItemId> items, std::int64_t passes,
                                           std::uint32_t round) override;
  std::vector<float> scores(std::span<const Image> images, int target) override;
  std::vector<Explanation> explain(std::span<const ExplainTask> tasks, std::uint32_t round) override;
  std::string checkpoint() const override;
  void resume(const std::string& checkpoint) override;
  std::string state() const override;
  std::vector<std::string> notes() const override;

 private:
  class Turn;
  void forget();
  void work();
  struct Wanted {
    ExplainTask task;
    std::uint32_t round = 0;
    std::uint64_t network = 0;
  };
  std::optional<Wanted> next();
  std::shared_ptr<const Explanation> find(const ExplainTask& task, std::uint32_t round) const;
  std::shared_ptr<const Explanation> made(const ExplainTask& task, std::uint32_t round);

  Learner& own_;
  mutable std::mutex learner_mutex_;      ///< held while own_ works
  mutable std::atomic<int> waiting_ = 0;  ///< calls of the loop, which go before the thread's
  mutable std::mutex mutex_;              ///< of all below
  mutable std::condition_variable changed_;
  std::vector<ExplainTask> wanted_;
  std::uint32_t round_ = 0;
  std::uint64_t network_ = 0;                                                  ///< counts the changes of the network
  std::map<ItemId, std::pair<int, std::shared_ptr<const Explanation>>> maps_;  ///< target and map
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace xil
