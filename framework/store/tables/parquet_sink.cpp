#include "framework/core/base/error.h"
#include "framework/store/files/files.h"
#include "framework/store/parquet/parquet_file.h"
#include "framework/store/tables/row_sink.h"

namespace xil {
namespace {

/// The types of columns are known once all rows are, so that the file is written at the end.
class ParquetSink final : public RowSink {
 public:
  ParquetSink(const std::filesystem::path& file, const std::vector<TableColumn>& columns) : file_(file) {
    for (const TableColumn& column : columns) columns_.emplace_back(column.name, column.kind);
  }
  void add(const std::vector<Value>& row) override {
    for (std::size_t i = 0; i < row.size(); ++i) columns_.at(i).add(row[i]);
  }
  void commit() override {
    write_parquet(file_, columns_);
    file_.commit(IfExists::Replace);
  }

 private:
  AtomicFile file_;
  std::vector<ParquetColumn> columns_;
};

}  // namespace

std::unique_ptr<RowSink> make_parquet_sink(const std::filesystem::path& file, const std::vector<TableColumn>& columns) {
  return std::make_unique<ParquetSink>(file, columns);
}

}  // namespace xil
