#include "experiments/command_line/completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <vector>

namespace xil {
namespace {

/// The words that may stand at the beginning: one-word commands, and the first word of the others.
std::vector<std::string> first_words(std::span<const Command> commands) {
  std::vector<std::string> words = {"help", "completion", "--help", "--version"};
  for (const Command& command : commands) {
    const std::string word(command.name.substr(0, command.name.find(' ')));
    if (std::ranges::find(words, word) == words.end()) words.push_back(word);
  }
  return words;
}

/// First word -> the second words of the commands that have two.
std::map<std::string, std::vector<std::string>> second_words(std::span<const Command> commands) {
  std::map<std::string, std::vector<std::string>> words;
  for (const Command& command : commands) {
    const auto space = command.name.find(' ');
    if (space == std::string_view::npos) continue;
    words[std::string(command.name.substr(0, space))].emplace_back(command.name.substr(space + 1));
  }
  return words;
}

std::string flags_of(const Command& command) {
  std::string flags = "--help";
  for (const Flag& flag : command.flags) flags += fmt::format(" --{}", flag.name);
  return flags;
}

/// Operands that are one of some words, as in "strategies|datasets|models [NAME]".
std::string choices_of(const Command& command) {
  std::string words(command.operands.substr(0, command.operands.find(' ')));
  const bool is_choice = words.find('|') != std::string::npos && std::ranges::all_of(words, [](char sign) {
                           return sign == '|' || sign == '_' || (sign >= 'a' && sign <= 'z');
                         });
  if (!is_choice) return {};
  std::ranges::replace(words, '|', ' ');
  return words;
}

constexpr std::string_view kScript = R"(# Completion of {program} for bash: put this into ~/.bashrc
#   source <({program} completion)
_{program}() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} key=${{COMP_WORDS[1]}} words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "{first}" -- "$word"))
    return
  fi
  case $key in
{seconds}  esac
  if [ "$COMP_CWORD" -eq 2 ] && [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$word"))
    return
  fi
  [ -n "$words" ] && key="$key ${{COMP_WORDS[2]}}"
  words=""
  case $key in
{flags}  esac
  case $word in
    -*) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}}
complete -o filenames -F _{program} {program}
)";

}  // namespace

std::string bash_completion(std::string_view program, std::span<const Command> commands) {
  std::string seconds, flags;
  for (const auto& [first, words] : second_words(commands))
    seconds += fmt::format("    {}) words=\"{}\" ;;\n", first, fmt::join(words, " "));
  for (const Command& command : commands) {
    if (const std::string choices = choices_of(command); !choices.empty())
      seconds += fmt::format("    {}) [ \"$COMP_CWORD\" -eq 2 ] && [[ $word != -* ]] && words=\"{}\" ;;\n",
                             command.name, choices);
    flags += fmt::format("    '{}') words=\"{}\" ;;\n", command.name, flags_of(command));
  }
  seconds += fmt::format("    help) words=\"{}\" ;;\n", fmt::join(first_words(commands), " "));
  return fmt::format(kScript, fmt::arg("program", program), fmt::arg("first", fmt::join(first_words(commands), " ")),
                     fmt::arg("seconds", seconds), fmt::arg("flags", flags));
}

}  // namespace xil
