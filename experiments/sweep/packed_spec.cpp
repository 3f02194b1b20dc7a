#include "experiments/sweep/packed_spec.h"

#include "framework/config/yaml.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/core/catalogue/tables.h"
#include "framework/store/sets/packed_set.h"

namespace xil {
namespace {

bool says_all(const Value& dataset) {
  const Value* name = dataset.find("name");
  const auto* text = name == nullptr ? nullptr : name->get<std::string>();
  if (text == nullptr || !is_image_set(*text)) return false;
  const ComponentSpec source = source_spec(resolved(dataset_table(), "dataset", *text, Value(Value::Map{})));
  return std::ranges::all_of(*source.params.get<Value::Map>(),
                             [&](const auto& entry) { return dataset.find(entry.first) != nullptr; });
}

/// The parameters of the file, replaced by the given ones.
Value completed(const Value& dataset, const ComponentSpec& packed) {
  Value whole(Value::Map{{"name", Value(packed.name)}}, dataset.where);
  const ComponentSpec source = source_spec(packed);
  for (const auto& [key, value] : *source.params.get<Value::Map>()) whole.set(key, value);
  for (const auto& [key, value] : *dataset.get<Value::Map>()) whole.set(key, value);
  return whole;
}

void refuse_other_name(const std::string& name, const ComponentSpec& packed, const std::string& place) {
  refuse_unless(name == json_string(packed.name), "{}: 'name' is {}, but the file holds the dataset '{}': leave it out",
                place, name, packed.name);
}

}  // namespace

ComponentSpec packed_spec(const std::filesystem::path& file) {
  const PackedHeader header = read_packed_header(file);
  require(is_image_set(header.dataset), "'{}' holds the dataset '{}', which this xil does not read from image files",
          file.string(), header.dataset);
  // JSON is a subset of YAML
  return resolved(dataset_table(), "dataset", header.dataset, parse_yaml(header.params, file.string()));
}

void refuse_other_packing(const ComponentSpec& dataset, const ComponentSpec& packed, const std::string& place) {
  refuse_other_name(json_string(dataset.name), packed, place);
  const ComponentSpec wanted = source_spec(dataset);
  for (const auto& [key, value] : *wanted.params.get<Value::Map>()) {
    const Value* there = packed.params.find(key);
    refuse_unless(there != nullptr && *there == value,
                  "{}: '{}' is {}, but the file was packed with {}: leave it out, or pack the set again", place, key,
                  to_json(value), there == nullptr ? "none" : to_json(*there));
  }
}

Value unpacked(const Value& dataset) {
  const Value& given = *dataset.find("packed");
  const auto* file = given.get<std::string>();
  if (file == nullptr || file->empty()) return dataset;  // no file, or a value that reading the run will refuse
  if (says_all(dataset)) return dataset;
  const std::string place = fmt::format("{}: '{}'", given.where, *file);
  refuse_unless(std::filesystem::exists(*file), "{} is not there: make it with 'xil data pack'", place);
  const ComponentSpec packed = packed_spec(*file);
  if (const Value* name = dataset.find("name"); name != nullptr) refuse_other_name(to_json(*name), packed, place);
  const Value whole = completed(dataset, packed);
  Value params = whole;
  params.erase("name");
  refuse_other_packing(resolved(dataset_table(), "dataset", packed.name, params), packed, place);
  return whole;
}

}  // namespace xil
