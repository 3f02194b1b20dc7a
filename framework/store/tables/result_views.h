#pragma once

#include <sqlite3.h>

#include <filesystem>

namespace xil {

/// Adds to a database with the table `results` of export_table() the table `metrics` (what is known of every metric)
/// and the views `curves`, `aubc` and `final`, whose values are those that `xil compare` takes over items shown: see
/// store/README.md. `file`: for the message of a failure.
void add_result_views(sqlite3* database, const std::filesystem::path& file);

}  // namespace xil
