#include "framework/store/runs/run_file_writer.h"

#include "framework/core/interfaces/edited_pixels.h"
#include "framework/store/files/files.h"
#include "framework/store/runs/model_file.h"
#include "framework/store/runs/packed_regions.h"

namespace xil {
namespace {

/// All zero where there is none.
std::vector<std::uint8_t> pixels_of(const Region* region, const DatasetInfo& info) {
  return region != nullptr ? region->values : Region(info.height, info.width).values;
}

}  // namespace

RunFileWriter::RunFileWriter(RunHeader header, RunWriterOptions options)
    : header_(std::move(header)), options_(std::move(options)) {
  content_.source_digest = options_.source_digest;
}

void RunFileWriter::start(const Dataset& dataset, std::span<const ItemId> initial, std::span<const ItemId> test) {
  require(dataset_ == nullptr, "a run was started twice in one log");
  dataset_ = &dataset;
  content_.dataset = dataset.info();
  if (header_.dataset_digest.empty()) header_.dataset_digest = content_.dataset.digest;
  require(header_.dataset_digest == content_.dataset.digest, "run {} is meant for a dataset with another digest",
          header_.run_id);
  content_.initial.assign(dataset.size(), 0);
  for (std::size_t id = 0; id < dataset.size(); ++id) {
    content_.items.push_back(dataset.item(static_cast<ItemId>(id)));
  }
  for (const ItemId item : initial) content_.initial.at(item) = 1;
  content_.test.assign(test.begin(), test.end());
  for (RunContent::SavedRow& row : content_.maps) add_pictures(row);  // of a past
  for (const Correction& correction : content_.corrections) add_edited_pixels(correction);
}

void RunFileWriter::restore(RunContent past) {
  require(dataset_ == nullptr, "a run was started before its past was known");
  content_.rounds = std::move(past.rounds);
  content_.shown = std::move(past.shown);
  content_.corrections = std::move(past.corrections);
  content_.maps = std::move(past.maps);
}

void RunFileWriter::add_pictures(RunContent::SavedRow& row) const {
  row.image = dataset_->image(row.item).pixels;
  const Region *defect = dataset_->defect(row.item), *confounder = dataset_->confounder(row.item);
  row.region = pixels_of(defect != nullptr ? defect : confounder, dataset_->info());
  row.confounder = pixels_of(confounder, dataset_->info());
}

void RunFileWriter::shown(const ShownRecord& record) { content_.shown.push_back(record); }

bool RunFileWriter::fits(const Region& region) const {
  return region.height == content_.dataset.height && region.width == content_.dataset.width;
}

void RunFileWriter::add_edited_pixels(const Correction& correction) {
  const int height = dataset_->info().height, width = dataset_->info().width;
  const Edit* edit = correction.edit();
  const Region edited =
      edit == nullptr ? Region(height, width) : edited_pixels(*edit, dataset_->defect(correction.item), height, width);
  pack(edited, edited.values.size(), content_.edited);
}

void RunFileWriter::corrected(const Correction& correction) {
  const Region& region = correction.region();
  require(region.values.empty() ? correction.loss() == nullptr : fits(region),
          "the region of a correction of item {} has not the size of the pictures", correction.item);
  content_.corrections.push_back(correction);
  add_edited_pixels(correction);
}

void RunFileWriter::saliency(const SaliencyRecord& record, double baseline) {
  require(dataset_ != nullptr, "a map was logged before the run was started");
  require(record.map.height == content_.dataset.height && record.map.width == content_.dataset.width,
          "the map of item {} has not the size of the pictures", record.item);
  content_.maps.push_back({record.round, record.item, quantise(record.map), baseline});
  add_pictures(content_.maps.back());
}

void RunFileWriter::round(const RoundRecord& record) {
  const Matrix& probability = record.test_probability;
  require(probability.rows == content_.test.size() && probability.cols == content_.dataset.class_names.size(),
          "round {} has {} x {} test probabilities where {} x {} are due", record.round, probability.rows,
          probability.cols, content_.test.size(), content_.dataset.class_names.size());
  require(content_.rounds.empty() || record.round > content_.rounds.back().round, "round {} was logged after round {}",
          record.round, content_.rounds.empty() ? 0 : content_.rounds.back().round);
  content_.rounds.push_back(record);
}

void RunFileWriter::checkpoint(const std::string& learner) {
  if (!options_.checkpoints) return;
  Checkpoints(*options_.checkpoints).write(header_, content_, learner);
  if (options_.kept) options_.kept(content_.rounds.back().round);
}

void RunFileWriter::note(const std::string& sentence) {
  if (options_.note) options_.note(sentence);
}

void RunFileWriter::model(std::int64_t round, const std::string& state) {
  if (!options_.models) return;
  write_model(*options_.models, {header_.run_id, round, header_.config, content_.dataset, state, options_.model_input});
}

void RunFileWriter::set_session(Session session) {
  require(dataset_ != nullptr, "a session was logged before the run was started");
  for (const SessionAnswer& answer : session.answers) {
    for (const Region* region : {&answer.defect, &answer.wrong})
      require(region->values.empty() || fits(*region),
              "a region that was drawn on item {} has not the size of the pictures", answer.item);
  }
  content_.session = std::move(session);
}

void RunFileWriter::set_replay(ReplayShare share) { content_.replay = std::move(share); }

void RunFileWriter::commit(const std::filesystem::path& file) const {
  require(!content_.rounds.empty(), "run {} has no rounds to write", header_.run_id);
  write_file_atomically({file, 2}, run_file_bytes(header_, content_), IfExists::Keep);
}

}  // namespace xil
