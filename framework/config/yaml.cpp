#include "framework/config/yaml.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <vector>

#include "framework/core/base/error.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

bool looks_numeric(std::string_view text) {
  return text.find_first_not_of("+-.0123456789eE") == std::string_view::npos &&
         text.find_first_of("0123456789") != std::string_view::npos;
}

template <class Number>
std::optional<Number> whole_number(std::string_view text, std::errc& error) {
  if (text.starts_with('+')) text.remove_prefix(1);
  Number number{};
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  error = result.ec;
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

Value plain_scalar(const std::string& text, const std::string& where) {
  if (text == "true" || text == "false") return Value(text == "true", where);
  if (!looks_numeric(text)) return Value(text, where);
  const bool integral = text.find_first_of(".eE") == std::string::npos;
  std::errc error{};
  if (integral) {
    if (const auto number = whole_number<std::int64_t>(text, error)) return Value(*number, where);
  } else if (const auto number = whole_number<double>(text, error)) {
    return Value(*number, where);
  }
  refuse_unless(error != std::errc::result_out_of_range,
                "{}: the number {} is too large; quote it if it is meant as text", where, text);
  return Value(text, where);
}

/// Builds a Value from yaml-cpp's events, which, unlike its nodes, still show anchors, tags and duplicate keys.
class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(std::string file) : file_(std::move(file)) {}
  Value take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override { root_.where = place(mark); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    refuse_unless(!awaits_key(), "{}: a key must not be empty", place(mark));
    add(Value({}, place(mark)));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse("{}: aliases (*name) are not supported; write the value out", place(mark));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    if (awaits_key()) return start_entry(mark, text);
    const bool quoted = tag == "!";
    add(quoted ? Value(text, place(mark)) : plain_scalar(text, place(mark)));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Value::List{});
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Value::Map{});
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Value value;
    std::optional<std::string> key;  ///< in a map: the key whose value comes next
    std::string key_where;
    std::unordered_map<std::string, std::string> keys;  ///< in a map: where each key was given
  };

  std::string place(const YAML::Mark& mark) const { return fmt::format("{}:{}", file_, mark.line + 1); }
  bool awaits_key() const { return !open_.empty() && open_.back().value.get<Value::Map>() && !open_.back().key; }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) const {
    refuse_unless(anchor == YAML::NullAnchor, "{}: anchors (&name) are not supported; write the value out",
                  place(mark));
  }
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
    refuse_unless(tag.empty() || tag == "?" || tag == "!", "{}: tags (!{}) are not supported", place(mark), tag);
  }
  void start_entry(const YAML::Mark& mark, const std::string& key) {
    const auto [earlier, fresh] = open_.back().keys.try_emplace(key, place(mark));
    refuse_unless(fresh, "{}: duplicate key '{}', first given at {}", place(mark), key, earlier->second);
    open_.back().key = key;
    open_.back().key_where = place(mark);
  }
  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Value::Data empty) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    refuse_unless(!awaits_key(), "{}: a key must be a plain name, not a list or map", place(mark));
    open_.push_back({Value(std::move(empty), place(mark)), std::nullopt, {}, {}});
  }
  void close() {
    Value done = std::move(open_.back().value);
    open_.pop_back();
    add(std::move(done));
  }
  void add(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return;
    }
    Open& parent = open_.back();
    if (auto* list = parent.value.get<Value::List>()) {
      list->push_back(std::move(value));
    } else {
      value.where = parent.key_where;
      parent.value.get<Value::Map>()->emplace_back(*std::exchange(parent.key, std::nullopt), std::move(value));
    }
  }

  std::string file_;
  Value root_;
  std::vector<Open> open_;
};

/// The first of the lines up to `last` (counted from 1) whose indentation holds a tab; std::nullopt if there is none.
/// YAML forbids such tabs, and the parser's own message does not mention them.
std::optional<std::size_t> line_with_tab(std::string_view text, std::size_t last) {
  std::optional<std::size_t> found;
  for (std::size_t line = 1; line <= last && !text.empty(); ++line) {
    const std::string_view content = text.substr(0, text.find('\n'));
    const std::size_t begin = content.find_first_not_of(" \t");
    const bool indented = begin != std::string_view::npos && content[begin] != '#' && content[begin] != '\r';
    if (indented && content.substr(0, begin).find('\t') != std::string_view::npos && !found) found = line;
    text.remove_prefix(std::min(content.size() + 1, text.size()));
  }
  return found;
}

[[noreturn]] void refuse_yaml(std::string_view text, const std::string& file, const YAML::Exception& error) {
  const auto line = static_cast<std::size_t>(error.mark.line + 1);
  if (dynamic_cast<const YAML::DeepRecursion*>(&error) != nullptr)
    refuse("{}:{}: lists and maps are nested too deeply for a configuration; a few levels are all that is read", file,
           line);
  if (const auto tab = line_with_tab(text, line)) {
    refuse(
        "{}:{}: this line is indented by a tab, which YAML does not allow: indent it by spaces (expand -t 2 {} prints "
        "it so)",
        file, *tab, shell_path(file));
  }
  refuse("{}:{}: not valid YAML: {}", file, line, error.msg);
}

}  // namespace

Value parse_yaml(std::string_view text, const std::string& file) try {
  refuse_unless(text.size() <= kMaxConfigBytes, "{}: larger than {} bytes, which no configuration needs", file,
                kMaxConfigBytes);
  std::istringstream stream{std::string(text)};
  YAML::Parser parser(stream);
  Builder builder(file);
  if (!parser.HandleNextDocument(builder)) return Value({}, file + ":1");
  Builder second(file);
  refuse_unless(!parser.HandleNextDocument(second), "{}: more than one document (---) in a file", file);
  return builder.take();
} catch (const YAML::Exception& error) {
  refuse_yaml(text, file, error);
}

std::string read_config_file(const std::filesystem::path& file) {
  std::error_code unreachable;
  refuse_unless(std::filesystem::exists(file, unreachable), "{}: no such file", file.string());
  refuse_unless(!std::filesystem::is_directory(file, unreachable), "{}: is a folder, not a configuration file",
                file.string());
  std::ifstream stream(file, std::ios::binary);
  refuse_unless(stream.good(), "{}: cannot be opened; check its permissions", file.string());
  std::string text(kMaxConfigBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  refuse_unless(!stream.bad(), "{}: cannot be read", file.string());
  text.resize(static_cast<std::size_t>(stream.gcount()));
  refuse_unless(text.size() <= kMaxConfigBytes, "{}: larger than {} bytes, which no configuration needs", file.string(),
                kMaxConfigBytes);
  return text;
}

}  // namespace xil
