#pragma once

#include <functional>
#include <string_view>
#include <thread>

namespace xil {

/// Starts a thread for `purpose`; fails in one line where the system gives no more.
std::thread start_thread(std::string_view purpose, std::function<void()> work);

/// Fails unless `count` threads more can be had at this moment: for libraries that wait for ever, or end the process,
/// where they cannot have theirs. Starts and ends them.
void require_threads(std::string_view purpose, std::size_t count);

/// Those that this process may use.
std::size_t usable_cores();

}  // namespace xil
