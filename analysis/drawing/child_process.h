#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xil {

/// How a program ended: its status as waitpid() gives it (0: success), and its output.
struct Ending {
  int status = 0;
  std::string output;
};

/// The path of a program of that name in PATH; std::nullopt if there is none.
std::optional<std::string> find_program(const std::string& name);

/// Runs a program to its end, without a shell, and collects its output on both streams. The first word is its path;
/// `input` is everything that it can read. It is a failure if the program cannot be started.
Ending run_program(std::vector<std::string> words, std::string_view input = {});

/// The last line of a text that is not empty.
std::string last_line(const std::string& text);

}  // namespace xil
