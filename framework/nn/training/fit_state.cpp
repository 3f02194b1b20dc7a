#include "framework/nn/training/fit_state.h"

#include <cstring>

#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr std::string_view kFitState = "xil-fit 1\n";

void append_number(std::string& bytes, const auto& number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void append_text(std::string& bytes, std::string_view text) {
  append_number(bytes, static_cast<std::uint64_t>(text.size()));
  bytes += text;
}

/// Takes parts off the front of bytes.
class Unpacking {
 public:
  explicit Unpacking(std::string_view bytes) : left_(bytes) {}

  std::string_view take(std::uint64_t size) {
    require(size <= left_.size(), "the state of a fit is cut off: {} bytes are due, {} are left", size, left_.size());
    const std::string_view taken = left_.substr(0, size);
    left_.remove_prefix(size);
    return taken;
  }
  template <class Number>
  Number number() {
    Number value{};
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::vector<float> floats() {
    const std::string bytes = text();
    std::vector<float> values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
    return values;
  }
  std::string text() { return std::string(take(number<std::uint64_t>())); }
  bool is_empty() const { return left_.empty(); }

 private:
  std::string_view left_;
};

template <class Number>
std::string_view bytes_of(const std::vector<Number>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Number)};
}

}  // namespace

std::string FitState::packed() const {
  std::string bytes(kFitState);
  append_text(bytes, examples);
  append_number(bytes, done);
  append_text(bytes, bytes_of(losses));
  append_number(bytes, validation_loss);
  append_text(bytes, optimiser);
  append_text(bytes, best);
  append_text(bytes, bytes_of(group_shares));
  return bytes;
}

FitState FitState::unpacked(std::string_view bytes) {
  Unpacking from(bytes);
  require(from.take(kFitState.size()) == kFitState, "it is no state of a fit that this program can read");
  FitState state;
  state.examples = from.text();
  state.done = from.number<std::int64_t>();
  state.losses = from.floats();
  state.validation_loss = from.number<double>();
  state.optimiser = from.text();
  state.best = from.text();
  state.group_shares = from.floats();
  require(from.is_empty(), "the state of a fit has bytes left over");
  return state;
}

std::string digest_of(const LabelledImages& examples) {
  Digest digest;
  digest.add(bytes_of(examples.pixels)).add(bytes_of(examples.features.values)).add(bytes_of(examples.labels));
  digest.add(bytes_of(examples.regions)).add(bytes_of(examples.is_copy));
  digest.add(bytes_of(examples.groups)).add(bytes_of(examples.repeats));
  std::string losses;
  for (std::size_t i = 0; i < examples.losses_of.size(); ++i) {
    for (const LabelledImages::Loss& loss : examples.losses_of[i]) {
      append_number(losses, static_cast<std::uint64_t>(i));
      append_number(losses, loss.kind);
      append_number(losses, loss.weight);
      append_number(losses, loss.region);
    }
  }
  return digest.add(losses).hex();
}

}  // namespace xil
