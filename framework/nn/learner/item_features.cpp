#include "framework/nn/learner/item_features.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "framework/core/base/error.h"
#include "framework/core/base/value.h"
#include "framework/nn/learner/torch_learner.h"
#include "framework/nn/networks/blocks.h"
#include "framework/nn/weights/finite.h"

namespace xil {
namespace {

/// Another type of processor may take other kernels.
std::string processor() {
  std::ifstream stream("/proc/cpuinfo");
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 1);
  }
  return "unknown";
}

Value number(std::size_t value) { return Value(static_cast<std::int64_t>(value)); }

void require_finite(const Matrix& features) {
  const std::size_t bad = count_not_finite(features.values);
  require(bad == 0,
          "the features of the frozen backbone are NaN or infinite ({} of {}, of {} pictures): its weights and these "
          "pictures do not go together; take other weights, or look at model.pixels",
          bad, features.values.size(), features.rows);
}

void copy_row(std::span<const float> from, Matrix& to, std::size_t row) {
  std::ranges::copy(from, to.row(row).begin());
}

}  // namespace

ItemFeatures::ItemFeatures(const Network& network, const Dataset& dataset, FeatureCache* cache)
    : network_(network), dataset_(dataset), cache_(cache) {}

std::string ItemFeatures::key() const {
  const DatasetInfo& info = dataset_.info();
  const std::string device = network_.device().substr(0, network_.device().find(':'));
  return to_json(Value(Value::Map{{"backbone", Value(network_.frozen_backbone())},
                                  {"set", Value(info.set_digest.empty() ? info.digest : info.set_digest)},
                                  {"items", number(dataset_.set_size())},
                                  {"block", number(kBlock)},
                                  {"device", Value(device)},
                                  {"processor", Value(processor())},
                                  {"threads", Value(static_cast<std::int64_t>(at::get_num_threads()))},
                                  {"library", Value(torch_version())}}));
}

std::uint8_t ItemFeatures::row_of(ItemId item, const Edit* edit) const {
  constexpr std::size_t kStep = 11;  // the copies of an item in rows of their own, so that a few items fill a block
  const std::size_t shift = edit == nullptr ? 0 : kStep * (std::size_t{edit->copy} + 1);
  return static_cast<std::uint8_t>((dataset_.set_position(item) + shift) % kBlock);
}

Matrix ItemFeatures::compute(std::span<const std::uint8_t> rows,
                             const std::function<Image(std::size_t)>& picture) const {
  const c10::InferenceMode no_gradients;
  Matrix table;
  for (const BlockPlan& plan : plan_blocks(rows)) {
    const at::Tensor features = block_features(network_, plan, picture);
    if (table.rows == 0) table = Matrix(rows.size(), static_cast<std::size_t>(features.size(1)));
    copy_rows(features, plan, table);
  }
  require_finite(table);
  return table;
}

const Matrix& ItemFeatures::table() const {
  if (!table_) {
    table_ = cache_->get(key(), [&] {
      std::vector<std::uint8_t> rows(dataset_.set_size());
      for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::uint8_t>(i % kBlock);
      return compute(rows, [&](std::size_t position) { return dataset_.set_image(position); });
    });
    require_finite(*table_);
  }
  return *table_;
}

Matrix ItemFeatures::of_items(std::span<const ItemId> items) const {
  if (cache_ == nullptr) {
    std::vector<std::uint8_t> rows;
    for (const ItemId item : items) rows.push_back(row_of(item, nullptr));
    return compute(rows, [&](std::size_t i) { return dataset_.image(items[i]); });
  }
  Matrix features(items.size(), table().cols);
  for (std::size_t i = 0; i < items.size(); ++i) copy_row(table().row(dataset_.set_position(items[i])), features, i);
  return features;
}

Matrix ItemFeatures::of_edited(std::span<const EditedItem> items) const {
  std::vector<std::uint8_t> rows;
  for (const EditedItem& entry : items) rows.push_back(row_of(entry.first, entry.second.get()));
  return compute(rows, [&](std::size_t i) { return dataset_.edited(items[i].first, *items[i].second); });
}

void ItemFeatures::remember(std::span<const Example> examples) {
  std::vector<EditedItem> missing;
  for (const Example& example : examples) {
    if (example.edit && edited_.try_emplace({example.item, example.edit}).second)
      missing.emplace_back(example.item, example.edit);
  }
  const Matrix features = of_edited(missing);
  for (std::size_t i = 0; i < missing.size(); ++i) {
    edited_[missing[i]].assign(features.row(i).begin(), features.row(i).end());
  }
}

Matrix ItemFeatures::of_examples(std::span<const Example> examples) {
  if (cache_ == nullptr) edited_.clear();
  remember(examples);
  std::vector<ItemId> plain;
  for (const Example& example : examples) {
    if (!example.edit) plain.push_back(example.item);
  }
  const Matrix of_plain = of_items(plain);
  Matrix features(examples.size(), edited_.empty() ? of_plain.cols : edited_.begin()->second.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const Example& example = examples[i];
    copy_row(example.edit ? std::span<const float>(edited_.at({example.item, example.edit})) : of_plain.row(next++),
             features, i);
  }
  return features;
}

}  // namespace xil
