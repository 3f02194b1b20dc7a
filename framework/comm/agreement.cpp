#include "framework/comm/agreement.h"

#include <exception>
#include <map>
#include <optional>

#include "framework/comm/messages.h"

namespace xil {
namespace {

std::optional<ErrorMessage> error_of(const std::function<void()>& step) {
  try {
    step();
  } catch (const std::exception& error) {
    return describe(error);
  }
  return std::nullopt;
}

std::optional<ErrorMessage> take_step_result(const Message& message) {
  const WireMessage decoded = decode(message.bytes);
  const auto* result = std::get_if<StepResult>(&decoded);
  require(result != nullptr, "rank {} sent a message of kind {} where ranks compare how they stand", message.source,
          decoded.index());
  return result->error;
}

/// Rank 0 collects the errors of all ranks and sends the common one to all of them.
std::optional<ErrorMessage> settle(Communicator& communicator, const std::optional<ErrorMessage>& own) {
  std::map<int, ErrorMessage> errors;
  if (own) errors[0] = *own;
  for (int heard = 1; heard < communicator.size(); ++heard) {
    const Message message = receive(communicator);
    if (const auto error = take_step_result(message)) errors[message.source] = *error;
  }
  std::optional<ErrorMessage> first;
  if (!errors.empty()) first = errors.begin()->second;
  for (int rank = 1; rank < communicator.size(); ++rank) communicator.send(rank, encode(StepResult{first}));
  return first;
}

}  // namespace

void all_or_none(Communicator& communicator, const std::function<void()>& step) {
  std::optional<ErrorMessage> error = error_of(step);
  if (error && communicator.rank() > 0) {
    error->message = fmt::format("{} (on rank {})", error->message, communicator.rank());
  }
  if (communicator.rank() == 0) {
    error = settle(communicator, error);
  } else {
    communicator.send(0, encode(StepResult{error}));
    error = take_step_result(receive(communicator));
  }
  if (error) raise(*error);
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
