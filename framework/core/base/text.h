#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/printable.h"

namespace xil {

// Texts that somebody else may have written (names, titles, reasons, paths, hosts) get into a line, a table, a page or
// a command only in one of these forms.

/// One word of a bash command, whatever the text holds; made of printable characters.
std::string shell_word(std::string_view text);
/// The same for a path: one that begins with a dash is written so that no command takes it for a flag.
std::string shell_path(std::string_view path);

/// Text for an HTML element or a quoted attribute; one line.
std::string html_text(std::string_view text);
/// The same for <pre>: line feeds stay.
std::string html_lines(std::string_view text);
/// Text for a cell of a LaTeX tabular or for a paragraph. A LaTeX comment takes printable() instead, since only a line
/// break ends it.
std::string latex_text(std::string_view text);
/// A cell of a Markdown table: nothing in it is markup.
std::string markdown_text(std::string_view text);
/// A sentence of xil that contains names from elsewhere: links, HTML, code and the characters that begin a block are
/// not markup; words with underscores stay readable in the source.
std::string markdown_sentence(std::string_view text);
/// A cell as in RFC 4180 that no spreadsheet takes for a formula: a text that begins with = + - @ and is not a number
/// gets a leading '.
std::string csv_text(std::string_view text);

/// A label as a part of a file name: letters, digits, '.', '-' and '_', neither empty nor hidden nor above 80
/// characters. If more had to be changed than single characters, eight digits of the label's digest keep it apart from
/// others.
std::string file_stem(std::string_view label);

/// The lines of a text without their line feeds; none follows a final line feed.
std::vector<std::string_view> lines_in(std::string_view text);

}  // namespace xil
