#pragma once

namespace xil {

/// The schema of run files (kSchemaVersion of framework/store) since which a stored column exists: fields(f) gives it
/// as the last argument of f. In files of earlier schemas the column is missing, and its default is read.
struct Since {
  int schema = 0;
};

}  // namespace xil
