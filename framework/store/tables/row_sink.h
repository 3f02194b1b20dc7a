#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "framework/core/base/value.h"

namespace xil {

/// Receives the rows of a table and writes them in one format. Cells are null, integers, reals (finite), booleans or
/// text.
class RowSink {
 public:
  virtual ~RowSink() = default;
  virtual void add(const std::vector<Value>& row) = 0;
  /// Gives the file its name; without this call it never appears.
  virtual void commit() = 0;
};

std::unique_ptr<RowSink> make_csv_sink(const std::filesystem::path& file, const std::vector<std::string>& columns);
std::unique_ptr<RowSink> make_jsonl_sink(const std::filesystem::path& file, const std::vector<std::string>& columns);
/// Writes the table `results` of a database.
std::unique_ptr<RowSink> make_sqlite_sink(const std::filesystem::path& file, const std::vector<std::string>& columns);

}  // namespace xil
