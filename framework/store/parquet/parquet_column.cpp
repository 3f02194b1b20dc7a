#include "framework/store/parquet/parquet_column.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "framework/core/base/text.h"
#include "framework/store/parquet/level_runs.h"

namespace xil {
namespace {

/// Longer texts have no bounds.
constexpr std::size_t kLongestBound = 256;

std::string little_endian(std::uint64_t bits, int bytes = 8) {
  std::string plain;
  for (int i = 0; i < bytes; ++i) plain += static_cast<char>(bits >> (8 * i) & 0xff);
  return plain;
}

double real_of(const Value& cell) {
  const auto* whole = cell.get<std::int64_t>();
  return whole != nullptr ? static_cast<double>(*whole) : *cell.get<double>();
}

std::string text_of(const Value& cell) {
  const auto* text = cell.get<std::string>();
  return valid_utf8(text != nullptr ? *text : to_json(cell));
}

/// A value without the length that stands before a text.
std::string bytes_of(ParquetType type, const Value& cell) {
  switch (type) {
    case ParquetType::Boolean:
      return std::string(1, *cell.get<bool>() ? '\1' : '\0');
    case ParquetType::Int64:
      return little_endian(static_cast<std::uint64_t>(*cell.get<std::int64_t>()));
    case ParquetType::Double:
      return little_endian(std::bit_cast<std::uint64_t>(real_of(cell)));
    case ParquetType::ByteArray:
      return text_of(cell);
  }
  return {};
}

bool is_exact_real(const Value& cell) {
  constexpr std::int64_t kMost = std::int64_t{1} << std::numeric_limits<double>::digits;
  const auto* whole = cell.get<std::int64_t>();
  return whole == nullptr || (-kMost <= *whole && *whole <= kMost);
}

bool is_less(ParquetType type, const Value& one, const Value& other) {
  if (type == ParquetType::Boolean) return *one.get<bool>() < *other.get<bool>();
  if (type == ParquetType::Int64) return *one.get<std::int64_t>() < *other.get<std::int64_t>();
  if (type == ParquetType::Double) return real_of(one) < real_of(other);
  return text_of(one) < text_of(other);  // std::string compares bytes as unsigned ones
}

/// The bounds must hold either zero, whatever its sign.
Value bound(const Value& cell, bool is_least) {
  const auto* real = cell.get<double>();
  return real != nullptr && *real == 0 ? Value(is_least ? -0.0 : 0.0) : cell;
}

void set_bounds(ColumnRows& rows, ParquetType type, const Value& least, const Value& greatest) {
  rows.least = bytes_of(type, bound(least, true));
  rows.greatest = bytes_of(type, bound(greatest, false));
  rows.has_bounds = std::max(rows.least.size(), rows.greatest.size()) <= kLongestBound;
}

/// Puts values together; keeps the dictionary while it is shorter than the values themselves.
class RowsMaker {
 public:
  explicit RowsMaker(ParquetType type) : type_(type) {}

  void add_null() {
    rows_.defined.push_back(0);
    ++rows_.nulls;
  }
  /// `plain`: of the value, with a text's length; `code`: its place in the dictionary.
  void add(const std::string& plain, std::uint32_t code) {
    rows_.defined.push_back(1);
    rows_.plain += plain;
    rows_.codes.push_back(code);
  }
  /// The place of a value that has not been added to the dictionary.
  std::uint32_t define(const std::string& plain) {
    rows_.dictionary += plain;
    return static_cast<std::uint32_t>(rows_.distinct++);
  }
  ColumnRows finish() {
    const std::size_t coded =
        rows_.dictionary.size() + rows_.codes.size() * static_cast<std::size_t>(bits_for(rows_.distinct)) / 8;
    const bool pays = type_ != ParquetType::Boolean && !rows_.codes.empty() && coded < rows_.plain.size();
    if (pays) {
      rows_.plain.clear();
    } else {
      rows_.dictionary.clear();
      rows_.codes.clear();
      rows_.distinct = 0;
    }
    return std::move(rows_);
  }
  ColumnRows& rows() { return rows_; }

 private:
  ParquetType type_;
  ColumnRows rows_;
};

ColumnRows take_reals(std::span<const double> reals) {
  RowsMaker maker(ParquetType::Double);
  std::unordered_map<std::uint64_t, std::uint32_t> codes;
  double least = std::numeric_limits<double>::infinity(), greatest = -least;
  for (const double value : reals) {
    if (std::isnan(value)) {
      maker.add_null();
      continue;
    }
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const std::string plain = little_endian(bits);
    const auto known = codes.find(bits);
    maker.add(plain, known != codes.end() ? known->second : codes.emplace(bits, maker.define(plain)).first->second);
    least = std::min(least, value);
    greatest = std::max(greatest, value);
  }
  if (least <= greatest) set_bounds(maker.rows(), ParquetType::Double, Value(least), Value(greatest));
  return maker.finish();
}

}  // namespace

std::uint32_t ParquetColumn::place_of(const Value& cell) {
  const auto* text = cell.get<std::string>();
  const auto [found, is_new] = places_.try_emplace({cell.data.index(), text != nullptr ? *text : to_json(cell)},
                                                   static_cast<std::uint32_t>(cells_.size()));
  if (is_new) cells_.push_back(cell);
  return found->second;
}

void ParquetColumn::add(const Value& cell) {
  ++rows_;
  if (kind_ == CellKind::Real) {
    reals_.push_back(cell.is_null() ? std::numeric_limits<double>::quiet_NaN() : real_of(cell));
    return;
  }
  const bool is_same = !runs_.empty() && cells_[runs_.back().place] == cell;
  if (!is_same) runs_.push_back({0, place_of(cell)});
  runs_.back().end = rows_;
}

ParquetType ParquetColumn::type() const {
  if (kind_ == CellKind::Real) return ParquetType::Double;
  if (kind_ == CellKind::Whole) return ParquetType::Int64;
  if (kind_ == CellKind::Text) return ParquetType::ByteArray;
  std::size_t flags = 0, wholes = 0, reals = 0, all = 0;
  for (const Value& cell : cells_) {
    if (cell.is_null()) continue;
    ++all;
    flags += cell.get<bool>() != nullptr;
    wholes += cell.get<std::int64_t>() != nullptr;
    reals += cell.get<double>() != nullptr;
  }
  if (all > 0 && flags == all) return ParquetType::Boolean;
  if (all > 0 && wholes == all) return ParquetType::Int64;
  const bool are_reals = all > 0 && wholes + reals == all && std::ranges::all_of(cells_, is_exact_real);
  return are_reals ? ParquetType::Double : ParquetType::ByteArray;
}

ColumnRows ParquetColumn::take(ParquetType type, std::size_t first, std::size_t count) const {
  if (kind_ == CellKind::Real) return take_reals(std::span(reals_).subspan(first, count));
  RowsMaker maker(type);
  std::unordered_map<std::uint32_t, std::pair<std::string, std::uint32_t>> known;  // place -> bytes, code
  const Value *least = nullptr, *greatest = nullptr;
  auto run = std::ranges::upper_bound(runs_, first, {}, &Run::end);
  for (std::size_t row = first; row < first + count; ++row) {
    if (row == run->end) ++run;
    const Value& cell = cells_[run->place];
    if (cell.is_null()) {
      maker.add_null();
      continue;
    }
    auto found = known.find(run->place);
    if (found == known.end()) {
      std::string plain = bytes_of(type, cell);
      if (type == ParquetType::ByteArray) plain.insert(0, little_endian(plain.size(), 4));
      const std::uint32_t code = maker.define(plain);
      found = known.emplace(run->place, std::pair(std::move(plain), code)).first;
      if (least == nullptr || is_less(type, cell, *least)) least = &cell;
      if (greatest == nullptr || is_less(type, *greatest, cell)) greatest = &cell;
    }
    maker.add(found->second.first, found->second.second);
  }
  if (least != nullptr) set_bounds(maker.rows(), type, *least, *greatest);
  return maker.finish();
}

}  // namespace xil
