#include "framework/data/dataset_root.h"

#include "framework/core/error.h"

namespace xil {

DatasetRoot::DatasetRoot(const std::filesystem::path& folder) : path_(folder) {}
std::vector<std::uint8_t> DatasetRoot::read(const std::string&) const { fail("not there yet"); }
std::string DatasetRoot::stamp(const std::string&) const { fail("not there yet"); }
std::vector<std::string> DatasetRoot::files(const std::string&) const { fail("not there yet"); }
std::vector<std::string> DatasetRoot::folders(const std::string&) const { fail("not there yet"); }
bool DatasetRoot::has_file(const std::string&) const { fail("not there yet"); }
bool DatasetRoot::has_folder(const std::string&) const { fail("not there yet"); }
std::filesystem::path DatasetRoot::inside(const std::string&) const { fail("not there yet"); }

}  // namespace xil
