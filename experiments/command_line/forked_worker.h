#pragma once

#include <sys/types.h>

#include <functional>

namespace xil {

/// Does work in a process of its own, which is forked when this object is made: that process keeps the settings that
/// the program had at that time, for example those of the allocator.
/// Precondition: it is made before the program starts threads or calls LibTorch.
class ForkedWorker {
 public:
  using Work = std::function<void()>;
  /// `prepare` is called in the new process, before the first work.
  explicit ForkedWorker(const std::function<Work()>& prepare);
  /// Ends the process.
  ~ForkedWorker();
  ForkedWorker(const ForkedWorker&) = delete;
  ForkedWorker& operator=(const ForkedWorker&) = delete;

  /// Lets the process do the work once and waits for its end. If the work throws, run() fails with the same message.
  void run() const;

 private:
  pid_t process_ = 0;
  int socket_ = -1;
};

}  // namespace xil
