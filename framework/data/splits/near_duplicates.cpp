#include "framework/data/splits/near_duplicates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <opencv2/core.hpp>

#include "framework/core/base/error.h"
#include "framework/core/numeric/image.h"

namespace xil {
namespace {

using Thumbnail = std::vector<std::uint8_t>;

constexpr std::size_t kSide = kThumbnailSide;
constexpr std::size_t kPixels = kSide * kSide;
/// The signature holds the frequencies below this one separately and all others as one number. With 8, at .99, one pair
/// in a hundred is a candidate even among pictures that all show the same product; with 4 it is one pair in seven.
constexpr int kLowFrequencies = 8;
constexpr std::size_t kComponents = kLowFrequencies * (kLowFrequencies + 1) / 2;
/// Larger than the rounding errors of a bound in single precision.
constexpr float kRounding = 1e-5f;

/// Sums over one thumbnail that its correlations need; the same in every orientation.
struct Moments {
  std::int64_t sum = 0;
  std::int64_t variation = 0;  ///< kPixels^2 times the variance

  explicit Moments(const Thumbnail& thumbnail) {
    std::int64_t squares = 0;
    for (const std::int64_t value : thumbnail) {
      sum += value;
      squares += value * value;
    }
    variation = static_cast<std::int64_t>(kPixels) * squares - sum * sum;
  }
  bool constant() const { return variation == 0; }
};

/// A vector of length 1. Two thumbnails correlate, in any orientation, by at most the scalar product of their vectors.
/// Mirroring changes signs of the coefficients of the orthonormal cosine transform, and transposing swaps c(u, v) with
/// c(v, u). The components are the lengths of these pairs and, as the last one, the length of all other coefficients:
/// by Cauchy-Schwarz each part of the correlation is at most the product of the two lengths. For a constant thumbnail
/// all components are zero.
std::array<float, kComponents> signature(const Thumbnail& thumbnail, const Moments& moments) {
  std::array<float, kComponents> parts{};
  if (moments.constant()) return parts;
  cv::Mat waves;
  cv::Mat(thumbnail).reshape(1, kThumbnailSide).convertTo(waves, CV_64F);
  cv::dct(waves, waves);
  const double total = static_cast<double>(moments.variation) / static_cast<double>(kPixels);
  double left = total;
  std::size_t next = 0;
  for (int u = 0; u < kLowFrequencies; ++u) {
    for (int v = std::max(u, 1); v < kLowFrequencies; ++v) {  // c(0, 0) is the mean
      const double length =
          u == v ? std::abs(waves.at<double>(u, u)) : std::hypot(waves.at<double>(u, v), waves.at<double>(v, u));
      parts[next++] = static_cast<float>(length / std::sqrt(total));
      left -= length * length;
    }
  }
  parts[next] = static_cast<float>(std::sqrt(std::max(left, 0.0) / total));
  return parts;
}

/// The signatures as columns, so that the products of one with all others run along rows.
Matrix signatures(std::span<const Thumbnail> thumbnails, std::span<const Moments> moments) {
  Matrix table(kComponents, thumbnails.size());
  for (std::size_t item = 0; item < thumbnails.size(); ++item) {
    const auto parts = signature(thumbnails[item], moments[item]);
    for (std::size_t k = 0; k < kComponents; ++k) table.at(k, item) = parts[k];
  }
  return table;
}

/// The items after `first` whose correlation with it may reach `least`.
std::vector<std::size_t> candidates(const Matrix& table, std::size_t first, double least) {
  const std::size_t start = first + 1;
  std::vector<float> bounds(table.cols - start);
  for (std::size_t k = 0; k < kComponents; ++k) {
    const float own = table.at(k, first);
    const std::span<const float> others = table.row(k).subspan(start);
    for (std::size_t i = 0; i < bounds.size(); ++i) bounds[i] += own * others[i];
  }
  std::vector<std::size_t> found;
  const float bound = static_cast<float>(least) - kRounding;
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    if (bounds[i] >= bound) found.push_back(start + i);
  }
  return found;
}

/// The thumbnail under the four quarter turns, mirrored and not.
std::array<Thumbnail, 8> orientations(const Thumbnail& original) {
  std::array<Thumbnail, 8> all;
  for (std::size_t way = 0; way < all.size(); ++way) {
    all[way].resize(kPixels);
    for (std::size_t row = 0; row < kSide; ++row) {
      for (std::size_t column = 0; column < kSide; ++column) {
        std::size_t y = (way & 1) != 0 ? kSide - 1 - row : row;
        std::size_t x = (way & 2) != 0 ? kSide - 1 - column : column;
        if ((way & 4) != 0) std::swap(y, x);
        all[way][row * kSide + column] = original[y * kSide + x];
      }
    }
  }
  return all;
}

std::uint32_t product(const Thumbnail& a, const Thumbnail& b) {
  std::uint32_t sum = 0;  // at most 1024 * 255^2
  for (std::size_t i = 0; i < kPixels; ++i) sum += std::uint32_t{a[i]} * b[i];
  return sum;
}

/// Correlation in the best orientation.
/// Precondition: neither thumbnail is constant.
double correlation(const std::array<Thumbnail, 8>& first, const Thumbnail& second, const Moments& a, const Moments& b) {
  std::uint32_t most = 0;
  for (const Thumbnail& oriented : first) most = std::max(most, product(oriented, second));
  const std::int64_t covariation = static_cast<std::int64_t>(kPixels) * most - a.sum * b.sum;
  return static_cast<double>(covariation) /
         std::sqrt(static_cast<double>(a.variation) * static_cast<double>(b.variation));
}

void add_constant_pairs(std::vector<NearPair>& pairs, std::span<const Moments> moments, std::size_t first) {
  for (std::size_t second = first + 1; second < moments.size(); ++second) {
    const std::int64_t difference = std::abs(moments[first].sum - moments[second].sum);
    if (moments[second].constant() && difference <= static_cast<std::int64_t>(kPixels)) {
      pairs.push_back({first, second, 1});
    }
  }
}

std::vector<Moments> moments_of(std::span<const Thumbnail> thumbnails) {
  std::vector<Moments> moments;
  for (const Thumbnail& thumbnail : thumbnails) {
    require(thumbnail.size() == kPixels, "a thumbnail has {} grey values, not {}", thumbnail.size(), kPixels);
    moments.emplace_back(thumbnail);
  }
  return moments;
}

/// Grows a tree from one item at a time (Prim 1957): the item that is most alike to one inside comes next.
class Forest {
 public:
  explicit Forest(std::span<const Thumbnail> thumbnails)
      : thumbnails_(thumbnails),
        moments_(moments_of(thumbnails)),
        table_(signatures(thumbnails, moments_)),
        nearest_(thumbnails.size(), {0, 0, 0}),
        inside_(thumbnails.size(), false) {}

  std::vector<NearPair> pairs() {
    std::vector<NearPair> found;
    for (std::size_t count = 0, item = 0; count < thumbnails_.size(); ++count, item = next()) {
      inside_[item] = true;
      const NearPair& edge = nearest_[item];
      if (edge.similarity > 0) found.push_back(edge);
      look_from(item);
    }
    std::ranges::stable_sort(found, [](const NearPair& a, const NearPair& b) {
      if (a.similarity != b.similarity) return a.similarity > b.similarity;
      return std::pair(a.first, a.second) < std::pair(b.first, b.second);
    });
    return found;
  }

 private:
  /// The first item outside that is most alike to one inside.
  std::size_t next() const {
    std::size_t best = thumbnails_.size();
    for (std::size_t i = 0; i < thumbnails_.size(); ++i) {
      if (!inside_[i] && (best == thumbnails_.size() || nearest_[i].similarity > nearest_[best].similarity)) best = i;
    }
    return best;
  }

  void look_from(std::size_t item) {
    const bool constant = moments_[item].constant();
    std::vector<float> bounds(table_.cols);
    for (std::size_t k = 0; k < kComponents; ++k) {
      const float own = table_.at(k, item);
      const std::span<const float> others = table_.row(k);
      for (std::size_t i = 0; i < bounds.size(); ++i) bounds[i] += own * others[i];
    }
    const auto oriented = orientations(thumbnails_[item]);
    for (std::size_t other = 0; other < bounds.size(); ++other) {
      if (inside_[other] || constant != moments_[other].constant()) continue;
      const double known = std::max(nearest_[other].similarity, kLeastAlike);
      double similarity = 0;
      if (constant) {
        similarity = std::abs(moments_[item].sum - moments_[other].sum) <= static_cast<std::int64_t>(kPixels) ? 1 : 0;
      } else if (static_cast<double>(bounds[other] + kRounding) >= known) {
        similarity = correlation(oriented, thumbnails_[other], moments_[item], moments_[other]);
      }
      if (similarity >= known && similarity > nearest_[other].similarity) {
        nearest_[other] = {std::min(item, other), std::max(item, other), similarity};
      }
    }
  }

  std::span<const Thumbnail> thumbnails_;
  std::vector<Moments> moments_;
  Matrix table_;
  std::vector<NearPair> nearest_;  ///< of each item outside: the pair with the item inside that it is most alike to
  std::vector<bool> inside_;
};

}  // namespace

std::vector<NearPair> near_forest(std::span<const Thumbnail> thumbnails) { return Forest(thumbnails).pairs(); }

std::vector<NearPair> near_pairs(std::span<const Thumbnail> thumbnails, double least) {
  const std::vector<Moments> moments = moments_of(thumbnails);
  const Matrix table = signatures(thumbnails, moments);
  std::vector<NearPair> pairs;
  for (std::size_t first = 0; first < thumbnails.size(); ++first) {
    if (moments[first].constant()) {
      add_constant_pairs(pairs, moments, first);
      continue;
    }
    const std::array<Thumbnail, 8> oriented = orientations(thumbnails[first]);
    for (const std::size_t second : candidates(table, first, least)) {
      const double similarity = correlation(oriented, thumbnails[second], moments[first], moments[second]);
      if (similarity >= least) pairs.push_back({first, second, similarity});
    }
  }
  return pairs;
}

std::vector<NearPair> near_pairs_of(const SourceSet& set, double least) {
  std::vector<Thumbnail> thumbnails;
  for (const SourceItem& item : set.items) thumbnails.push_back(item.thumbnail);
  return near_pairs(thumbnails, least);
}

std::vector<std::size_t> connected_groups(std::size_t count, std::span<const NearPair> pairs) {
  std::vector<std::size_t> parent(count);  // never larger than the item, so that a root is the smallest of its group
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&parent](std::size_t item) {
    while (parent[item] != item) item = parent[item] = parent[parent[item]];
    return item;
  };
  for (const NearPair& pair : pairs) {
    const std::size_t one = root(pair.first), other = root(pair.second);
    parent[std::max(one, other)] = std::min(one, other);
  }
  for (std::size_t item = 0; item < count; ++item) parent[item] = root(item);
  return parent;
}

}  // namespace xil
