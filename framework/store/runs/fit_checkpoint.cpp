#include "framework/store/runs/fit_checkpoint.h"

#include <fmt/format.h>

#include <utility>

#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json.h"
#include "framework/core/base/value.h"
#include "framework/store/files/files.h"
#include "framework/store/files/own_files.h"
#include "framework/store/files/sealed_file.h"
#include "framework/store/runs/checkpoint.h"

namespace xil {
namespace {

constexpr std::string_view kMendFit = "delete it: the fit begins anew";

/// The parts of a file whose checksum is right.
struct FitFile {
  std::string label;  ///< the first line
  std::string state;
};

FitFile read_fit(const std::filesystem::path& path) {
  const std::string content = read_sealed_file({path, 3}, kMendFit);
  const std::size_t end = content.find('\n');
  require(end != std::string::npos, "'{}' is damaged or was not written by xil: it has no first line; {}",
          path.string(), kMendFit);
  return {content.substr(0, end), content.substr(end + 1)};
}

/// Rounds are replayed, which tells whether this processor calculates as the one before; half a fit cannot be.
std::string all_that_must_agree(const RunHeader& header) {
  std::string text = header.config + "\n" + header.dataset_digest + "\n" + calculating_parts(header);
  for (const auto& [key, value] : header.provenance) {
    if (key == "cpu") text += value;
  }
  return text;
}

}  // namespace

FitCheckpoint::FitCheckpoint(std::filesystem::path folder, const RunHeader& header, double interval_s, Note note)
    : folder_(std::move(folder)),
      run_id_(header.run_id),
      belongs_to_(sha256(all_that_must_agree(header))),
      interval_s_(interval_s),
      note_(std::move(note)) {}

std::string FitCheckpoint::label(std::uint32_t round) const {
  return to_json(Value(Value::Map{{"run_id", Value(run_id_)},
                                  {"belongs_to", Value(belongs_to_)},
                                  {"round", Value(static_cast<std::int64_t>(round))}}));
}

std::string FitCheckpoint::kept(std::uint32_t round) {
  const auto files =
      has_own_folder({folder_, 2}) ? list_own_folder({folder_, 2}, ".fit") : std::vector<std::filesystem::path>{};
  if (files.empty()) return {};
  try {
    FitFile found = read_fit(file());
    if (found.label == label(round)) {
      note_(fmt::format("round {}: the training goes on where it was interrupted", round));
      return std::move(found.state);
    }
    const Value said = parse_json(found.label, file().string());
    const Value* of = said.find("belongs_to");
    const Value* number = said.find("round");
    const bool has_round = number != nullptr && number->get<std::int64_t>() != nullptr;
    if (of == nullptr || *of != Value(belongs_to_) || !has_round)
      set_aside("another program or processor wrote it, or for another dataset");
    else if (*number->get<std::int64_t>() > static_cast<std::int64_t>(round))
      later_round_ = static_cast<std::uint32_t>(*number->get<std::int64_t>());
  } catch (const Error& error) {
    set_aside(error.what());
  }
  return {};
}

void FitCheckpoint::set_aside(const std::string& reason) {
  note_(fmt::format("a kept state of the training is not used, and it begins anew: {}", reason));
  remove_own_file({file(), 3});
}

bool FitCheckpoint::is_due() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - last_).count() >= interval_s_;
}

void FitCheckpoint::keep(std::uint32_t round, const std::string& state) {
  last_ = std::chrono::steady_clock::now();
  if (round < later_round_ && has_own_folder({folder_, 2}) && !list_own_folder({folder_, 2}, ".fit").empty()) return;
  make_own_folder({folder_, 2});
  write_file_atomically({file(), 3}, sealed(label(round) + "\n" + state));
}

std::string check_fit_checkpoint(const std::filesystem::path& file) {
  const Value label = parse_json(read_fit(file).label, file.string());
  const Value* run_id = label.find("run_id");
  require(run_id != nullptr && run_id->get<std::string>() != nullptr, "'{}' names no run: delete it", file.string());
  return *run_id->get<std::string>();
}

}  // namespace xil
