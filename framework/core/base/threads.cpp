#include "framework/core/base/threads.h"

#include <algorithm>
#include <latch>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr std::string_view kRemedy =
    "raise the limit of threads (ulimit -u, or pids.max of the job's cgroup), or end other programs";

/// Starts a thread; std::nullopt if the system gives no more.
std::optional<std::thread> try_thread(std::function<void()> work) try {
  return std::thread(std::move(work));
} catch (const std::system_error&) {
  return std::nullopt;
}

}  // namespace

std::thread start_thread(std::string_view purpose, std::function<void()> work) {
  std::optional<std::thread> thread = try_thread(std::move(work));
  require(thread.has_value(), "the system starts no thread for {}: {}", purpose, kRemedy);
  return std::move(*thread);
}

void require_threads(std::string_view purpose, std::size_t count) {
  std::latch all(1);
  std::vector<std::thread> threads;
  threads.reserve(count);
  while (threads.size() < count) {
    std::optional<std::thread> thread = try_thread([&] { all.wait(); });
    if (!thread) break;
    threads.push_back(std::move(*thread));
  }
  all.count_down();
  for (std::thread& thread : threads) thread.join();
  require(threads.size() == count, "the system starts only {} of the {} threads that {} needs: {}", threads.size(),
          count, purpose, kRemedy);
}

std::size_t usable_cores() { return std::max(1U, std::thread::hardware_concurrency()); }

}  // namespace xil
