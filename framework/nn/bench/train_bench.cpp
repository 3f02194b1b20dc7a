#include "framework/nn/bench/train_bench.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <functional>
#include <vector>

#include "framework/core/base/value.h"
#include "framework/core/numeric/rng.h"
#include "framework/nn/bench/interleaved.h"
#include "framework/nn/explainers/masked_copies.h"
#include "framework/nn/learner/torch_learner.h"
#include "framework/nn/networks/autocast.h"
#include "framework/nn/networks/tensors.h"
#include "framework/nn/training/trainer.h"

namespace xil {
namespace {

constexpr int kClasses = 2;
constexpr double kLossWeight = 1e-3;  ///< its size does not matter, as long as training on noise does not diverge

class Bench {
 public:
  Bench(const NetworkBench& params, const std::string& device) : params_(params) {
    run_.model = resolved(model_table(), "model", params.model, Value(Value::Map{}));
    run_.updates = params.updates;
    run_.restart = Restart::Warm;  // a cold restart would also copy the initial weights
    run_.training.batch_size = params.batch;
    run_.training.precision = params.precision;
    const auto side = static_cast<int>(params.size);
    const NetworkShape shape{static_cast<int>(params.channels), side, side, kClasses};
    network_ = make_network(run_.model, shape, 0, device);
    trainer_ = std::make_unique<Trainer>(run_, *network_, LabelledImages{});
    Rng rng(0, {Purpose::Test});
    for (std::int64_t i = 0; i < 2 * params.batch; ++i) {
      Image image(shape.channels, side, side);
      for (auto& pixel : image.pixels) pixel = static_cast<std::uint8_t>(rng.next());
      examples_.add(image, static_cast<int>(i % kClasses));
      pictures_.push_back(std::move(image));
    }
    for (const RegionLossKind kind : params.correct) corrected_.push_back(with_losses(kind));
    ready_ = normalised(stack(std::span(pictures_).first(static_cast<std::size_t>(params.batch))), *network_);
    labels_ = at::arange(params.batch, at::kLong).remainder(kClasses).to(ready_.device());
  }

  std::int64_t trained() const { return params_.updates * params_.batch; }
  std::int64_t masked() const { return params_.masks > 0 ? params_.masks : trained(); }

  void bare_training() {
    at::Tensor loss;
    for (std::int64_t update = 0; update < params_.updates; ++update) {
      {
        const Autocast autocast(params_.precision == Precision::Mixed);
        loss = network_->logits(network_->training_features(ready_));
      }
      loss = at::cross_entropy_loss(loss.to(at::kFloat), labels_);
      loss.backward();
      for (at::Tensor weight : network_->parameters().learning()) weight.mutable_grad().reset();
    }
    loss.item<float>();  // waits until a CUDA device has finished
  }

  void training() { trainer_->fit(examples_, {}, 0); }
  void corrected_training(std::size_t loss) { trainer_->fit(corrected_[loss], {}, 0); }

  void bare_forward() {
    const c10::InferenceMode no_gradients;
    at::Tensor last;
    for (std::int64_t done = 0; done < masked(); done += params_.batch) last = probabilities(*network_, ready_);
    last.sum().item<float>();
  }

  void masked_forward() {
    RiseParams rise;
    rise.batch = params_.batch;
    score_masked_copies(*network_, pictures_.front(), 0, rise,
                        {masked(), 0.5, Rng(0, {Purpose::Masks}), Rng(0, {Purpose::Fill})});
  }

 private:
  /// The same pictures, each with a loss in its left upper quarter.
  LabelledImages with_losses(RegionLossKind kind) const {
    const Image& first = pictures_.front();
    const auto region = std::make_shared<Region>(first.height, first.width);
    for (int y = 0; y < first.height / 2; ++y) {
      for (int x = 0; x < first.width / 2; ++x) region->at(y, x) = 1;
    }
    const std::vector<RegionLoss> losses = {{kind, kLossWeight, region}};
    LabelledImages images;
    for (std::size_t i = 0; i < pictures_.size(); ++i) images.add(pictures_[i], examples_.labels[i], losses);
    return images;
  }

  NetworkBench params_;
  RunParams run_;
  std::unique_ptr<Network> network_;
  std::unique_ptr<Trainer> trainer_;
  LabelledImages examples_;
  std::vector<LabelledImages> corrected_;  ///< by params_.correct
  std::vector<Image> pictures_;
  at::Tensor ready_, labels_;
};

/// Refuses a region loss that the model cannot serve.
void check_losses(const NetworkBench& params) {
  const auto model = model_params(resolved(model_table(), "model", params.model, Value(Value::Map{})));
  for (const RegionLossKind kind : params.correct) {
    const RegionLossInfo& loss = region_loss_info(kind);
    refuse_unless(serves(*model, loss.needs),
                  "'correct': model '{}' cannot serve the region loss {}: take simple_cnn, or leave it out",
                  params.model, loss.name);
  }
}

}  // namespace

void NetworkBench::validate() const {
  check_within("size", size, 8, 4096);
  refuse_unless(channels == 1 || channels == 3, "'channels' must be 1 or 3, got {}", channels);
  check_within("batch", batch, 1, 65536);
  check_within("updates", updates, 1, 1e6);
  check_within("masks", masks, 0, 1e8);
  check_within("repeat", repeat, 1, 1000);
}

NetworkSpeed measure_network(const NetworkBench& params, const std::string& device) {
  check_losses(params);
  return guarded("measuring", [&] {
    Bench bench(params, device);
    std::vector<std::function<void()>> ways = {[&] { bench.bare_training(); }, [&] { bench.training(); },
                                               [&] { bench.bare_forward(); }, [&] { bench.masked_forward(); }};
    for (std::size_t i = 0; i < params.correct.size(); ++i) ways.push_back([&, i] { bench.corrected_training(i); });
    const std::vector<double> seconds = interleaved_seconds(ways, params.repeat);
    const auto trained = static_cast<double>(bench.trained()), masked = static_cast<double>(bench.masked());
    NetworkSpeed speed{trained / seconds[0], trained / seconds[1], masked / seconds[2], masked / seconds[3]};
    for (std::size_t i = 0; i < params.correct.size(); ++i)
      speed.corrected.emplace_back(params.correct[i], trained / seconds[4 + i]);
    return speed;
  });
}

std::string speed_report(const NetworkBench& bench, const NetworkSpeed& speed, const std::string& device, bool json) {
  if (json) {
    Value document = to_value(bench);
    document.set("device", Value(device));
    document.set("library", Value(torch_version()));
    document.set("bare_training_per_s", Value(speed.bare_training));
    document.set("training_per_s", Value(speed.training));
    document.set("training_over_bare", Value(speed.training / speed.bare_training));
    document.set("bare_forward_per_s", Value(speed.bare_forward));
    document.set("masked_per_s", Value(speed.masked));
    document.set("masked_over_forward", Value(speed.masked / speed.bare_forward));
    Value times(Value::Map{});
    for (const auto& [kind, rate] : speed.corrected) times.set(enum_name(kind), Value(speed.training / rate));
    if (!speed.corrected.empty()) document.set("times_a_plain_update", times);
    return to_json(document) + "\n";
  }
  std::string text = fmt::format("{} at {} px, {} channels, batches of {}, {}, {} on {}; median of {} repetitions\n\n",
                                 bench.model, bench.size, bench.channels, bench.batch, enum_name(bench.precision),
                                 torch_version(), device, bench.repeat);
  text += fmt::format("{:<28}{:>12}{:>10}\n", "", "pictures/s", "of bare");
  const auto line = [&](std::string_view what, double value, double limit) {
    text += fmt::format("{:<28}{:>12.1f}{:>10.2f}\n", what, value, value / limit);
  };
  line("bare forward and backward", speed.bare_training, speed.bare_training);
  line("training", speed.training, speed.bare_training);
  line("bare forward", speed.bare_forward, speed.bare_forward);
  line("masked copies, scored", speed.masked, speed.bare_forward);
  if (!speed.corrected.empty()) text += fmt::format("\n{:<28}{:>12}{:>22}\n", "", "pictures/s", "times a plain update");
  for (const auto& [kind, rate] : speed.corrected)
    text += fmt::format("{:<28}{:>12.1f}{:>22.2f}\n", fmt::format("training with {}", enum_name(kind)), rate,
                        speed.training / rate);
  return text;
}

}  // namespace xil
