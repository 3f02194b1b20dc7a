#include "experiments/data/dataset_source.h"

#include <fmt/format.h>

#include <optional>

#include "experiments/sweep/packed_choice.h"
#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/core/catalogue/datasets.h"
#include "framework/data/sources/datasets.h"
#include "framework/data/sources/source_reader.h"
#include "framework/data/splits/split_dataset.h"
#include "framework/store/files/provenance.h"
#include "framework/store/sets/packed_set.h"

namespace xil {
namespace {

/// Identifies what is decoded. The limit of pixels and the links that are followed are part of it, since they decide
/// which items `damaged: skip` leaves out.
std::string content_key(const Choice& choice) {
  const auto params = image_set_params(choice);
  return fmt::format("{} {} {} {}", choice.name, to_json(source_choice(choice).params), params->max_megapixels,
                     enum_name(params->links));
}

/// Another build may decode differently. Sources without git have no commit, but every build is a different file.
std::string program_stamp() {
  const BuildInfo& build = build_info();
  const std::filesystem::path self = "/proc/self/exe";
  std::error_code ignored;
  return fmt::format("{} {} {} {}", build.commit, build.diff, std::filesystem::file_size(self, ignored),
                     std::filesystem::last_write_time(self, ignored).time_since_epoch().count());
}

/// The key of the set in the cache; std::nullopt if some of its files cannot be looked at: reading them will tell why,
/// or may leave some out.
std::optional<std::string> cache_key(const Choice& choice) try {
  return sha256(fmt::format("{} {} {}", content_key(choice), source_stamp(choice), program_stamp()));
} catch (const Error&) {
  return std::nullopt;
}

}  // namespace

std::shared_ptr<const Dataset> DatasetSource::get(const Choice& choice, std::uint64_t split_seed) {
  const std::string key = fmt::format("{} {} {}", choice.name, to_json(choice.params), split_seed);
  if (key == dataset_key_) return dataset_;
  dataset_.reset();  // only one set at a time in memory
  dataset_key_.clear();
  if (is_image_set(choice)) {
    dataset_ = split_dataset(source(choice), *image_set_params(choice), split_seed);
  } else {
    source_.reset();
    source_key_.clear();
    dataset_ = make_dataset(choice, split_seed);
  }
  dataset_key_ = key;
  return dataset_;
}

std::shared_ptr<const SourceSet> DatasetSource::source(const Choice& choice) {
  const auto params = image_set_params(choice);
  const std::string key =
      fmt::format("{} {} {}", content_key(choice), json_string(params->root), json_string(params->packed));
  if (key == source_key_) return source_;
  source_.reset();
  source_key_.clear();
  source_ = load(choice);
  source_key_ = key;
  return source_;
}

std::string DatasetSource::source_digest(const Choice& choice) {
  if (is_image_set(choice)) return source(choice)->digest;
  const auto files = dataset_params(choice)->plain_files();
  if (!files) return {};
  if (files_root_ != files->root || files_digest_.empty()) files_digest_ = files_digest(choice);
  files_root_ = files->root;
  return files_digest_;
}

std::shared_ptr<const SourceSet> DatasetSource::load(const Choice& choice) {
  const std::string file = image_set_params(choice)->packed;
  if (!file.empty()) {
    refuse_other_packing(choice, packed_choice(file), fmt::format("'{}'", file));
    return read_packed_set(file);
  }
  const auto key = cache_.folder().empty() ? std::nullopt : cache_key(choice);
  if (!key) return decode(choice);
  return cache_.get(*key, source_choice(choice), [&] { return decode(choice); });
}

std::shared_ptr<const SourceSet> DatasetSource::decode(const Choice& choice) {
  auto set = read_source(choice);
  decoded_items_ += set->items.size();
  return set;
}

}  // namespace xil
