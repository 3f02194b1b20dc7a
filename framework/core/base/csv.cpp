#include "framework/core/base/csv.h"

#include <algorithm>
#include <array>
#include <utility>

#include "framework/core/base/error.h"

namespace xil {
namespace {

struct Separator {
  char sign;
  std::string_view word;  ///< name of the separator, with its article
};
/// The separators in their order of precedence if a header holds two of them equally often.
constexpr std::array kSeparators = {Separator{',', "a comma"}, Separator{';', "a semicolon"}, Separator{'\t', "a tab"}};

/// The separator that the header holds most often outside of quotes.
const Separator& separator_of(std::string_view text) {
  std::array<std::size_t, kSeparators.size()> counts{};
  bool quoted = false, begun = false;  // empty lines before the header are passed over
  for (const char sign : text) {
    if (sign == '"') quoted = !quoted;
    if (sign == '\n' && !quoted && begun) break;
    begun = begun || (sign != '\n' && sign != '\r');
    for (std::size_t i = 0; i < kSeparators.size(); ++i) counts[i] += !quoted && sign == kSeparators[i].sign ? 1 : 0;
  }
  return kSeparators[static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin())];
}

/// Removes the line "sep=;", in which Excel names the separator, from the front of a text; nullptr if there is no such
/// line.
const Separator* take_named_separator(std::string_view& text) {
  for (const Separator& separator : kSeparators) {
    for (const std::string_view end : {"\r\n", "\n"}) {
      const std::string line = fmt::format("sep={}{}", separator.sign, end);
      if (!text.starts_with(line)) continue;
      text.remove_prefix(line.size());
      return &separator;
    }
  }
  return nullptr;
}

class CsvScanner {
 public:
  CsvScanner(std::string_view text, std::string_view name, char separator, std::size_t line)
      : rest_(text), name_(name), separator_(separator), ends_{separator, '\n'}, line_(line) {}

  bool done() const { return rest_.empty(); }

  CsvRow row() {
    CsvRow row{line_, {}};
    do {
      row.cells.push_back(starts_with('"') ? quoted_cell() : plain_cell());
    } while (take({&separator_, 1}));
    if (!take("\r\n") && !take("\n") && !done()) {
      refuse("{}:{}: a cell goes on behind its closing quote: double the quotes inside of it", name_, line_);
    }
    ++line_;
    return row;
  }

 private:
  bool starts_with(char sign) const { return rest_.starts_with(sign); }

  bool take(std::string_view signs) {
    if (!rest_.starts_with(signs)) return false;
    rest_.remove_prefix(signs.size());
    return true;
  }

  std::string plain_cell() {
    std::string_view cell = rest_.substr(0, rest_.find_first_of(std::string_view(ends_.data(), ends_.size())));
    rest_.remove_prefix(cell.size());
    if (starts_with('\n') && cell.ends_with('\r')) cell.remove_suffix(1);
    refuse_unless(
        cell.find('"') == std::string_view::npos,
        "{}:{}: a quote inside the cell '{}', which does not begin with one: quote the whole cell and double the "
        "quotes inside of it",
        name_, line_, cell);
    refuse_unless(cell.find('\r') == std::string_view::npos,
                  "{}:{}: a carriage return without a line feed: save it with the line ends of Unix or Windows", name_,
                  line_);
    return std::string(cell);
  }

  std::string quoted_cell() {
    std::string cell;
    const std::size_t first_line = line_;
    take("\"");
    while (true) {
      const std::size_t end = rest_.find('"');
      refuse_unless(end != std::string_view::npos, "{}:{}: the quoted cell that begins here does not end", name_,
                    first_line);
      const std::string_view part = rest_.substr(0, end);
      cell += part;
      for (const char sign : part) line_ += sign == '\n' ? 1 : 0;
      rest_.remove_prefix(end + 1);
      if (!take("\"")) return cell;
      cell += '"';
    }
  }

  std::string_view rest_;
  std::string_view name_;
  char separator_;
  std::array<char, 2> ends_;  // the characters that end an unquoted cell
  std::size_t line_;
};

bool is_empty_line(const CsvRow& row) { return row.cells.size() == 1 && row.cells.front().empty(); }

}  // namespace

CsvTable parse_csv(std::string_view text, std::string_view name) {
  refuse_unless(text.find('\0') == std::string_view::npos, "{}: not a text: save it as CSV in UTF-8", name);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const Separator* named = take_named_separator(text);
  const Separator& separator = named != nullptr ? *named : separator_of(text);
  CsvTable table{separator.sign, {}, {}};
  CsvScanner scanner(text, name, separator.sign, named != nullptr ? 2 : 1);
  while (!scanner.done()) {
    CsvRow row = scanner.row();
    if (is_empty_line(row)) continue;
    if (table.header.empty()) {
      table.header = std::move(row.cells);
      continue;
    }
    refuse_unless(row.cells.size() == table.header.size(),
                  "{}:{}: {} cells, the header has {}: quote cells that hold {}", name, row.line, row.cells.size(),
                  table.header.size(), separator.word);
    table.rows.push_back(std::move(row));
  }
  refuse_unless(!table.header.empty(), "{}: empty: its first line must name the columns", name);
  return table;
}

std::vector<std::string_view> parts_between(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end; (end = text.find(separator)) != std::string_view::npos; text.remove_prefix(end + 1))
    parts.push_back(text.substr(0, end));
  parts.push_back(text);
  return parts;
}

}  // namespace xil
