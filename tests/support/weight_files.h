#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Writes files as torch.save() does, byte by byte, and such as it never would.
namespace xil {

inline std::string number(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out.push_back(i < 8 ? static_cast<char>(value >> (8 * i)) : char{0});
  return out;
}

/// Of IEEE 802.3, bit by bit.
inline std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char byte : bytes) {
    crc ^= static_cast<std::uint8_t>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
  }
  return ~crc;
}

using ZipEntries = std::vector<std::pair<std::string, std::string>>;  // name, content

struct ZipStyle {
  bool descriptors = true;  ///< checksums and sizes come behind the bytes, as torch has it
  bool end64 = true;
  std::uint32_t method = 0;
};

inline std::string zip(const ZipEntries& entries, const ZipStyle& style = {}) {
  std::string out, directory;
  for (const auto& [name, content] : entries) {
    const std::string sums = number(crc32(content), 4) + number(content.size(), 4) + number(content.size(), 4);
    const std::string kind = number(style.descriptors ? 0x0808 : 0x0800, 2) + number(style.method, 2) + number(0, 4);
    directory +=
        "PK\1\2" + number(0, 4) + kind + sums + number(name.size(), 2) + number(0, 12) + number(out.size(), 4) + name;
    out += "PK\3\4" + number(0, 2) + kind + (style.descriptors ? number(0, 8) + number(0, 4) : sums) +
           number(name.size(), 2) + number(4, 2) + name + "FB" + number(0, 2) + content;
    if (style.descriptors) out += "PK\7\x08" + sums;
  }
  const std::size_t begin = out.size();
  out += directory;
  if (style.end64) {
    const std::size_t end = out.size();
    out += "PK\6\6" + number(44, 8) + number(45, 2) + number(45, 2) + number(0, 8) + number(entries.size(), 8) +
           number(entries.size(), 8) + number(directory.size(), 8) + number(begin, 8);
    out += "PK\6\7" + number(0, 4) + number(end, 8) + number(1, 4);
  }
  return out + "PK\5\6" + number(0, 4) + number(entries.size(), 2) + number(entries.size(), 2) +
         number(directory.size(), 4) + number(begin, 4) + number(0, 2);
}

/// A file of torch.save() with that pickle and those storages.
inline std::string torch_file(const std::string& pickle, const ZipEntries& storages = {}) {
  ZipEntries entries = {{"a/data.pkl", pickle}};
  for (const auto& [key, content] : storages) entries.emplace_back("a/data/" + key, content);
  entries.emplace_back("a/version", "3\n");
  return zip(entries);
}

// Pieces of a pickle.
inline std::string text(std::string_view value) { return "X" + number(value.size(), 4) + std::string(value); }
inline std::string integer(std::int64_t value) { return "\x8a\x08" + number(static_cast<std::uint64_t>(value), 8); }
inline std::string global(std::string_view module, std::string_view name) {
  return "c" + std::string(module) + "\n" + std::string(name) + "\n";
}
inline std::string tuple(const std::vector<std::string>& items) {
  std::string out = "(";
  for (const std::string& item : items) out += item;
  return out + "t";
}
inline std::string integers(const std::vector<std::int64_t>& values) {
  std::vector<std::string> items;
  for (const std::int64_t value : values) items.push_back(integer(value));
  return tuple(items);
}
inline std::string dict(const std::vector<std::pair<std::string, std::string>>& entries) {
  std::string out = "}(";
  for (const auto& [key, value] : entries) out += text(key) + value;
  return out + "u";
}
inline std::string pickle(const std::string& root) { return "\x80\x02" + root + "."; }

/// The same in the format before torch 1.6: numbers of their own, the object, the keys, and each storage after its
/// size.
struct OldStorage {
  std::string key;
  std::int64_t count = 0;
  std::string bytes;
};
inline std::string old_torch_file(const std::string& object, const std::vector<OldStorage>& storages) {
  const std::string magic("\x80\2\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);
  std::string keys = "](", data;
  for (const OldStorage& storage : storages) {
    keys += text(storage.key);
    data += number(static_cast<std::uint64_t>(storage.count), 8) + storage.bytes;
  }
  return magic + pickle("M\xe9\3") + pickle(dict({{"protocol_version", "M\xe9\3"}, {"little_endian", "\x88"}})) +
         object + pickle(keys + "e") + data;
}

struct PickledTensor {
  std::vector<std::int64_t> shape = {2, 3}, strides = {3, 1};
  std::int64_t offset = 0, count = 6;  ///< of the storage
  std::string key = "0", type = "FloatStorage", persistent = "storage";
};

inline std::string tensor(const PickledTensor& t = {}) {
  const std::string storage =
      tuple({text(t.persistent), global("torch", t.type), text(t.key), text("cpu"), integer(t.count)}) + "Q";
  return global("torch._utils", "_rebuild_tensor_v2") +
         tuple({storage, integer(t.offset), integers(t.shape), integers(t.strides), "\x89",
                global("collections", "OrderedDict") + ")R"}) +
         "R";
}

/// The floats 0, 1, 2 ...
inline std::string floats(std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = static_cast<float>(i);
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  return bytes;
}

}  // namespace xil
