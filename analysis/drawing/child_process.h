#pragma once

#include <sys/types.h>

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

/// A program that is talked to while it runs: started without a shell, both of its output streams are heard.
class TalkingProgram {
 public:
  /// The first word is the program's path. It is a failure if it cannot be started.
  explicit TalkingProgram(std::vector<std::string> words);
  /// Closes the program's input, by which it ends, and waits for that.
  ~TalkingProgram();
  TalkingProgram(const TalkingProgram&) = delete;
  TalkingProgram& operator=(const TalkingProgram&) = delete;

  /// False if the program reads no more.
  bool tell(std::string_view bytes);
  /// The next line of its output; nothing if it has ended.
  std::optional<std::string> hear();

 private:
  pid_t child_ = 0;
  int input_ = -1, output_ = -1;
  std::string heard_;  ///< what was read behind the last line
};

/// The last line of a text that is not empty.
std::string last_line(const std::string& text);

}  // namespace xil
