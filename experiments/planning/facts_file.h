#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "framework/core/catalogue/run_warnings.h"

namespace xil {

/// What was read of a run file.
struct KeptFacts {
  std::string stamp;   ///< stamp_of() the file when it was read
  RunFacts facts;      ///< but for `judges` and `verdict`, which follow from the run's parameters
  std::string unread;  ///< why it cannot be read; empty: it can
};

/// By run_id.
using FactsFile = std::map<std::string, KeptFacts>;

/// Size and time of a run file; empty if there is none.
std::string stamp_of(const std::filesystem::path& file);

/// `OUT/scalars/facts.tsv`. Lines that make no sense are skipped: their files are read again.
FactsFile read_facts_file(const std::filesystem::path& out);
/// If that fails, nothing is kept.
void keep_facts_file(const std::filesystem::path& out, const FactsFile& facts);

}  // namespace xil
