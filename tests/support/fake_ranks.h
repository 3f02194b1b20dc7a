#pragma once

#include <barrier>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "framework/comm/communicator.h"

namespace xil {

/// Ranks that are threads of the test, so that the protocol is tested without MPI.
class FakeRanks {
 public:
  explicit FakeRanks(int size) : queues_(static_cast<std::size_t>(size)), meeting_(size) {}

  /// Runs `body` once per rank, each in a thread of its own, and waits for all.
  void run(const std::function<void(Communicator&)>& body) {
    std::vector<std::thread> threads;
    for (int rank = 0; rank < static_cast<int>(queues_.size()); ++rank) {
      threads.emplace_back([this, rank, &body] {
        End end(*this, rank);
        body(end);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  /// Messages that nobody has taken.
  std::size_t unread() const {
    std::size_t count = 0;
    for (const auto& queue : queues_) count += queue.size();
    return count;
  }

 private:
  class End final : public Communicator {
   public:
    End(FakeRanks& ranks, int rank) : ranks_(ranks), rank_(rank) {}
    int rank() const override { return rank_; }
    int size() const override { return static_cast<int>(ranks_.queues_.size()); }
    void send(int destination, std::span<const std::uint8_t> bytes) override {
      const std::lock_guard lock(ranks_.mutex_);
      ranks_.queues_.at(static_cast<std::size_t>(destination)).push_back({rank_, Bytes(bytes.begin(), bytes.end())});
    }
    std::optional<Message> try_receive() override {
      const std::lock_guard lock(ranks_.mutex_);
      auto& queue = ranks_.queues_.at(static_cast<std::size_t>(rank_));
      if (queue.empty()) return std::nullopt;
      Message message = std::move(queue.front());
      queue.pop_front();
      return message;
    }
    void barrier() override { ranks_.meeting_.arrive_and_wait(); }

   private:
    FakeRanks& ranks_;
    int rank_;
  };

  std::vector<std::deque<Message>> queues_;
  std::mutex mutex_;
  std::barrier<> meeting_;
};

}  // namespace xil
