#include "framework/comm/messages.h"

#include <map>
#include <type_traits>
#include <utility>
#include <vector>

namespace xil {
namespace {

class Writer {
 public:
  void operator()(std::uint64_t value) {
    for (int byte = 0; byte < 8; ++byte) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * byte)));
  }
  void operator()(std::int64_t value) { (*this)(static_cast<std::uint64_t>(value)); }
  void operator()(bool value) { bytes.push_back(value ? 1 : 0); }
  template <class E>
  requires std::is_enum_v<E>
  void operator()(E value) { bytes.push_back(static_cast<std::uint8_t>(value)); }
  void operator()(const std::string& text) {
    (*this)(std::uint64_t{text.size()});
    bytes.insert(bytes.end(), text.begin(), text.end());
  }
  void operator()(const std::vector<std::size_t>& values) {
    (*this)(std::uint64_t{values.size()});
    for (const std::size_t value : values) (*this)(std::uint64_t{value});
  }
  void operator()(const std::map<std::size_t, std::string>& values) {
    (*this)(std::uint64_t{values.size()});
    for (const auto& [key, value] : values) (*this)(std::uint64_t{key}), (*this)(value);
  }
  void operator()(std::optional<ErrorMessage>& error) {
    (*this)(error.has_value());
    if (error) error->fields(*this);
  }
  Bytes bytes;
};

class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  void operator()(std::uint64_t& value) {
    value = 0;
    const auto taken = take(8);
    for (std::size_t byte = 0; byte < 8; ++byte) value |= std::uint64_t{taken[byte]} << (8 * byte);
  }
  void operator()(std::int64_t& value) { value = static_cast<std::int64_t>(read<std::uint64_t>()); }
  void operator()(bool& value) {
    const std::uint8_t byte = take(1)[0];
    require(byte <= 1, "damaged message between ranks: {} is no truth value", byte);
    value = byte == 1;
  }
  void operator()(ErrorKind& value) { value = one_of(ErrorKind::Storage); }
  void operator()(WorkEnd& value) { value = one_of(WorkEnd::Broken); }
  void operator()(std::string& text) {
    const auto taken = take(read<std::uint64_t>());
    text.assign(taken.begin(), taken.end());
  }
  // No memory is allocated on the word of a count: if the count is wrong, reading reaches the end of the message.
  void operator()(std::vector<std::size_t>& values) {
    for (auto count = read<std::uint64_t>(); count > 0; --count) values.push_back(read<std::uint64_t>());
  }
  void operator()(std::map<std::size_t, std::string>& values) {
    for (auto count = read<std::uint64_t>(); count > 0; --count) {
      const auto key = read<std::uint64_t>();
      values[key] = read<std::string>();
    }
  }
  void operator()(std::optional<ErrorMessage>& error) {
    if (read<bool>()) error.emplace().fields(*this);
  }

  std::uint8_t kind() { return take(1)[0]; }
  void end() const { require(rest_.empty(), "damaged message between ranks: {} bytes too many", rest_.size()); }

 private:
  template <class T>
  T read() {
    T value{};
    (*this)(value);
    return value;
  }

  template <class E>
  E one_of(E last) {
    const std::uint8_t byte = take(1)[0];
    require(byte <= static_cast<std::uint8_t>(last), "damaged message between ranks: {} is out of range", byte);
    return static_cast<E>(byte);
  }

  std::span<const std::uint8_t> take(std::uint64_t count) {
    require(count <= rest_.size(), "damaged message between ranks: {} bytes expected, {} left", count, rest_.size());
    const auto taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }

  std::span<const std::uint8_t> rest_;
};

/// An empty message of the kind that the variant's index names.
template <std::size_t... Kinds>
WireMessage blank(std::uint8_t kind, std::index_sequence<Kinds...>) {
  WireMessage message;
  const bool known = ((kind == Kinds && (message.emplace<Kinds>(), true)) || ...);
  require(known, "damaged message between ranks: there is no kind {}", kind);
  return message;
}

}  // namespace

Bytes encode(WireMessage message) {
  Writer writer;
  writer.bytes.push_back(static_cast<std::uint8_t>(message.index()));
  std::visit([&](auto& body) { body.fields(writer); }, message);
  return std::move(writer.bytes);
}

WireMessage decode(std::span<const std::uint8_t> bytes) {
  Reader reader(bytes);
  WireMessage message = blank(reader.kind(), std::make_index_sequence<std::variant_size_v<WireMessage>>());
  std::visit([&](auto& body) { body.fields(reader); }, message);
  reader.end();
  return message;
}

ErrorMessage describe(const std::exception& error) {
  const auto* ours = dynamic_cast<const Error*>(&error);
  return {ours != nullptr ? ours->kind() : ErrorKind::Failure, first_line(error.what())};
}

void raise(const ErrorMessage& error) {
  if (error.kind == ErrorKind::Configuration) refuse("{}", error.message);
  if (error.kind == ErrorKind::Storage) fail_storage("{}", error.message);
  fail("{}", error.message);
}

std::string first_line(std::string text) {
  const auto end = text.find_first_of("\r\n");
  if (end != std::string::npos) text.resize(end);
  return text;
}

}  // namespace xil
