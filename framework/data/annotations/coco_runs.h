#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace xil {

/// The run lengths of COCO's compressed form (rleFrString in maskApi.c of pycocotools): five bits a character from '0'
/// on, the sixth for more to come, and from the third run on the difference to the run before the last. Fails with a
/// line that begins with `where` for another text.
std::vector<std::uint32_t> coco_runs(std::string_view text, std::string_view where);

}  // namespace xil
