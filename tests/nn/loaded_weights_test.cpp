#include "framework/nn/networks/loaded_weights.h"

#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <limits>

#include "tests/support/refusals.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/weight_files.h"

// What becomes of a state dict on its way into a network: names, types, values.
namespace xil {
namespace {

using Dict = std::vector<std::pair<std::string, std::string>>;

const std::vector<ParameterSpec> kSpecs = {{"conv.weight", {2, 3}, {}},
                                           {"norm.running_var", {3}, {}, Role::Buffer},
                                           {"norm.num_batches_tracked", {1}, {}, Role::Buffer},
                                           {"head.weight", {2, 2}, {}}};
constexpr std::size_t kHead = 1;

std::string values(std::initializer_list<float> floats_of_it) {
  std::string bytes;
  for (const float value : floats_of_it) bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  return bytes;
}

/// The tensors of kSpecs, their names behind `prefix`.
Dict network(const std::string& prefix) {
  return {{prefix + "conv.weight", tensor()},
          {prefix + "norm.running_var", tensor({{3}, {1}, 0, 3, "1"})},
          {prefix + "norm.num_batches_tracked", tensor({{}, {}, 0, 1, "2", "LongStorage"})}};
}

struct Files {
  ScratchFolder folder;

  std::string write(const std::string& bytes) {
    const std::string path = (folder.path() / "w.pth").string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  std::string write(const Dict& root, const std::string& conv = floats(6),
                    const std::string& variances = values({1, 2, 0})) {
    return write(torch_file(pickle(dict(root)), {{"0", conv}, {"1", variances}, {"2", number(7, 8)}}));
  }
};

std::vector<float> loaded(const std::string& file, const std::string& name = "conv.weight", std::size_t count = 6) {
  std::vector<float> read(count);
  const LoadedWeights weights(file, kSpecs, kHead);
  EXPECT_TRUE(weights.copy(name, read));
  return read;
}

std::string notes_of(const std::string& file) {
  return fmt::format("{}", fmt::join(LoadedWeights(file, kSpecs, kHead).notes(), "; "));
}

std::string refused(const std::string& file) {
  return refusal([&] {
    const LoadedWeights weights(file, kSpecs, kHead);
    for (const ParameterSpec& spec : kSpecs) {
      std::vector<float> read(static_cast<std::size_t>(count_of(spec)));
      weights.copy(spec.name, read);
    }
  });
}

void expect_part(const std::string& said, const std::string& part) {
  EXPECT_NE(said.find(part), std::string::npos) << said << "\nshould speak of: " << part;
}

TEST(LoadedWeights, TakesPrefixesOffAndSaysSo) {
  Files files;
  for (const std::string prefix :
       {"module.", "_orig_mod.", "model.", "backbone.", "model._orig_mod.", "a.b.c.d.", "module.module."}) {
    Dict names = network(prefix);
    names.insert(names.begin(), {"n_averaged", tensor({{}, {}, 0, 1, "2", "LongStorage"})});
    const std::string file = files.write(names);
    EXPECT_EQ(loaded(file), (std::vector<float>{0, 1, 2, 3, 4, 5})) << prefix;
    expect_part(notes_of(file), "'" + prefix + "' was taken off the front of its names");
    expect_part(notes_of(file), "not used, since the network has no such tensors: n_averaged");
  }
  EXPECT_EQ(notes_of(files.write(network(""))).find("taken"), std::string::npos);
}

TEST(LoadedWeights, LooksIntoWhatCheckpointsWrap) {
  Files files;
  for (const std::string wrapper : {"state_dict", "model_state_dict", "model", "ema", "whatever"}) {
    const std::string optimiser = dict({{"state", "}"}, {"param_groups", "]"}});
    const std::string file = files.write(Dict{{"epoch", integer(5)},
                                              {wrapper, dict(network("model._orig_mod."))},
                                              {"optimizer_state_dict", optimiser},
                                              {"loss", tensor({{}, {}, 0, 6})}});
    EXPECT_EQ(loaded(file, "norm.running_var", 3), (std::vector<float>{1, 2, 0})) << wrapper;
    expect_part(notes_of(file), "taken from its '" + wrapper + "'");
  }
  const std::string both = files.write(Dict{{"ema", dict(network(""))}, {"state_dict", dict(network(""))}});
  expect_part(notes_of(both), "taken from its 'state_dict', not from 'ema', which fit as well");
  const std::string nested = files.write(Dict{{"checkpoint", dict(Dict{{"net", dict(network("module."))}})}});
  expect_part(notes_of(nested), "taken from its 'checkpoint/net'");
}

TEST(LoadedWeights, DoesNotChooseBetweenTwoNetworks) {
  Files files;
  Dict twins = network("encoder_q.");
  const Dict other = network("encoder_k.");
  twins.insert(twins.end(), other.begin(), other.end());
  expect_part(refused(files.write(twins)),
              "holds the weights of this network 2 times, under 'encoder_q.' and 'encoder_k.'");
  Dict wrapped = network("module.");
  wrapped.insert(wrapped.begin(), other.begin(), other.end());
  EXPECT_EQ(refused(files.write(wrapped)), "accepted");
}

TEST(LoadedWeights, ShowsTheNamesThatItFoundInstead) {
  Files files;
  const std::string said = refused(files.write(Dict{{"state_dict", dict(Dict{{"stem.kernel", tensor()}})}}));
  expect_part(said, "conv.weight is missing, norm.running_var is missing; the file has stem.kernel in 'state_dict'");
}

TEST(LoadedWeights, RefusesValuesThatNoNetworkCanHave) {
  constexpr float kBad = std::numeric_limits<float>::quiet_NaN(), kHuge = std::numeric_limits<float>::infinity();
  Files files;
  EXPECT_EQ(refused(files.write(network(""))), "accepted");
  expect_part(refused(files.write(network(""), values({0, 1, kBad, 3, 4, 5}))),
              "the tensor 'conv.weight' holds NaN or infinite values (1 of 6)");
  expect_part(refused(files.write(network(""), values({0, 1, -kHuge, kHuge, 4, 5}))),
              "'conv.weight' holds NaN or infinite values (2 of 6)");
  expect_part(refused(files.write(network("module."), floats(6), values({1, -0.5F, 2}))),
              "'norm.running_var' holds negative values (1 of 3)");
}

TEST(LoadedWeights, RefusesWholeNumbersAndOtherShapesByName) {
  Files files;
  Dict whole = network("");
  whole[0].second = tensor({{2, 3}, {3, 1}, 0, 6, "0", "IntStorage"});
  expect_part(refused(files.write(whole)), "conv.weight is of whole numbers (IntStorage) instead of float32");
  Dict turned = network("");
  turned[0].second = tensor({{3, 2}, {2, 1}});
  expect_part(refused(files.write(turned)), "conv.weight is 3x2 instead of 2x3");
}

TEST(LoadedWeights, ReadsHalvesDoublesViewsAndTheOldFormat) {
  Files files;
  Dict narrow = network("");
  narrow[0].second = tensor({{2, 3}, {3, 1}, 0, 6, "0", "BFloat16Storage"});
  std::string halves;
  for (const int bits : {0x3F80, 0x4000, 0xBF80, 0, 0, 0x3F80}) halves += number(static_cast<std::uint64_t>(bits), 2);
  EXPECT_EQ(loaded(files.write(narrow, halves)), (std::vector<float>{1, 2, -1, 0, 0, 1}));
  narrow[0].second = tensor({{2, 3}, {3, 1}, 0, 6, "0", "DoubleStorage"});
  std::string doubles;
  for (const double value : {1.5, -2.0, 1e300, 0.0, 0.0, 0.0})
    doubles.append(reinterpret_cast<const char*>(&value), sizeof value);
  expect_part(refused(files.write(narrow, doubles)), "holds NaN or infinite values (1 of 6)");
  Dict turned = network("");
  turned[0].second = tensor({{2, 3}, {1, 2}});
  EXPECT_EQ(loaded(files.write(turned)), (std::vector<float>{0, 2, 4, 1, 3, 5}));
  const std::string old = old_torch_file(pickle(dict(network("module."))),
                                         {{"0", 6, floats(6)}, {"1", 3, floats(3)}, {"2", 1, number(7, 8)}});
  EXPECT_EQ(loaded(files.write(old)), (std::vector<float>{0, 1, 2, 3, 4, 5}));
}

}  // namespace
}  // namespace xil
