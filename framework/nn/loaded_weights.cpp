#include "framework/nn/loaded_weights.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "framework/core/error.h"
#include "framework/core/pinned_file.h"

namespace xil {
namespace {

/// More are counted, not listed.
constexpr std::size_t kListed = 4;

std::string listed(const std::vector<std::string>& entries) {
  const std::size_t shown = std::min(kListed, entries.size());
  std::string text = fmt::format("{}", fmt::join(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (entries.size() > shown) text += fmt::format(" and {} more", entries.size() - shown);
  return text;
}

bool is_counter(const std::string& name) { return name.ends_with(".num_batches_tracked"); }

/// A scalar counts as one value in one dimension.
bool same_shape(const StoredTensor& tensor, const ParameterSpec& spec) {
  return tensor.shape == spec.shape || (tensor.shape.empty() && spec.shape == std::vector<std::int64_t>{1});
}

}  // namespace

LoadedWeights::LoadedWeights(const std::string& pinned_file, std::span<const ParameterSpec> specs, std::size_t head) {
  const PinnedFile wanted = parse_pinned(pinned(pinned_file, "weights"));
  file_ = wanted.path;
  sha256_ = wanted.sha256;
  for (StoredTensor& tensor : read_state_dict(read_pinned(wanted), file_)) {
    const std::string name = tensor.name;
    tensors_.insert_or_assign(name, std::move(tensor));
  }
  compare(specs.first(specs.size() - head));
  note_head(specs.last(head));
  note_unknown(specs);
}

void LoadedWeights::compare(std::span<const ParameterSpec> specs) {
  std::vector<std::string> wrong, without_counter;
  for (const ParameterSpec& spec : specs) {
    const auto found = tensors_.find(spec.name);
    if (found == tensors_.end()) {
      (is_counter(spec.name) ? without_counter : wrong).push_back(fmt::format("{} is missing", spec.name));
    } else if (!same_shape(found->second, spec)) {
      wrong.push_back(fmt::format("{} is {} instead of {}", spec.name, fmt::join(found->second.shape, "x"),
                                  fmt::join(spec.shape, "x")));
    }
  }
  require(wrong.empty(), "'{}' does not hold the weights of this network: of {} tensors {} do not match: {}", file_,
          specs.size(), wrong.size(), listed(wrong));
  if (!without_counter.empty()) {
    notes_.push_back(fmt::format("weights '{}': {} batch counters are missing and start at 0", file_, without_counter.size()));
  }
}

void LoadedWeights::note_head(std::span<const ParameterSpec> head) {
  std::vector<std::string> replaced;
  for (const ParameterSpec& spec : head) {
    const auto found = tensors_.find(spec.name);
    if (found == tensors_.end()) continue;
    replaced.push_back(fmt::format("{} ({} there, {} here)", spec.name, fmt::join(found->second.shape, "x"),
                                   fmt::join(spec.shape, "x")));
    tensors_.erase(found);
  }
  notes_.push_back(fmt::format("weights '{}': {}", file_,
                               replaced.empty() ? "holds no last layer; ours starts anew"
                                                : "the last layer starts anew: " + listed(replaced)));
}

void LoadedWeights::note_unknown(std::span<const ParameterSpec> specs) {
  std::vector<std::string> unknown;
  for (const auto& [name, tensor] : tensors_) {
    if (std::ranges::find(specs, name, &ParameterSpec::name) == specs.end()) unknown.push_back(name);
  }
  if (!unknown.empty()) {
    notes_.push_back(fmt::format("weights '{}': not used, since the network has no such tensors: {}", file_, listed(unknown)));
  }
}

bool LoadedWeights::copy(const std::string& name, std::span<float> values) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) return false;
  std::ranges::copy(found->second.values, values.begin());
  return true;
}

}  // namespace xil
