#include "framework/nn/weights/torch_file.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <vector>

#include "framework/core/base/error.h"
#include "framework/core/base/pointer_file.h"
#include "framework/nn/weights/pickle_names.h"
#include "framework/nn/weights/stored_values.h"
#include "framework/nn/weights/zip_archive.h"

namespace xil {
namespace {

using Kind = PickleNode::Kind;

constexpr std::string_view kPickleName = "/data.pkl", kDataFolder = "data/";
constexpr std::string_view kZipMark = "PK\3\4";
constexpr std::string_view kTarMark = "ustar";
constexpr std::size_t kTarMarkAt = 257;
/// torch/serialization.py: MAGIC_NUMBER, 0x1950a86a20f9469cfc6c with the lowest byte first, and PROTOCOL_VERSION.
constexpr std::string_view kMagic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10);
constexpr std::size_t kMagicWithin = 32;  ///< the bytes at the beginning that are searched
constexpr std::int64_t kOldVersion = 1001;

constexpr std::string_view kOtherMachine =
    "'{}' was written on a big-endian machine: write it again with torch.save() on another";

/// The one folder that all records of a torch file share.
std::string folder_of(const std::vector<ZipRecord>& records, const std::string& file) {
  std::vector<std::string> folders;
  for (const ZipRecord& record : records) {
    if (record.name.ends_with(kPickleName))
      folders.push_back(record.name.substr(0, record.name.size() - kPickleName.size()) + "/");
  }
  require(folders.size() == 1,
          "'{}' is a zip archive, but none of torch.save(): it has {} records named data.pkl, not one", file,
          folders.size());
  return folders.front();
}

bool is_code(const ZipRecord& record) { return record.name.ends_with("/constants.pkl"); }

TorchFile read_archive(std::string_view bytes, const std::string& file) {
  const std::vector<ZipRecord> records = read_zip(bytes, file);
  require(std::ranges::none_of(records, &ZipRecord::deflated) || std::ranges::any_of(records, is_code),
          "'{}' is packed, as torch.save() never does: write it again with torch.save()", file);
  const std::string folder = folder_of(records, file), data = folder + std::string(kDataFolder);
  require(find_record(records, folder + "constants.pkl") == nullptr,
          "'{}' holds a TorchScript module: give it to the model 'torchscript', or save its tensors in Python with "
          "torch.save(torch.jit.load(FILE).state_dict(), NEW_FILE)",
          file);
  TorchFile whole;
  for (const ZipRecord& record : records) {
    if (record.name.starts_with(data)) whole.storages.emplace(record.name.substr(data.size()), record.stored);
  }
  const ZipRecord* order = find_record(records, folder + "byteorder");
  require(order == nullptr || order->stored == "little", kOtherMachine, file);
  whole.pickle = read_pickle(find_record(records, folder + "data.pkl")->stored, file);
  return whole;
}

/// The format before torch 1.6: pickles of a number, a version, facts about the machine, the object, and the keys of
/// its storages; then the storages in the order of their keys, each after its number of values.
class OldFile {
 public:
  OldFile(std::string_view bytes, const std::string& file) : left_(bytes), file_(file) {}

  TorchFile read() {
    const Pickle magic = take_pickle(left_, file_);
    check(magic.at(magic.root).kind == Kind::Long && magic.at(magic.root).text == kMagic,
          "its first number is another");
    const Pickle version = take_pickle(left_, file_);
    check(version.at(version.root).kind == Kind::Number && version.at(version.root).number == kOldVersion,
          "its version is not {}", kOldVersion);
    check_machine(take_pickle(left_, file_));
    TorchFile whole;
    whole.pickle = take_pickle(left_, file_);
    const Sizes sizes = sizes_in(whole.pickle);
    const Pickle keys = take_pickle(left_, file_);
    check(keys.at(keys.root).kind == Kind::List, "it has no list of storages");
    for (const PickleIndex key : keys.at(keys.root).items) take_storage(keys.at(key), sizes, whole);
    check(left_.empty(), "{} bytes after its end", left_.size());
    return whole;
  }

 private:
  struct Size {
    const StoredType* type;
    std::int64_t count;
  };
  using Sizes = std::map<std::string_view, Size>;

  template <class... Args>
  void check(bool holds, fmt::format_string<Args...> what, Args&&... args) const {
    if (holds) return;
    fail("'{}' is truncated or damaged ({}): copy or download it again", file_,
         fmt::format(what, std::forward<Args>(args)...));
  }

  void check_machine(const Pickle& facts) const {
    const PickleNode& dict = facts.at(facts.root);
    check(dict.kind == Kind::Dict, "it says nothing of its machine");
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
      if (facts.at(dict.items[i]).text != "little_endian") continue;
      require(facts.at(dict.items[i + 1]).number == 1, kOtherMachine, file_);
    }
  }

  /// The sizes of the storages that the object describes by ("storage", type, key, device, count, view).
  Sizes sizes_in(const Pickle& pickle) const {
    Sizes sizes;
    for (const PickleNode& node : pickle.nodes) {
      if (node.kind != Kind::Storage || node.items.size() < 5) continue;
      const PickleNode& key = pickle.at(node.items[2]);
      const Size size{find_stored_type(pickle.at(node.items[1]).text), pickle.at(node.items[4]).number};
      const bool known = key.kind == Kind::Text && size.type != nullptr;
      const auto [place, is_new] = known ? sizes.emplace(key.text, size) : std::pair(sizes.end(), true);
      check(is_new || (place->second.type == size.type && place->second.count == size.count),
            "a storage has two sizes");
    }
    return sizes;
  }

  void take_storage(const PickleNode& key, const Sizes& sizes, TorchFile& whole) {
    const auto size = key.kind == Kind::Text ? sizes.find(key.text) : sizes.end();
    check(size != sizes.end(), "a storage '{}' that no tensor names", shown_name(key.text));
    std::int64_t count = 0;
    check(left_.size() >= sizeof count, "a storage is missing");
    std::memcpy(&count, left_.data(), sizeof count);
    left_.remove_prefix(sizeof count);
    check(count >= 0 && count == size->second.count, "a storage of {} values where {} are due", count,
          size->second.count);
    check(static_cast<std::uint64_t>(count) <= left_.size() / size->second.type->bytes,
          "a storage of {} values is not whole", count);
    const std::size_t length = static_cast<std::size_t>(count) * size->second.type->bytes;
    check(whole.storages.emplace(key.text, left_.substr(0, length)).second, "a storage comes twice");
    left_.remove_prefix(length);
  }

  std::string_view left_;
  const std::string& file_;
};

void refuse_stand_in(std::string_view bytes, const std::string& file) {
  const std::string_view command = fetching_command(bytes);
  require(command.empty(), "'{}' is not the file but what stands in its place until it is fetched: {}", file, command);
}

}  // namespace

TorchFile read_torch_file(std::string_view bytes, const std::string& file) {
  require(!bytes.empty(), "'{}' is empty: copy or download it again", file);
  refuse_stand_in(bytes, file);
  require(bytes.size() <= kTarMarkAt || !bytes.substr(kTarMarkAt).starts_with(kTarMark),
          "'{}' is a tar archive, as torch before 0.2 wrote it: write it again with a newer torch, in Python: "
          "torch.save(torch.load(FILE), NEW_FILE)",
          file);
  if (bytes.substr(0, kMagicWithin).find(kMagic) != std::string_view::npos) return OldFile(bytes, file).read();
  require(bytes.starts_with(kZipMark),
          "'{}' is not a file of torch.save(): give one that Python wrote with torch.save(model.state_dict(), FILE)",
          file);
  return read_archive(bytes, file);
}

void check_script_archive(std::string_view bytes, const std::string& file) {
  refuse_stand_in(bytes, file);
  require(bytes.starts_with(kZipMark),
          "'{}' is not a file of torch.jit.save(): write one in Python with torch.jit.save()", file);
  const std::vector<ZipRecord> records = read_zip(bytes, file);
  require(std::ranges::any_of(records, is_code),
          "'{}' holds no TorchScript module: write one in Python with torch.jit.save(torch.jit.script(model), FILE)",
          file);
}

}  // namespace xil
