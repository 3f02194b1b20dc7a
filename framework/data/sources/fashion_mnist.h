#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "framework/core/catalogue/tables.h"
#include "framework/core/interfaces/dataset.h"

namespace xil {

/// SHA-256 of the four compressed files. Fails if one of them cannot be read.
std::string fashion_mnist_digest(const std::filesystem::path& root);

/// Fashion-MNIST (Xiao et al. 2017, arXiv 1708.07747), 1 x 28 x 28. Pool and validation come from the training file,
/// test from the test file, each as evenly from the classes as their number allows. Within a split the items keep the
/// order of their file, and "train/17" is picture 17 of the training file. It is a configuration error to ask for more
/// pictures of a class than there are; missing or damaged files are failures.
std::shared_ptr<const Dataset> make_fashion_mnist(const FashionMnistParams& params, std::uint64_t split_seed);

/// The same pictures with a square flush with a corner (generator: Ross, Hughes, Doshi-Velez 2017,
/// github.com/dtak/rrr, decoy_mnist.py). Its grey value is the one of the item's class in pool and
/// validation, and of a uniformly drawn class in test. The square is every item's confounder
/// region; with `mark_objects` the pixels of the original above 1 are its defect region.
std::shared_ptr<const Dataset> make_decoy_fashion_mnist(const DecoyFashionMnistParams& params,
                                                        std::uint64_t split_seed);

}  // namespace xil
