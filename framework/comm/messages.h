#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "framework/comm/communicator.h"
#include "framework/comm/farm.h"
#include "framework/core/base/error.h"

// Each message type lists its members once, in fields(); writing and reading both follow from that list.
namespace xil {

/// An error on its way to other ranks.
struct ErrorMessage {
  ErrorKind kind = ErrorKind::Failure;
  std::string message;
  void fields(auto&& f) { f(kind), f(message); }
  bool operator==(const ErrorMessage&) const = default;
};

/// From a worker: it is ready and idle.
struct Ready {
  void fields(auto&&) {}
  bool operator==(const Ready&) const = default;
};

/// From a worker: how far the current job is.
struct Progress {
  std::size_t index = 0;
  std::int64_t done = 0;
  std::int64_t total = 0;
  void fields(auto&& f) { f(index), f(done), f(total); }
  bool operator==(const Progress&) const = default;
};

/// From a worker: the current job has ended, and the worker is idle.
struct Outcome {
  std::size_t index = 0;
  WorkEnd end = WorkEnd::Complete;
  std::string reason;
  void fields(auto&& f) { f(index), f(end), f(reason); }
  bool operator==(const Outcome&) const = default;
};

/// From the coordinator: run this job.
struct Assignment {
  std::size_t index = 0;
  void fields(auto&& f) { f(index); }
  bool operator==(const Assignment&) const = default;
};

/// From the coordinator: stop the current job at its next progress report.
struct Halt {
  void fields(auto&&) {}
  bool operator==(const Halt&) const = default;
};

/// From the coordinator: the farm has ended, with this report.
struct Farewell {
  FarmReport report;
  std::optional<ErrorMessage> error;
  void fields(auto&& f) { f(report.completed), f(report.failures), f(report.unfinished), f(report.stopped), f(error); }
  bool operator==(const Farewell&) const = default;
};

/// Part of all_or_none(): how the step went on one rank, or on all ranks together.
struct StepResult {
  std::optional<ErrorMessage> error;
  void fields(auto&& f) { f(error); }
  bool operator==(const StepResult&) const = default;
};

/// Part of from_rank_0(): the value.
struct Text {
  std::string text;
  void fields(auto&& f) { f(text); }
  bool operator==(const Text&) const = default;
};

/// Every kind of message that ranks send each other.
using WireMessage = std::variant<Ready, Progress, Outcome, Assignment, Halt, Farewell, StepResult, Text>;

/// Writes the kind of the message, then its members, little-endian.
Bytes encode(WireMessage message);
/// Reads a message. Fails on any bytes that encode() does not write: an unknown kind, missing or left-over bytes.
WireMessage decode(std::span<const std::uint8_t> bytes);

/// Turns an exception of xil, or any other, into a message.
ErrorMessage describe(const std::exception& error);
[[noreturn]] void raise(const ErrorMessage& error);
/// The text before the first line break. Other libraries append stack traces to their messages, which this cuts off.
std::string first_line(std::string text);

}  // namespace xil
