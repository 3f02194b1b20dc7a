#pragma once

#include <optional>
#include <string>
#include <vector>

#include "framework/core/interfaces/dataset.h"
#include "framework/data/annotations/shapes.h"

namespace xil {

/// What somebody marked on a picture, or said of it as a whole where there are no shapes.
struct CategoryMark {
  std::string category;
  std::vector<Shape> shapes = {};
};

/// A picture as a file of annotations describes it.
struct AnnotatedPicture {
  std::string path;        ///< relative to the root of the set
  std::string annotation;  ///< the file, relative to the root
  std::vector<CategoryMark> marks = {};
  int height = 0, width = 0;  ///< as the file states them; 0: it does not
  bool fractions = false;     ///< points are fractions of the picture's width and height
  std::optional<Split> split = {};
  std::string fault = {};  ///< why it cannot be used, in one sentence; empty: it can
};

/// The pixels inside a shape, or their share of the picture, as a number to compare with others of the same picture.
double area_of(const Shape& shape);

/// The split that a word of a path names: train, val or valid, test, with a number behind it or not.
std::optional<Split> split_named(const std::string& word);
/// The split of the first folder on a path that is named after one: train/images/a.png, obj_train_data/a.png.
std::optional<Split> split_of_folders(const std::string& path);
/// The split of the first word of a file's name that names one: instances_train2017.json.
std::optional<Split> split_of_name(const std::string& path);

}  // namespace xil
