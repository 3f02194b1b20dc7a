#include "framework/nn/weights/state_dict_file.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "framework/core/base/error.h"
#include "framework/nn/weights/pickle_names.h"
#include "framework/nn/weights/stored_values.h"

namespace xil {
namespace {

using Kind = PickleNode::Kind;

constexpr std::size_t kMostDimensions = 64;  // torch's own limit
constexpr std::size_t kDeepestDict = 4;      // below the file's object
/// The keys under which training programs keep a state dict, the usual ones first. Averaged weights come last, so that
/// they are taken only if there are no others.
constexpr std::array<std::string_view, 11> kWrappers = {"state_dict", "model_state_dict", "model",   "module",
                                                        "net",        "network",          "weights", "backbone",
                                                        "model_ema",  "state_dict_ema",   "ema"};

/// Checks the pickle's description of tensors against the storages.
class TensorReader {
 public:
  /// `most_values` is the limit for all tensors of a dict together, which may share storages.
  /// Precondition: `torch` and `file` outlive the reader.
  TensorReader(const TorchFile& torch, const std::string& file, std::uint64_t most_values)
      : torch_(torch), pickle_(torch.pickle), file_(file), most_values_(most_values) {}

  struct Located {
    const StoredType* type;
    std::string_view bytes;  ///< bytes of the storage
    StoredLayout layout;
    std::uint64_t count;
  };

  Located locate(std::string_view name, const PickleNode& tensor) {
    name_ = name;
    check(shown_name(name) == name, "its name is not short and printable");
    check(tensor.items.size() >= 4, "it has {} arguments", tensor.items.size());
    const Storage storage = storage_of(pickle_.at(tensor.items[0]));
    StoredLayout layout{numbers(tensor.items[2]), numbers(tensor.items[3]), number(pickle_.at(tensor.items[1]))};
    check(layout.shape.size() == layout.strides.size() && layout.shape.size() <= kMostDimensions,
          "{} sides and {} strides", layout.shape.size(), layout.strides.size());
    const std::uint64_t count = layout.count(most_values_);
    check(count <= most_values_, "{} values are more than the file can hold", fmt::join(layout.shape, " x "));
    check(layout.fits(storage.count), "it reaches beyond its storage of {} numbers", storage.count);
    most_values_ -= count;
    return {storage.type, storage.bytes, std::move(layout), count};
  }

 private:
  struct Storage {
    const StoredType* type;
    std::string_view bytes;
    std::uint64_t count;
  };

  template <class... Args>
  void check(bool holds, fmt::format_string<Args...> what, Args&&... args) const {
    if (holds) return;
    fail("'{}' holds a tensor '{}' that cannot be ({}): save it again with torch.save(model.state_dict(), FILE)", file_,
         shown_name(name_), fmt::format(what, std::forward<Args>(args)...));
  }
  std::uint64_t number(const PickleNode& node) const {
    check(node.kind == Kind::Number && node.number >= 0, "a size that is no number from 0");
    return static_cast<std::uint64_t>(node.number);
  }
  std::vector<std::int64_t> numbers(PickleIndex tuple) const {
    check(pickle_.at(tuple).kind == Kind::Tuple, "sizes that are no tuple");
    std::vector<std::int64_t> values;
    for (const PickleIndex item : pickle_.at(tuple).items)
      values.push_back(static_cast<std::int64_t>(number(pickle_.at(item))));
    return values;
  }
  /// Reads ("storage", type, key, device, count), in the format before torch 1.6 possibly followed by the view (key,
  /// offset, count).
  Storage storage_of(const PickleNode& node) const {
    check(node.kind == Kind::Storage && node.items.size() >= 5 && node.items.size() <= 6 &&
              pickle_.at(node.items[0]).text == "storage",
          "it names no storage");
    const StoredType* type = find_stored_type(pickle_.at(node.items[1]).text);
    check(type != nullptr, "its storage has no type");
    const PickleNode& key = pickle_.at(node.items[2]);
    const auto stored = key.kind == Kind::Text ? torch_.storages.find(key.text) : torch_.storages.end();
    check(stored != torch_.storages.end(), "its storage data/{} is missing", shown_name(key.text));
    const std::uint64_t count = number(pickle_.at(node.items[4]));
    check(count == stored->second.size() / type->bytes, "its storage has {} bytes, not {} numbers of {}",
          stored->second.size(), count, type->bytes);
    const Storage whole{type, stored->second, count};
    if (node.items.size() == 5 || pickle_.at(node.items[5]).kind == Kind::Other) return whole;
    return part_of(whole, pickle_.at(node.items[5]));
  }
  Storage part_of(const Storage& whole, const PickleNode& view) const {
    check(view.kind == Kind::Tuple && view.items.size() == 3, "a view of a storage without place");
    const std::uint64_t offset = number(pickle_.at(view.items[1])), count = number(pickle_.at(view.items[2]));
    check(offset <= whole.count && count <= whole.count - offset,
          "a view that reaches beyond its storage of {} numbers", whole.count);
    return {whole.type, whole.bytes.substr(offset * whole.type->bytes, count * whole.type->bytes), count};
  }

  const TorchFile& torch_;
  const Pickle& pickle_;
  const std::string& file_;
  std::uint64_t most_values_;
  std::string_view name_;
};

using Entries = std::vector<std::pair<std::string_view, PickleIndex>>;

/// The entries of a dict whose keys are texts. If a key occurs twice, it has its first place and its last value, as in
/// Python.
Entries entries_of(const Pickle& pickle, const PickleNode& dict) {
  Entries entries;
  std::map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
    const PickleNode& key = pickle.at(dict.items[i]);
    if (key.kind != Kind::Text) continue;
    const auto [place, is_new] = places.emplace(key.text, entries.size());
    if (is_new) entries.emplace_back(key.text, 0);
    entries[place->second].second = dict.items[i + 1];
  }
  return entries;
}

std::string names_in(const Entries& entries) {
  constexpr std::size_t kListed = 5;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(kListed, entries.size()); ++i) names.push_back(shown_name(entries[i].first));
  if (entries.size() > kListed) names.push_back("...");
  return fmt::format("{}", fmt::join(names, ", "));
}

struct PlacedDict {
  std::string place;
  Entries entries;
  std::size_t depth = 0;
};

std::size_t order_of(std::string_view wrapper) {
  return static_cast<std::size_t>(std::ranges::find(kWrappers, wrapper) - kWrappers.begin());
}

/// The file's object and all dicts below it, each once, those nearest to the object first.
std::vector<PlacedDict> all_dicts(const Pickle& pickle) {
  std::vector<PlacedDict> dicts = {{"", entries_of(pickle, pickle.at(pickle.root)), 0}};
  std::set<PickleIndex> seen = {pickle.root};
  for (std::size_t i = 0; i < dicts.size(); ++i) {
    if (dicts[i].depth == kDeepestDict) break;
    Entries inner = dicts[i].entries;
    std::erase_if(inner, [&](const auto& entry) { return pickle.at(entry.second).kind != Kind::Dict; });
    std::ranges::stable_sort(inner, {}, [](const auto& entry) { return order_of(entry.first); });
    for (const auto& [key, index] : inner) {
      if (!seen.insert(index).second) continue;
      const std::string place = dicts[i].place.empty() ? shown_name(key) : dicts[i].place + "/" + shown_name(key);
      dicts.push_back({place, entries_of(pickle, pickle.at(index)), dicts[i].depth + 1});
    }
  }
  return dicts;
}

}  // namespace

struct StateDictFile::Stored {
  const StoredType* type;
  std::string_view bytes;
  StoredLayout layout;
};

bool StoredTensor::is_floating() const {
  constexpr std::array<std::string_view, 4> kFloating = {"FloatStorage", "DoubleStorage", "HalfStorage",
                                                         "BFloat16Storage"};
  return std::ranges::find(kFloating, type) != kFloating.end();
}

StateDictFile::StateDictFile(std::string bytes, std::string file)
    : bytes_(std::move(bytes)), file_(std::move(file)), torch_(read_torch_file(bytes_, file_)) {
  require(torch_.pickle.at(torch_.pickle.root).kind == Kind::Dict,
          "'{}' holds no dict of tensors: save one with torch.save(model.state_dict(), FILE)", file_);
  find_dicts();
}

StateDictFile::~StateDictFile() = default;

void StateDictFile::find_dicts() {
  const std::vector<PlacedDict> all = all_dicts(torch_.pickle);
  for (const PlacedDict& dict : all) {
    TensorReader reader(torch_, file_, bytes_.size());
    StateDict found{dict.place, {}};
    for (const auto& [name, index] : dict.entries) {
      if (torch_.pickle.at(index).kind != Kind::Tensor) continue;
      TensorReader::Located tensor = reader.locate(name, torch_.pickle.at(index));
      found.tensors.push_back(
          {std::string(name), tensor.layout.shape, std::string(tensor.type->storage), tensor.count, stored_.size()});
      stored_.push_back({tensor.type, tensor.bytes, std::move(tensor.layout)});
    }
    if (!found.tensors.empty()) dicts_.push_back(std::move(found));
  }
  require(!dicts_.empty(), "'{}' holds no tensors by name, but {}: save them with torch.save(model.state_dict(), FILE)",
          file_, all.front().entries.empty() ? "an empty dict" : names_in(all.front().entries));
}

void StateDictFile::read(const StoredTensor& tensor, std::span<float> values) const {
  const Stored& stored = stored_[tensor.index];
  gather(*stored.type, stored.bytes, stored.layout, values);
}

}  // namespace xil
