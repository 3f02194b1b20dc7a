#include "framework/comm/communicator.h"

#include <deque>

#include "framework/comm/backoff.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

class LocalCommunicator final : public Communicator {
 public:
  int rank() const override { return 0; }
  int size() const override { return 1; }

  void send(int destination, std::span<const std::uint8_t> bytes) override {
    require(destination == 0, "there is one rank, and no rank {} to send to", destination);
    to_self_.push_back({0, Bytes(bytes.begin(), bytes.end())});
  }

  std::optional<Message> try_receive() override {
    if (to_self_.empty()) return std::nullopt;
    Message message = std::move(to_self_.front());
    to_self_.pop_front();
    return message;
  }

  void barrier() override {}

 private:
  std::deque<Message> to_self_;
};

}  // namespace

std::unique_ptr<Communicator> make_local_communicator() { return std::make_unique<LocalCommunicator>(); }

Message receive(Communicator& communicator) {
  Backoff backoff;
  for (;;) {
    if (auto message = communicator.try_receive()) return std::move(*message);
    backoff.sleep();
  }
}

}  // namespace xil
