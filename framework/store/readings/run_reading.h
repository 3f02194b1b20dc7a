#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/catalogue/run_warnings.h"
#include "framework/core/interfaces/records.h"
#include "framework/store/recorded/final_predictions.h"
#include "framework/store/runs/run_file.h"

namespace xil {

/// What tables, comparisons and figures need of a run file, maps and earlier predictions excepted.
struct RunReading {
  RunSummary summary;
  std::string source;              ///< read_source_digest()
  std::string start;               ///< read_start_digest()
  std::vector<ShownRecord> shown;  ///< read_shown(), and with the three that follow only where `unread` is empty
  std::vector<std::string> classes;
  RunFacts facts;  ///< read_run_facts() without parameters, and without `undefined`
  std::shared_ptr<const TestPredictions>
      predictions;     ///< read_final_predictions(); null where they do not fit, or are many
  std::string unread;  ///< why the tables behind the rounds cannot be read
};

/// How much of a run file is read: the tables behind the rounds are what only figures need.
enum class ReadingDepth { Rounds, Everything };

/// Reads the content of a run file, `bytes`, once and in one piece. Fails as read_summary() and require_own_datasets()
/// do; what is wrong with the tables behind the rounds is `unread`.
RunReading read_run(std::string_view bytes, const std::filesystem::path& file, ReadingDepth depth);
/// The same of the file itself, for one that is too large to stand in memory.
RunReading read_run(const std::filesystem::path& file, ReadingDepth depth);

/// A reading as bytes and back. The layout is that of this build: see reading_layout().
std::string encoded(const RunReading& reading);
RunReading decode_reading(std::string_view bytes);
/// What the bytes of encoded() depend on: equal texts, equal layouts. It names the build, since another may read
/// otherwise.
std::string reading_layout();

}  // namespace xil
