#include "framework/core/base/pointer_file.h"

namespace xil {

std::string_view fetching_command(std::string_view bytes) {
  if (bytes.starts_with("version https://git-lfs") || bytes.starts_with("version https://hawser"))
    return "git lfs pull";
  if (bytes.starts_with("/annex/objects/")) return "git annex get";
  return {};
}

}  // namespace xil
