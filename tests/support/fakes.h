#pragma once

#include <map>
#include <string>
#include <vector>

#include "framework/core/base/digest.h"
#include "framework/core/interfaces/learner.h"
#include "framework/core/interfaces/oracle.h"
#include "framework/core/interfaces/run_history.h"
#include "framework/core/interfaces/run_log.h"
#include "framework/core/numeric/rng.h"

namespace xil {

/// Pool items first, then validation, then test; labels go round the classes. Items of class 1 have a defect (a 2x2
/// square), items whose number is not divisible by five a confounder (the top left pixel).
class FakeDataset final : public Dataset {
 public:
  FakeDataset(std::size_t pool, std::size_t test, int classes = 2, bool regions = true) : regions_(regions) {
    info_ = {"fake", {}, 1, 1, 8, 8, "digest", {}, {}, {}};
    for (int k = 0; k < classes; ++k) info_.class_names.push_back("class " + std::to_string(k));
    for (std::size_t i = 0; i < pool + 4 + test; ++i) {
      const Split split = i < pool ? Split::Pool : i < pool + 4 ? Split::Validation : Split::Test;
      items_.push_back({"item", split, static_cast<int>(i) % classes, ""});
    }
    defect_ = Region(8, 8);
    for (const int row : {4, 5}) defect_.at(row, 4) = defect_.at(row, 5) = 1;
    confounder_ = Region(8, 8);
    confounder_.at(0, 0) = 1;
  }
  const DatasetInfo& info() const override { return info_; }
  std::size_t size() const override { return items_.size(); }
  const Item& item(ItemId id) const override { return items_.at(id); }
  Image image(ItemId id) const override { return Image(1, 8, 8, static_cast<std::uint8_t>(id)); }
  Image edited(ItemId id, const Edit&) const override { return image(id); }
  const Region* defect(ItemId id) const override { return regions_ && items_.at(id).label == 1 ? &defect_ : nullptr; }
  const Region* confounder(ItemId id) const override { return regions_ && id % 5 != 0 ? &confounder_ : nullptr; }

 private:
  DatasetInfo info_;
  std::vector<Item> items_;
  Region defect_, confounder_;
  bool regions_;
};

/// A learner whose answers are hashes of everything it was trained on: two runs agree only if they trained alike.
class FakeLearner : public Learner {
 public:
  explicit FakeLearner(const Dataset& dataset) : dataset_(dataset) {}
  FitSummary fit(std::span<const Example> examples, const TrainingGuide& guide, std::uint32_t round) override {
    Digest digest;
    digest.add(guide.balance ? "balanced " : " ");
    for (const Example& e : examples) {
      digest.add(std::to_string(e.item) + "/" + std::to_string(e.label) + "/" +
                 (e.edit ? std::to_string(e.edit->copy) + ":" + std::to_string(e.edit->donor) : "-") + "");
      for (const RegionLoss& loss : e.losses)
        digest.add(fmt::format("{} {} {}", enum_name(loss.kind), loss.weight, area(*loss.region)));
      digest.add(" ");
    }
    seed_ = std::stoull(digest.hex().substr(0, 16), nullptr, 16) + round;
    trained_on_.assign(examples.begin(), examples.end());
    guide_ = guide;
    return {100, 0.5, kUndefined};
  }
  Prediction predict(std::span<const ItemId> items, bool with_features) override {
    const auto classes = static_cast<std::size_t>(dataset_.info().classes());
    Prediction prediction{Matrix(items.size(), classes), Matrix(with_features ? items.size() : 0, 3)};
    for (std::size_t i = 0; i < items.size(); ++i) {
      Rng rng(seed_, {Purpose::Test, 0, items[i]});
      float sum = 0;
      for (float& p : prediction.probabilities.row(i)) sum += (p = static_cast<float>(rng.uniform()) + 0.01f);
      for (float& p : prediction.probabilities.row(i)) p /= sum;
      if (!with_features) continue;
      for (float& f : prediction.features.row(i)) f = static_cast<float>(rng.normal());
    }
    return prediction;
  }
  std::vector<Matrix> predict_with_dropout(std::span<const ItemId> items, std::int64_t passes,
                                           std::uint32_t round) override {
    std::vector<Matrix> all;
    const std::uint64_t kept = seed_;
    for (std::int64_t pass = 1; pass <= passes; ++pass) {
      seed_ = kept + 1000 * static_cast<std::uint64_t>(pass) + round;
      all.push_back(predict(items, false).probabilities);
    }
    seed_ = kept;
    return all;
  }
  /// The mean grey value, so that areas under curves can be told by hand.
  std::vector<float> scores(std::span<const Image> images, int target) override {
    std::vector<float> means;
    for (const Image& image : images) {
      double sum = 0;
      for (const std::uint8_t pixel : image.pixels) sum += pixel;
      const double mean = sum / 255 / static_cast<double>(image.pixels.size());
      means.push_back(static_cast<float>(target == 0 ? mean : 1 - mean));
    }
    return means;
  }
  std::vector<Explanation> explain(std::span<const ExplainTask> tasks, std::uint32_t round) override {
    std::vector<Explanation> explanations;
    for (const ExplainTask& task : tasks) {
      Explanation e;
      e.map = Map(8, 8);
      e.diagnostics = {{"masks", 10}, {"mask_p", 0.5}, {"score_sd", 0.2}};
      Rng rng(seed_, {Purpose::Test, round + 1, task.item, 1});
      for (float& v : e.map.values) v = static_cast<float>(rng.uniform());
      e.baseline = 0.5;
      explanations.push_back(e);
    }
    explained_ += tasks.size();
    return explanations;
  }
  std::string state() const override { return std::to_string(seed_); }
  std::uint64_t seed() const { return seed_; }
  void set_seed(std::uint64_t seed) { seed_ = seed; }

  const std::vector<Example>& trained_on() const { return trained_on_; }
  const TrainingGuide& guide() const { return guide_; }
  std::size_t explained() const { return explained_; }

 private:
  const Dataset& dataset_;
  std::uint64_t seed_ = 0;
  std::vector<Example> trained_on_;
  TrainingGuide guide_;
  std::size_t explained_ = 0;
};

/// Keeps all that the loop reports.
class MemoryLog final : public RunLog {
 public:
  void start(const Dataset&, std::span<const ItemId> initial_items, std::span<const ItemId> test_items) override {
    initial.assign(initial_items.begin(), initial_items.end());
    test.assign(test_items.begin(), test_items.end());
  }
  void shown(const ShownRecord& record) override { looks.push_back(record); }
  void corrected(const Correction& correction) override { corrections.push_back(correction); }
  void saliency(const SaliencyRecord& record, double baseline) override {
    maps.push_back(record);
    baselines.push_back(baseline);
  }
  void round(const RoundRecord& record) override { rounds.push_back(record); }
  void checkpoint(const std::string& learner) override { past.push_back({rounds, looks, corrections, learner}); }
  void note(const std::string& sentence) override { notes.push_back(sentence); }
  void model(std::int64_t at, const std::string& state) override { models.emplace_back(at, state); }

  /// The corrections that are edited copies, and those that are region losses.
  std::vector<Correction> refutations() const { return of_kind(true); }
  std::vector<Correction> region_losses() const { return of_kind(false); }

  std::vector<ItemId> initial, test;
  std::vector<ShownRecord> looks;
  std::vector<Correction> corrections;  ///< of both kinds, in their order
  std::vector<SaliencyRecord> maps;
  std::vector<double> baselines;  ///< of the maps
  std::vector<RoundRecord> rounds;
  std::vector<RunHistory> past;  ///< one per checkpoint
  std::vector<std::string> notes;
  std::vector<std::pair<std::int64_t, std::string>> models;

 private:
  std::vector<Correction> of_kind(bool edits) const {
    std::vector<Correction> some;
    for (const Correction& correction : corrections)
      if ((correction.edit() != nullptr) == edits) some.push_back(correction);
    return some;
  }
};

/// An expert who corrects labels but finds every explanation right.
class ContentExpert final : public Oracle {
 public:
  explicit ContentExpert(const Dataset& dataset) : dataset_(dataset) {}
  Answer answer(const Question& question) const override {
    Answer answer;
    answer.given_label = dataset_.item(question.item).label;
    const bool right = answer.given_label == question.predicted;
    answer.verdict = right ? Verdict::RightReasons : Verdict::WrongLabel;
    answer.expert_s = 1;
    return answer;
  }
  Marking mark(ItemId item) const override {
    const auto copy = [](const Region* region) { return region ? std::optional<Region>(*region) : std::nullopt; };
    return {copy(dataset_.defect(item)), copy(dataset_.confounder(item))};
  }
  double compare(const Question&) const override { return 1; }
  bool knows_regions() const override { return marks_defects(dataset_); }
  double region_s() const override { return 0; }

 private:
  const Dataset& dataset_;
};

}  // namespace xil
