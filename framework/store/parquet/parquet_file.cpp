#include "framework/store/parquet/parquet_file.h"

#include <algorithm>

#include "framework/core/base/error.h"
#include "framework/store/files/provenance.h"
#include "framework/store/parquet/compact_writer.h"
#include "framework/store/parquet/gzip.h"
#include "framework/store/parquet/level_runs.h"

// Numbers of fields, types and encodings are those of parquet.thrift of the project parquet-format.
namespace xil {
namespace {

constexpr std::string_view kMagic = "PAR1";
constexpr int kPlain = 0, kRunLengths = 3, kDictionary = 8;  // Encoding
constexpr int kGzip = 2;                                     // CompressionCodec
constexpr int kDataPage = 0, kDictionaryPage = 2;            // PageType
constexpr int kOptional = 1;                                 // FieldRepetitionType
constexpr int kUtf8 = 0;                                     // ConvertedType
constexpr int kFormatVersion = 2;

std::string length_bytes(std::size_t length) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(length >> (8 * i) & 0xff);
  return bytes;
}

/// Where the rows of one column in one group lie.
struct Chunk {
  const ParquetColumn* column;
  ParquetType type;
  std::int64_t data = 0, dictionary = -1;  ///< offsets of the first pages; -1: there is none
  std::int64_t plain_bytes = 0, bytes = 0;
  std::size_t values = 0, nulls = 0;
  bool has_bounds = false;
  std::string least = {}, greatest = {};

  std::int64_t offset() const { return dictionary < 0 ? data : dictionary; }
};

struct Group {
  std::vector<Chunk> chunks;
  std::size_t rows = 0;
};

class ParquetFile {
 public:
  ParquetFile(AtomicFile& file, std::span<const ParquetColumn> columns) : file_(file), columns_(columns) {
    for (const ParquetColumn& column : columns) types_.push_back(column.type());
  }

  void write() {
    put(kMagic);
    const std::size_t rows = columns_.empty() ? 0 : columns_.front().rows();
    for (std::size_t first = 0; first < rows; first += kGroupRows) add_group(first, std::min(kGroupRows, rows - first));
    const std::string footer = footer_of(rows);
    put(footer);
    put(length_bytes(footer.size()));
    put(kMagic);
  }

 private:
  void put(std::string_view bytes) {
    file_.write(bytes);
    at_ += static_cast<std::int64_t>(bytes.size());
  }

  void add_group(std::size_t first, std::size_t count) {
    Group& group = groups_.emplace_back();
    group.rows = count;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      group.chunks.push_back(add_chunk(columns_[i], types_[i], first, count));
  }

  Chunk add_chunk(const ParquetColumn& column, ParquetType type, std::size_t first, std::size_t count) {
    const ColumnRows rows = column.take(type, first, count);
    Chunk chunk{&column, type};
    chunk.values = count;
    chunk.nulls = rows.nulls;
    chunk.has_bounds = rows.has_bounds;
    chunk.least = rows.least;
    chunk.greatest = rows.greatest;
    if (rows.distinct > 0) {
      chunk.dictionary = at_;
      add_page(chunk, kDictionaryPage, rows.distinct, kPlain, rows.dictionary);
    }
    chunk.data = at_;
    const std::string levels = run_encoded(rows.defined, 1);
    std::string page = length_bytes(levels.size()) + levels;
    if (rows.distinct > 0) {
      const int bits = bits_for(rows.distinct);
      page += static_cast<char>(bits);
      page += run_encoded(rows.codes, bits);
    } else if (type == ParquetType::Boolean) {
      page += packed_bits(std::vector<std::uint32_t>(rows.plain.begin(), rows.plain.end()), 1);
    } else {
      page += rows.plain;
    }
    add_page(chunk, kDataPage, count, rows.distinct > 0 ? kDictionary : kPlain, page);
    return chunk;
  }

  void add_page(Chunk& chunk, int kind, std::size_t values, int encoding, const std::string& plain) {
    const std::string packed = gzipped(plain);
    CompactWriter header;
    header.i32(1, kind);
    header.i32(2, static_cast<std::int32_t>(plain.size()));
    header.i32(3, static_cast<std::int32_t>(packed.size()));
    header.begin(kind == kDataPage ? 5 : 7);
    header.i32(1, static_cast<std::int32_t>(values));
    header.i32(2, encoding);
    if (kind == kDataPage) {
      header.i32(3, kRunLengths);
      header.i32(4, kRunLengths);
    }
    header.end();
    const std::string bytes = header.finish();
    put(bytes);
    put(packed);
    chunk.bytes += static_cast<std::int64_t>(bytes.size() + packed.size());
    chunk.plain_bytes += static_cast<std::int64_t>(bytes.size() + plain.size());
  }

  std::string footer_of(std::size_t rows) const {
    CompactWriter footer;
    footer.i32(1, kFormatVersion);
    add_schema(footer);
    footer.i64(3, static_cast<std::int64_t>(rows));
    footer.list_of_structs(4, groups_.size());
    for (std::size_t i = 0; i < groups_.size(); ++i) add_group_entry(footer, groups_[i], static_cast<std::int16_t>(i));
    footer.text(6, "xil (build " + build_info().commit + ")");
    footer.list_of_structs(7, columns_.size());  // the bounds follow the order of the type
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      footer.begin_element();
      footer.begin(1);
      footer.end();
      footer.end();
    }
    return footer.finish();
  }

  void add_schema(CompactWriter& footer) const {
    footer.list_of_structs(2, columns_.size() + 1);
    footer.begin_element();
    footer.text(4, "results");
    footer.i32(5, static_cast<std::int32_t>(columns_.size()));
    footer.end();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      footer.begin_element();
      footer.i32(1, static_cast<std::int32_t>(types_[i]));
      footer.i32(3, kOptional);
      footer.text(4, columns_[i].name());
      if (types_[i] == ParquetType::ByteArray) {
        footer.i32(6, kUtf8);
        footer.begin(10);  // the same as a logical type: a string
        footer.begin(1);
        footer.end();
        footer.end();
      }
      footer.end();
    }
  }

  static void add_group_entry(CompactWriter& footer, const Group& group, std::int16_t ordinal) {
    std::int64_t plain_bytes = 0, bytes = 0;
    for (const Chunk& chunk : group.chunks) {
      plain_bytes += chunk.plain_bytes;
      bytes += chunk.bytes;
    }
    footer.begin_element();
    footer.list_of_structs(1, group.chunks.size());
    for (const Chunk& chunk : group.chunks) add_chunk_entry(footer, chunk);
    footer.i64(2, plain_bytes);
    footer.i64(3, static_cast<std::int64_t>(group.rows));
    footer.i64(5, group.chunks.front().offset());
    footer.i64(6, bytes);
    footer.i16(7, ordinal);
    footer.end();
  }

  static void add_chunk_entry(CompactWriter& footer, const Chunk& chunk) {
    footer.begin_element();
    footer.i64(2, 0);  // no metadata in the place where early readers look for them
    footer.begin(3);
    footer.i32(1, static_cast<std::int32_t>(chunk.type));
    footer.list_of_i32(2, chunk.dictionary < 0 ? std::vector<std::int32_t>{kPlain, kRunLengths}
                                               : std::vector<std::int32_t>{kPlain, kRunLengths, kDictionary});
    footer.list_of_texts(3, {chunk.column->name()});
    footer.i32(4, kGzip);
    footer.i64(5, static_cast<std::int64_t>(chunk.values));
    footer.i64(6, chunk.plain_bytes);
    footer.i64(7, chunk.bytes);
    footer.i64(9, chunk.data);
    if (chunk.dictionary >= 0) footer.i64(11, chunk.dictionary);
    footer.begin(12);
    footer.i64(3, static_cast<std::int64_t>(chunk.nulls));
    if (chunk.has_bounds) {
      footer.text(5, chunk.greatest);
      footer.text(6, chunk.least);
    }
    footer.end();
    footer.end();
    footer.end();
  }

  AtomicFile& file_;
  std::span<const ParquetColumn> columns_;
  std::vector<ParquetType> types_;
  std::vector<Group> groups_;
  std::int64_t at_ = 0;
};

}  // namespace

void write_parquet(AtomicFile& file, std::span<const ParquetColumn> columns) { ParquetFile(file, columns).write(); }

}  // namespace xil
