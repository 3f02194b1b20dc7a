#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "framework/core/base/since.h"
#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/hdf5/hdf5_write.h"
#include "framework/store/runs/run_file.h"

// Tables of records that describe themselves: Record::fields(f) calls f(name, member pointer, meaning) per column. What
// is written, read, checked and documented follows from it. Only for the .cpp files of this room.
namespace xil {

namespace detail {

template <class Record, class T>
T type_of(T Record::*);
template <class Member>
using MemberType = decltype(type_of(std::declval<Member>()));
/// How a member lies in the file: numbers as they are, truth values and enumerations as a byte.
template <class T>
using StoredAs = std::conditional_t<std::is_enum_v<T> || std::is_same_v<T, bool>, std::uint8_t, T>;

template <class T>
std::string_view type_name_in_file() {
  using Stored = StoredAs<T>;
  if constexpr (std::is_same_v<Stored, double>) return "f64";
  if constexpr (std::is_same_v<Stored, std::uint8_t>) return "u8";
  if constexpr (std::is_same_v<Stored, std::int32_t>) return "i32";
  if constexpr (std::is_same_v<Stored, std::int64_t>) return "i64";
  if constexpr (std::is_same_v<Stored, std::uint32_t>) return "u32";
  if constexpr (std::is_same_v<Stored, std::uint64_t>) return "u64";
  return {};
}

/// The names of the codes that a column explains: all that the enumeration has, but those after the first
/// EnumNames<E>::always only if the column holds one of them. Files without them keep their bytes.
template <class E>
std::span<const std::string_view> explained_names(std::span<const std::uint8_t> codes) {
  const std::span<const std::string_view> names = EnumNames<E>::names;
  if constexpr (requires { EnumNames<E>::always; }) {
    const auto is_early = [](std::uint8_t code) { return code < EnumNames<E>::always; };
    if (std::ranges::all_of(codes, is_early)) return names.first(EnumNames<E>::always);
  }
  return names;
}

}  // namespace detail

/// One value per row, taken by a member pointer or a function.
template <class Stored, class Row, class Field>
std::vector<Stored> values_of(const std::vector<Row>& rows, Field field) {
  std::vector<Stored> values;
  values.reserve(rows.size());
  for (const Row& row : rows) values.push_back(static_cast<Stored>(std::invoke(field, row)));
  return values;
}

/// The same as a dataset over the rows of a table.
template <class Stored, class Row, class Field>
void write_values(TableWriter& table, const std::string& name, const std::vector<Row>& rows, Field field) {
  table.column<Stored>(name, values_of<Stored>(rows, field), {"row"});
}

/// One dataset over the rows of a table per field of Record; part(row) is the Record in a row.
template <class Record, class Row, class Part>
void write_fields(TableWriter& table, const std::vector<Row>& rows, Part part) {
  Record::fields([&](const char* name, auto member, std::string_view, Since since = {}) {
    require(since.schema <= kSchemaVersion, "column '{}' exists since schema {}, and kSchemaVersion is {}: raise it",
            name, since.schema, kSchemaVersion);
    using T = detail::MemberType<decltype(member)>;
    using Stored = detail::StoredAs<T>;
    const auto values = values_of<Stored>(rows, [&](const Row& row) { return part(row).*member; });
    table.column<Stored>(name, values, {"row"});
    if constexpr (std::is_enum_v<T>) table.meanings(name, detail::explained_names<T>(values));
  });
}

template <class Record>
void write_fields(TableWriter& table, const std::vector<Record>& records) {
  write_fields<Record>(table, records, [](const Record& record) -> const Record& { return record; });
}

/// Rows [first, first + count) of such a table in a file of that schema. Columns that it lacks (Since) keep their
/// defaults, as do those in `missing`.
template <class Record>
std::vector<Record> read_fields(const TableReader& table, hsize_t first, hsize_t count, int schema,
                                const std::vector<std::string>& missing = {}) {
  std::vector<Record> records(count);
  Record::fields([&](const char* name, auto member, std::string_view, Since since = {}) {
    using T = detail::MemberType<decltype(member)>;
    if (since.schema > schema || std::ranges::find(missing, name) != missing.end()) return;
    if constexpr (std::is_enum_v<T>) {
      const auto values = table.codes<T>(name, first, count);
      for (std::size_t i = 0; i < count; ++i) records[i].*member = values[i];
    } else {
      const auto values = table.cells<detail::StoredAs<T>>(name, first, count);
      for (std::size_t i = 0; i < count; ++i) {
        if constexpr (std::is_same_v<T, bool>) require(values[i] < 2, "'{}' holds {}, not 0 or 1", name, values[i]);
        records[i].*member = static_cast<T>(values[i]);
      }
    }
  });
  return records;
}

/// The names of the columns that a file of that schema has.
template <class Record>
void append_field_names(std::vector<std::string>& names, int schema, const std::vector<std::string>& missing = {}) {
  Record::fields([&](const char* name, auto, std::string_view, Since since = {}) {
    const bool is_there = since.schema <= schema && std::ranges::find(missing, name) == missing.end();
    if (is_there) names.emplace_back(name);
  });
}

/// The lines of the format page (framework/store/README.md) about these columns; `rows` is its sign for their number.
template <class Record>
std::vector<std::string> documented_fields(std::string_view rows) {
  std::vector<std::string> lines;
  Record::fields([&](const char* name, auto member, std::string_view meaning, Since = {}) {
    using T = detail::MemberType<decltype(member)>;
    std::string codes;
    if constexpr (std::is_enum_v<T>) {
      for (std::size_t i = 0; i < EnumNames<T>::names.size(); ++i)
        codes += fmt::format("{} {} {}", i == 0 ? ":" : ",", i, EnumNames<T>::names[i]);
    }
    lines.push_back(
        fmt::format("| `{}` | {} | {} | {}{} |", name, rows, detail::type_name_in_file<T>(), meaning, codes));
  });
  return lines;
}

}  // namespace xil
