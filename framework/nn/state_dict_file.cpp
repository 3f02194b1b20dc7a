#include "framework/nn/state_dict_file.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "framework/core/error.h"
#include "framework/nn/pickle_reader.h"
#include "framework/nn/stored_values.h"
#include "framework/nn/zip_archive.h"

namespace xil {
namespace {

using Kind = PickleNode::Kind;

constexpr std::size_t kMostDimensions = 64;  // torch's own limit
constexpr std::string_view kPickleName = "/data.pkl", kParallel = "module.";
constexpr std::string_view kZipMark = "PK\3\4";
/// What torch before 1.6 begins a file with: a pickle of protocol 2 that holds 0x1950a86a20f9469cfc6c.
constexpr std::string_view kOldMark("\x80\2\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 14);
constexpr std::string_view kTarMark = "ustar";
constexpr std::size_t kTarMarkAt = 257;

[[noreturn]] void fail_as_old(const std::string& file, std::string_view what) {
  fail("'{}' is {}: write it again with a newer torch, in Python: torch.save(torch.load(FILE), NEW_FILE)", file, what);
}

/// Says of everything that is no zip archive what it looks like.
void require_zip(std::string_view bytes, const std::string& file) {
  require(!bytes.empty(), "'{}' is empty: copy or download it again", file);
  if (bytes.starts_with(kOldMark)) fail_as_old(file, "in the format before torch 1.6");
  if (bytes.size() > kTarMarkAt && bytes.substr(kTarMarkAt).starts_with(kTarMark)) {
    fail_as_old(file, "a tar archive, as torch before 0.2 wrote it");
  }
  require(bytes.starts_with(kZipMark),
          "'{}' is not a file of torch.save(): give one that Python wrote with torch.save(model.state_dict(), FILE)", file);
}

/// A file of torch.save(): its records under the folder that they share.
class TorchFile {
 public:
  TorchFile(std::string_view bytes, const std::string& file) : file_(file) {
    require_zip(bytes, file);
    records_ = read_zip_directory(bytes, file);
    for (const ZipRecord& record : records_) {
      if (record.name.ends_with(kPickleName)) folders_.push_back(record.name.substr(0, record.name.size() - kPickleName.size()));
    }
    require(folders_.size() == 1, "'{}' is a zip archive, but none of torch.save(): it has {} records named data.pkl, not one",
            file, folders_.size());
    require(record("constants.pkl") == nullptr,
            "'{}' holds a TorchScript module: give it to the model 'torchscript', or save its tensors in Python with "
            "torch.save(torch.jit.load(FILE).state_dict(), NEW_FILE)",
            file);
    check_records();
  }

  std::string_view pickle() const { return record("data.pkl")->stored; }
  /// Null where there is none.
  const ZipRecord* storage(std::string_view key) const { return record(fmt::format("data/{}", key)); }

 private:
  const ZipRecord* record(std::string_view name) const {
    return find_record(records_, fmt::format("{}/{}", folders_.front(), name));
  }
  void check_records() const {
    for (const ZipRecord& record : records_) {
      require(!record.deflated, "'{}' is packed, as torch.save() never does: write it again with torch.save()", file_);
      check_content(record, file_);
    }
    const ZipRecord* order = record("byteorder");
    require(order == nullptr || order->stored == "little",
            "'{}' was written on a big-endian machine: write it again with torch.save() on another", file_);
  }

  const std::string& file_;
  std::vector<ZipRecord> records_;
  std::vector<std::string_view> folders_;
};

/// Makes tensors from what the pickle says about them.
class TensorReader {
 public:
  /// All must outlive the reader. `most_values`: of all tensors together, which may share storages.
  TensorReader(const TorchFile& archive, const Pickle& pickle, const std::string& file, std::uint64_t most_values)
      : archive_(archive), pickle_(pickle), file_(file), most_values_(most_values) {}

  StoredTensor read(std::string_view name, const PickleNode& tensor) {
    name_ = name;
    check(shown_name(name) == name, "its name is not short and printable");
    check(tensor.items.size() >= 4, "it has {} arguments", tensor.items.size());
    const Storage storage = storage_of(pickle_.at(tensor.items[0]));
    const StoredLayout layout{numbers(tensor.items[2]), numbers(tensor.items[3]), number(pickle_.at(tensor.items[1]))};
    check(layout.shape.size() == layout.strides.size() && layout.shape.size() <= kMostDimensions,
          "{} sides and {} strides", layout.shape.size(), layout.strides.size());
    const std::uint64_t count = layout.count(most_values_);
    check(count <= most_values_, "{} values are more than the file can hold", fmt::join(layout.shape, " x "));
    check(layout.fits(storage.count), "it reaches beyond its storage of {} numbers", storage.count);
    most_values_ -= count;
    return {std::string(name), layout.shape, gather(*storage.type, storage.bytes, layout)};
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
    for (const PickleIndex item : pickle_.at(tuple).items) values.push_back(static_cast<std::int64_t>(number(pickle_.at(item))));
    return values;
  }
  /// ("storage", type, key, device, count).
  Storage storage_of(const PickleNode& node) const {
    check(node.kind == Kind::Storage && node.items.size() == 5 && pickle_.at(node.items[0]).text == "storage",
          "it names no storage");
    const StoredType* type = find_stored_type(pickle_.at(node.items[1]).text);
    check(type != nullptr, "its storage has no type");
    const PickleNode& key = pickle_.at(node.items[2]);
    const ZipRecord* record = key.kind == Kind::Text ? archive_.storage(key.text) : nullptr;
    check(record != nullptr, "its storage data/{} is missing", shown_name(key.text));
    const std::uint64_t count = number(pickle_.at(node.items[4]));
    check(count == record->stored.size() / type->bytes, "its storage has {} bytes, not {} numbers of {}",
          record->stored.size(), count, type->bytes);
    return {type, record->stored, count};
  }

  const TorchFile& archive_;
  const Pickle& pickle_;
  const std::string& file_;
  std::uint64_t most_values_;
  std::string_view name_;
};

using Entries = std::vector<std::pair<std::string_view, PickleIndex>>;

/// The entries of a dict whose keys are texts; where a key comes twice, its first place and its last value, as in Python.
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

/// The entries of the state dict: the root, or what it wraps.
Entries state_dict_of(const Pickle& pickle, const std::string& file) {
  const PickleNode& root = pickle.at(pickle.root);
  require(root.kind == Kind::Dict, "'{}' holds no dict of tensors: save one with torch.save(model.state_dict(), FILE)", file);
  const Entries outer = entries_of(pickle, root);
  for (const std::string_view wrapper : {"state_dict", "model"}) {
    const auto found = std::ranges::find(outer, wrapper, &Entries::value_type::first);
    if (found != outer.end() && pickle.at(found->second).kind == Kind::Dict) {
      return entries_of(pickle, pickle.at(found->second));
    }
  }
  return outer;
}

}  // namespace

std::vector<StoredTensor> read_state_dict(std::string_view bytes, const std::string& file) {
  const TorchFile archive(bytes, file);
  const Pickle pickle = read_pickle(archive.pickle(), file);
  const Entries all = state_dict_of(pickle, file);
  Entries entries = all;
  std::erase_if(entries, [&](const auto& entry) { return pickle.at(entry.second).kind != Kind::Tensor; });
  require(!entries.empty(), "'{}' holds no tensors by name, but {}: save them with torch.save(model.state_dict(), FILE)", file,
          all.empty() ? "an empty dict" : names_in(all));
  const bool parallel = std::ranges::all_of(entries, [](const auto& entry) { return entry.first.starts_with(kParallel); });
  TensorReader reader(archive, pickle, file, bytes.size());
  std::vector<StoredTensor> tensors;
  for (const auto& [name, index] : entries) {
    tensors.push_back(reader.read(parallel ? name.substr(kParallel.size()) : name, pickle.at(index)));
  }
  return tensors;
}

void check_script_archive(std::string_view bytes, const std::string& file) {
  require(bytes.starts_with(kZipMark), "'{}' is not a file of torch.jit.save(): write one in Python with torch.jit.save()", file);
  const std::vector<ZipRecord> records = read_zip_directory(bytes, file);
  require(std::ranges::any_of(records, [](const ZipRecord& record) { return record.name.ends_with("/constants.pkl"); }),
          "'{}' holds no TorchScript module: write one in Python with torch.jit.save(torch.jit.script(model), FILE)", file);
  for (const ZipRecord& record : records) check_content(record, file);
}

}  // namespace xil
