#include <gtest/gtest.h>

#include <cmath>

#include "framework/nn/weights/name_match.h"
#include "tests/support/read_weights.h"
#include "tests/support/refusals.h"
#include "tests/support/weight_files.h"

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

std::vector<std::string> places_in(const std::string& file) {
  std::vector<std::string> places;
  const StateDictFile whole(file, "w.pth");
  for (const StateDict& dict : whole.dicts()) places.push_back(fmt::format("{}:{}", dict.place, dict.tensors.size()));
  return places;
}

TEST(StateDictFile, FindsTheDictsThatCheckpointsWrap) {
  const std::string inner = dict({{"a", tensor()}, {"b", tensor()}, {"epoch", integer(3)}});
  for (const char* wrapper : {"state_dict", "model", "ema", "anything"}) {
    const std::string file = torch_file(pickle(dict({{"epoch", "K\x01"}, {wrapper, inner}, {"losses", "](K\1K\2e"}})), {{"0", floats(6)}});
    EXPECT_EQ(places_in(file), (std::vector<std::string>{fmt::format("{}:2", wrapper)}));
  }
  const std::string several = dict({{"ema", inner}, {"state_dict", dict({{"x", tensor()}, {"net", inner}})}, {"loss", tensor()}});
  EXPECT_EQ(places_in(torch_file(pickle(several), {{"0", floats(6)}})),
            (std::vector<std::string>{":1", "state_dict:1", "ema:2", "state_dict/net:2"}));
}

TEST(StateDictFile, ReadsTheFormatBeforeTorch16) {
  const std::string object = pickle(dict({{"second", tensor({{2}, {1}, 1, 3, "b"})}, {"first", tensor()}}));
  const std::string whole = old_torch_file(object, {{"0", 6, floats(6)}, {"b", 3, floats(3)}});
  const auto tensors = read_state_dict(whole, "w.pth");
  ASSERT_EQ(tensors.size(), 2u);
  EXPECT_EQ(tensors[0].values, (std::vector<float>{1, 2}));
  EXPECT_EQ(tensors[1].values, (std::vector<float>{0, 1, 2, 3, 4, 5}));
  for (std::size_t length = 0; length < whole.size(); ++length) EXPECT_NE(reading(whole.substr(0, length)), "accepted") << length;
  expect_refusal(reading(whole + "x"), "1 bytes after its end");
  expect_refusal(reading(old_torch_file(object, {{"0", 6, floats(6)}})), "its storage data/b is missing");
  expect_refusal(reading(old_torch_file(object, {{"0", 5, floats(5)}, {"b", 3, floats(3)}})), "a storage of 5 values where 6 are due");
  expect_refusal(reading(old_torch_file(object, {{"0", 6, floats(6)}, {"0", 6, floats(6)}})), "a storage comes twice");
  expect_refusal(reading(old_torch_file(object, {{"0", 6, floats(6)}, {"c", 3, floats(3)}})), "a storage 'c' that no tensor names");
  constexpr std::int64_t kHuge = std::int64_t{1} << 62;
  expect_refusal(reading(old_torch_file(pickle(dict({{"x", tensor({{2, 3}, {3, 1}, 0, kHuge})}})), {{"0", kHuge, floats(6)}})),
                 "is not whole");
  std::string big = whole;
  big[big.find("\x88")] = '\x89';
  expect_refusal(reading(big), "big-endian");
  expect_refusal(reading(old_torch_file(pickle(global("os", "system") + tuple({text("true")}) + "R"), {})), "(os.system)");
}

TEST(StateDictFile, ReadsWhatPython2AndEarlyTorchWrote) {
  const std::string storage = tuple({"U\7storage", global("torch", "FloatStorage"), "U\1" "0", "U\3" "cpu", integer(6)}) + "Q";
  const std::string plain = global("torch._utils", "_rebuild_tensor") + tuple({storage, integer(0), integers({6}), integers({1})}) + "R";
  const std::string parameter = global("torch.nn.parameter", "Parameter") + plain + "\x85\x81(\x88\x89Ntb";
  const std::string pairs = "](](U\1" "ae" "e";
  EXPECT_NE(reading_pickle(pickle(global("collections", "OrderedDict") + pairs + "\x85R")), "accepted");
  const std::string root = global("collections", "OrderedDict") + "](](U\1" "a" + parameter + "e](U\1" "b" + plain + "ee\x85R";
  const auto tensors = read_state_dict(torch_file(pickle(root), {{"0", floats(6)}}), "w.pth");
  ASSERT_EQ(tensors.size(), 2u);
  EXPECT_EQ(tensors[0].name, "a");
  EXPECT_EQ(tensors[1].values, (std::vector<float>{0, 1, 2, 3, 4, 5}));
}

TEST(StateDictFile, PassesOverWhatTrainingProgramsKeepBeside) {
  const std::string options = global("argparse", "Namespace") + ")\x81" + dict({{"lr", "K\1"}}) + "b";
  const std::string loss = global("numpy.core.multiarray", "scalar") + tuple({global("numpy", "dtype") + tuple({text("f8")}) + "R", "C\1x"}) + "R";
  const std::string set = "\x8f(K\1\x90";
  const std::string root = dict({{"args", options}, {"loss", loss}, {"seen", set}, {"model", dict({{"x", tensor()}})}});
  EXPECT_EQ(places_in(torch_file(pickle(root), {{"0", floats(6)}})), (std::vector<std::string>{"model:1"}));
  expect_refusal(reading_pickle(pickle(global("builtins", "eval") + tuple({text("1")}) + "R")), "(builtins.eval)");
  expect_refusal(reading_pickle(pickle(global("__builtin__", "getattr"))), "(__builtin__.getattr)");
}

NameMatch matched(const std::vector<std::string_view>& names) {
  return match_names(names, std::vector<std::string>{"conv.weight", "conv.bias", "norm.weight"});
}

TEST(NameMatch, FindsWhatNamesHaveBeforeThem) {
  EXPECT_EQ(matched({"conv.weight", "conv.bias", "norm.weight"}).prefix, "");
  EXPECT_EQ(matched({"n_averaged", "module.conv.weight", "module.conv.bias", "module.norm.weight"}).prefix, "module.");
  EXPECT_EQ(matched({"model._orig_mod.conv.weight", "model._orig_mod.conv.bias", "loss.weight"}).prefix, "model._orig_mod.");
  EXPECT_EQ(matched({"backbone.conv.weight", "backbone.norm.weight", "head.conv.weight"}).prefix, "backbone.");
  EXPECT_EQ(matched({"conv.weight.more", "xconv.weight", "other"}).found, 0u);
  EXPECT_EQ(matched({}).found, 0u);
}

TEST(NameMatch, NamesRivals) {
  const auto twice = matched({"student.conv.weight", "teacher.conv.weight"});
  EXPECT_EQ(twice.prefix, "student.");
  EXPECT_EQ(twice.rivals, (std::vector<std::string>{"teacher."}));
  const auto plain = matched({"student.conv.weight", "teacher.conv.weight", "module.conv.weight"});
  EXPECT_EQ(plain.prefix, "module.");
  EXPECT_TRUE(plain.rivals.empty());
  EXPECT_EQ(matched({"module.conv.weight", "conv.weight"}).prefix, "");
}

TEST(StateDictFile, TakesArchivesWithoutDescriptors) {
  const ZipEntries entries = {{"a/data.pkl", pickle(dict({{"x", tensor()}}))}, {"a/data/0", floats(6)}, {"a/byteorder", "little"}};
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
  expect_refusal(reading(zip({{"a/data.pkl", pickle("}")}, {"a/constants.pkl", pickle(")")}})), "holds a TorchScript module");
  expect_refusal(reading(zip({{"a/data.pkl", pickle("}")}, {"a/byteorder", "big"}})), "big-endian");
  expect_refusal(reading_pickle(pickle(tensor())), "holds no dict of tensors");
  expect_refusal(reading_pickle(pickle("}")), "holds no tensors by name, but an empty dict");
  expect_refusal(reading_pickle(pickle(dict({{"net", dict({{"a", integer(2)}})}, {"epoch", integer(1)}}))), "but net, epoch: save");
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
      {pickle("0"), "nothing left on the stack"},
      {pickle("P1\n"), "operation 0x50"},
      {pickle("t"), "no mark on the stack"},
      {pickle("K\1(\x85"), "nothing left on the stack"},  // what is below the mark is out of reach
      {pickle("}(K\1u"), "a key without value"},
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
  std::string shared = zip({{"a/data.pkl", pickle("}")}, {"a/data/1", alone.substr(0, alone.find("PK\1\2"))}, {"a/data/2", "1"}}, {false, false});
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
