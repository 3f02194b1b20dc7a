#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xil {

struct Flag {
  std::string_view name;      ///< without dashes
  std::string_view argument;  ///< name of its argument in the help; empty for a switch
  std::string_view help;
  bool repeatable = false;  ///< may be given several times: see Arguments::values()
};

/// Flags that several commands have.
inline constexpr Flag kJsonFlag = {"json", "", "one JSON document instead of text"};
inline constexpr Flag kThreadsFlag = {"threads", "N", "threads of the numerical libraries; default: 1"};

/// The words of a command line, checked against the command's flags.
struct Arguments {
  std::vector<std::string> positional;
  std::map<std::string, std::string, std::less<>> flags;                       ///< a switch has an empty value
  std::map<std::string, std::vector<std::string>, std::less<>> repeated = {};  ///< of repeatable flags

  bool has(std::string_view flag) const { return flags.contains(flag); }
  std::optional<std::string> value(std::string_view flag) const;
  /// The values of a repeatable flag, in the order in which they were given.
  std::vector<std::string> values(std::string_view flag) const;
  /// The flag's value as an integer of at least `least`; any other value is refused.
  std::optional<std::int64_t> integer(std::string_view flag, std::int64_t least) const;
};

/// A line of a program's table of commands. Each is declared with its flags beside the function that runs it.
struct Command {
  std::string_view name;      ///< one word, or two if several commands share the first
  std::string_view operands;  ///< for the help: "SWEEP [key=value ...]"
  std::string_view summary;
  std::size_t least_operands;
  std::size_t most_operands;
  std::span<const Flag> flags;
  int (*run)(const Arguments& arguments);  ///< returns the exit code
  std::string_view details = {};           ///< more text for the command's own help
};
inline constexpr std::size_t kAnyNumber = std::numeric_limits<std::size_t>::max();

/// The command with what runs it: xil-run's own functions, or in `xil` what hands it over to xil-run.
constexpr Command with(Command command, int (*run)(const Arguments& arguments)) {
  command.run = run;
  return command;
}

/// Parses the words. Flags may stand anywhere, as `--flag VALUE` or `--flag=VALUE`; after `--` everything is an
/// operand. Unknown or repeated flags, missing values and a wrong number of operands are refused.
Arguments parse_arguments(std::span<const std::string> words, const Command& command);

/// Finds the command named by the first word, or the first two, and runs it; `--help` and `--version` are answered
/// here. Returns the exit code.
int run_command(std::string_view program, std::span<const Command> commands, int argc, const char* const* argv);

/// Prints "PROGRAM: error: MESSAGE" on one line of stderr and returns the exit code of the error.
/// Precondition: it is called in a catch block.
int report_error(std::string_view program);

}  // namespace xil
