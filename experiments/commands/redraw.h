#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

#include "analysis/drawing/gallery.h"
#include "framework/store/sets/pictures_file.h"

namespace xil {

/// The pictures of some rows of /corrections that are edited copies, made again by xil-run as a child process: only
/// that program can make datasets and edit pictures. Fails with xil-run's own message, for instance where the dataset
/// is not there any more.
std::vector<RefutationPicture> redraw_refutations(const std::filesystem::path& run_file,
                                                  std::span<const std::size_t> rows);
/// Items of a run's dataset in the same way.
std::vector<ItemPicture> redraw_items(const std::filesystem::path& run_file, std::span<const ItemId> items);
/// The same at the pictures' own resolution, as far as figures show it.
std::vector<FramedPicture> redraw_framed(const std::filesystem::path& run_file, std::span<const ItemId> items);

/// All of them, for figures.
Redraw redraw_by_child_process();

}  // namespace xil
