#include "experiments/data/dataset_source.h"

#include <fmt/format.h>

#include <optional>

#include "experiments/sweep/packed_spec.h"
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
std::string content_key(const ComponentSpec& spec) {
  const auto params = image_set_params(spec);
  return fmt::format("{} {} {} {}", spec.name, to_json(source_spec(spec).params), params->max_megapixels,
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
std::optional<std::string> cache_key(const ComponentSpec& spec) try {
  return sha256(fmt::format("{} {} {}", content_key(spec), source_stamp(spec), program_stamp()));
} catch (const Error&) {
  return std::nullopt;
}

}  // namespace

std::shared_ptr<const Dataset> DatasetSource::get(const ComponentSpec& spec, std::uint64_t split_seed) {
  const std::string key = fmt::format("{} {} {}", spec.name, to_json(spec.params), split_seed);
  if (key == dataset_key_) return dataset_;
  dataset_.reset();  // only one set at a time in memory
  dataset_key_.clear();
  if (is_image_set(spec)) {
    dataset_ = split_dataset(source(spec), *image_set_params(spec), split_seed);
  } else {
    source_.reset();
    source_key_.clear();
    dataset_ = make_dataset(spec, split_seed);
  }
  dataset_key_ = key;
  return dataset_;
}

std::shared_ptr<const SourceSet> DatasetSource::source(const ComponentSpec& spec) {
  const auto params = image_set_params(spec);
  const std::string key = fmt::format("{} {} {} {}", content_key(spec), json_string(params->root),
                                      json_string(params->place_of_pictures()), json_string(params->packed));
  if (key == source_key_) return source_;
  source_.reset();
  source_key_.clear();
  source_ = load(spec);
  source_key_ = key;
  return source_;
}

std::string DatasetSource::source_digest(const ComponentSpec& spec) {
  if (is_image_set(spec)) return source(spec)->digest;
  const auto files = dataset_params(spec)->plain_files();
  if (!files) return {};
  if (files_root_ != files->root || files_digest_.empty()) files_digest_ = files_digest(spec);
  files_root_ = files->root;
  return files_digest_;
}

std::shared_ptr<const SourceSet> DatasetSource::load(const ComponentSpec& spec) {
  const std::string file = image_set_params(spec)->packed;
  if (!file.empty()) {
    refuse_other_packing(spec, packed_spec(file), fmt::format("'{}'", file));
    return read_packed_set(file);
  }
  const auto key = cache_.folder().empty() ? std::nullopt : cache_key(spec);
  if (!key) return decode(spec);
  return cache_.get(*key, source_spec(spec), [&] { return decode(spec); });
}

std::shared_ptr<const SourceSet> DatasetSource::decode(const ComponentSpec& spec) {
  auto set = read_source(spec);
  decoded_items_ += set->items.size();
  return set;
}

}  // namespace xil
