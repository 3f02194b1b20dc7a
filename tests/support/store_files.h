#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/error.h"
#include "framework/store/runs/run_file_writer.h"
#include "tests/support/fakes.h"
#include "tests/support/scratch_folder.h"

namespace xil {

inline std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

inline void write_text(const std::filesystem::path& file, std::string_view text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

/// What `action` returns in a child process: its exit code, or minus the number of the signal that ended it.
inline int in_child(const std::function<int()>& action) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(60);  // a child that hangs ends by a signal
    int code = 99;
    try {
      code = action();
    } catch (const std::exception&) {
      code = 98;
    }
    ::_exit(code);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/// The message of the Error that `action` throws; empty if it throws none.
inline std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

inline constexpr const char* kExampleId = "0123456789abcdef";

inline RunHeader example_header(const std::string& run_id = kExampleId) {
  RunHeader header = {run_id, R"({"pool": 10, "note": "größer"})", "fake", "nearcaipi", "cnn", "rise", -7, "", {}};
  // More than eight: HDF5 then keeps attributes in another structure.
  for (const char* key :
       {"commit", "diff", "build_type", "compiler", "hdf5", "sqlite", "host", "cpu", "torch", "device", "threads"}) {
    header.provenance.emplace_back(key, std::string("the ") + key);
  }
  return header;
}

inline std::vector<ShownRecord> example_looks() {
  std::vector<ShownRecord> looks = {
      {1, 4, Reason::Query, 4, kUndefined, 0, 0, 1, 0.75, Verdict::WrongLabel, kUndefined, 1},
      {1, 5, Reason::NearHit, 4, 0.5, 1, 1, 1, 0.625, Verdict::WrongReasons, 0.125, 1},
      {2, 6, Reason::NearMiss, 5, -0.25, 0, 1, 0, 1.0, Verdict::RightReasons, 0.875, 0},
      {2, 7, Reason::Query, 7, kUndefined, 1, 1, 1, 0.5, Verdict::NotJudged, kUndefined, 0}};
  looks[1].region_losses = 1;
  for (const std::size_t explained : {1, 2}) {
    looks[explained].explained = true;
    looks[explained].diagnostics = {
        {"masks", 400}, {"mask_p", 0.375}, {"score_sd", 0.0625}, {"map_noise", 0.125}, {"mask_gain", 11.5}};
  }
  return looks;
}

inline RegionLoss example_loss() {
  Region region(8, 8);
  region.at(2, 5) = 1;
  return {RegionLossKind::Rrr, 2.5, std::make_shared<const Region>(region)};
}

/// A copy of three kinds, whose regions are two pixels, and one; and a region loss on an item that has a copy as well.
inline std::vector<Correction> example_corrections() {
  Edit mirror, swap, paint;
  mirror.recipe.kind = EditKind::Augment;
  mirror.seed = 11;
  mirror.round = 1;
  mirror.recipe.flips = false;
  mirror.recipe.zoom = 0.25;
  swap.recipe.from = DonorClass::Other;
  swap.seed = std::numeric_limits<std::uint64_t>::max();
  swap.round = 1;
  swap.copy = 2;
  swap.donor = 3;
  swap.region = Region(8, 8);
  swap.region.at(0, 1) = swap.region.at(7, 7) = 1;
  paint.recipe.kind = EditKind::Inpaint;
  paint.round = 2;
  paint.recipe.inpaint_px = 4.5;
  paint.region = Region(8, 8);
  paint.region.at(3, 2) = 1;
  return {{1, 4, 0, std::make_shared<const Edit>(mirror)},
          {1, 5, 1, std::make_shared<const Edit>(swap)},
          {1, 5, 1, example_loss()},
          {2, 6, 1, std::make_shared<const Edit>(paint)}};
}

/// A ramp from -1 in steps of 1/64, and a map that is undefined in one pixel.
inline std::vector<SaliencyRecord> example_maps() {
  SaliencyRecord ramp{1, 5, Map(8, 8)}, undefined{2, 10, Map(8, 8, 0.5f)};
  for (std::size_t i = 0; i < ramp.map.values.size(); ++i) {
    ramp.map.values[i] = static_cast<float>(i) / 64 - 1;
  }
  undefined.map.values[9] = std::numeric_limits<float>::quiet_NaN();
  return {ramp, undefined};
}

/// Rounds 0, 1, 2; the metric `late` is there in round 2 only, `gap` is undefined in round 1. Accuracy is that of
/// test items whose labels are 0, 1, 0, ...
inline RoundRecord example_round(std::int64_t round, std::size_t test_items) {
  const double at = static_cast<double>(round);
  RoundRecord record{round, 2 * round, 12.5 * at, 3 + 3 * round, {}, {}, Matrix(test_items, 2)};
  record.metrics = {{"accuracy", 0.0}, {"gap", round == 1 ? kUndefined : at}};
  if (round == 2) record.metrics.emplace_back("late", 0.25);
  record.timings = {{"train_s", 0.5 * at}};
  for (std::size_t i = 0; i < test_items; ++i) {
    record.test_probability.row(i)[0] = static_cast<float>(i + 1) / 16 + static_cast<float>(at) / 8;
    record.test_probability.row(i)[1] = 1 - record.test_probability.row(i)[0];
    const bool is_right = (record.test_probability.row(i)[0] >= 0.5f) == (i % 2 == 0);
    record.metrics[0].second += is_right ? 1.0 / static_cast<double>(test_items) : 0;
  }
  return record;
}

/// A finished run on 10 pool items, 4 of validation and 6 of test, with something of everything.
inline RunFileWriter example_run(const Dataset& dataset, RunHeader header = example_header()) {
  RunFileWriter writer(std::move(header));
  const std::vector<ItemId> initial = {0, 1, 3}, test = {14, 15, 16, 17, 18, 19};
  writer.start(dataset, initial, test);
  for (const ShownRecord& look : example_looks()) writer.shown(look);
  for (const SaliencyRecord& map : example_maps()) writer.saliency(map, 0.25);
  for (const Correction& correction : example_corrections()) writer.corrected(correction);
  for (const std::int64_t round : {0, 1, 2}) writer.round(example_round(round, test.size()));
  return writer;
}

}  // namespace xil
