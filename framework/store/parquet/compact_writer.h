#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace xil {

/// Writes one struct in the compact protocol of Apache Thrift (thrift-compact-protocol.md of that project), in which
/// the headers and the footer of a Parquet file are written. Fields are given in ascending order of their ids.
class CompactWriter {
 public:
  CompactWriter() { last_.push_back(0); }

  void boolean(int id, bool value);
  void i16(int id, std::int16_t value) { number(id, kI16, value); }
  void i32(int id, std::int32_t value) { number(id, kI32, value); }
  void i64(int id, std::int64_t value) { number(id, kI64, value); }
  void text(int id, std::string_view bytes);
  /// A struct as a field: its own fields follow, until end().
  void begin(int id);
  void end();
  /// Lists as fields: their elements follow.
  void list_of_structs(int id, std::size_t size) { list(id, kStruct, size); }
  void list_of_i32(int id, const std::vector<std::int32_t>& values);
  void list_of_texts(int id, const std::vector<std::string>& texts);
  /// A struct as an element of a list, until end().
  void begin_element() { last_.push_back(0); }

  /// Ends the outermost struct and returns its bytes.
  std::string finish();

 private:
  static constexpr int kTrue = 1, kFalse = 2, kI16 = 4, kI32 = 5, kI64 = 6, kBinary = 8, kList = 9, kStruct = 12;

  void field(int id, int type);
  void number(int id, int type, std::int64_t value);
  void list(int id, int type, std::size_t size);
  void varint(std::uint64_t value);
  void signed_varint(std::int64_t value);

  std::string bytes_;
  std::vector<int> last_;  ///< id of the last field of every struct that is open
};

/// Seven bits a byte, the least first (LEB128).
void append_varint(std::string& bytes, std::uint64_t value);

}  // namespace xil
