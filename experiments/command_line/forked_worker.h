#pragma once

#include <sys/types.h>

#include <functional>

namespace xil {

/// Work in a process of its own, forked when this is made: it keeps the settings, of the allocator for example, that
/// the program had at that time. To be made before the program starts threads or calls LibTorch.
class ForkedWorker {
 public:
  using Work = std::function<void()>;
  /// `prepare` is called in the new process, before the first work.
  explicit ForkedWorker(const std::function<Work()>& prepare);
  /// Ends the process.
  ~ForkedWorker();
  ForkedWorker(const ForkedWorker&) = delete;
  ForkedWorker& operator=(const ForkedWorker&) = delete;

  /// Has the work done once and waits for its end; what is thrown there fails here.
  void run() const;

 private:
  pid_t process_ = 0;
  int socket_ = -1;
};

}  // namespace xil
