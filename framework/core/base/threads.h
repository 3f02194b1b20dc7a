#pragma once

#include <functional>
#include <string_view>
#include <thread>

namespace xil {

/// Starts a thread for `purpose`. Fails with a one-line message if the system gives no more threads.
std::thread start_thread(std::string_view purpose, std::function<void()> work);

/// Fails unless `count` more threads can be started at this moment, which it tests by starting and ending them. Use it
/// before calling libraries that wait for ever, or end the process, if they cannot start their threads.
void require_threads(std::string_view purpose, std::size_t count);

/// The number of cores that this process may use.
std::size_t usable_cores();

}  // namespace xil
