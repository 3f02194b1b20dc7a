#include "framework/data/annotations/yolo_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "framework/core/base/error.h"
#include "framework/data/annotations/json_reader.h"

namespace xil {
namespace {

constexpr std::size_t kHead = 4096;
constexpr double kRounding = 1e-3;  // fractions of a few digits may lie outside by this much

std::optional<double> number_in(std::string_view word) {
  double value = 0;
  const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (code != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(" \t\r"), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

void for_each_line(std::string_view text, auto&& take) {
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    take(text.substr(0, end), ++number);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

CategoryMark mark_of(const std::vector<std::string_view>& words, const std::vector<std::string>& names,
                     const std::string& where) {
  std::vector<double> numbers;
  for (const std::string_view word : words) {
    const auto number = number_in(word);
    require(number.has_value(), "{}: '{}' is no number: write category and fractions of the picture", where, word);
    numbers.push_back(*number);
  }
  const double category = numbers.front();
  require(category >= 0 && category < 1e6 && category == static_cast<int>(category),
          "{}: the category {} is no number from 0 on", where, category);
  const auto index = static_cast<std::size_t>(category);
  require(names.empty() || index < names.size(), "{}: the category {} is beyond the {} names: complete them", where,
          index, names.size());
  require(numbers.size() != 6,
          "{}: six numbers are a prediction with its confidence, and no annotation: take out the "
          "sixth",
          where);
  require(numbers.size() == 5 || (numbers.size() >= 7 && numbers.size() % 2 == 1),
          "{}: {} numbers are neither a box (5) nor a polygon (7, 9, 11, ...)", where, numbers.size());
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    require(numbers[i] >= -kRounding && numbers[i] <= 1 + kRounding,
            "{}: {} is no fraction of the picture, from 0 to 1: divide positions by its width and height", where,
            numbers[i]);
  }
  CategoryMark mark{names.empty() ? std::to_string(index) : names[index]};
  if (numbers.size() > 5) {
    mark.shapes.push_back({.points = {numbers.begin() + 1, numbers.end()}});
  } else {
    const double w = numbers[3] / 2, h = numbers[4] / 2;
    mark.shapes.push_back(box_shape(numbers[1] - w, numbers[2] - h, numbers[1] + w, numbers[2] + h));
  }
  return mark;
}

}  // namespace

AnnotatedPicture read_yolo(const DatasetRoot& root, const std::string& path, const std::vector<std::string>& names,
                           const AnnotatedParams& params) {
  AnnotatedPicture picture;
  picture.annotation = path;
  picture.fractions = true;
  try {
    for_each_line(annotation_text(root, path), [&](std::string_view line, std::size_t number) {
      const auto words = words_of(line);
      if (words.empty()) return;
      CategoryMark mark = mark_of(words, names, fmt::format("{}:{}", path, number));
      if (std::ranges::find(params.ignored, mark.category) == params.ignored.end()) {
        picture.marks.push_back(std::move(mark));
      }
    });
  } catch (const Error& error) {
    picture.fault = error.what();
  }
  return picture;
}

bool looks_like_yolo(const DatasetRoot& root, const std::string& path) try {
  const auto bytes = root.read_head(path, kHead);
  const std::string_view head(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::optional<bool> fits;
  for_each_line(head, [&](std::string_view line, std::size_t) {
    const auto words = words_of(line);
    if (fits || words.empty()) return;
    fits = words.size() >= 5 && std::ranges::all_of(words, [](auto word) { return number_in(word).has_value(); });
  });
  return fits.value_or(false);
} catch (const Error&) {
  return false;
}

}  // namespace xil
