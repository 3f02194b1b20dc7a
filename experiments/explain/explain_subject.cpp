#include "experiments/explain/explain_subject.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "experiments/sweep/catalog.h"
#include "framework/config/overrides.h"
#include "framework/config/yaml.h"
#include "framework/core/base/error.h"
#include "framework/core/base/pinned_file.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/core/catalogue/tables.h"
#include "framework/nn/learner/saved_network.h"
#include "framework/nn/weights/pickle_names.h"
#include "framework/store/files/own_files.h"
#include "framework/store/hdf5/hdf5_trial.h"
#include "framework/store/runs/model_file.h"

namespace xil {
namespace {

constexpr std::array<std::string_view, 10> kScriptPictureKeys = {
    "size",           "fit",         "pad",          "channels",    "range16",
    "mask_threshold", "mask_values", "mask_channel", "orientation", "max_megapixels"};
constexpr std::int64_t kScriptSize = 224;

/// The key=value texts of the command: "explainer.masks" becomes "masks" in the map explainer.
struct Assignments {
  Value plain = Value(Value::Map{});
  Value explainer = Value(Value::Map{}), dataset = Value(Value::Map{});
};

void assign(Value& map, std::string_view key, Value value) {
  refuse_unless(map.find(key) == nullptr, "{}: '{}' is already given", value.where, key);
  map.set(key, std::move(value));
}

Assignments read_assignments(std::span<const std::string> texts) {
  Assignments all;
  for (const std::string& text : texts) {
    const std::string where = fmt::format("'{}'", text);
    const auto [key, right] = split_assignment(text, where);
    Value values = parse_values(right, where);
    auto& list = *values.get<Value::List>();
    Value value = list.size() == 1 ? std::move(list.front()) : std::move(values);
    value.where = where;
    if (key.starts_with("explainer.")) {
      assign(all.explainer, std::string_view(key).substr(10), std::move(value));
    } else if (key.starts_with("dataset.")) {
      assign(all.dataset, std::string_view(key).substr(8), std::move(value));
    } else {
      assign(all.plain, key, std::move(value));
    }
  }
  return all;
}

/// `prefix` is "dataset." or empty.
void refuse_unknown(const Value& given, std::string_view prefix, std::span<const std::string_view> known,
                    std::string_view all_known) {
  for (const auto& [key, value] : *given.get<Value::Map>()) {
    refuse_unless(std::ranges::find(known, key) != known.end(), "{}: '{}{}' cannot be set here. Known: {}", value.where,
                  prefix, key, all_known);
  }
}

std::uint64_t seed_of(const Assignments& given, std::uint64_t otherwise) {
  const Value* seed = given.plain.find("seed");
  if (seed == nullptr) return otherwise;
  const auto* number = seed->get<std::int64_t>();
  refuse_unless(number != nullptr && *number >= 0, "{}: 'seed' must be an integer of at least 0", seed->where);
  return static_cast<std::uint64_t>(*number);
}

/// As for an override of a sweep, another explainer name brings that explainer's defaults.
ComponentSpec explainer_of(const Assignments& given, ComponentSpec explainer) {
  if (const Value* name = given.plain.find("explainer")) {
    const auto* text = name->get<std::string>();
    refuse_unless(text != nullptr, "{}: 'explainer' takes a name; its parameters are explainer.KEY=VALUE", name->where);
    explainer = {*text};
  }
  for (const auto& [key, value] : *given.explainer.get<Value::Map>()) explainer.params.set(key, value);
  return resolved(explainer_table(), "explainer", explainer.name, explainer.params);
}

/// If the dataset is not read from image files, every picture is scaled to the size of its items.
SourceParams source_of(const ComponentSpec& dataset, const DatasetInfo& info) {
  if (is_image_set(dataset)) return *image_set_params(dataset);
  SourceParams params;
  params.size = {info.height, info.width};
  params.channels = info.channels == 1 ? Channels::Grey : Channels::Rgb;
  return params;
}

/// The error for a damaged run file advises to delete it, which must not be said of an arbitrary file that the user
/// names.
SavedModel read_saved(const std::string& file) try {
  const auto read = [&] { return read_model(file, "those of a sweep with models=final lie in OUT/models"); };
  const auto problems = try_in_child({file, 0}, trial_of([&](const std::filesystem::path&) { read(); }));
  if (!problems.empty()) fail("{}", problems.front());
  return read();
} catch (const Error& error) {
  fail("--model: is no model file, or is damaged: {}", error.what());
}

ExplainSubject read_kept_model(const std::string& file, const Assignments& given, bool allow_torchscript) {
  constexpr std::array<std::string_view, 2> kPlain = {"explainer", "seed"};
  constexpr std::string_view kAll =
      "explainer, explainer.KEY, seed, dataset.root, dataset.pictures_root, dataset.packed, dataset.max_megapixels";
  refuse_unknown(given.plain, "", kPlain, kAll);
  refuse_unknown(given.dataset, "dataset.", kPlaceKeys, kAll);
  SavedModel saved = read_saved(file);
  Value config = parse_yaml(saved.config, file);  // JSON is a subset of YAML
  if (Value* dataset = config.find("dataset")) {
    for (const auto& [key, value] : *given.dataset.get<Value::Map>()) dataset->set(key, value);
  }
  const RunParams run = read_run(config, catalog());
  const auto script = model_params_as<TorchscriptParams>(run.model);
  require(allow_torchscript || !script,
          "--model: '{}' names the TorchScript file {}, a program that would be run here: give --allow-torchscript "
          "if you trust who made both",
          file, shown_name(script ? parse_pinned(script->torchscript).path : ""));
  ExplainSubject subject;
  subject.title = fmt::format("{} of run {}, round {}", run.model.name, saved.run_id, saved.round);
  subject.model = run.model;
  subject.shape = network_shape(saved.dataset);
  subject.state = std::move(saved.state);
  subject.class_names = saved.dataset.class_names;
  subject.source = source_of(run.dataset, saved.dataset);
  subject.explainer = explainer_of(given, run.explainer);
  subject.seed = seed_of(given, run.model_stream());
  subject.oracle = run.oracle;
  subject.trained_on = TrainingDataset{run.dataset, run.split_stream(), saved.dataset.digest};
  return subject;
}

SourceParams script_pictures(const Assignments& given) {
  Value params(Value::Map{{"size", Value(kScriptSize)}});
  for (const std::string_view key : kScriptPictureKeys) {
    if (const Value* value = given.plain.find(key)) params.set(key, *value);
  }
  return read_params<SourceParams>(params, "the picture");
}

ExplainSubject read_script(const std::string& file, const Assignments& given, const std::string& device) {
  std::vector<std::string_view> known = {"explainer", "seed", "pixels"};
  known.insert(known.end(), kScriptPictureKeys.begin(), kScriptPictureKeys.end());
  const std::string all = fmt::format("{}, explainer.KEY", fmt::join(known, ", "));
  refuse_unknown(given.plain, "", known, all);
  refuse_unknown(given.dataset, "dataset.", {}, all);
  ExplainSubject subject;
  subject.title = std::filesystem::path(file).filename().string();
  subject.source = script_pictures(given);
  Value params(Value::Map{{"torchscript", Value(file)}, {"head", Value(std::string("own"))}});
  if (const Value* pixels = given.plain.find("pixels")) params.set("pixels", *pixels);
  subject.model = resolved(model_table(), "model", "torchscript", params);
  subject.shape = {subject.source.channels == Channels::Grey ? 1 : 3, subject.source.height(), subject.source.width(),
                   0};
  subject.shape.classes = scripted_classes(*model_params_as<TorchscriptParams>(subject.model), subject.shape, device);
  require(subject.shape.classes > 1,
          "'{}' gives one logit, and there is nothing to decide between: at least two are "
          "needed",
          file);
  for (int i = 0; i < subject.shape.classes; ++i) subject.class_names.push_back(fmt::format("class {}", i));
  subject.explainer = explainer_of(given, {"invrise"});
  subject.seed = seed_of(given, 0);
  return subject;
}

/// The first bytes of a file; empty if it cannot be read.
std::string first_bytes(const std::string& file) {
  std::error_code code;
  if (!std::filesystem::is_regular_file(file, code)) return {};  // reading a pipe would wait
  std::array<char, 8> bytes{};
  std::ifstream stream(file, std::ios::binary);
  stream.read(bytes.data(), bytes.size());
  return {bytes.data(), static_cast<std::size_t>(stream.gcount())};
}

}  // namespace

std::vector<std::string> kept_models(const std::string& folder) {
  constexpr std::size_t kMost = 6;
  const std::filesystem::path named = std::filesystem::weakly_canonical(folder);
  std::vector<std::filesystem::path> files = list_own_folder({named, 1}, ".h5");
  if (files.empty()) files = list_own_folder({named / "models", 1}, ".h5");
  std::vector<std::string> models;
  for (const std::filesystem::path& file : files) {
    if (models.size() == kMost) {
      models.push_back(fmt::format("and {} more", files.size() - kMost));
      break;
    }
    try {
      const SavedModel saved = read_saved(file.string());
      const RunParams run = read_run(parse_yaml(saved.config, file.string()), catalog());
      models.push_back(fmt::format("{} ({}, strategy {}, seed {}, round {})", file.string(), run.dataset.name,
                                   run.strategy.name, run.seed, saved.round));
    } catch (const Error&) {
      models.push_back(fmt::format("{} (cannot be read)", file.string()));
    }
  }
  return models;
}

ExplainSubject read_subject(const SubjectRequest& request) {
  const std::string& file = request.file;
  std::error_code code;
  if (std::filesystem::is_directory(file, code)) {
    const std::vector<std::string> models = kept_models(file);
    refuse_unless(!models.empty(),
                  "--model: the folder '{}' keeps no models: sweeps with `models: final` (or all) keep theirs in "
                  "OUT/models",
                  file);
    refuse("--model: '{}' is a folder: name one of its models: {}", file, fmt::join(models, "; "));
  }
  const Assignments given = read_assignments(request.assignments);
  const std::string start = first_bytes(file);
  require(!start.empty(), "--model: '{}' cannot be read, is no file, or is empty", file);
  if (start.starts_with("PK\x03\x04")) return read_script(file, given, request.device);
  require(start.starts_with("\x89HDF"),
          "--model: '{}' is neither a file of OUT/models nor a TorchScript module: sweeps keep "
          "model files with models=final",
          file);
  return read_kept_model(file, given, request.allow_torchscript);
}

}  // namespace xil
