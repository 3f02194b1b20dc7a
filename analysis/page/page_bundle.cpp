#include "analysis/page/page_bundle.h"

#include <algorithm>
#include <map>
#include <vector>

#include "framework/core/base/error.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

constexpr std::string_view kImport = "import ", kExport = "export ", kFrom = "from \"./";

/// The module of an import line: "name.js".
std::string_view module_of(std::string_view line) {
  const std::size_t from = line.find(kFrom);
  require(from != std::string_view::npos && line.ends_with("\";"),
          "a module of the page has an import over several lines: {}", line);
  const std::size_t begin = from + kFrom.size();
  return line.substr(begin, line.size() - begin - 2);
}

class Bundle {
 public:
  explicit Bundle(std::span<const PageFile> files) : files_(files) {}

  void add(std::string_view name) {
    auto [state, is_new] = states_.emplace(name, State::Open);
    require(is_new || state->second == State::Done, "the page's modules import each other: {}", name);
    if (!is_new) return;
    const auto lines = lines_in(text_of_page_file(files_, name));
    for (const std::string_view line : lines) {
      if (line.starts_with(kImport)) add(module_of(line));
    }
    for (std::string_view line : lines) {
      if (line.starts_with(kImport)) continue;
      if (line.starts_with(kExport)) line.remove_prefix(kExport.size());
      script_.append(line).append("\n");
    }
    states_[name] = State::Done;
  }
  std::string take() { return std::move(script_); }

 private:
  enum class State { Open, Done };
  std::span<const PageFile> files_;
  std::map<std::string_view, State> states_;
  std::string script_;
};

}  // namespace

std::string_view text_of_page_file(std::span<const PageFile> files, std::string_view name) {
  const auto found = std::ranges::find(files, name, &PageFile::name);
  require(found != files.end(), "the page has no file '{}'", name);
  return found->text;
}

std::string bundled_script(std::span<const PageFile> files) {
  Bundle bundle(files);
  for (const PageFile& file : files) {
    if (file.name.ends_with(".js")) bundle.add(file.name);
  }
  return bundle.take();
}

std::string bundled_style(std::span<const PageFile> files) {
  std::map<std::string_view, std::string_view> sheets;
  for (const PageFile& file : files) {
    if (file.name.ends_with(".css")) sheets.emplace(file.name, file.text);
  }
  std::string style;
  for (const auto& [name, text] : sheets) style += text;
  return style;
}

}  // namespace xil
