#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "framework/core/base/value.h"

namespace xil {

/// Takes the rows of a table in one format. Cells are null, integers, reals (finite), booleans or text.
class RowSink {
 public:
  virtual ~RowSink() = default;
  virtual void add(const std::vector<Value>& row) = 0;
  /// Brings the file to its name; without this it never appears.
  virtual void commit() = 0;
};

std::unique_ptr<RowSink> make_csv_sink(const std::filesystem::path& file, const std::vector<std::string>& columns);
std::unique_ptr<RowSink> make_jsonl_sink(const std::filesystem::path& file, const std::vector<std::string>& columns);
/// A table `results`.
std::unique_ptr<RowSink> make_sqlite_sink(const std::filesystem::path& file, const std::vector<std::string>& columns);

}  // namespace xil
