#include <gtest/gtest.h>

#include <array>

#include "framework/nn/explainers/copy_maker.h"
#include "framework/nn/explainers/fill.h"
#include "framework/nn/explainers/mask_source.h"
#include "framework/nn/explainers/masked_copies.h"

namespace xil {
namespace {

constexpr int kHeight = 14, kWidth = 19, kGrid = 4;
constexpr std::int64_t kRows = 6;

Image noise(int channels) {
  Image image(channels, kHeight, kWidth);
  Rng rng(4, {Purpose::Test});
  for (auto& pixel : image.pixels) pixel = static_cast<std::uint8_t>(rng.next());
  return image;
}

std::unique_ptr<Network> reading(const char* pixels, int channels) {
  const ComponentSpec model =
      resolved(model_table(), "model", "mlp", Value(Value::Map{{"pixels", Value(std::string(pixels))}}));
  return make_network(model, {channels, kHeight, kWidth, 2}, 1, "cpu");
}

std::vector<MaskDraw> drawn(const MaskShaper& shaper, std::size_t count) {
  MaskSource source(shaper, Sampling::Bernoulli, 0.5, Rng(9, {Purpose::Masks}));
  std::vector<MaskDraw> draws;
  for (std::size_t i = 0; i < count; ++i) draws.push_back(source.next());
  return draws;
}

std::vector<float> colours_for(Fill fill, std::size_t count) {
  Rng rng(2, {Purpose::Fill});
  std::vector<float> colours(fill == Fill::Colour ? count : 0);
  draw_colour(rng, colours);
  return colours;
}

TEST(CopyMaker, MixesPixelsAndFillByTheMask) {
  const Image image = noise(3);
  const auto network = reading("raw", 3);
  const MaskShaper shaper(kHeight, kWidth, kGrid);
  const auto draws = drawn(shaper, 5);
  std::vector<float> mask(shaper.pixels());
  for (const Fill fill : {Fill::Black, Fill::Mean, Fill::Blur, Fill::Colour}) {
    const auto colours = colours_for(fill, 15);
    const auto copies = make_copy_maker(*network, image, shaper, fill, kRows)->values(draws, colours);
    const auto hidden = fill == Fill::Colour ? std::vector<float>() : fill_pixels(image, fill);
    ASSERT_EQ(copies.size(), 5 * image.size());
    for (std::size_t k = 0; k < 5; ++k) {
      shaper.shape(draws[k], mask);
      for (std::size_t i = 0; i < image.size(); ++i) {
        const std::size_t channel = i / shaper.pixels();
        const float m = mask[i % shaper.pixels()], behind = hidden.empty() ? colours[3 * k + channel] : hidden[i];
        EXPECT_NEAR(copies[k * image.size() + i], m * static_cast<float>(image.pixels[i]) + (1 - m) * behind, 1e-3);
      }
    }
  }
}

TEST(CopyMaker, MakesTheSameOfMatrixProductsAsCudaDevicesDo) {
  const MaskShaper shaper(kHeight, kWidth, kGrid);
  for (const int channels : {1, 3}) {
    const Image image = noise(channels);
    for (const char* pixels : {"unit", "imagenet"}) {
      const auto network = reading(pixels, channels);
      for (const Fill fill : {Fill::Black, Fill::Mean, Fill::Blur, Fill::Colour}) {
        const auto host = make_copy_maker(*network, image, shaper, fill, kRows);
        const auto device = make_tensor_copy_maker(*network, image, shaper, fill, kRows);
        for (const std::size_t count : {6, 4}) {
          const auto draws = drawn(shaper, count);
          const auto colours = colours_for(fill, count * static_cast<std::size_t>(channels));
          const auto expected = host->values(draws, colours), made = device->values(draws, colours);
          ASSERT_EQ(made.size(), expected.size());
          for (std::size_t i = 0; i < made.size(); ++i) ASSERT_NEAR(made[i], expected[i], 1e-5) << pixels << " " << i;
        }
      }
    }
  }
}

struct PassCase {
  std::int64_t wished, masks, expected;
};

TEST(Passes, AreFullAndEndWhereBlocksDo) {
  for (const auto& [wished, masks, expected] :
       {PassCase{50, 400, 50}, PassCase{50, 512, 43}, PassCase{32, 512, 32}, PassCase{200, 512, 128},
        PassCase{1000, 128, 128}, PassCase{40, 90, 30}, PassCase{50, 20, 20}, PassCase{300, 1024, 256}}) {
    EXPECT_EQ(even_passes(wished, masks, 128), expected) << masks << " in " << wished;
  }
}

}  // namespace
}  // namespace xil
