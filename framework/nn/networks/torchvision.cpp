#include "framework/nn/networks/torchvision.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "framework/core/base/error.h"

// torchvision 0.14, models/{alexnet,vgg,resnet,mobilenetv2}.py. Dropout inside the classifiers of AlexNet and VGG is
// left out: xil drops penultimate features only (Network::dropout).
namespace xil {
namespace {

using Start = Blueprint::Start;

/// Puts layers together and announces the stages that they belong to.
class Builder {
 public:
  Builder(const Architecture& architecture, std::size_t frozen_stages, BatchNorm batch_norm)
      : architecture_(architecture), frozen_(frozen_stages), batch_norm_(batch_norm) {}

  /// The stage of that name begins.
  void stage(const std::string& name) {
    require(next_ < architecture_.stages.size() && architecture_.stages[next_] == name,
            "core lists no stage '{}' of {} there", name, architecture_.name);
    blueprint.learn(next_ >= frozen_, batch_norm_ == BatchNorm::Trained);
    ++next_;
  }
  void add(LayerPtr layer) { layers.push_back(std::move(layer)); }
  Backbone finish() {
    require(next_ == architecture_.stages.size(), "{} has fewer stages than core lists", architecture_.name);
    return {std::move(blueprint), std::move(layers)};
  }

  Blueprint blueprint;
  Layers layers;

 private:
  const Architecture& architecture_;
  std::size_t frozen_, next_ = 0;
  BatchNorm batch_norm_;
};

void add_plain_convolution(Builder& to, int index, const ConvolutionShape& shape, Start start) {
  const std::string name = fmt::format("features.{}", index);
  to.stage(name);
  to.add(to.blueprint.convolution(name, shape, start));
  to.add(relu());
}

void add_dense(Builder& to, int index, std::int64_t in, std::int64_t out, Start start) {
  const std::string name = fmt::format("classifier.{}", index);
  to.stage(name);
  to.add(to.blueprint.linear(name, in, out, start));
  to.add(relu());
}

void build_alexnet(Builder& to) {
  constexpr Start start = Start::ByFanIn;
  add_plain_convolution(to, 0, {3, 64, 11, 4, 2, 1, true}, start);
  to.add(max_pool(3, 2, 0));
  add_plain_convolution(to, 3, {64, 192, 5, 1, 2, 1, true}, start);
  to.add(max_pool(3, 2, 0));
  add_plain_convolution(to, 6, {192, 384, 3, 1, 1, 1, true}, start);
  add_plain_convolution(to, 8, {384, 256, 3, 1, 1, 1, true}, start);
  add_plain_convolution(to, 10, {256, 256, 3, 1, 1, 1, true}, start);
  to.add(max_pool(3, 2, 0));
  to.add(pooled_rows(6));
  add_dense(to, 1, 256 * 6 * 6, 4096, start);
  add_dense(to, 4, 4096, 4096, start);
}

void build_vgg16(Builder& to) {
  // Widths of configuration D; 0 is a pooling.
  constexpr std::array<std::int64_t, 18> widths = {64, 64,  0,   128, 128, 0,   256, 256, 256,
                                                   0,  512, 512, 512, 0,   512, 512, 512, 0};
  std::int64_t in = 3;
  int index = 0;
  for (const std::int64_t out : widths) {
    if (out == 0) {
      to.add(max_pool(2, 2, 0));
      ++index;
      continue;
    }
    add_plain_convolution(to, index, {in, out, 3, 1, 1, 1, true}, Start::KaimingFanOut);
    in = out;
    index += 2;
  }
  to.add(pooled_rows(7));
  add_dense(to, 0, 512 * 7 * 7, 4096, Start::SmallNormal);
  add_dense(to, 3, 4096, 4096, Start::SmallNormal);
}

void add_normalised(Blueprint& blueprint, Layers& to, const std::string& convolution, const std::string& norm,
                    const ConvolutionShape& shape) {
  to.push_back(blueprint.normalised_convolution(convolution, norm, shape, Start::KaimingFanOut));
}

struct ResnetDesign {
  std::array<int, 4> blocks;
  bool bottleneck;
  std::int64_t groups = 1, width_per_group = 64;
};

LayerPtr resnet_block(Blueprint& blueprint, const std::string& name, const ResnetDesign& design, std::int64_t in,
                      std::int64_t planes, std::int64_t stride) {
  const std::int64_t out = design.bottleneck ? 4 * planes : planes;
  const std::int64_t width = design.bottleneck ? planes * design.width_per_group / 64 * design.groups : planes;
  Layers branch, shortcut;
  const auto step = [&](int number, const ConvolutionShape& shape) {
    add_normalised(blueprint, branch, fmt::format("{}.conv{}", name, number), fmt::format("{}.bn{}", name, number),
                   shape);
  };
  if (design.bottleneck) {
    step(1, {in, width, 1});
    branch.push_back(relu());
    step(2, {width, width, 3, stride, 1, design.groups});
    branch.push_back(relu());
    step(3, {width, out, 1});
  } else {
    step(1, {in, planes, 3, stride, 1});
    branch.push_back(relu());
    step(2, {planes, planes, 3, 1, 1});
  }
  if (stride != 1 || in != out) {
    add_normalised(blueprint, shortcut, name + ".downsample.0", name + ".downsample.1", {in, out, 1, stride});
  }
  return residual(std::move(branch), std::move(shortcut), true);
}

void build_resnet(Builder& to, const ResnetDesign& design) {
  to.stage("conv1");
  add_normalised(to.blueprint, to.layers, "conv1", "bn1", {3, 64, 7, 2, 3});
  to.add(relu());
  to.add(max_pool(3, 2, 1));
  std::int64_t in = 64, planes = 64;
  for (int layer = 1; layer <= 4; ++layer, planes *= 2) {
    const std::string stage = fmt::format("layer{}", layer);
    to.stage(stage);
    for (int block = 0; block < design.blocks[static_cast<std::size_t>(layer - 1)]; ++block) {
      const std::int64_t stride = layer > 1 && block == 0 ? 2 : 1;
      to.add(resnet_block(to.blueprint, fmt::format("{}.{}", stage, block), design, in, planes, stride));
      in = design.bottleneck ? 4 * planes : planes;
    }
  }
  to.add(pooled_rows(1));
}

void add_mobile_convolution(Blueprint& blueprint, Layers& to, const std::string& name, const ConvolutionShape& shape) {
  add_normalised(blueprint, to, name + ".0", name + ".1", shape);
  to.push_back(relu6());
}

void add_inverted_residual(Blueprint& blueprint, Layers& to, const std::string& name, std::int64_t in, std::int64_t out,
                           std::int64_t stride, std::int64_t expansion) {
  const std::int64_t hidden = in * expansion;
  Layers branch;
  int part = 0;
  if (expansion != 1)
    add_mobile_convolution(blueprint, branch, fmt::format("{}.conv.{}", name, part++), {in, hidden, 1});
  add_mobile_convolution(blueprint, branch, fmt::format("{}.conv.{}", name, part++),
                         {hidden, hidden, 3, stride, 1, hidden});
  add_normalised(blueprint, branch, fmt::format("{}.conv.{}", name, part), fmt::format("{}.conv.{}", name, part + 1),
                 {hidden, out, 1});
  if (stride == 1 && in == out) return to.push_back(residual(std::move(branch), {}, false));
  for (LayerPtr& layer : branch) to.push_back(std::move(layer));
}

void build_mobilenet_v2(Builder& to) {
  struct Group {
    std::int64_t expansion, out, blocks, stride;
  };
  constexpr std::array<Group, 7> groups = {
      {{1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}}};
  int index = 0;
  const auto next_stage = [&] {
    const std::string name = fmt::format("features.{}", index++);
    to.stage(name);
    return name;
  };
  add_mobile_convolution(to.blueprint, to.layers, next_stage(), {3, 32, 3, 2, 1});
  std::int64_t in = 32;
  for (const Group& group : groups) {
    for (std::int64_t block = 0; block < group.blocks; ++block) {
      const std::int64_t stride = block == 0 ? group.stride : 1;
      add_inverted_residual(to.blueprint, to.layers, next_stage(), in, group.out, stride, group.expansion);
      in = group.out;
    }
  }
  add_mobile_convolution(to.blueprint, to.layers, next_stage(), {320, 1280, 1});
  to.add(pooled_rows(1));
}

/// How an architecture of core is built, and how its head starts.
struct Construction {
  const Architecture* architecture;
  void (*build)(Builder& to);
  Start head;
};

constexpr std::array kConstructions = {
    Construction{&kAlexnet, build_alexnet, Start::ByFanIn},
    Construction{&kMobilenetV2, build_mobilenet_v2, Start::SmallNormal},
    Construction{&kResnet18,
                 [](Builder& to) {
                   build_resnet(to, {{2, 2, 2, 2}, false});
                 },
                 Start::ByFanIn},
    Construction{&kResnet34,
                 [](Builder& to) {
                   build_resnet(to, {{3, 4, 6, 3}, false});
                 },
                 Start::ByFanIn},
    Construction{&kResnet50,
                 [](Builder& to) {
                   build_resnet(to, {{3, 4, 6, 3}, true});
                 },
                 Start::ByFanIn},
    Construction{&kResnext50,
                 [](Builder& to) {
                   build_resnet(to, {{3, 4, 6, 3}, true, 32, 4});
                 },
                 Start::ByFanIn},
    Construction{&kVgg16, build_vgg16, Start::SmallNormal},
};

const Construction& construction_of(const Architecture& architecture) {
  const auto found = std::ranges::find(kConstructions, &architecture, &Construction::architecture);
  require(found != kConstructions.end(),
          "'{}' is listed in core/catalogue/architectures.h and has no construction here", architecture.name);
  return *found;
}

}  // namespace

Backbone make_backbone(const Architecture& architecture, std::size_t frozen_stages, BatchNorm batch_norm) {
  Builder builder(architecture, frozen_stages, batch_norm);
  construction_of(architecture).build(builder);
  return builder.finish();
}

Blueprint::Start head_start(const Architecture& architecture) { return construction_of(architecture).head; }

}  // namespace xil
