#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace xil {

using Bytes = std::vector<std::uint8_t>;

struct Message {
  int source = 0;
  Bytes bytes;
};

/// The five operations that the farm needs of a group of processes. No implementation waits in a busy loop.
/// Precondition: on one rank, only one thread at a time calls it.
class Communicator {
 public:
  virtual ~Communicator() = default;
  virtual int rank() const = 0;
  virtual int size() const = 0;
  /// Sends a message and returns at once, whether or not the receiver is listening. Messages between two ranks keep
  /// their order.
  virtual void send(int destination, std::span<const std::uint8_t> bytes) = 0;
  /// The next message from any rank; std::nullopt if none has arrived.
  virtual std::optional<Message> try_receive() = 0;
  /// Waits, asleep, until every rank has reached the barrier.
  virtual void barrier() = 0;
};

/// A communicator of a single rank, without MPI.
std::unique_ptr<Communicator> make_local_communicator();

/// Waits, asleep, for the next message from any rank.
Message receive(Communicator& communicator);

}  // namespace xil
