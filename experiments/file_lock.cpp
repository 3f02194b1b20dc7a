#include "experiments/file_lock.h"

#include <sys/file.h>

#include <cerrno>

#include "framework/core/error.h"

namespace xil {

FileLock::FileLock(const std::filesystem::path& file) {
  try {
    file_ = append_to_own_file({file, 2});
  } catch (const Error&) {
    return;
  }
  while (::flock(file_.descriptor(), LOCK_EX) != 0 && errno == EINTR) {
  }
}

}  // namespace xil
