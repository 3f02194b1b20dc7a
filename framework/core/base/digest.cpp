#include "framework/core/base/digest.h"

#include <fmt/ranges.h>
#include <openssl/evp.h>

#include <array>

#include "framework/core/base/error.h"

namespace xil {
namespace {

void check(int code) { require(code == 1, "OpenSSL cannot compute SHA-256: see to its installation"); }

}  // namespace

struct Digest::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();

  State() { require(context != nullptr, "no memory for SHA-256"); }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Digest::Digest() : state_(std::make_unique<State>()) {
  check(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr));
}
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;
Digest::~Digest() = default;

Digest& Digest::add(std::span<const std::uint8_t> bytes) {
  check(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()));
  return *this;
}

Digest& Digest::add(std::string_view text) {
  return add(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

std::string Digest::hex() const {
  const State copy;  // the state itself must stay open for more bytes
  check(EVP_MD_CTX_copy_ex(copy.context, state_->context));
  std::array<std::uint8_t, 32> bytes{};
  check(EVP_DigestFinal_ex(copy.context, bytes.data(), nullptr));
  return fmt::format("{:02x}", fmt::join(bytes, ""));
}

std::string sha256(std::string_view text) { return Digest().add(text).hex(); }

}  // namespace xil
