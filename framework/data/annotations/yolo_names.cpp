#include "framework/data/annotations/yolo_names.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "framework/core/base/error.h"
#include "framework/core/base/text.h"
#include "framework/data/annotations/json_reader.h"
#include "framework/data/files/file_finder.h"

namespace xil {
namespace {

/// Reads the value of `names` in one of its forms.
class NamesReader {
 public:
  explicit NamesReader(std::string_view where) : where_(where) {}

  /// The content of [] or {}, without line breaks.
  void read_flow(std::string_view inner, bool map) {
    while (!trimmed(inner).empty()) {
      const std::size_t end = end_of_entry(inner);
      add(trimmed(inner.substr(0, end)), map);
      inner.remove_prefix(std::min(end + 1, inner.size()));
    }
  }
  /// "- name", or "0: name".
  void read_line(std::string_view line) {
    const bool dashed = line.starts_with("- ");
    add(dashed ? trimmed(line.substr(2)) : line, !dashed);
  }
  std::vector<std::string> take() { return std::move(names_); }

  [[noreturn]] void refuse_form() const {
    refuse("{}: 'names' is in a form that is not read: write names: [a, b], or give the parameter names=[a, b]",
           where_);
  }

 private:
  static std::size_t end_of_entry(std::string_view text) {
    char quote = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (quote != 0) {
        if (text[at] == quote) quote = 0;
      } else if (text[at] == '"' || text[at] == '\'') {
        quote = text[at];
      } else if (text[at] == ',') {
        return at;
      }
    }
    return text.size();
  }

  void add(std::string_view entry, bool numbered) {
    if (numbered) {
      const std::size_t colon = entry.find(':');
      if (colon == std::string_view::npos) refuse_form();
      std::string_view key = trimmed(entry.substr(0, colon));
      if (key.size() > 2 && (key.front() == '"' || key.front() == '\'')) key = key.substr(1, key.size() - 2);
      std::size_t number = 0;
      const auto [end, code] = std::from_chars(key.data(), key.data() + key.size(), number);
      if (code != std::errc() || end != key.data() + key.size()) refuse_form();
      refuse_unless(number == names_.size(), "{}: 'names' has the number {} where {} is expected: sort and complete it",
                    where_, number, names_.size());
      entry = trimmed(entry.substr(colon + 1));
    }
    names_.push_back(scalar(entry));
  }

  std::string scalar(std::string_view text) const {
    const bool quoted = !text.empty() && (text.front() == '"' || text.front() == '\'');
    if (quoted) {
      const std::size_t end = text.find(text.front(), 1);
      if (end == std::string_view::npos) refuse_form();
      const std::string_view rest = trimmed(text.substr(end + 1));
      if ((!rest.empty() && rest.front() != '#') || text.substr(0, end).find('\\') != std::string_view::npos) {
        refuse_form();
      }
      return std::string(text.substr(1, end - 1));
    }
    text = trimmed(text.substr(0, text.find(" #")));
    if (text.empty() || text.find_first_of("[]{}&*!|>%@`\"'") != std::string_view::npos) refuse_form();
    return std::string(text);
  }

  std::string_view where_;
  std::vector<std::string> names_;
};

/// What follows a key at the beginning of a line; nothing where no line has it.
std::optional<std::size_t> line_of(const std::vector<std::string_view>& lines, std::string_view key) {
  const auto found = std::ranges::find_if(lines, [&](std::string_view line) { return line.starts_with(key); });
  return found == lines.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - lines.begin()));
}

void check_count(const std::vector<std::string_view>& lines, std::size_t names, std::string_view where) {
  const auto at = line_of(lines, "nc:");
  if (!at) return;
  std::string_view text = lines[*at].substr(3);
  text = trimmed(text.substr(0, text.find('#')));
  refuse_unless(text == std::to_string(names), "{}: 'nc' is {}, and there are {} names: correct one of them", where,
                text, names);
}

bool is_named(const std::string& path, std::string_view name) { return lower_case(name_of(path)) == name; }

std::vector<std::string> plain_names(std::string_view text) {
  std::vector<std::string> names;
  for (const std::string_view line : lines_in(text)) {
    if (!trimmed(line).empty()) names.emplace_back(trimmed(line));
  }
  return names;
}

}  // namespace

std::vector<std::string> yaml_names(std::string_view text, std::string_view where) {
  const std::vector<std::string_view> lines = lines_in(text);
  refuse_unless(!line_of(lines, "kpt_shape:"), "{}: a set of key points, which have no regions, is not read", where);
  const auto at = line_of(lines, "names:");
  if (!at) return {};
  NamesReader reader(where);
  std::string_view first = trimmed(lines[*at].substr(6));
  if (first.starts_with('#')) first = {};
  if (first.starts_with('[') || first.starts_with('{')) {
    const bool map = first.front() == '{';
    std::string inner(first.substr(1));
    std::size_t next = *at + 1;
    while (inner.find(map ? '}' : ']') == std::string::npos && next < lines.size()) {
      inner += ' ';
      inner += trimmed(lines[next++]);
    }
    const std::size_t end = inner.find(map ? '}' : ']');
    if (end == std::string::npos) reader.refuse_form();
    reader.read_flow(std::string_view(inner).substr(0, end), map);
  } else {
    if (!first.empty()) reader.refuse_form();
    for (std::size_t i = *at + 1; i < lines.size(); ++i) {
      const std::string_view line = trimmed(lines[i]);
      if (line.empty() || line.front() == '#') continue;
      if (lines[i].front() != ' ' && !line.starts_with("- ")) break;
      reader.read_line(line);
    }
  }
  std::vector<std::string> names = reader.take();
  check_count(lines, names.size(), where);
  return names;
}

YoloNames find_yolo_names(const DatasetRoot& root, const std::vector<std::string>& files) {
  YoloNames found;
  const auto take = [&](const std::string& file, std::vector<std::string> names) {
    if (names.empty()) return;
    refuse_unless(found.names.empty() || found.names == names,
                  "{} and {} name the categories differently: take one of them out, or give the parameter names",
                  found.files.empty() ? "" : found.files.front(), file);
    found.names = std::move(names);
    found.files.push_back(file);
  };
  for (const std::string& file : files) {
    const bool top = file.find('/') == std::string::npos;
    const bool yaml = is_named(file, "data.yaml") || is_named(file, "dataset.yaml") ||
                      (top && (file.ends_with(".yaml") || file.ends_with(".yml")));
    if (yaml) take(file, yaml_names(annotation_text(root, file), file));
    if (file.ends_with(".names") || is_named(file, "classes.txt")) take(file, plain_names(annotation_text(root, file)));
  }
  return found;
}

}  // namespace xil
