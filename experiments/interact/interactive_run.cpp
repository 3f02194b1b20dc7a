#include "experiments/interact/interactive_run.h"

#include <algorithm>
#include <cmath>

#include "experiments/interact/human_expert.h"
#include "experiments/interact/round_watch.h"
#include "experiments/interact/session_account.h"
#include "framework/data/codecs/encode.h"
#include "strategies/registry.h"

namespace xil {
namespace {

std::string as_text(const std::vector<std::uint8_t>& bytes) { return {bytes.begin(), bytes.end()}; }

class SessionPictures final : public CardPictures {
 public:
  explicit SessionPictures(std::shared_ptr<const Dataset> dataset) : dataset_(std::move(dataset)) {}

  /// The learner whose maps are shown; null: none any more.
  void set_learner(const LookaheadLearner* learner) {
    const std::lock_guard lock(mutex_);
    learner_ = learner;
  }
  std::string picture(ItemId item) const override { return as_text(encode_png(dataset_->image(item))); }
  std::optional<std::string> map(ItemId item, const Explanation* explained) const override {
    std::shared_ptr<const Explanation> found;
    if (explained == nullptr) {
      const std::lock_guard lock(mutex_);
      if (learner_ != nullptr) found = learner_->find(item);
      explained = found.get();
    }
    if (explained == nullptr) return std::nullopt;
    return as_text(encode_png(grey(positive_relevance(*explained))));
  }

 private:
  /// All black where nothing speaks for the decision, or a value is not finite.
  static Image grey(const Map& relevance) {
    Image image(1, relevance.height, relevance.width);
    const float most = *std::ranges::max_element(relevance.values);
    if (!(most > 0) || !std::isfinite(most)) return image;
    std::ranges::transform(relevance.values, image.pixels.begin(), [&](float value) {
      return std::isfinite(value) ? static_cast<std::uint8_t>(std::lround(255 * value / most)) : std::uint8_t{0};
    });
    return image;
  }

  std::shared_ptr<const Dataset> dataset_;
  mutable std::mutex mutex_;
  const LookaheadLearner* learner_ = nullptr;
};

SessionFacts facts_of(const RunParams& run, const Dataset& dataset) {
  const DatasetInfo& info = dataset.info();
  OracleParams oracle = run.oracle;
  oracle.practice = std::min(oracle.practice, static_cast<std::int64_t>(items_of(dataset, Split::Validation).size()));
  return {run.oracle.person, info.name,     run.strategy.name, info.class_names, info.height,
          info.width,        info.channels, run.rounds,        run.query_batch,  oracle};
}

class InteractiveRun final : public RunExpert {
 public:
  InteractiveRun(const RunParams& run, const std::string& run_id, const std::shared_ptr<const Dataset>& dataset,
                 const InteractiveParts& parts)
      : run_(run),
        dataset_(*dataset),
        strategy_(make_strategy(run.strategy)),
        pictures_(std::make_shared<SessionPictures>(dataset)),
        desk_(std::make_shared<ExpertDesk>(
            ExpertDesk::Parts{run_id, facts_of(run, *dataset), pictures_, parts.journal, parts.stop_requested})) {
    parts.at_desk(desk_);
  }
  ~InteractiveRun() override { pictures_->set_learner(nullptr); }

  /// Called after learner(): see RunExpert.
  const Oracle& oracle() override { return *expert_; }
  Learner& learner(Learner& own) override {
    pictures_->set_learner(nullptr);
    learner_ = std::make_unique<LookaheadLearner>(own);
    pictures_->set_learner(learner_.get());
    expert_ = std::make_unique<HumanExpert>(HumanExpert::Parts{run_, dataset_, *strategy_, *desk_, *learner_});
    return *learner_;
  }
  RunLog& log(RunFileWriter& own) override {
    watch_ = std::make_unique<RoundWatch>(RoundWatch::Parts{own, run_, dataset_, *learner_, *desk_});
    return *watch_;
  }
  void step(std::string_view what) override { desk_->working(what); }
  void finish(RunFileWriter& writer) override {
    pictures_->set_learner(nullptr);
    if (run_.oracle.questionnaires) {
      for (const QuestionnaireScale& scale : kScales) desk_->ask_questionnaire(std::string(scale.name));
    }
    SessionAccount account = account_of(desk_->session(), writer.content(), desk_->journal_name());
    if (account.unused > 0) {
      writer.note(fmt::format(
          "note: {} answers of the session are not used: they are of looks that the run does not have, since the machine "
          "that began it calculated otherwise; the journal keeps them",
          account.unused));
    }
    writer.set_session(std::move(account.session));
  }

 private:
  const RunParams& run_;
  const Dataset& dataset_;
  std::unique_ptr<Strategy> strategy_;
  std::shared_ptr<SessionPictures> pictures_;
  std::shared_ptr<ExpertDesk> desk_;
  std::unique_ptr<LookaheadLearner> learner_;
  std::unique_ptr<HumanExpert> expert_;
  std::unique_ptr<RoundWatch> watch_;
};

}  // namespace

std::unique_ptr<RunExpert> make_person(const RunParams& run, const std::string& run_id,
                                       const std::shared_ptr<const Dataset>& dataset, const InteractiveParts& parts) {
  return std::make_unique<InteractiveRun>(run, run_id, dataset, parts);
}

}  // namespace xil
