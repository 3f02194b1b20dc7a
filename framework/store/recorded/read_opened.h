#pragma once

#include <vector>

#include "framework/core/catalogue/run_warnings.h"
#include "framework/store/hdf5/hdf5_handle.h"
#include "framework/store/recorded/final_predictions.h"
#include "framework/store/recorded/recorded_test.h"

// What this room reads of a run file, of one that is open already. For the .cpp files of framework/store only.
namespace xil {

std::string read_source_digest(hid_t file);
std::vector<Item> read_recorded_items(hid_t file);
RecordedTest read_recorded_test(hid_t file);
/// `recorded`: read_recorded_test() of the file.
TestPredictions read_final_predictions(hid_t file, const RecordedTest& recorded);
/// What follows from the looks, the use of the pool and the last predictions; not `undefined`.
RunFacts read_run_facts(hid_t file, const std::vector<ShownRecord>& shown, const RecordedTest& recorded);

}  // namespace xil
