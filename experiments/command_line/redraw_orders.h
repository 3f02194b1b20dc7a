#pragma once

#include <string>

namespace xil {

// How xil talks to `xil-run redraw`, which stays while a report is made: its libraries take a second to load, and a
// dataset may take longer to make. An order is the words of one of the commands `refutations` and `pictures`, each with
// kEndOfWord behind it, and an empty word behind all of them. The answer is a line that begins with kBeginOfAnswer,
// with what went wrong behind it, if anything did; whatever else the program prints is no answer.

inline constexpr char kEndOfWord = '\0', kBeginOfAnswer = '\x01';

}  // namespace xil
