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

/// What the farm needs of a group of processes. Calls on one rank come from one thread at a time;
/// nothing spins.
class Communicator {
 public:
  virtual ~Communicator() = default;
  virtual int rank() const = 0;
  virtual int size() const = 0;
  /// Returns at once, whether or not the receiver is listening. Messages between two ranks keep
  /// their order.
  virtual void send(int destination, std::span<const std::uint8_t> bytes) = 0;
  /// The next message from anyone; nothing where none has arrived.
  virtual std::optional<Message> try_receive() = 0;
  /// Waits, asleep, until every rank has come here.
  virtual void barrier() = 0;
};

/// One rank and no MPI.
std::unique_ptr<Communicator> make_local_communicator();

/// Waits, asleep, for the next message from anyone.
Message receive(Communicator& communicator);

}  // namespace xil
