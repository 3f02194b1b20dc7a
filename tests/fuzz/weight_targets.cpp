#include "tests/fuzz/weight_targets.h"

#include <algorithm>

#include "framework/nn/weights/state_dict_file.h"
#include "framework/nn/weights/torch_file.h"
#include "tests/fuzz/mutations.h"
#include "tests/fuzz/text_target.h"
#include "tests/support/idx_files.h"
#include "tests/support/weight_files.h"

namespace xil::fuzz {
namespace {

/// A record that is packed says so in both of its headers.
std::string deflated(const std::string& content) {
  Bytes blocks;
  append_stored_blocks(blocks, {content.begin(), content.end()});
  return {blocks.begin(), blocks.end()};
}

/// The archive with its records packed, as other programs write them again.
std::string packed_zip(const ZipEntries& entries) {
  std::string out, directory;
  for (const auto& [name, content] : entries) {
    const std::string stored = deflated(content);
    const std::string kind = number(0x0800, 2) + number(8, 2) + number(0, 4) + number(crc32(content), 4) +
                             number(stored.size(), 4) + number(content.size(), 4) + number(name.size(), 2);
    directory += "PK\1\2" + number(20, 2) + number(20, 2) + kind + number(0, 12) + number(out.size(), 4) + name;
    out += "PK\3\4" + number(20, 2) + kind + number(0, 2) + name + stored;
  }
  const std::size_t begin = out.size();
  return out + directory + "PK\5\6" + number(0, 4) + number(entries.size(), 2) + number(entries.size(), 2) +
         number(directory.size(), 4) + number(begin, 4) + number(0, 2);
}

/// Opcodes and names of pickles.
std::vector<std::string> pickle_tokens() {
  std::vector<std::string> tokens = {"ctorch\nDoubleStorage\n",
                                     "ctorch\nHalfStorage\n",
                                     "ctorch\nBFloat16Storage\n",
                                     "ctorch\nLongStorage\n",
                                     "cos\nsystem\n",
                                     "ctorch._utils\n_rebuild_parameter\n",
                                     "ccollections\nOrderedDict\n",
                                     "X\1\0\0\0x",
                                     "state_dict",
                                     "model",
                                     "module.",
                                     "_orig_mod.",
                                     "storage",
                                     "J\xff\xff\xff\xff",
                                     "J\xff\xff\xff\x7f",
                                     "\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f",
                                     "\x8a\x00",
                                     "h\0",
                                     "q\0",
                                     "\x94",
                                     "\x95\x08\0\0\0\0\0\0\0"};
  for (const char opcode :
       {'(', ')',    ']',    '}',    't',    'l',    'd',    'u',    's',    'a',    'e',    'R',   'Q', 'b',
        '0', '1',    '2',    'N',    '.',    'K',    'M',    'J',    'G',    'h',    'j',    'q',   'r', 'X',
        'c', '\x80', '\x81', '\x85', '\x86', '\x87', '\x88', '\x89', '\x8a', '\x8c', '\x93', '\x94'})
    tokens.emplace_back(1, opcode);
  return tokens;
}

class WeightsTarget final : public Target {
 public:
  std::vector<std::string> seeds() const override { return seeds_.seeds; }
  std::string mutated(Rng& rng) const override {
    if (rng.bernoulli(0.25)) return spoiled_bytes(one_of(seeds_.seeds, rng), seeds_, rng);
    if (rng.bernoulli(0.2)) {
      std::string object = pickle(root_of({}));
      spoil_pickle(object, rng);
      return old_file(object);
    }
    ZipEntries entries = rng.bernoulli(0.3) ? odd_tensor(rng) : one_of(archives_, rng);
    if (rng.bernoulli(0.9)) spoil(entries, rng);
    const ZipStyle style{rng.bernoulli(0.5), rng.bernoulli(0.5),
                         static_cast<std::uint32_t>(rng.bernoulli(0.95) ? 0 : rng.below(10))};
    return rng.bernoulli(0.2) ? packed_zip(entries) : zip(entries, style);
  }
  void read(const std::string& input) const override {
    const StateDictFile file(input, "w.pth");
    for (const StateDict& dict : file.dicts()) {
      for (const StoredTensor& tensor : dict.tensors) {
        std::uint64_t count = 1;
        for (const std::int64_t side : tensor.shape) count *= static_cast<std::uint64_t>(side);
        must(count == tensor.count, "a tensor has not the size that its shape says");
        std::vector<float> values(tensor.count);
        file.read(tensor, values);
      }
    }
  }

 private:
  static ZipEntries archive(const std::string& root, const ZipEntries& storages) {
    ZipEntries entries = {{"a/data.pkl", pickle(root)}};
    for (const auto& [key, content] : storages) entries.emplace_back("a/data/" + key, content);
    entries.emplace_back("a/version", "3\n");
    return entries;
  }
  static std::string root_of(const PickledTensor& t) { return dict({{"x", tensor(t)}, {"y.weight", tensor()}}); }
  static std::vector<ZipEntries> make_archives() {
    const std::string inner =
        dict({{"module.a", tensor()}, {"module.b", tensor({{3, 2}, {1, 3}})}, {"epoch", integer(3)}});
    return {archive(root_of({}), {{"0", floats(6)}}),
            archive(dict({{"epoch", "K\x01"}, {"state_dict", inner}, {"losses", "](K\1K\2e"}}), {{"0", floats(6)}}),
            archive(dict({{"scalar", tensor({{}, {}, 5})},
                          {"double", tensor({{3}, {1}, 0, 3, "1", "DoubleStorage"})},
                          {"half", tensor({{12}, {1}, 0, 12, "0", "HalfStorage"})}}),
                    {{"0", floats(6)}, {"1", floats(6)}}),
            archive(dict({{"x", tensor()}}), {{"0", floats(6)}, {"7", "noise"}})};
  }
  static std::string old_file(const std::string& object) { return old_torch_file(object, {{"0", 6, floats(6)}}); }
  static Corpus make_seeds() {
    Corpus all{{}, pickle_tokens()};
    for (const ZipEntries& entries : make_archives()) all.seeds.push_back(zip(entries));
    all.seeds.push_back(zip(make_archives()[1], {false, false}));
    all.seeds.push_back(old_file(pickle(root_of({}))));
    return all;
  }
  /// A tensor of any layout, in a file that is right otherwise.
  static ZipEntries odd_tensor(Rng& rng) {
    static const std::vector<std::int64_t> kNumbers = {0,
                                                       1,
                                                       2,
                                                       3,
                                                       4,
                                                       5,
                                                       6,
                                                       7,
                                                       24,
                                                       -1,
                                                       -2,
                                                       1 << 16,
                                                       std::int64_t{1} << 31,
                                                       std::int64_t{1} << 32,
                                                       std::int64_t{1} << 40,
                                                       std::int64_t{1} << 62,
                                                       INT64_MAX,
                                                       INT64_MIN};
    static const std::vector<std::string> kTypes = {
        "FloatStorage", "DoubleStorage", "HalfStorage", "BFloat16Storage", "LongStorage",  "IntStorage",
        "ShortStorage", "CharStorage",   "ByteStorage", "BoolStorage",     "QInt8Storage", "ComplexFloatStorage"};
    PickledTensor t;
    if (rng.bernoulli(0.6)) t.shape[draw(rng, 2)] = one_of(kNumbers, rng);
    if (rng.bernoulli(0.6)) t.strides[draw(rng, 2)] = one_of(kNumbers, rng);
    if (rng.bernoulli(0.3)) t.offset = one_of(kNumbers, rng);
    if (rng.bernoulli(0.3)) t.count = one_of(kNumbers, rng);
    if (rng.bernoulli(0.3)) t.type = one_of(kTypes, rng);
    if (rng.bernoulli(0.2))
      t.shape.resize(draw(rng, 70), 1), t.strides.resize(rng.bernoulli(0.8) ? t.shape.size() : draw(rng, 70), 1);
    return archive(root_of(t), {{"0", floats(6)}});
  }
  void spoil_pickle(std::string& pickle, Rng& rng) const {
    do spoil_bytes(pickle, seeds_, rng);
    while (rng.bernoulli(0.4));
  }
  void spoil(ZipEntries& entries, Rng& rng) const {
    auto& [name, content] = entries[draw(rng, entries.size())];
    switch (rng.below(8)) {
      case 0:
        entries.push_back(entries[draw(rng, entries.size())]);
        break;
      case 1:
        entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(draw(rng, entries.size())));
        break;
      case 2:
        spoil_bytes(name, seeds_, rng);
        name.resize(std::min<std::size_t>(name.size(), 60000));
        break;
      case 3:
        spoil_bytes(content, seeds_, rng);
        break;
      default:
        spoil_pickle(entries.front().second, rng);
    }
  }

  const std::vector<ZipEntries> archives_ = make_archives();
  const Corpus seeds_ = make_seeds();
};

class ScriptTarget final : public Target {
 public:
  std::vector<std::string> seeds() const override { return corpus_.seeds; }
  std::string mutated(Rng& rng) const override {
    if (rng.bernoulli(0.5)) return spoiled_bytes(one_of(corpus_.seeds, rng), corpus_, rng);
    ZipEntries entries = records();
    auto& [name, content] = entries[draw(rng, entries.size())];
    spoil_bytes(rng.bernoulli(0.3) ? name : content, corpus_, rng);
    name.resize(std::min<std::size_t>(name.size(), 60000));
    return rng.bernoulli(0.4) ? packed_zip(entries) : zip(entries);
  }
  void read(const std::string& input) const override { check_script_archive(input, "m.pt"); }

 private:
  static ZipEntries records() {
    return {{"m/data.pkl", pickle("}")},
            {"m/code/__torch__.py", "class M(Module):\n  pass\n"},
            {"m/constants.pkl", pickle(")")},
            {"m/data/0", floats(300)},
            {"m/version", "3\n"}};
  }
  const Corpus corpus_{{zip(records()), packed_zip(records()), zip(records(), {false, true})}, pickle_tokens()};
};

}  // namespace

std::unique_ptr<Target> weights_target() { return std::make_unique<WeightsTarget>(); }
std::unique_ptr<Target> script_target() { return std::make_unique<ScriptTarget>(); }

}  // namespace xil::fuzz
