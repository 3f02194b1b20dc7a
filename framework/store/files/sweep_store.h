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

/// Whether a kept sweep is what it was when it was frozen: its name is its digest.
bool is_as_frozen(const std::filesystem::path& file);

/// The digests of the kept sweeps that are as they were frozen, ascending, with spaces between, and `own` among them
/// (a folder on another machine may show a new file late). A run file that holds them proves that it began after these
/// sweeps were written: nobody can write a sweep for a digest that is there already. Empty if they are too many to be
/// kept.
std::string known_sweeps(const std::filesystem::path& out, const std::string& own);

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
