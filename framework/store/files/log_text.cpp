#include "framework/store/files/log_text.h"

#include <unistd.h>

#include "framework/core/base/error.h"

namespace xil {

LogText::LogText(const std::filesystem::path& file, int own_parts) {
  const OwnPath own(file, own_parts);
  try {
    make_own_folder({file.parent_path(), own_parts - 1});
    file_ = append_to_own_file(own);
  } catch (const Error&) {
    if (is_planted(own)) throw;
  }
}

void LogText::append(std::string_view line) {
  if (file_.descriptor() < 0) return;
  if (::write(file_.descriptor(), line.data(), line.size()) < 0) file_.close();
}

}  // namespace xil
