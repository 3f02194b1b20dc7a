#include "framework/store/packed_set.h"

#include "framework/core/error.h"

namespace xil {

void write_packed_set(const std::filesystem::path&, const SourceSet&, const Choice&) { fail("not there yet"); }
PackedHeader read_packed_header(const std::filesystem::path&) { fail("not there yet"); }
std::shared_ptr<const SourceSet> read_packed_set(const std::filesystem::path&) { fail("not there yet"); }

}  // namespace xil
