#include <gtest/gtest.h>

#include <cmath>

#include "framework/nn/state_dict_file.h"
#include "tests/refusals.h"
#include "tests/weight_files.h"

// Built with sanitizers in every build; one allocation beyond any of these small files' needs ends the program.
extern "C" const char* __asan_default_options() { return "max_allocation_size_mb=64:quarantine_size_mb=8"; }

namespace xil {
namespace {

std::string reading(const std::string& bytes) {
  return refusal([&] { read_state_dict(bytes, "w.pth"); });
}

/// What is said about a file whose state dict has this one tensor, on six floats.
std::string reading(const PickledTensor& t) { return reading(torch_file(pickle(dict({{"x", tensor(t)}})), {{"0", floats(6)}})); }

/// What is said about a file with that pickle.
std::string reading_pickle(const std::string& content) { return reading(torch_file(content, {{"0", floats(6)}})); }

void expect_refusal(const std::string& said, std::string_view reason) {
  EXPECT_TRUE(said.starts_with("1: 'w.pth' ")) << said;
  EXPECT_NE(said.find(reason), std::string::npos) << said << "\nshould speak of: " << reason;
  EXPECT_EQ(said.find('\n'), std::string::npos) << said;
}

std::vector<float> values_of(const PickledTensor& t, const std::string& storage) {
  const auto tensors = read_state_dict(torch_file(pickle(dict({{"x", tensor(t)}})), {{"0", storage}}), "w.pth");
  return tensors.size() == 1 ? tensors.front().values : std::vector<float>{};
}

TEST(StateDictFile, GivesTheTensorsInOrder) {
  const std::string file = torch_file(
      pickle(dict({{"second", tensor({{2}, {1}, 4})}, {"first", tensor()}, {"scalar", tensor({{}, {}, 5})}})), {{"0", floats(6)}});
  const auto tensors = read_state_dict(file, "w.pth");
  ASSERT_EQ(tensors.size(), 3u);
  EXPECT_EQ(tensors[0].name, "second");
  EXPECT_EQ(tensors[0].values, (std::vector<float>{4, 5}));
  EXPECT_EQ(tensors[1].name, "first");
  EXPECT_EQ(tensors[1].shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(tensors[1].values, (std::vector<float>{0, 1, 2, 3, 4, 5}));
  EXPECT_TRUE(tensors[2].shape.empty());
  EXPECT_EQ(tensors[2].values, (std::vector<float>{5}));
}

TEST(StateDictFile, FollowsStrides) {
  EXPECT_EQ(values_of({{3, 2}, {1, 3}}, floats(6)), (std::vector<float>{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(values_of({{2, 1, 2}, {3, 77, 2}}, floats(6)), (std::vector<float>{0, 2, 3, 5}));
  EXPECT_EQ(values_of({{2, 3}, {0, 1}, 3}, floats(6)), (std::vector<float>{3, 4, 5, 3, 4, 5}));  // as expand() does
  EXPECT_EQ(values_of({{3, 2, 2}, {2, 1, 0}}, floats(6)), (std::vector<float>{0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5}));
  EXPECT_TRUE(values_of({{0, 4}, {4, 1}, 99}, floats(6)).empty());
}

TEST(StateDictFile, ReadsEveryFiniteHalf) {
  std::string storage;
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) storage += number(bits, 2);
  const auto values = values_of({{0x10000}, {1}, 0, 0x10000, "0", "HalfStorage"}, storage);
  ASSERT_EQ(values.size(), 0x10000u);
  for (std::size_t bits = 0; bits < values.size(); ++bits) {
    const int exponent = bits >> 10 & 31, mantissa = bits & 1023;
    const double size = exponent == 31  ? (mantissa == 0 ? INFINITY : NAN)
                        : exponent == 0 ? std::ldexp(mantissa, -24)
                                        : std::ldexp(1024 + mantissa, exponent - 25);
    ASSERT_EQ(std::signbit(values[bits]), bits >= 0x8000) << bits;
    ASSERT_TRUE(std::isnan(size) ? std::isnan(values[bits]) : std::fabs(values[bits]) == size) << bits;
  }
}

TEST(StateDictFile, LooksIntoCheckpointsAndDropsThePrefixOfDataParallel) {
  const std::string inner = dict({{"module.a", tensor()}, {"module.module.b", tensor()}, {"epoch", integer(3)}});
  for (const char* wrapper : {"state_dict", "model"}) {
    const auto tensors = read_state_dict(
        torch_file(pickle(dict({{"epoch", "K\x01"}, {wrapper, inner}, {"losses", "](K\1K\2e"}})), {{"0", floats(6)}}), "w.pth");
    ASSERT_EQ(tensors.size(), 2u);
    EXPECT_EQ(tensors[0].name, "a");
    EXPECT_EQ(tensors[1].name, "module.b");
  }
  const auto mixed = read_state_dict(torch_file(pickle(dict({{"module.a", tensor()}, {"b", tensor()}})), {{"0", floats(6)}}), "");
  EXPECT_EQ(mixed.at(0).name, "module.a");
}

TEST(StateDictFile, TakesArchivesWithoutDescriptors) {
  const ZipEntries entries = {{"a/data.pkl", pickle(dict({{"x", tensor()}}))}, {"a/data/0", floats(6)}, {"a/byteorder", "little"}};
  EXPECT_EQ(read_state_dict(zip(entries, {false, false}), "w.pth").at(0).values.size(), 6u);
  expect_refusal(reading(zip(entries, {true, true, 8})), "write it again with torch.save()");
}

TEST(StateDictFile, SaysWhatOtherFilesAre) {
  expect_refusal(reading(""), "is empty: copy or download it again");
  expect_refusal(reading("<html>not found</html>"), "is not a file of torch.save(): give one that Python wrote with");
  expect_refusal(reading("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03."),
                 "is in the format before torch 1.6: write it again with a newer torch, in Python: torch.save(torch.load(FILE)");
  expect_refusal(reading(std::string(257, 'x') + "ustar"), "is a tar archive");
  expect_refusal(reading(zip({{"word/document.xml", "<w/>"}})), "is a zip archive, but none of torch.save()");
  expect_refusal(reading(zip({{"a/data.pkl", pickle("}")}, {"a/constants.pkl", pickle(")")}})), "holds a TorchScript module");
  expect_refusal(reading(zip({{"a/data.pkl", pickle("}")}, {"a/byteorder", "big"}})), "big-endian");
  expect_refusal(reading_pickle(pickle(tensor())), "holds no dict of tensors");
  expect_refusal(reading_pickle(pickle("}")), "holds no tensors by name, but an empty dict");
  expect_refusal(reading_pickle(pickle(dict({{"net", dict({{"a", tensor()}})}, {"epoch", integer(1)}}))), "but net, epoch: save");
}

TEST(StateDictFile, RefusesPythonObjectsByName) {
  expect_refusal(reading_pickle(pickle(global("torchvision.models.resnet", "ResNet") + ")\x81")),
                 "holds a Python object (torchvision.models.resnet.ResNet), not tensors alone: save model.state_dict()");
  expect_refusal(reading_pickle(pickle(global("os", "system") + tuple({text("true")}) + "R")), "(os.system)");
  expect_refusal(reading_pickle("\x80\x04" + text("posix") + text("system") + "\x93."), "(posix.system)");
  expect_refusal(reading_pickle(pickle(global("torch", "QInt8Storage"))), "(torch.QInt8Storage)");
  expect_refusal(reading_pickle(pickle(global("a\tb\x01\xff", std::string(5000, 'n')))), "(a?b??.nnn");
}

TEST(StateDictFile, RefusesTensorsBeyondTheirStorage) {
  EXPECT_EQ(reading(PickledTensor{}), "accepted");
  constexpr std::int64_t kHuge = std::int64_t{1} << 62;
  const std::vector<std::pair<PickledTensor, std::string>> cases = {
      {{{2, 3}, {3, 1}, 1}, "reaches beyond its storage of 6 numbers"},
      {{{2, 3}, {4, 1}}, "reaches beyond"},
      {{{}, {}, 6}, "reaches beyond"},
      {{{2, 3}, {3, 1}, kHuge}, "reaches beyond"},
      {{{2, 3}, {kHuge, 1}}, "reaches beyond"},
      {{{3, 3}, {kHuge, kHuge}}, "reaches beyond"},
      {{{2, 3}, {3, -1}, 5}, "no number from 0"},
      {{{2, 3}, {3, 1}, -1}, "no number from 0"},
      {{{-2, -3}, {3, 1}}, "no number from 0"},
      {{{2, 3}, {3}}, "2 sides and 1 strides"},
      {{std::vector<std::int64_t>(65, 1), std::vector<std::int64_t>(65, 1)}, "65 sides"},
      {{{kHuge, 4}, {0, 0}}, "more than the file can hold"},
      {{{std::int64_t{1} << 32, std::int64_t{1} << 32}, {0, 0}}, "more than the file can hold"},
      {{{kHuge, kHuge, 0}, {0, 0, 0}}, "more than the file can hold"},
      {{{2, 3}, {3, 1}, 0, 7}, "its storage has 24 bytes, not 7 numbers of 4"},
      {{{2, 3}, {3, 1}, 0, kHuge}, "its storage has 24 bytes"},
      {{{2, 3}, {3, 1}, 0, 6, "0", "DoubleStorage"}, "its storage has 24 bytes"},
      {{{2, 3}, {3, 1}, 0, 6, "1"}, "its storage data/1 is missing"},
      {{{2, 3}, {3, 1}, 0, 6, "../data.pkl"}, "its storage data/../data.pkl is missing"},
      {{{2, 3}, {3, 1}, 0, 6, "0", "FloatStorage", "module"}, "it names no storage"}};
  for (const auto& [t, reason] : cases) expect_refusal(reading(t), reason);
}

TEST(StateDictFile, RefusesManyTensorsOnOneStorage) {
  std::vector<std::pair<std::string, std::string>> views;
  for (int i = 0; i < 40; ++i) views.emplace_back(fmt::format("x{}", i), tensor({{100'000}, {1}, 0, 100'000}));
  EXPECT_EQ(reading(torch_file(pickle(dict({views.begin(), views.begin() + 4})), {{"0", floats(100'000)}})), "accepted");
  expect_refusal(reading(torch_file(pickle(dict(views)), {{"0", floats(100'000)}})), "more than the file can hold");
}

TEST(StateDictFile, RefusesPicklesThatDoNotAddUp) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "1 bytes are missing"},
      {pickle(""), "nothing left on the stack"},
      {pickle("0"), "operation 0x30"},
      {pickle("t"), "no mark on the stack"},
      {pickle("K\1(\x85"), "nothing left on the stack"},  // what is below the mark is out of reach
      {pickle("}(K\1u"), "no dict to add to"},
      {pickle("K\1K\1K\1s"), "no dict to add to"},
      {pickle("}K\1a"), "no list to append to"},
      {pickle("h\7"), "nothing is remembered under 7"},
      {pickle("j\xff\xff\xff\xff"), "nothing is remembered under 4294967295"},
      {pickle("q\1"), "nothing left on the stack"},
      {pickle("X\xff\xff\xff\x7f"), "bytes are missing"},
      {pickle("\x8d\xff\xff\xff\xff\xff\xff\xff\xff"), "bytes are missing"},
      {pickle("\x8a\x09" + std::string(9, '\1')), "a number of 9 bytes"},
      {pickle("ctorch._utils"), "a line without end"},
      {pickle("K\1Q"), "no arguments where some belong"},
      {pickle("K\1)R"), "no name where one belongs"},
      {pickle(global("torch", "FloatStorage") + ")R"), "a call of FloatStorage"},
      {pickle(global("torch._utils", "_rebuild_parameter") + ")R"), "a parameter without tensor"},
      {pickle("}") + ".", "bytes after its end"},
      {"\x80\x01}.", "pickle protocol 1"},
      {"\x80\x02}", "1 bytes are missing"},
      {pickle(std::string((1U << 20) + 1, '(')), "more than a million operations"}};
  for (const auto& [content, reason] : cases) expect_refusal(reading_pickle(content), reason);
}

TEST(StateDictFile, IsNotLedAroundInCircles) {
  expect_refusal(reading_pickle(pickle("}q\1" + text("state_dict") + "h\1s")), "holds no tensors by name, but state_dict");
  expect_refusal(reading_pickle(pickle("]q\1h\1a")), "holds no dict of tensors");
  const std::string looped = "}q\1" + text("model") + "h\1s" + text("x") + tensor() + "s";
  EXPECT_EQ(reading_pickle(pickle(looped)), "accepted");
}

TEST(StateDictFile, CopiesNoLongTupleOverAndOver) {
  std::string content = "(" + std::string(100'000, 'N') + "tq\1";
  for (int i = 0; i < 100'000; ++i) content += "h\1Q";
  expect_refusal(reading_pickle(pickle(content)), "no arguments where some belong");
}

TEST(StateDictFile, RefusesArchivesThatContradictThemselves) {
  const std::string whole = torch_file(pickle(dict({{"x", tensor()}})), {{"0", floats(6)}});
  expect_refusal(reading(whole + "x"), "does not end with the directory");
  expect_refusal(reading(zip({{"a/data.pkl", pickle("}")}, {"a/data.pkl", pickle("}")}})), "two of its records have one name");
  std::string shared = zip({{"a/data.pkl", pickle("}")}, {"a/data/1", "1"}, {"a/data/1", "1"}});
  const std::size_t last = shared.rfind("PK\1\2"), before = shared.rfind("PK\1\2", last - 1);
  shared.replace(last + 42, 4, shared, before + 42, 4);
  expect_refusal(reading(shared), "share bytes");
  std::string large = whole;
  large.replace(large.size() - 6, 4, "\xff\xff\xff\xff");
  expect_refusal(reading(large), "4 GiB");
  std::string changed = whole;
  changed[changed.find(floats(6)) + 9] ^= 1;
  expect_refusal(reading(changed), "wrong checksum): copy or download it again");
}

}  // namespace
}  // namespace xil
