#include "framework/core/base/error.h"
#include "framework/core/base/json.h"
#include "framework/core/base/text.h"
#include "framework/store/files/files.h"
#include "framework/store/tables/row_sink.h"

namespace xil {
namespace {

constexpr std::size_t kBufferBytes = 1 << 16;

/// Collects lines and writes them in larger pieces.
class LineFile {
 public:
  explicit LineFile(const std::filesystem::path& file) : file_(file) {}
  std::string& buffer() { return buffer_; }
  void end_line() {
    buffer_ += '\n';
    if (buffer_.size() >= kBufferBytes) flush();
  }
  void commit() {
    flush();
    file_.commit(IfExists::Replace);
  }

 private:
  void flush() {
    file_.write(buffer_);
    buffer_.clear();
  }
  AtomicFile file_;
  std::string buffer_;
};

std::string csv_cell(const Value& cell) {
  if (cell.is_null()) return "";
  if (const auto* text = cell.get<std::string>()) return csv_text(*text);
  return to_json(cell);
}

class CsvSink final : public RowSink {
 public:
  CsvSink(const std::filesystem::path& file, const std::vector<TableColumn>& columns) : lines_(file) {
    std::vector<Value> titles;
    for (const TableColumn& column : columns) titles.emplace_back(column.name);
    add(titles);
  }
  void add(const std::vector<Value>& row) override {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) lines_.buffer() += ',';
      lines_.buffer() += csv_cell(row[i]);
    }
    lines_.end_line();
  }
  void commit() override { lines_.commit(); }

 private:
  LineFile lines_;
};

class JsonlSink final : public RowSink {
 public:
  JsonlSink(const std::filesystem::path& file, const std::vector<TableColumn>& columns) : lines_(file) {
    for (const TableColumn& column : columns) keys_.push_back(json_text(column.name) + ": ");
  }
  void add(const std::vector<Value>& row) override {
    lines_.buffer() += '{';
    for (std::size_t i = 0; i < row.size(); ++i) {
      lines_.buffer() += fmt::format("{}{}{}", i > 0 ? ", " : "", keys_.at(i), json_text(row[i]));
    }
    lines_.buffer() += '}';
    lines_.end_line();
  }
  void commit() override { lines_.commit(); }

 private:
  LineFile lines_;
  std::vector<std::string> keys_;
};

}  // namespace

std::unique_ptr<RowSink> make_csv_sink(const std::filesystem::path& file, const std::vector<TableColumn>& columns) {
  return std::make_unique<CsvSink>(file, columns);
}

std::unique_ptr<RowSink> make_jsonl_sink(const std::filesystem::path& file, const std::vector<TableColumn>& columns) {
  return std::make_unique<JsonlSink>(file, columns);
}

}  // namespace xil
