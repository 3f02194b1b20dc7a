#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/gnuplot.h"
#include "analysis/run_data.h"

namespace xil {

/// The same held-out items under every strategy: rows are strategies, columns rounds, side by side
/// per item; one seed, the first. Held out: never shown to the expert. Nothing where no such maps
/// were kept; `notes` says so.
std::optional<Figure> held_out_gallery(const Blocks& blocks, const std::string& name,
                                       std::vector<std::string>& notes);

/// What the expert judged: per strategy that asks for verdicts on maps (rows) and round (columns)
/// the first judged item, its picture, its map and the verdict; one seed, the first. Nothing where
/// no maps of judged items were kept.
std::optional<Figure> judged_gallery(const Blocks& blocks, const std::string& name,
                                     std::vector<std::string>& notes);

/// At most `count` of the values: the first, the last, and evenly between.
std::vector<std::int64_t> evenly(const std::vector<std::int64_t>& values, std::size_t count);

}  // namespace xil
