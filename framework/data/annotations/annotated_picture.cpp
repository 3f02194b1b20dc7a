#include "framework/data/annotations/annotated_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "framework/data/files/file_finder.h"

namespace xil {
namespace {

double polygon_area(const std::vector<double>& points) {
  double twice = 0;
  for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
    const std::size_t next = i + 3 < points.size() ? i + 2 : 0;
    twice += points[i] * points[next + 1] - points[next] * points[i + 1];
  }
  return std::abs(twice) / 2;
}

double stroke_area(const Shape& shape) {
  double length = shape.width;
  for (std::size_t i = 0; i + 3 < shape.points.size(); i += 2) {
    length += std::hypot(shape.points[i + 2] - shape.points[i], shape.points[i + 3] - shape.points[i + 1]);
  }
  return length * shape.width;
}

std::vector<std::string> words_of(const std::string& text, std::string_view separators) {
  std::vector<std::string> words(1);
  for (const char sign : text) {
    if (separators.find(sign) != std::string_view::npos) {
      words.emplace_back();
    } else {
      words.back() += sign;
    }
  }
  return words;
}

std::optional<Split> first_named(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (const auto split = split_named(word)) return split;
  }
  return std::nullopt;
}

}  // namespace

double area_of(const Shape& shape) {
  switch (shape.kind) {
    case Shape::Kind::Polygon:
      return polygon_area(shape.points);
    case Shape::Kind::Disc:
      return std::numbers::pi * shape.points.at(2) * shape.points.at(2);
    case Shape::Kind::Stroke:
      return stroke_area(shape);
    case Shape::Kind::Runs: {
      double inside = 0;
      for (std::size_t i = 1; i < shape.runs.size(); i += 2) inside += shape.runs[i];
      return inside;
    }
  }
  return 0;
}

std::optional<Split> split_named(const std::string& word) {
  static constexpr std::array<std::pair<std::string_view, Split>, 7> kWords = {{{"train", Split::Pool},
                                                                                {"training", Split::Pool},
                                                                                {"val", Split::Validation},
                                                                                {"valid", Split::Validation},
                                                                                {"validation", Split::Validation},
                                                                                {"test", Split::Test},
                                                                                {"testing", Split::Test}}};
  std::string lower = lower_case(word);
  while (!lower.empty() && lower.back() >= '0' && lower.back() <= '9') lower.pop_back();
  const auto found = std::ranges::find(kWords, lower, &std::pair<std::string_view, Split>::first);
  return found == kWords.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Split> split_of_folders(const std::string& path) {
  std::vector<std::string> folders = words_of(path, "/");
  folders.pop_back();
  for (const std::string& folder : folders) {
    const bool darknet = folder.starts_with("obj_") && folder.ends_with("_data");
    if (const auto split = darknet ? first_named(words_of(folder, "_")) : split_named(folder)) return split;
  }
  return std::nullopt;
}

std::optional<Split> split_of_name(const std::string& path) {
  return first_named(words_of(stem_of(name_of(path)), "_-. "));
}

}  // namespace xil
