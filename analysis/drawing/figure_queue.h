#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "analysis/drawing/gnuplot.h"

namespace xil {

/// Draws figures while the caller goes on, on as many threads as there are cores, up to four.
class FigureQueue {
 public:
  /// Figures are drawn to that folder. Fails as Gnuplot does.
  explicit FigureQueue(OwnPath to);
  /// Waits for the figures that are being drawn; the others stay undrawn.
  ~FigureQueue();
  FigureQueue(const FigureQueue&) = delete;
  FigureQueue& operator=(const FigureQueue&) = delete;

  /// Fails where a figure that was added before could not be drawn.
  void add(std::vector<Figure> figures);
  /// Draws what is left, on this thread too, and waits until all figures are drawn. Fails with what the first of those
  /// that could not be drawn failed with; after a failure no other figure is begun.
  void finish();

 private:
  /// Draws figure after figure; `until_empty`: returns where none is waiting, else where no more will come.
  void work(bool until_empty);
  void throw_failure(std::unique_lock<std::mutex>& lock);

  const OwnPath to_;
  const Gnuplot gnuplot_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Figure> waiting_;
  std::size_t begun_ = 0;    ///< also the number of the next figure
  std::size_t drawing_ = 0;  ///< figures that are being drawn
  bool ends_ = false;
  std::map<std::size_t, std::exception_ptr> failures_;  ///< by the numbers of the figures
  std::vector<std::thread> threads_;
};

}  // namespace xil
