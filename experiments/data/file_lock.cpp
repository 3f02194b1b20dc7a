#include "experiments/data/file_lock.h"

#include <sys/file.h>

#include <cerrno>
#include <thread>

#include "framework/core/base/error.h"

namespace xil {

FileLock::FileLock(const std::filesystem::path& file, std::chrono::milliseconds timeout) {
  try {
    file_ = append_to_own_file({file, 2});
  } catch (const Error&) {
    return;
  }
  constexpr std::chrono::milliseconds kPause{20};
  const auto end = std::chrono::steady_clock::now() + timeout;
  while (::flock(file_.descriptor(), LOCK_EX | LOCK_NB) != 0 && (errno == EINTR || errno == EWOULDBLOCK)) {
    if (std::chrono::steady_clock::now() >= end) return;
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace xil
