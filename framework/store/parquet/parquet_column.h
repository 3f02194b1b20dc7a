#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/base/value.h"

namespace xil {

/// What the cells of a column may be. Mixed ones are told by the cells themselves.
enum class CellKind { Text, Whole, Real, Mixed };

/// The physical types of Parquet that are written, by their numbers there.
enum class ParquetType { Boolean = 0, Int64 = 2, Double = 5, ByteArray = 6 };

/// Some rows of a column in Parquet's plain encoding, each distinct value once where that saves space.
struct ColumnRows {
  std::vector<std::uint32_t> defined;  ///< per row 1, or 0 for null
  std::string plain;                   ///< all values without a dictionary; empty with one
  std::string dictionary;              ///< the distinct values in order of their first row
  std::vector<std::uint32_t> codes;    ///< per defined row the place of its value in the dictionary
  std::size_t distinct = 0;            ///< values in the dictionary; 0: there is none
  bool has_bounds = false;
  std::string least, greatest;  ///< in plain encoding, texts without their length
  std::size_t nulls = 0;
};

/// A column of a table as it grows: numbers as they are, everything else as distinct cells and how often each is
/// repeated, so that what is the same in all rows of a run takes no space.
class ParquetColumn {
 public:
  ParquetColumn(std::string name, CellKind kind) : name_(std::move(name)), kind_(kind) {}
  const std::string& name() const { return name_; }
  void add(const Value& cell);
  std::size_t rows() const { return rows_; }

  /// The type that holds every cell: a column of whole numbers and reals is of reals, if those hold the whole numbers
  /// exactly; another mixture is of texts, with numbers and booleans as JSON has them. A column of nulls is of texts.
  ParquetType type() const;
  /// Rows [first, first + count) as that type.
  ColumnRows take(ParquetType type, std::size_t first, std::size_t count) const;

 private:
  struct Run {
    std::size_t end;      ///< the row behind the run
    std::uint32_t place;  ///< in cells_
  };
  std::uint32_t place_of(const Value& cell);

  std::string name_;
  CellKind kind_;
  std::size_t rows_ = 0;
  std::vector<double> reals_;                                            ///< CellKind::Real: NaN is null
  std::vector<Value> cells_;                                             ///< the distinct ones
  std::map<std::pair<std::size_t, std::string>, std::uint32_t> places_;  ///< kind and text of a cell -> place in cells_
  std::vector<Run> runs_;
};

}  // namespace xil
