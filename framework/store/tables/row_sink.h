#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "framework/core/base/value.h"
#include "framework/store/parquet/parquet_column.h"

namespace xil {

struct TableColumn {
  std::string name;
  CellKind kind = CellKind::Mixed;
};

/// Receives the rows of a table and writes them in one format. Cells are null, integers, reals (finite), booleans or
/// text.
class RowSink {
 public:
  virtual ~RowSink() = default;
  virtual void add(const std::vector<Value>& row) = 0;
  /// Adds another table; a format that holds only one leaves it out.
  virtual void add_table(const std::string&, const std::vector<TableColumn>&, const std::vector<std::vector<Value>>&) {}
  /// Gives the file its name; without this call it never appears.
  virtual void commit() = 0;
};

std::unique_ptr<RowSink> make_csv_sink(const std::filesystem::path& file, const std::vector<TableColumn>& columns);
std::unique_ptr<RowSink> make_jsonl_sink(const std::filesystem::path& file, const std::vector<TableColumn>& columns);
/// Writes the table `results` of a database, with the views of result_views().
std::unique_ptr<RowSink> make_sqlite_sink(const std::filesystem::path& file, const std::vector<TableColumn>& columns);

/// Holds all rows in memory until commit(): the cells that a run repeats take no space, the others some 12 bytes a row.
std::unique_ptr<RowSink> make_parquet_sink(const std::filesystem::path& file, const std::vector<TableColumn>& columns);

}  // namespace xil
