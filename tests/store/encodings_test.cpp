#include <gtest/gtest.h>

#include "framework/store/parquet/compact_writer.h"
#include "framework/store/parquet/level_runs.h"
#include "framework/store/parquet/parquet_column.h"

namespace xil {
namespace {

std::string hex(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

TEST(PackedBits, AreThoseOfTheFormatsExample) {
  const std::vector<std::uint32_t> numbers = {0, 1, 2, 3,
                                              4, 5, 6, 7};  // Encodings.md, "Run Length Encoding / Bit-Packing"
  EXPECT_EQ(hex(packed_bits(numbers, 3)), "88c6fa");
  EXPECT_EQ(hex(run_encoded(numbers, 3)), "0388c6fa") << "one group: header 1 << 1 | 1";
}

TEST(RunEncoding, RepeatsLongRunsAndPacksTheRest) {
  // By hand: eight sevens are a run (8 << 1), then one packed group of which two numbers are there.
  EXPECT_EQ(hex(run_encoded(std::vector<std::uint32_t>{7, 7, 7, 7, 7, 7, 7, 7, 1, 2}, 3)),
            "1007"
            "03110000");
  EXPECT_EQ(hex(run_encoded(std::vector<std::uint32_t>(300, 1), 1)),
            "d804"
            "01")
      << "300 << 1 in seven bits a byte";
  EXPECT_EQ(hex(run_encoded(std::vector<std::uint32_t>(9, 0x1234), 16)),
            "12"
            "3412")
      << "two bytes of a value, low first";
  EXPECT_EQ(run_encoded({}, 1), "");
}

TEST(RunEncoding, UsesAsManyBitsAsTheNumbersNeed) {
  EXPECT_EQ(bits_for(0), 1);
  EXPECT_EQ(bits_for(1), 1);
  EXPECT_EQ(bits_for(2), 1);
  EXPECT_EQ(bits_for(3), 2);
  EXPECT_EQ(bits_for(256), 8);
  EXPECT_EQ(bits_for(257), 9);
}

TEST(CompactWriter, WritesFieldsAsTheProtocolSays) {
  // By hand from thrift-compact-protocol.md: type 5 (i32) one field on is 15, zigzag of -2 is 3; type 8 (text) two
  // fields on is 28; a field more than 15 on has its id as a zigzag number behind the type.
  CompactWriter writer;
  writer.i32(1, -2);
  writer.text(3, "ab");
  writer.i64(20, 64);
  EXPECT_EQ(hex(writer.finish()),
            "1503"
            "28026162"
            "06288001"
            "00");
}

TEST(CompactWriter, NestsStructsAndLists) {
  CompactWriter writer;
  writer.begin(2);  // its fields count from zero again, and those of the outer struct go on behind it
  writer.boolean(1, true);
  writer.boolean(2, false);
  writer.end();
  writer.list_of_i32(3, {1, -1});
  writer.list_of_texts(4, std::vector<std::string>(16, "x"));
  std::string texts;
  for (int i = 0; i < 16; ++i) texts += "0178";
  EXPECT_EQ(hex(writer.finish()),
            "2c111200"
            "19250201"
            "19f810" +
                texts + "00");
}

ParquetColumn column_of(CellKind kind, const std::vector<Value>& cells) {
  ParquetColumn column("c", kind);
  for (const Value& cell : cells) column.add(cell);
  return column;
}

TEST(ParquetColumn, HasTheTypeThatHoldsEveryCell) {
  const auto type_of = [](std::vector<Value> cells) { return column_of(CellKind::Mixed, cells).type(); };
  const Value whole(std::int64_t{3}), real(0.5), flag(true), text(std::string("a")), large((std::int64_t{1} << 53) + 1);
  EXPECT_EQ(type_of({whole, Value(), whole}), ParquetType::Int64);
  EXPECT_EQ(type_of({whole, real}), ParquetType::Double);
  EXPECT_EQ(type_of({large}), ParquetType::Int64);
  EXPECT_EQ(type_of({large, real}), ParquetType::ByteArray) << "a double would not hold it exactly";
  EXPECT_EQ(type_of({flag, Value()}), ParquetType::Boolean);
  EXPECT_EQ(type_of({flag, whole}), ParquetType::ByteArray);
  EXPECT_EQ(type_of({text, real}), ParquetType::ByteArray);
  EXPECT_EQ(type_of({Value(), Value()}), ParquetType::ByteArray);
  EXPECT_EQ(type_of({}), ParquetType::ByteArray);
  EXPECT_EQ(column_of(CellKind::Whole, {}).type(), ParquetType::Int64);
}

TEST(ParquetColumn, TakesAnyRowsWithTheirNullsAndBounds) {
  std::vector<Value> cells;
  for (std::int64_t i = 0; i < 100; ++i) cells.push_back(i % 10 == 0 ? Value() : Value(i / 20));
  const ParquetColumn column = column_of(CellKind::Whole, cells);
  const ColumnRows rows = column.take(ParquetType::Int64, 35, 30);
  EXPECT_EQ(rows.nulls, 3U);  // 40, 50, 60
  EXPECT_EQ(rows.defined.size(), 30U);
  EXPECT_EQ(rows.distinct, 3U);
  EXPECT_EQ(hex(rows.dictionary),
            "0100000000000000"
            "0200000000000000"
            "0300000000000000");
  EXPECT_EQ(rows.codes.size(), 27U);
  EXPECT_EQ(hex(rows.least), "0100000000000000");
  EXPECT_EQ(hex(rows.greatest), "0300000000000000");
}

TEST(ParquetColumn, HasZeroesOfBothSignsWithinItsBounds) {
  const ColumnRows rows = column_of(CellKind::Real, {Value(0.0), Value()}).take(ParquetType::Double, 0, 2);
  EXPECT_EQ(hex(rows.least), "0000000000000080");
  EXPECT_EQ(hex(rows.greatest), "0000000000000000");
  EXPECT_EQ(rows.nulls, 1U);
}

TEST(ParquetColumn, OfValuesThatAllDifferHasNoDictionary) {
  std::vector<Value> cells;
  for (int i = 0; i < 100; ++i) cells.emplace_back(i / 7.0);
  const ColumnRows rows = column_of(CellKind::Real, cells).take(ParquetType::Double, 0, 100);
  EXPECT_EQ(rows.distinct, 0U);
  EXPECT_EQ(rows.plain.size(), 800U);
}

}  // namespace
}  // namespace xil
