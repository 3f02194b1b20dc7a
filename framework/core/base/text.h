#pragma once

#include <string>
#include <string_view>

#include "framework/core/base/printable.h"

namespace xil {

// What somebody else may have written (names, titles, reasons, paths, hosts) gets into a line, a table, a page or a
// command in one of these forms only.

/// One word of a command for bash, whatever is in it; of printable characters.
std::string shell_word(std::string_view text);
/// The same for a path, which must not be taken for a flag where it begins with a dash.
std::string shell_path(std::string_view path);

/// Text in an element or in a quoted attribute; one line.
std::string html_text(std::string_view text);
/// The same for <pre>: line feeds stay.
std::string html_lines(std::string_view text);
/// A cell of a tabular, or text of a paragraph. A comment takes printable(): nothing but a line break ends it.
std::string latex_text(std::string_view text);
/// A cell of a table: nothing in it is markup.
std::string markdown_text(std::string_view text);
/// A sentence of ours that names things: links, HTML, code and the signs that begin a block are not markup; words with
/// underscores stay readable in the source.
std::string markdown_sentence(std::string_view text);
/// A cell as in RFC 4180 that no spreadsheet takes for a formula: what begins with = + - @ and is no number gets a '
/// before it.
std::string csv_text(std::string_view text);

/// A label as a part of a file name: letters, digits, '.', '-' and '_', neither empty nor hidden nor above 80
/// characters. Where more than odd characters had to go, eight digits of the label's digest keep it apart from others.
std::string file_stem(std::string_view label);

}  // namespace xil
