#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xil {

/// How a program ended: its status as waitpid() gives it (0: all went well), and what it printed.
struct Ending {
  int status = 0;
  std::string output;
};

/// Where PATH has a program of that name; nothing where it has none.
std::optional<std::string> find_program(const std::string& name);

/// Runs a program to its end, without a shell, and collects what it prints on either stream. The first word is its
/// path; `input` is all that it reads. One that cannot be started is a failure.
Ending run_program(std::vector<std::string> words, std::string_view input = {});

/// The last line of a text that is not empty.
std::string last_line(const std::string& text);

}  // namespace xil
