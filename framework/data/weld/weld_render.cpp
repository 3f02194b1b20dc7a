#include "framework/data/weld/weld_render.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace xil {
namespace {

constexpr std::uint32_t kSensorStream = 9;
constexpr float kSensorNoise = 0.012f;
/// The difference in brightness that a person sees side by side, as a share of white.
constexpr float kVisible = 0.06f;

int samples_per_side(int size) { return size < 40 ? 3 : size <= 512 ? 2 : 1; }

/// The light reflected by one sample, from the slope of the height field around it.
Rgb shade(const WeldScene& scene, const Surface& surface, float slope_x, float slope_y, float x, float y) {
  const auto& light = scene.light;
  const float norm = 1 / std::sqrt(1 + slope_x * slope_x + slope_y * slope_y);
  const float facing = (light[2] - slope_x * light[0] - slope_y * light[1]) * norm;
  // The half vector between the lamp and the camera, which looks straight down.
  const float half_norm = 1 / std::sqrt(2 + 2 * light[2]);
  const float mirror = (light[2] + 1 - slope_x * light[0] - slope_y * light[1]) * norm * half_norm;
  const float squared = mirror * mirror;
  const float fourth = squared * squared;
  const float eighth = fourth * fourth;
  const float spark = mirror > 0 ? eighth * eighth * eighth * eighth * squared : 0;  // 34th power
  const float gx = x - scene.glare[0];
  const float gy = y - scene.glare[1];
  const float glare = scene.glare_strength * std::exp(-9 * (gx * gx + gy * gy)) * surface.plate;
  const float falloff = 1 + scene.gradient[0] * (x - 0.5f) + scene.gradient[1] * (y - 0.5f);
  const float lit = scene.ambient + scene.diffuse * std::max(0.0f, facing) + glare;
  const float mirrored = scene.gloss * surface.gloss * spark;
  return (surface.colour * lit + grey(mirrored)) * (falloff * scene.exposure);
}

/// The middle of sample `index` of `side` in [0, 1].
float middle_of(int index, int side) { return (static_cast<float>(index) + 0.5f) / static_cast<float>(side); }

Picture light_up(const WeldScene& scene, const Plane<Surface>& samples) {
  const int side = samples.width;
  const float step = 1 / static_cast<float>(side);
  Picture lit(side, side);
  for (int row = 0; row < side; ++row) {
    const int up = std::max(0, row - 1);
    const int down = std::min(side - 1, row + 1);
    for (int column = 0; column < side; ++column) {
      const int left = std::max(0, column - 1);
      const int right = std::min(side - 1, column + 1);
      const float slope_x =
          (samples.at(row, right).height - samples.at(row, left).height) / (step * static_cast<float>(right - left));
      const float slope_y =
          (samples.at(down, column).height - samples.at(up, column).height) / (step * static_cast<float>(down - up));
      lit.at(row, column) =
          shade(scene, samples.at(row, column), slope_x, slope_y, middle_of(column, side), middle_of(row, side));
    }
  }
  return lit;
}

/// Maps linear light to display values with a film-like shoulder, so that highlights do not clip hard.
float tone(float light) {
  const float level = std::max(0.0f, light);
  return level < 0.7f ? level : 1 - 0.09f / (level - 0.4f);
}

float largest_difference(Rgb a, Rgb b) {
  return std::max({std::abs(a.r - b.r), std::abs(a.g - b.g), std::abs(a.b - b.b)});
}

}  // namespace

WeldRenderer::WeldRenderer(const WeldScene& scene, int size) : scene_(scene), size_(size) {
  const int side = size * samples_per_side(size);
  samples_ = Plane<Surface>(side, side);
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      const BeadPoint point = scene.along_bead(middle_of(column, side), middle_of(row, side));
      samples_.at(row, column) = surface_at(scene, nullptr, point);
    }
  }
}

Picture WeldRenderer::sound() const { return develop(samples_); }

Picture WeldRenderer::with(const WeldDefect& defect) const {
  Plane<Surface> samples = samples_;
  for (int row = 0; row < samples.height; ++row) {
    for (int column = 0; column < samples.width; ++column) {
      const BeadPoint point = scene_.along_bead(middle_of(column, samples.width), middle_of(row, samples.height));
      if (defect.reaches(point)) samples.at(row, column) = surface_at(scene_, &defect, point);
    }
  }
  return develop(samples);
}

Picture WeldRenderer::develop(const Plane<Surface>& samples) const {
  Picture fine = light_up(scene_, samples);
  for (Rgb& value : fine.values) {
    const Rgb balanced = value * scene_.white_balance;
    value = {tone(balanced.r), tone(balanced.g), tone(balanced.b)};
  }
  Picture picture(size_, size_);
  const cv::Mat source(fine.height, fine.width, CV_32FC3, fine.values.data());
  cv::Mat target(size_, size_, CV_32FC3, picture.values.data());
  cv::resize(source, target, target.size(), 0, 0, cv::INTER_AREA);
  return picture;
}

Image photograph(const Picture& picture, std::uint64_t render_seed, ItemId item) {
  Rng rng(render_seed, {Purpose::Render, 0, item, kSensorStream});
  Image image(3, picture.height, picture.width);
  const auto to_byte = [](float value) {
    return static_cast<std::uint8_t>(std::lround(255 * std::clamp(value, 0.0f, 1.0f)));
  };
  // The sum of two uniforms is near enough to sensor noise, and much cheaper to draw than a normal.
  const auto noise = [&rng] {
    const float sum = static_cast<float>(rng.next()) + static_cast<float>(rng.next());
    return kSensorNoise * 2.4f * (sum * 0x1.0p-32f - 1);
  };
  for (int row = 0; row < picture.height; ++row) {
    for (int column = 0; column < picture.width; ++column) {
      const Rgb& value = picture.at(row, column);
      image.at(0, row, column) = to_byte(value.r + noise());
      image.at(1, row, column) = to_byte(value.g + noise());
      image.at(2, row, column) = to_byte(value.b + noise());
    }
  }
  return image;
}

Region visible_change(const Picture& before, const Picture& after) {
  float most = 0;
  for (std::size_t i = 0; i < before.values.size(); ++i) {
    most = std::max(most, largest_difference(before.values[i], after.values[i]));
  }
  const float threshold = std::min(kVisible, 0.5f * most);
  Region region(before.height, before.width);
  for (std::size_t i = 0; i < before.values.size(); ++i) {
    const float difference = largest_difference(before.values[i], after.values[i]);
    region.values[i] = difference > 0 && difference >= threshold ? 1 : 0;
  }
  cv::Mat mask(region.height, region.width, CV_8UC1, region.values.data());
  const int side = 2 * std::max(1, before.width / 96) + 1;
  cv::morphologyEx(mask, mask, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_ELLIPSE, {side, side}));
  return region;
}

}  // namespace xil
