#include <gtest/gtest.h>

#include <cmath>

#include "framework/nn/weights/name_match.h"
#include "tests/support/weight_files.h"
#include "tests/support/weight_readings.h"

// Built with sanitizers in every build; one allocation beyond any of these small files' needs ends the program.
extern "C" const char* __asan_default_options() { return "max_allocation_size_mb=64:quarantine_size_mb=8"; }

namespace xil {
namespace {

TEST(StateDictFile, GivesTheTensorsInOrder) {
  const std::string file = torch_file(
      pickle(dict({{"second", tensor({{2}, {1}, 4})}, {"first", tensor()}, {"scalar", tensor({{}, {}, 5})}})),
      {{"0", floats(6)}});
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
    const std::string file =
        torch_file(pickle(dict({{"epoch", "K\x01"}, {wrapper, inner}, {"losses", "](K\1K\2e"}})), {{"0", floats(6)}});
    EXPECT_EQ(places_in(file), (std::vector<std::string>{fmt::format("{}:2", wrapper)}));
  }
  const std::string several =
      dict({{"ema", inner}, {"state_dict", dict({{"x", tensor()}, {"net", inner}})}, {"loss", tensor()}});
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
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_NE(reading(whole.substr(0, length)), "accepted") << length;
  expect_refusal(reading(whole + "x"), "1 bytes after its end");
  expect_refusal(reading(old_torch_file(object, {{"0", 6, floats(6)}})), "its storage data/b is missing");
  expect_refusal(reading(old_torch_file(object, {{"0", 5, floats(5)}, {"b", 3, floats(3)}})),
                 "a storage of 5 values where 6 are due");
  expect_refusal(reading(old_torch_file(object, {{"0", 6, floats(6)}, {"0", 6, floats(6)}})), "a storage comes twice");
  expect_refusal(reading(old_torch_file(object, {{"0", 6, floats(6)}, {"c", 3, floats(3)}})),
                 "a storage 'c' that no tensor names");
  constexpr std::int64_t kHuge = std::int64_t{1} << 62;
  expect_refusal(
      reading(old_torch_file(pickle(dict({{"x", tensor({{2, 3}, {3, 1}, 0, kHuge})}})), {{"0", kHuge, floats(6)}})),
      "is not whole");
  std::string big = whole;
  big[big.find("\x88")] = '\x89';
  expect_refusal(reading(big), "big-endian");
  expect_refusal(reading(old_torch_file(pickle(global("os", "system") + tuple({text("true")}) + "R"), {})),
                 "(os.system)");
}

TEST(StateDictFile, ReadsWhatPython2AndEarlyTorchWrote) {
  const std::string storage = tuple({"U\7storage", global("torch", "FloatStorage"),
                                     "U\1"
                                     "0",
                                     "U\3"
                                     "cpu",
                                     integer(6)}) +
                              "Q";
  const std::string plain =
      global("torch._utils", "_rebuild_tensor") + tuple({storage, integer(0), integers({6}), integers({1})}) + "R";
  const std::string parameter = global("torch.nn.parameter", "Parameter") + plain + "\x85\x81(\x88\x89Ntb";
  const std::string pairs =
      "](](U\1"
      "ae"
      "e";
  EXPECT_NE(reading_pickle(pickle(global("collections", "OrderedDict") + pairs + "\x85R")), "accepted");
  const std::string root = global("collections", "OrderedDict") +
                           "](](U\1"
                           "a" +
                           parameter +
                           "e](U\1"
                           "b" +
                           plain + "ee\x85R";
  const auto tensors = read_state_dict(torch_file(pickle(root), {{"0", floats(6)}}), "w.pth");
  ASSERT_EQ(tensors.size(), 2u);
  EXPECT_EQ(tensors[0].name, "a");
  EXPECT_EQ(tensors[1].values, (std::vector<float>{0, 1, 2, 3, 4, 5}));
}

TEST(StateDictFile, PassesOverWhatTrainingProgramsKeepBeside) {
  const std::string options = global("argparse", "Namespace") + ")\x81" + dict({{"lr", "K\1"}}) + "b";
  const std::string loss = global("numpy.core.multiarray", "scalar") +
                           tuple({global("numpy", "dtype") + tuple({text("f8")}) + "R", "C\1x"}) + "R";
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
  EXPECT_EQ(matched({"model._orig_mod.conv.weight", "model._orig_mod.conv.bias", "loss.weight"}).prefix,
            "model._orig_mod.");
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

}  // namespace
}  // namespace xil
