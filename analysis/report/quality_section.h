#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "analysis/quality/quality.h"

namespace xil {

/// How the page shows a figure under a caption.
using FigureHtml = std::function<std::string(const std::filesystem::path& file, const std::string& caption)>;

/// The section of the report page with the figures of `files` that are among those of `quality`, its tables and its
/// remarks; empty where there are none.
std::string quality_html(const Quality& quality, std::span<const std::filesystem::path> files,
                         const FigureHtml& figure_html);

/// Whether the file is a figure of that section.
bool is_of_quality(const Quality& quality, const std::filesystem::path& file);

}  // namespace xil
