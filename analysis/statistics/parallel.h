#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <future>
#include <system_error>
#include <thread>
#include <vector>

namespace xil {

/// Calls work(i) for every i below `count`, on up to four cores (compare runs on login nodes). An exception of one call
/// is thrown again after all calls have ended.
/// Precondition: different calls write to different places.
template <class Work>
void for_each_index(std::size_t count, Work work) {
  std::atomic<std::size_t> next = 0;
  const auto worker = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  const std::size_t cores = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 4);
  std::vector<std::future<void>> others;
  for (std::size_t i = 1; i < std::min(cores, count); ++i) {
    try {
      others.push_back(std::async(std::launch::async, worker));
    } catch (const std::system_error&) {  // no more threads are available: the existing ones do the work
      break;
    }
  }
  worker();
  for (std::future<void>& other : others) other.get();
}

}  // namespace xil
