#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xil {

/// Keeps the text of a sweep as `OUT/sweeps/<digest>.yaml`; the digest is the first 16 hexadecimal digits of the text's
/// SHA-256. A sweep that is there already stays as it is, and becomes the newest of list_sweeps().
std::filesystem::path freeze_sweep(const std::filesystem::path& out, std::string_view text);

/// The kept sweeps, oldest first.
std::vector<std::filesystem::path> list_sweeps(const std::filesystem::path& out);

/// The digest that is fixed for a key; std::nullopt if none is.
std::optional<std::string> fixed_digest(const std::filesystem::path& out, std::string_view key);
/// Fixes the digest of the data that `key` names (a dataset with its parameters and split). The first caller's digest
/// is kept. A later caller with another digest gets the kept one back, which means that the data changed under the
/// sweep; std::nullopt means that there is no conflict.
std::optional<std::string> conflicting_digest(const std::filesystem::path& out, std::string_view key,
                                              std::string_view digest);

}  // namespace xil
