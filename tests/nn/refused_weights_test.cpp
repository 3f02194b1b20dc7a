#include <gtest/gtest.h>

#include "tests/support/weight_files.h"
#include "tests/support/weight_readings.h"

namespace xil {
namespace {

TEST(StateDictFile, TakesArchivesWithoutDescriptors) {
  const ZipEntries entries = {
      {"a/data.pkl", pickle(dict({{"x", tensor()}}))}, {"a/data/0", floats(6)}, {"a/byteorder", "little"}};
  EXPECT_EQ(read_state_dict(zip(entries, {false, false}), "w.pth").at(0).values.size(), 6u);
  expect_refusal(reading(zip(entries, {true, true, 8})), "truncated or damaged");
}

TEST(StateDictFile, SaysWhatOtherFilesAre) {
  expect_refusal(reading(""), "is empty: copy or download it again");
  expect_refusal(reading("<html>not found</html>"), "is not a file of torch.save(): give one that Python wrote with");
  expect_refusal(reading("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03."),
                 "1 bytes are missing");
  expect_refusal(reading(std::string(257, 'x') + "ustar"), "is a tar archive");
  expect_refusal(reading(zip({{"word/document.xml", "<w/>"}})), "is a zip archive, but none of torch.save()");
  expect_refusal(reading(zip({{"a/data.pkl", pickle("}")}, {"a/constants.pkl", pickle(")")}})),
                 "holds a TorchScript module");
  expect_refusal(reading(zip({{"a/data.pkl", pickle("}")}, {"a/byteorder", "big"}})), "big-endian");
  expect_refusal(reading_pickle(pickle(tensor())), "holds no dict of tensors");
  expect_refusal(reading_pickle(pickle("}")), "holds no tensors by name, but an empty dict");
  expect_refusal(reading_pickle(pickle(dict({{"net", dict({{"a", integer(2)}})}, {"epoch", integer(1)}}))),
                 "but net, epoch: save");
}

TEST(StateDictFile, RefusesPythonObjectsByName) {
  expect_refusal(
      reading_pickle(pickle(global("torchvision.models.resnet", "ResNet") + ")\x81")),
      "holds a Python object (torchvision.models.resnet.ResNet), not tensors alone: save model.state_dict()");
  expect_refusal(reading_pickle(pickle(global("os", "system") + tuple({text("true")}) + "R")), "(os.system)");
  expect_refusal(reading_pickle("\x80\x04" + text("posix") + text("system") + "\x93."), "(posix.system)");
  expect_refusal(reading_pickle(pickle(global("torch", "QInt8Storage"))), "(torch.QInt8Storage)");
  expect_refusal(reading_pickle(pickle(global("a\tb\x01\xff", std::string(5000, 'n')))), "(a?b??.nnn");
}

TEST(StateDictFile, RefusesTensorsBeyondTheirStorage) {
  EXPECT_EQ(reading(PickledTensor{}), "accepted");
  constexpr std::int64_t kHuge = std::int64_t{1} << 62;
  // clang-format off
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
  // clang-format on
  for (const auto& [t, reason] : cases) expect_refusal(reading(t), reason);
}

TEST(StateDictFile, RefusesManyTensorsOnOneStorage) {
  std::vector<std::pair<std::string, std::string>> views;
  for (int i = 0; i < 40; ++i) views.emplace_back(fmt::format("x{}", i), tensor({{100'000}, {1}, 0, 100'000}));
  EXPECT_EQ(reading(torch_file(pickle(dict({views.begin(), views.begin() + 4})), {{"0", floats(100'000)}})),
            "accepted");
  expect_refusal(reading(torch_file(pickle(dict(views)), {{"0", floats(100'000)}})), "more than the file can hold");
}

TEST(StateDictFile, RefusesPicklesThatDoNotAddUp) {
  // clang-format off
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "1 bytes are missing"},
      {pickle(""), "nothing left on the stack"},
      {pickle("0"), "nothing left on the stack"},
      {pickle("P1\n"), "operation 0x50"},
      {pickle("t"), "no mark on the stack"},
      {pickle("K\1(\x85"), "nothing left on the stack"},  // what is below the mark is out of reach
      {pickle("}(K\1u"), "a key without value"},
      // clang-format on
      {pickle("K\1K\1K\1s"), "no dict to add to"},
      {pickle("}K\1a"), "no list to append to"},
      {pickle("h\7"), "nothing is remembered under 7"},
      {pickle("j\xff\xff\xff\xff"), "nothing is remembered under 4294967295"},
      {pickle("q\1"), "nothing left on the stack"},
      {pickle("X\xff\xff\xff\x7f"), "bytes are missing"},
      {pickle("\x8d\xff\xff\xff\xff\xff\xff\xff\xff"), "bytes are missing"},
      {pickle("\x8a\xff" + std::string(9, '\1')), "bytes are missing"},
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
  expect_refusal(reading_pickle(pickle("}q\1" + text("state_dict") + "h\1s")),
                 "holds no tensors by name, but state_dict");
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
  expect_refusal(reading(whole + "x"), "truncated or damaged");
  expect_refusal(reading(zip({{"a/data.pkl", pickle("}")}, {"a/data.pkl", pickle("}")}})), "truncated or damaged");
  std::string large = zip({{"a/data.pkl", pickle("}")}}, {true, false});
  large.replace(large.size() - 6, 4, "\xff\xff\xff\xff");
  expect_refusal(reading(large), "truncated or damaged");
  std::string changed = whole;
  changed[changed.find(floats(6)) + 9] ^= 1;
  expect_refusal(reading(changed), "CRC error): copy or download it again");
}

/// A record within another one's content, as bombs have it that unpack the same bytes over and over.
TEST(StateDictFile, RefusesRecordsThatShareBytes) {
  const std::string alone = zip({{"a/data/2", "1"}}, {false, false});
  std::string shared =
      zip({{"a/data.pkl", pickle("}")}, {"a/data/1", alone.substr(0, alone.find("PK\1\2"))}, {"a/data/2", "1"}},
          {false, false});
  const std::size_t inner = shared.find("PK\3\4", shared.find("a/data/1")), last = shared.rfind("PK\1\2");
  shared.replace(last + 42, 4, number(inner, 4));
  expect_refusal(reading(shared), "two of its records share bytes");
}

TEST(StateDictFile, RefusesNamesThatLeadOutOfTheArchive) {
  for (const char* name : {"/etc/x", "a/../../x", "..", "a\\x", "a/\x1b[2J"}) {
    expect_refusal(reading(zip({{"a/data.pkl", pickle("}")}, {name, "1"}})), "truncated or damaged");
  }
}

}  // namespace
}  // namespace xil
