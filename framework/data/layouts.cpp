#include "framework/data/layouts.h"

#include "framework/core/error.h"

namespace xil {

std::span<const Layout> layouts() { fail("not there yet"); }
const Layout& layout_of(std::string_view) { fail("not there yet"); }
DatasetRoot find_root(const Choice&) { fail("not there yet"); }
std::optional<std::string> recognise(const std::string&) { fail("not there yet"); }

}  // namespace xil
