#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include "framework/store/files/files.h"
#include "framework/store/runs/model_file.h"
#include "framework/store/runs/run_file.h"
#include "tests/support/store_files.h"

namespace xil {
namespace {

enum Outcome { Same = 0, Refused = 1, Changed = 2 };

bool one_line(const std::string& text) { return !text.empty() && text.find('\n') == std::string::npos; }

class Damage : public testing::Test {
 protected:
  Damage() {
    example_run(dataset_).commit(file_);
    bytes_ = read_file(file_);
  }
  /// The example with one bit changed, under its own name in a folder of its own.
  std::filesystem::path flipped(std::size_t position, unsigned bit) const {
    std::string copy = bytes_;
    copy[position] = static_cast<char>(static_cast<unsigned char>(copy[position]) ^ (1U << bit));
    write_text(folder_ / "flipped" / file_.filename(), copy);
    return folder_ / "flipped" / file_.filename();
  }

  const FakeDataset dataset_{10, 6};
  const ScratchFolder folder_;
  const std::filesystem::path file_ = folder_ / (std::string(kExampleId) + ".h5");
  std::string bytes_;
};

/// Reads all that can be read.
Outcome compare(const std::filesystem::path& original, const std::filesystem::path& copy) {
  if (!verify_run_file(copy).empty()) return Refused;
  const RunHeader left = read_summary(original).header, right = read_summary(copy).header;
  const bool same_header = left.run_id == right.run_id && left.config == right.config && left.seed == right.seed &&
                           left.dataset == right.dataset && left.strategy == right.strategy &&
                           left.model == right.model && left.explainer == right.explainer &&
                           left.dataset_digest == right.dataset_digest && left.provenance == right.provenance;
  return same_header && run_file_differences(original, copy).empty() ? Same : Changed;
}

TEST_F(Damage, OfOneBitIsNoticedOrHarmless) {
  constexpr std::size_t kFlips = 500;
  std::size_t refused = 0;
  for (std::size_t i = 0; i < kFlips; ++i) {
    Rng rng(1, {Purpose::Test, 0, static_cast<std::uint32_t>(i)});
    const std::size_t position = (i * bytes_.size() + rng.below(bytes_.size())) / kFlips;
    const auto bit = static_cast<unsigned>(rng.below(8));
    const auto copy = flipped(position, bit);
    const int outcome = in_child([&] { return compare(file_, copy); });
    EXPECT_TRUE(outcome == Same || outcome == Refused) << "byte " << position << " bit " << bit << ": " << outcome;
    refused += outcome == Refused ? 1 : 0;
  }
  EXPECT_GT(refused, kFlips / 4);
}

TEST_F(Damage, OfOneBitInAModelNeverGivesAnotherState) {
  const std::string state(3000, 'w');
  write_model(folder_.path(), {"abc", 1, "{}", dataset_.info(), state});
  const std::string model = read_file(folder_ / "abc-1.h5");
  for (std::size_t position = 0; position < model.size(); position += model.size() / 50) {
    std::string copy = model;
    copy[position] = static_cast<char>(copy[position] ^ 4);
    write_text(folder_ / "copy.h5", copy);
    const int outcome = in_child([&] {
      try {
        return read_model(folder_ / "copy.h5").state == state ? Same : Changed;
      } catch (const Error&) {
        return Refused;
      }
    });
    EXPECT_TRUE(outcome == Same || outcome == Refused) << "byte " << position << ": " << outcome;
  }
}

TEST_F(Damage, ByCuttingIsNoticed) {
  const std::size_t size = bytes_.size();
  for (const std::size_t kept : {std::size_t{0}, std::size_t{7}, std::size_t{48}, size / 2, size - 1}) {
    write_text(folder_ / "cut" / file_.filename(), bytes_.substr(0, kept));
    const auto cut = folder_ / "cut" / file_.filename();
    const std::string message = message_of([&] { read_summary(cut); });
    EXPECT_TRUE(one_line(message)) << kept;
    EXPECT_NE(message.find(cut.string()), std::string::npos) << message;
    EXPECT_EQ(verify_run_file(cut).size(), 1U);
  }
}

TEST_F(Damage, ByRenamingIsNoticed) {
  std::filesystem::copy_file(file_, folder_ / "fedcba9876543210.h5");
  const std::vector<std::string> problems = verify_run_file(folder_ / "fedcba9876543210.h5");
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_NE(problems[0].find(kExampleId), std::string::npos);
}

TEST_F(Damage, InTheContentOfADatasetIsNamed) {
  // Whichever byte belongs to the pixels of some dataset: it is reported by its path. In children, because HDF5 loses
  // memory over damaged files.
  bool named = false;
  for (std::size_t position = 0; position < bytes_.size() && !named; position += 97) {
    const auto copy = flipped(position, 0);
    named = in_child([&] {
              const std::vector<std::string> problems = verify_run_file(copy);
              return std::ranges::any_of(problems, [](const auto& text) { return text.starts_with("/"); }) ? 1 : 0;
            }) == 1;
  }
  EXPECT_TRUE(named);
}

TEST_F(Damage, ByAnItemThatDoesNotExistIsNoticed) {
  RunFileWriter writer = example_run(dataset_, example_header("stray"));
  ShownRecord stray = example_looks()[0];
  stray.of = 20;
  writer.shown(stray);
  writer.commit(folder_ / "stray.h5");
  EXPECT_EQ(verify_run_file(folder_ / "stray.h5"),
            std::vector<std::string>{"/shown/of names an item that /items does not have."});
}

TEST_F(Damage, IsNotConfusedWithAbsence) {
  EXPECT_NE(message_of([&] { read_summary(folder_ / "none.h5"); }).find("there is no such file"), std::string::npos);
  EXPECT_NE(message_of([&] { read_summary(folder_.path()); }), "");
  write_text(folder_ / "text.h5", "this is no HDF5 file");
  EXPECT_TRUE(one_line(message_of([&] { read_shown(folder_ / "text.h5"); })));
}

/// In a child whose files may have `bytes` at most: 0 if writing fails with one line that names the file.
int write_with_limit(rlim_t bytes, const std::filesystem::path& file, const std::function<void()>& write) {
  return in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, RLIM_INFINITY};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 5;
    const std::string message = message_of(write);
    return one_line(message) && message.find(file.string()) != std::string::npos ? 0 : 1;
  });
}

TEST_F(Damage, ByAFullDiskLeavesNothingBehind) {
  const auto target = folder_ / "full" / "run.h5";
  std::filesystem::create_directory(target.parent_path());
  for (const rlim_t bytes : {rlim_t{0}, rlim_t{1000}, static_cast<rlim_t>(bytes_.size() - 1)}) {
    EXPECT_EQ(write_with_limit(bytes, target, [&] { example_run(dataset_).commit(target); }), 0) << bytes;
    EXPECT_TRUE(names_in(target.parent_path()).empty()) << bytes;
  }
  example_run(dataset_).commit(target);
  EXPECT_EQ(read_file(target), bytes_) << "and works once there is space";
}

TEST_F(Damage, ByAnImpossiblePlaceIsOneLine) {
  write_text(folder_ / "plain", "a file");
  const auto target = folder_ / "plain" / "run.h5";
  const std::string message = message_of([&] { example_run(dataset_).commit(target); });
  EXPECT_TRUE(one_line(message));
  EXPECT_NE(message.find((folder_ / "plain").string()), std::string::npos) << message;
  EXPECT_EQ(read_file(folder_ / "plain"), "a file");
  EXPECT_NE(message_of([&] { ensure_out_folder(folder_ / "plain"); }), "");
  EXPECT_NE(message_of([&] { example_run(dataset_).commit(folder_ / "missing/run.h5"); }), "");
}

}  // namespace
}  // namespace xil
