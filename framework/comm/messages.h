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

// Each message lists its members once, in fields(); writing and reading both follow from that.
namespace xil {

/// An error on its way to other ranks.
struct Trouble {
  ErrorKind kind = ErrorKind::Failure;
  std::string message;
  void fields(auto&& f) { f(kind), f(message); }
  bool operator==(const Trouble&) const = default;
};

/// Worker: here I am, idle.
struct Ready {
  void fields(auto&&) {}
  bool operator==(const Ready&) const = default;
};

/// Worker: the job in hand is that far.
struct Progress {
  std::size_t index = 0;
  std::int64_t done = 0;
  std::int64_t total = 0;
  void fields(auto&& f) { f(index), f(done), f(total); }
  bool operator==(const Progress&) const = default;
};

/// Worker: the job in hand has ended, I am idle.
struct Outcome {
  std::size_t index = 0;
  WorkEnd end = WorkEnd::Completed;
  std::string reason;
  void fields(auto&& f) { f(index), f(end), f(reason); }
  bool operator==(const Outcome&) const = default;
};

/// Coordinator: run this job.
struct Assignment {
  std::size_t index = 0;
  void fields(auto&& f) { f(index); }
  bool operator==(const Assignment&) const = default;
};

/// Coordinator: stop the job in hand where it next reports progress.
struct Halt {
  void fields(auto&&) {}
  bool operator==(const Halt&) const = default;
};

/// Coordinator: that was all.
struct Farewell {
  FarmReport report;
  std::optional<Trouble> trouble;
  void fields(auto&& f) {
    f(report.completed), f(report.failures), f(report.unfinished), f(report.stopped), f(trouble);
  }
  bool operator==(const Farewell&) const = default;
};

/// all_or_none(): how the step went, on one rank or altogether.
struct Standing {
  std::optional<Trouble> trouble;
  void fields(auto&& f) { f(trouble); }
  bool operator==(const Standing&) const = default;
};

/// from_rank_0(): a value.
struct Text {
  std::string text;
  void fields(auto&& f) { f(text); }
  bool operator==(const Text&) const = default;
};

/// Everything that ranks tell each other.
using WireMessage = std::variant<Ready, Progress, Outcome, Assignment, Halt, Farewell, Standing, Text>;

/// The kind, then the members, little-endian.
Bytes encode(WireMessage message);
/// Fails on anything that encode() does not write: unknown kinds, missing or left-over bytes.
WireMessage decode(std::span<const std::uint8_t> bytes);

/// What went wrong, as an error of ours or anybody's.
Trouble describe(const std::exception& error);
[[noreturn]] void raise(const Trouble& trouble);
/// Everything before the first line break: other libraries append stack traces.
std::string first_line(std::string text);

}  // namespace xil
