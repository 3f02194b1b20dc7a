#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/interfaces/records.h"
#include "framework/core/interfaces/session.h"
#include "framework/store/runs/run_file.h"

namespace xil {

/// A kept map as it is stored: value = offset + scale * pixel.
struct QuantisedMap {
  double offset = 0, scale = 0;
  std::vector<std::uint8_t> pixels;
};
/// Rounds to the nearest of 256 levels between the map's least and greatest value, so that the error is at most scale
/// / 2. A map with a value that is not finite becomes undefined as a whole (offset and scale NaN).
QuantisedMap quantise(const Map& map);
Map restore(const QuantisedMap& map, int height, int width);

/// Everything of a run file but its header, as it is collected while a run goes on.
struct RunContent {
  struct SavedRow {
    std::int64_t round = 0;
    ItemId item = 0;
    QuantisedMap map;
    double baseline = kUndefined;               ///< the map's value where hiding or showing a pixel changes nothing
    std::vector<std::uint8_t> image = {};       ///< [channels, height, width]
    std::vector<std::uint8_t> region = {};      ///< [height, width]: defect, else confounder
    std::vector<std::uint8_t> confounder = {};  ///< [height, width]
  };
  DatasetInfo dataset;
  std::vector<Item> items;
  std::vector<std::uint8_t> initial;  ///< per item: 1 in the initial set
  std::vector<ItemId> test;
  std::vector<RoundRecord> rounds;
  std::vector<ShownRecord> shown;
  std::vector<Correction> corrections;
  std::vector<SavedRow> maps;
  std::string source_digest = {};  ///< of the set before any split; empty: there is none
  /// Per correction the pixels that its edit replaces, packed; none for a region loss. Not in checkpoints.
  std::vector<std::uint8_t> edited = {};
  std::optional<Session> session = {};     ///< of runs with a person. Not in checkpoints
  std::optional<ReplayShare> replay = {};  ///< of runs that repeat a session. Not in checkpoints
};

/// The looks of a run in their order: those at which the expert was asked, and those at labelled items, which were
/// shown for comparison. They point into `run`.
struct DividedLooks {
  std::vector<const ShownRecord*> asked, compared;
};
DividedLooks divided_looks(const RunContent& run);

/// The bytes of a run file (format: framework/store/README.md). The same content gives the same bytes.
std::string run_file_bytes(const RunHeader& header, const RunContent& content);

}  // namespace xil
