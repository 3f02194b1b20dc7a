#include "framework/nn/networks/loaded_weights.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "framework/core/base/error.h"
#include "framework/core/base/pinned_file.h"
#include "framework/nn/weights/finite.h"
#include "framework/nn/weights/name_match.h"
#include "framework/nn/weights/pickle_names.h"

namespace xil {
namespace {

/// More are counted, not listed.
constexpr std::size_t kListed = 4;

std::string listed(const std::vector<std::string>& entries) {
  const std::size_t shown = std::min(kListed, entries.size());
  std::string text =
      fmt::format("{}", fmt::join(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
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
  stored_ = std::make_unique<StateDictFile>(read_pinned(wanted), file_);
  choose(specs.first(specs.size() - head));
  compare(specs.first(specs.size() - head));
  note_head(specs.last(head));
  note_unknown(specs);
}

/// The state dict and the prefix under which most of the names are.
void LoadedWeights::choose(std::span<const ParameterSpec> specs) {
  std::vector<std::string> wanted;
  for (const ParameterSpec& spec : specs) {
    if (!is_counter(spec.name)) wanted.push_back(spec.name);
  }
  const StateDict* chosen = nullptr;
  NameMatch best;
  std::vector<std::string> others;
  for (const StateDict& dict : stored_->dicts()) {
    std::vector<std::string_view> names;
    for (const StoredTensor& tensor : dict.tensors) names.push_back(tensor.name);
    NameMatch match = match_names(names, wanted);
    if (chosen != nullptr && match.found <= best.found) {
      if (match.found == best.found && match.found > 0) others.push_back(fmt::format("'{}'", dict.place));
      continue;
    }
    chosen = &dict;
    best = std::move(match);
    others.clear();
  }
  require(best.rivals.empty() || best.found < wanted.size(),
          "'{}' holds the weights of this network {} times, under '{}' and '{}': save the ones that are meant alone, "
          "in Python, without what stands before their names",
          file_, best.rivals.size() + 1, shown_name(best.prefix),
          shown_name(best.rivals.empty() ? "" : best.rivals.front()));
  for (const StoredTensor& tensor : chosen->tensors) {
    if (tensor.name.starts_with(best.prefix)) {
      tensors_.insert_or_assign(tensor.name.substr(best.prefix.size()), tensor);
    } else {
      beside_.push_back(tensor.name);
    }
  }
  if (best.found == 0) return;
  if (!chosen->place.empty()) {
    notes_.push_back(fmt::format("weights '{}': taken from its '{}'{}", file_, chosen->place,
                                 others.empty() ? "" : ", not from " + listed(others) + ", which fit as well"));
  }
  if (!best.prefix.empty()) {
    notes_.push_back(
        fmt::format("weights '{}': '{}' was taken off the front of its names", file_, shown_name(best.prefix)));
  }
}

std::string LoadedWeights::found_instead() const {
  std::vector<std::string> names;
  for (const StateDict& dict : stored_->dicts()) {
    for (const StoredTensor& tensor : dict.tensors) {
      names.push_back(dict.place.empty() ? tensor.name : fmt::format("{} in '{}'", tensor.name, dict.place));
    }
  }
  return listed(names);
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
    } else if (!found->second.is_floating() && !is_counter(spec.name)) {
      wrong.push_back(fmt::format("{} is of whole numbers ({}) instead of float32", spec.name, found->second.type));
    }
  }
  require(wrong.empty(),
          "'{}' does not hold the weights of this network: of {} tensors {} do not match: {}; the file has {}", file_,
          specs.size(), wrong.size(), listed(wrong), found_instead());
  if (!without_counter.empty()) {
    notes_.push_back(
        fmt::format("weights '{}': {} batch counters are missing and start at 0", file_, without_counter.size()));
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
  notes_.push_back(fmt::format(
      "weights '{}': {}", file_,
      replaced.empty() ? "holds no last layer; ours starts anew" : "the last layer starts anew: " + listed(replaced)));
}

void LoadedWeights::note_unknown(std::span<const ParameterSpec> specs) {
  std::vector<std::string> unknown = beside_;
  for (const auto& [name, tensor] : tensors_) {
    if (std::ranges::find(specs, name, &ParameterSpec::name) == specs.end()) unknown.push_back(name);
  }
  if (!unknown.empty()) {
    notes_.push_back(
        fmt::format("weights '{}': not used, since the network has no such tensors: {}", file_, listed(unknown)));
  }
}

bool LoadedWeights::copy(const std::string& name, std::span<float> values) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) return false;
  stored_->read(found->second, values);
  const std::string fault = fault_of_values(name, values);
  require(fault.empty(),
          "'{}': the tensor '{}' {}, and so what the network gives would mean nothing: take weights of a training "
          "that did not diverge, or copy the file again",
          file_, name, fault);
  return true;
}

}  // namespace xil
