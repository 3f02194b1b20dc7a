#include <fmt/ranges.h>
#include <sqlite3.h>

#include "framework/core/base/error.h"
#include "framework/core/base/text.h"
#include "framework/store/files/files.h"
#include "framework/store/tables/result_views.h"
#include "framework/store/tables/row_sink.h"

namespace xil {
namespace {

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

/// Quotes a name for SQL, whatever it contains.
std::string quoted(const std::string& name) {
  std::string out = "\"";
  for (const char c : name) {
    out += c;
    if (c == '"') out += c;
  }
  return out + '"';
}

/// Columns whose cells differ in kind keep the kind of each.
std::string declaration(const TableColumn& column) {
  switch (column.kind) {
    case CellKind::Text:
      return quoted(column.name) + " TEXT";
    case CellKind::Whole:
      return quoted(column.name) + " INTEGER";
    case CellKind::Real:
      return quoted(column.name) + " REAL";
    case CellKind::Mixed:
      break;
  }
  return quoted(column.name);
}

class SqliteSink final : public RowSink {
 public:
  SqliteSink(const std::filesystem::path& file, const std::vector<TableColumn>& columns) : target_(file), file_(file) {
    sqlite3* database = nullptr;
    const int status = sqlite3_open(file_.temporary().c_str(), &database);
    database_.reset(database);
    check(status);
    // One transaction into a file that no other program knows yet: a rollback would have nothing to restore.
    run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN");
    insert_ = create_table("results", columns);
  }

  void add(const std::vector<Value>& row) override { add_to(insert_.get(), row); }

  void add_table(const std::string& name, const std::vector<TableColumn>& columns,
                 const std::vector<std::vector<Value>>& rows) override {
    const Statement insert = create_table(name, columns);
    for (const std::vector<Value>& row : rows) add_to(insert.get(), row);
  }

  void commit() override {
    insert_.reset();
    add_result_views(database_.get(), target_);
    run("COMMIT");
    check(sqlite3_close(database_.release()));
    file_.commit(IfExists::Replace);
  }

 private:
  using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

  /// Gives the statement that adds a row.
  Statement create_table(const std::string& name, const std::vector<TableColumn>& columns) const {
    std::vector<std::string> declarations;
    for (const TableColumn& column : columns) declarations.push_back(declaration(column));
    run(fmt::format("CREATE TABLE {} ({})", quoted(name), fmt::join(declarations, ", ")));
    const std::vector<std::string> marks(columns.size(), "?");
    const std::string insert = fmt::format("INSERT INTO {} VALUES ({})", quoted(name), fmt::join(marks, ", "));
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v2(database_.get(), insert.c_str(), -1, &statement, nullptr));
    return Statement(statement);
  }
  void add_to(sqlite3_stmt* insert, const std::vector<Value>& row) const {
    for (std::size_t i = 0; i < row.size(); ++i) check(bind(insert, static_cast<int>(i) + 1, row[i]));
    const int status = sqlite3_step(insert);
    check(status == SQLITE_DONE ? SQLITE_OK : status);
    check(sqlite3_reset(insert));
  }
  void check(int status) const {
    require(status == SQLITE_OK, "cannot write '{}': {}; free some space or choose another place", target_.string(),
            database_ ? sqlite3_errmsg(database_.get()) : sqlite3_errstr(status));
  }
  void run(const std::string& sql) const {
    check(sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr));
  }
  static int bind(sqlite3_stmt* statement, int place, const Value& cell) {
    if (const auto* flag = cell.get<bool>()) return sqlite3_bind_int(statement, place, *flag ? 1 : 0);
    if (const auto* whole = cell.get<std::int64_t>()) return sqlite3_bind_int64(statement, place, *whole);
    if (const auto* number = cell.get<double>()) return sqlite3_bind_double(statement, place, *number);
    if (const auto* text = cell.get<std::string>()) {
      const std::string utf8 = valid_utf8(*text);  // readers of the database require valid UTF-8
      return sqlite3_bind_text(statement, place, utf8.data(), static_cast<int>(utf8.size()), SQLITE_TRANSIENT);
    }
    return sqlite3_bind_null(statement, place);
  }

  std::filesystem::path target_;
  AtomicFile file_;
  std::unique_ptr<sqlite3, CloseDatabase> database_;
  Statement insert_;
};

}  // namespace

std::unique_ptr<RowSink> make_sqlite_sink(const std::filesystem::path& file, const std::vector<TableColumn>& columns) {
  return std::make_unique<SqliteSink>(file, columns);
}

}  // namespace xil
