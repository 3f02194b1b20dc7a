#include "framework/store/parquet/compact_writer.h"

namespace xil {

void append_varint(std::string& bytes, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(0x80 | (value & 0x7f));
  bytes += static_cast<char>(value);
}

void CompactWriter::varint(std::uint64_t value) { append_varint(bytes_, value); }

/// Zigzag: 0, -1, 1, -2, ... are 0, 1, 2, 3, ...
void CompactWriter::signed_varint(std::int64_t value) {
  varint((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

void CompactWriter::field(int id, int type) {
  const int step = id - last_.back();
  const bool is_short = 0 < step && step <= 15;
  bytes_ += static_cast<char>((is_short ? step << 4 : 0) | type);
  if (!is_short) signed_varint(id);
  last_.back() = id;
}

void CompactWriter::boolean(int id, bool value) { field(id, value ? kTrue : kFalse); }

void CompactWriter::number(int id, int type, std::int64_t value) {
  field(id, type);
  signed_varint(value);
}

void CompactWriter::text(int id, std::string_view bytes) {
  field(id, kBinary);
  varint(bytes.size());
  bytes_ += bytes;
}

void CompactWriter::begin(int id) {
  field(id, kStruct);
  last_.push_back(0);
}

void CompactWriter::end() {
  bytes_ += '\0';
  last_.pop_back();
}

void CompactWriter::list(int id, int type, std::size_t size) {
  constexpr std::size_t kLong = 15;
  field(id, kList);
  bytes_ += static_cast<char>((static_cast<int>(size < kLong ? size : kLong) << 4) | type);
  if (size >= kLong) varint(size);
}

void CompactWriter::list_of_i32(int id, const std::vector<std::int32_t>& values) {
  list(id, kI32, values.size());
  for (const std::int32_t value : values) signed_varint(value);
}

void CompactWriter::list_of_texts(int id, const std::vector<std::string>& texts) {
  list(id, kBinary, texts.size());
  for (const std::string& one : texts) {
    varint(one.size());
    bytes_ += one;
  }
}

std::string CompactWriter::finish() {
  end();
  return std::move(bytes_);
}

}  // namespace xil
