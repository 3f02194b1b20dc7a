#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/value.h"
#include "framework/data/files/dataset_root.h"

namespace xil {

/// Annotation files are refused above this size: what they become takes several times as much memory.
inline constexpr std::size_t kMostAnnotationBytes = std::size_t{128} << 20;

/// The text of an annotation file below a root, without a byte order mark. Fails for one that is too large.
std::string annotation_text(const DatasetRoot& root, const std::string& path);
/// A text without blanks, tabs and ends of lines on either side.
std::string_view trimmed(std::string_view text);
Value annotation_json(const DatasetRoot& root, const std::string& path);

// Members of JSON objects; the functions fail with a line that begins with `where`.

/// The list under a key; an empty one where the key is missing or null.
const Value::List& list_at(const Value& object, std::string_view key, std::string_view where);
/// The text under a key; empty where the key is missing or null. Numbers are written as texts.
std::string text_at(const Value& object, std::string_view key, std::string_view where);
/// A number from 0 to 2^31 - 1 under a key, such as a width; 0 where the key is missing or null.
int count_at(const Value& object, std::string_view key, std::string_view where);
double number_at(const Value& value, std::string_view where);
/// Numbers in a list, or in a list of lists of two, as x and y in turn.
std::vector<double> points_of(const Value& value, std::string_view where);

}  // namespace xil
