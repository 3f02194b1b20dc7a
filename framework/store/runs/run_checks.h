#pragma once

#include <string>
#include <vector>

#include "framework/core/interfaces/dataset.h"
#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/runs/run_content.h"

// What values a run file must have for the rest of xil to rely on. Only for the .cpp files of this room.
namespace xil {

/// The groups that hold a run file's corrections: /corrections, or /refutations and /penalties in earlier versions.
std::vector<std::string> correction_groups(hid_t file);

/// Channels, height and width of pictures stored as rows x channels x height x width; a failure where no picture has
/// them.
struct PictureShape {
  int channels = 0, height = 0, width = 0;
};
PictureShape picture_shape(const std::vector<hsize_t>& lengths, const std::string& path);
/// A height, width or number of channels, which a file may claim to be anything.
int picture_length(std::int64_t length, const std::string& path, std::int64_t most = 1 << 16);

/// The columns that all runs have: rounds increase, budgets never fall, all are finite. A failure that names the first
/// that is not so.
void require_round_columns(const RoundColumns& rounds);
/// Scale and offset of a stored map: both finite, and so are its values, or both undefined.
void require_map_scale(const QuantisedMap& map);

/// What of these rounds does not go with the dataset; empty where they may be replayed.
std::string misfit(const RunContent& past, const Dataset& dataset);

/// Adds a sentence for each kind of value of a run file that cannot be: labels that are no class, items of another
/// split, probabilities beyond 0 and 1, and the like. Precondition: the datasets have the lengths that they should.
void check_values(hid_t file, std::vector<std::string>& problems);

}  // namespace xil
