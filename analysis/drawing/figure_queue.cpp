#include "analysis/drawing/figure_queue.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace xil {

FigureQueue::FigureQueue(OwnPath to) : to_(std::move(to)) {
  const std::size_t cores = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 4);
  for (std::size_t i = 0; i < cores; ++i) {
    try {
      threads_.emplace_back([this] { work(false); });
    } catch (const std::system_error&) {  // no more threads are available: finish() draws
      break;
    }
  }
}

FigureQueue::~FigureQueue() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void FigureQueue::add(std::vector<Figure> figures) {
  std::unique_lock lock(mutex_);
  throw_failure(lock);
  for (Figure& figure : figures) waiting_.push_back(std::move(figure));
  changed_.notify_all();
}

void FigureQueue::finish() {
  work(true);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return drawing_ == 0; });
  throw_failure(lock);
}

void FigureQueue::throw_failure(std::unique_lock<std::mutex>& lock) {
  if (failures_.empty()) return;
  const std::exception_ptr first = failures_.begin()->second;
  lock.unlock();
  std::rethrow_exception(first);
}

void FigureQueue::work(bool until_empty) {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return until_empty || ends_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const Figure figure = std::move(waiting_.front());
    waiting_.pop_front();
    const std::size_t number = begun_++;
    ++drawing_;
    lock.unlock();
    std::exception_ptr failure;
    try {
      gnuplot_.draw(figure, to_);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    --drawing_;
    if (failure) {
      failures_.emplace(number, failure);
      waiting_.clear();
    }
    changed_.notify_all();
  }
}

}  // namespace xil
