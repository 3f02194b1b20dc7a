#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "analysis/report/figures.h"
#include "framework/store/runs/run_file_writer.h"
#include "tests/support/fakes.h"

namespace xil {

inline constexpr ItemId kFirstTestItem = 24;  // of FakeDataset(20, 6)

inline Map made_map(ItemId item) {
  Map map(8, 8);
  for (std::size_t i = 0; i < map.values.size(); ++i) map.values[i] = static_cast<float>((i * (item + 3)) % 17);
  return map;
}

/// Writes a run of two rounds; a strategy that judges keeps maps of what it showed, `held_out`
/// those of test items.
inline void write_run(const std::filesystem::path& file, const LabelledRun& run, bool judges, bool held_out) {
  const FakeDataset dataset(20, 6);
  RunHeader header;
  header.run_id = file.stem().string();
  header.config = "{}";
  header.dataset = run.dataset;
  header.strategy = run.strategy;
  header.model = header.explainer = "fake";
  header.seed = run.seed;
  RunFileWriter writer(header);
  std::vector<ItemId> test;
  for (ItemId item = kFirstTestItem; item < dataset.size(); ++item) test.push_back(item);
  writer.start(dataset, std::vector<ItemId>{0, 1}, test);
  for (std::int64_t round = 0; round < 3; ++round) {
    for (ItemId k = 0; k < 2 && round > 0; ++k) {
      ShownRecord look;
      look.round = round;
      look.item = look.of = static_cast<ItemId>(2 * round) + k;
      look.verdict = judges ? (k == 0 ? Verdict::RightReasons : Verdict::WrongReasons) : Verdict::NotJudged;
      writer.shown(look);
      if (!judges) continue;
      writer.saliency({round, look.item, made_map(look.item)}, 0);
      Edit edit{
          .recipe = {.kind = EditKind::Randomise}, .round = static_cast<std::uint32_t>(round), .region = Region(8, 8)};
      edit.region.at(1, 2) = 1;
      writer.corrected({round, look.item, 1, std::make_shared<const Edit>(edit)});
    }
    for (const ItemId item : test) {
      if (held_out) writer.saliency({round, item, made_map(item)}, 0);
    }
    const double value = .5 + .1 * static_cast<double>(round) + .01 * static_cast<double>(run.seed);
    RoundRecord record{round,
                       2 * round,
                       0,
                       2 + 2 * round,
                       {{"accuracy", value}, {"f1", value}, {"jaccard", value}, {"wrong_reason", value}},
                       {},
                       {}};
    record.test_probability = Matrix(test.size(), 2, .5f);
    writer.round(record);
  }
  writer.commit(file);
}

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class Figures : public testing::Test {
 protected:
  Figures() { std::filesystem::create_directories(folder_); }
  ~Figures() override { std::filesystem::remove_all(folder_); }

  void add(const std::string& strategy, std::int64_t seed, bool judges, bool held_out) {
    LabelledRun run{"fake", strategy, seed, folder_ / (strategy + std::to_string(seed) + ".h5")};
    write_run(run.file, run, judges, held_out);
    runs_.push_back(run);
  }
  std::vector<RunData> data() const { return read_runs(runs_); }

  std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("xil_figures_") + testing::UnitTest::GetInstance()->current_test_info()->name());
  std::vector<LabelledRun> runs_;
};

}  // namespace xil
