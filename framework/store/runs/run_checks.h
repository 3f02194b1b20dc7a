#pragma once

#include <string>
#include <vector>

#include "framework/core/interfaces/dataset.h"
#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/runs/run_content.h"

// Requirements on the values of a run file. Only for the .cpp files of this room.
namespace xil {

/// The groups that hold a run file's corrections: /corrections, or /refutations and /penalties in earlier versions.
std::vector<std::string> correction_groups(hid_t file);

/// Channels, height and width of pictures stored as rows x channels x height x width; fails if no picture can have
/// them.
struct PictureShape {
  int channels = 0, height = 0, width = 0;
};
PictureShape picture_shape(const std::vector<hsize_t>& lengths, const std::string& path);
/// Checks a height, width or number of channels from a file, which may claim anything: 1 ... `most`.
int picture_length(std::int64_t length, const std::string& path, std::int64_t most = 1 << 16);

/// Checks the columns that all runs have: rounds increase, budgets never fall, all are finite. Fails with the name of
/// the first column that does not comply.
void require_round_columns(const RoundColumns& rounds);
/// Checks scale and offset of a stored map: either both are finite, and so are the map's values, or both are undefined.
void require_map_scale(const QuantisedMap& map);

/// A sentence about what in `past` does not fit the dataset; empty if it can be replayed.
std::string misfit(const RunContent& past, const Dataset& dataset);

/// Adds a sentence for each kind of impossible value in a run file: labels that are no class, items of another split,
/// probabilities outside [0, 1], and the like.
/// Precondition: verify_run_file() has accepted the lengths of the datasets.
void check_values(hid_t file, std::vector<std::string>& problems);

}  // namespace xil
