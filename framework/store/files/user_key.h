#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace xil {

/// A secret of this user by which files that xil writes for itself are told from those of others: whoever may write
/// into a results folder could otherwise put numbers there that no run file has.
struct UserKey {
  std::string secret;  ///< 32 random bytes
  /// 16 hexadecimal digits that tell keys apart and say nothing about the secret.
  std::string name() const;
};

/// The key in `$XDG_STATE_HOME/xil/key` (by default `~/.local/state/xil/key`), which is made if it is missing. Nothing
/// if there is no such place, or if the file is not this user's alone.
std::optional<UserKey> user_key();

/// HMAC-SHA256 (RFC 2104) as 64 hexadecimal digits.
std::string keyed_digest(std::string_view secret, std::string_view content);

/// The content with its keyed digest behind it.
std::string sealed_with(const UserKey& key, std::string content);
/// What was sealed with the key; nothing if these bytes were not.
std::optional<std::string_view> content_sealed_with(const UserKey& key, std::string_view bytes);

}  // namespace xil
