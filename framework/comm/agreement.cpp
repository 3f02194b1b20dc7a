#include "framework/comm/agreement.h"

#include <exception>
#include <map>
#include <optional>

#include "framework/comm/messages.h"

namespace xil {
namespace {

std::optional<Trouble> trouble_of(const std::function<void()>& step) {
  try {
    step();
  } catch (const std::exception& error) {
    return describe(error);
  }
  return std::nullopt;
}

std::optional<Trouble> take_standing(const Message& message) {
  const WireMessage decoded = decode(message.bytes);
  const auto* standing = std::get_if<Standing>(&decoded);
  require(standing != nullptr, "rank {} sent a message of kind {} where ranks compare how they stand", message.source,
          decoded.index());
  return standing->trouble;
}

/// Rank 0 collects the errors of all ranks and sends the common one to all of them.
std::optional<Trouble> settle(Communicator& communicator, const std::optional<Trouble>& own) {
  std::map<int, Trouble> troubles;
  if (own) troubles[0] = *own;
  for (int heard = 1; heard < communicator.size(); ++heard) {
    const Message message = receive(communicator);
    if (const auto trouble = take_standing(message)) troubles[message.source] = *trouble;
  }
  std::optional<Trouble> first;
  if (!troubles.empty()) first = troubles.begin()->second;
  for (int rank = 1; rank < communicator.size(); ++rank) communicator.send(rank, encode(Standing{first}));
  return first;
}

}  // namespace

void all_or_none(Communicator& communicator, const std::function<void()>& step) {
  std::optional<Trouble> trouble = trouble_of(step);
  if (trouble && communicator.rank() > 0) {
    trouble->message = fmt::format("{} (on rank {})", trouble->message, communicator.rank());
  }
  if (communicator.rank() == 0) {
    trouble = settle(communicator, trouble);
  } else {
    communicator.send(0, encode(Standing{trouble}));
    trouble = take_standing(receive(communicator));
  }
  if (trouble) raise(*trouble);
}

std::string from_rank_0(Communicator& communicator, const std::string& value) {
  if (communicator.rank() == 0) {
    for (int rank = 1; rank < communicator.size(); ++rank) communicator.send(rank, encode(Text{value}));
    return value;
  }
  const WireMessage message = decode(receive(communicator).bytes);
  const auto* text = std::get_if<Text>(&message);
  require(text != nullptr, "rank 0 sent a message of kind {} where it shares a value", message.index());
  return text->text;
}

}  // namespace xil
