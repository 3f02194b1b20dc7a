#include "experiments/command_line/command_line.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <charconv>
#include <csignal>
#include <exception>

#include "experiments/command_line/completion.h"
#include "experiments/command_line/console.h"
#include "framework/core/base/error.h"
#include "framework/core/base/near_name.h"

namespace xil {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kVersion = "0.1.0";
constexpr int kOutputLost = 1;

po::options_description declare(const Command& command) {
  po::options_description description;
  for (const Flag& flag : command.flags) {
    const std::string name(flag.name);
    if (flag.argument.empty()) {
      description.add_options()(name.c_str(), "");
    } else {
      description.add_options()(name.c_str(), po::value<std::string>(), "");
    }
  }
  return description;
}

std::string known_flags(const Command& command) {
  std::vector<std::string> names;
  for (const Flag& flag : command.flags) names.push_back(fmt::format("--{}", flag.name));
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

void check_operands(const Arguments& arguments, const Command& command) {
  const std::size_t count = arguments.positional.size();
  refuse_unless(count >= command.least_operands, "{}: too few operands. Usage: {} {}", command.name, command.name,
                command.operands);
  refuse_unless(count <= command.most_operands, "{}: unexpected operand '{}'. Usage: {} {}", command.name,
                arguments.positional[std::min(command.most_operands, count - 1)], command.name, command.operands);
}

void print_help(const Command& command, std::string_view program) {
  say("usage: {} {} {}\n\n{}\n", program, command.name, command.operands, command.summary);
  if (!command.details.empty()) write_lines(stdout, fmt::format("\n{}\n", command.details));
  if (!command.flags.empty()) say("\n");
  for (const Flag& flag : command.flags) {
    say("  {:<22} {}\n", fmt::format("--{} {}", flag.name, flag.argument), flag.help);
  }
}

void print_help(std::string_view program, std::span<const Command> commands) {
  say("usage: {} COMMAND ...\n\n", program);
  for (const Command& command : commands) say("  {:<10} {}\n", command.name, command.summary);
  say("\n'{} help COMMAND' lists a command's flags, '{} completion' prints the completion of words for bash. Exit codes: 0 "
      "done;\n1 error; 2 usage or configuration; 3 finished with failed runs; 75 incomplete, run again.\n",
      program, program);
}

std::vector<Command> group_of(std::span<const Command> commands, const std::string& word) {
  std::vector<Command> group;
  for (const Command& command : commands) {
    if (command.name.starts_with(word + " ")) group.push_back(command);
  }
  return group;
}

[[noreturn]] void refuse_command(std::string_view what, std::string_view given, std::span<const Command> commands) {
  std::vector<std::string_view> known;
  for (const Command& command : commands) known.push_back(command.name);
  refuse("{}. Known: {}{}", what, fmt::join(known, ", "), near_name(given, known));
}

/// The command that the words name, and the words after its name.
std::pair<const Command*, std::span<const std::string>> find_command(std::span<const Command> commands,
                                                                     std::span<const std::string> words) {
  const std::string two = words.size() > 1 ? fmt::format("{} {}", words[0], words[1]) : "";
  for (const Command& command : commands) {
    if (command.name == words[0]) return {&command, words.subspan(1)};
    if (command.name == two) return {&command, words.subspan(2)};
  }
  const auto group = group_of(commands, words[0]);
  if (group.empty()) refuse_command(fmt::format("unknown command '{}'", words[0]), words[0], commands);
  if (words.size() == 1) refuse_command(fmt::format("'{}' is not a whole command", words[0]), "", group);
  refuse_command(fmt::format("unknown command '{}'", two), two, group);
}

bool is_help(const std::string& word) { return word == "--help" || word == "-h"; }

bool wants_help(std::span<const std::string> words) {
  const auto end = std::find(words.begin(), words.end(), "--");
  return std::any_of(words.begin(), end, is_help);
}

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

}  // namespace

std::optional<std::string> Arguments::value(std::string_view flag) const {
  const auto found = flags.find(flag);
  if (found == flags.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> Arguments::values(std::string_view flag) const {
  const auto found = repeated.find(flag);
  return found == repeated.end() ? std::vector<std::string>() : found->second;
}

std::optional<std::int64_t> Arguments::integer(std::string_view flag, std::int64_t least) const {
  const auto text = value(flag);
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  const auto result = std::from_chars(text->data(), text->data() + text->size(), number);
  refuse_unless(result.ec == std::errc{} && result.ptr == text->data() + text->size() && number >= least,
                "--{} takes an integer of at least {}, not '{}'", flag, least, *text);
  return number;
}

Arguments parse_arguments(std::span<const std::string> words, const Command& command) try {
  const po::options_description description = declare(command);
  using Style = po::command_line_style::style_t;
  const int style = Style::allow_long | Style::long_allow_adjacent | Style::long_allow_next;
  const auto parsed = po::command_line_parser(std::vector<std::string>(words.begin(), words.end()))
                          .options(description)
                          .style(style)
                          .run();
  Arguments arguments;
  for (const auto& option : parsed.options) {
    if (option.position_key >= 0) {
      arguments.positional.push_back(option.value.at(0));
      continue;
    }
    const std::string value = option.value.empty() ? "" : option.value.front();
    const auto flag = std::ranges::find(command.flags, std::string_view(option.string_key), &Flag::name);
    if (flag != command.flags.end() && flag->repeatable) {
      arguments.repeated[option.string_key].push_back(value);
      continue;
    }
    refuse_unless(arguments.flags.emplace(option.string_key, value).second, "{}: --{} is given twice", command.name,
                  option.string_key);
  }
  check_operands(arguments, command);
  return arguments;
} catch (const po::error& error) {
  refuse("{}: {}. Known flags: {}", command.name, error.what(), known_flags(command));
}

namespace {

/// `help`, `help COMMAND`, and `help WORD` for the commands that begin with the word.
void print_help_on(std::string_view program, std::span<const Command> commands, std::span<const std::string> words) {
  if (words.empty()) return print_help(program, commands);
  if (const auto group = group_of(commands, words[0]); !group.empty() && words.size() == 1)
    return print_help(program, group);
  print_help(*find_command(commands, words).first, program);
}

int answer(std::string_view program, std::span<const Command> commands, std::span<const std::string> words) {
  if (!words.empty() && (is_help(words[0]) || words[0] == "help")) {
    print_help_on(program, commands, words.subspan(1));
    return 0;
  }
  if (!words.empty() && words[0] == "completion") {
    refuse_unless(words.size() == 1 || words[1] == "bash",
                  "completion: there is one for bash, which zsh reads too, none for '{}'", words[1]);
    write_lines(stdout, bash_completion(program, commands));
    return 0;
  }
  if (!words.empty() && words[0] == "--version") {
    say("{} {}\n", program, kVersion);
    return 0;
  }
  refuse_unless(!words.empty(), "a command is missing; '{} --help' lists them", program);
  const auto group = group_of(commands, words[0]);
  if (!group.empty() && words.size() > 1 && is_help(words[1])) {
    print_help(program, group);
    return 0;
  }
  const auto [command, rest] = find_command(commands, words);
  if (wants_help(rest)) {
    print_help(*command, program);
    return 0;
  }
  return command->run(parse_arguments(rest, *command));
}

}  // namespace

int run_command(std::string_view program, std::span<const Command> commands, int argc, const char* const* argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file beyond the shell's limit then gives an error that can be reported
  secure_standard_streams();
  const int code = answer(program, commands, std::vector<std::string>(argv + std::min(argc, 1), argv + argc));
  if (const std::string reason = output_lost(); !reason.empty()) {
    say_to(stderr,
           "{}: error: standard output is lost: {}; give it a pipe that is read to its end, or a file with space\n",
           program, reason);
    return code == 0 ? kOutputLost : code;
  }
  return code;
}

int report_error(std::string_view program) try { throw; } catch (const Error& error) {
  say_to(stderr, "{}: error: {}\n", program, error.what());
  return error.exit_code();
} catch (const std::exception& error) {
  say_to(stderr, "{}: error: {}\n", program, first_line(error.what()));
  return 1;
}

}  // namespace xil
