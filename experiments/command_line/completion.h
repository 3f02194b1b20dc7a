#pragma once

#include <span>
#include <string>
#include <string_view>

#include "experiments/command_line/command_line.h"

namespace xil {

/// A script that lets bash complete a program's commands, their flags, and file names: made from the table of commands,
/// so that it knows them all. For zsh the same script works after `autoload -U bashcompinit && bashcompinit`.
std::string bash_completion(std::string_view program, std::span<const Command> commands);

}  // namespace xil
