#include "experiments/interact/draft.h"

#include "framework/core/base/error.h"
#include "framework/core/numeric/run_lengths.h"
#include "framework/loop/session_expert.h"

namespace xil {
namespace {

constexpr std::size_t kMostStrokes = 5000;  // of one item
constexpr std::size_t kLongestNote = 8000;  // bytes: 2000 characters of UTF-8

bool only_for_comparison(SessionAction action) {
  return action == SessionAction::Continue || action == SessionAction::Tick || action == SessionAction::MapSwitch;
}

/// What the person says of the reasons; only asked where the prediction is confirmed.
Verdict reasons_verdict(const std::optional<Reasons>& reasons) {
  if (!reasons || *reasons == Reasons::Unknown) return Verdict::NotJudged;
  return *reasons == Reasons::Right ? Verdict::RightReasons : Verdict::WrongReasons;
}

}  // namespace

void Draft::check(const PageEvent& event) const {
  require(!closed_, "the item was answered already");
  require(event.seq == seq_ + 1, "event {} is due, not {}: reload the page", seq_ + 1, event.seq);
  require(!key_.comparison || only_for_comparison(event.action), "an item for comparison can only be left");
  switch (event.action) {
    case SessionAction::Label:
      require(event.label < rules_.classes, "there are {} classes, and no class {}", rules_.classes, event.label);
      break;
    case SessionAction::Reasons:
      require(asks_reasons_now(), "the reasons are judged after the predicted class was confirmed");
      break;
    case SessionAction::Stroke:
      require(strokes_.size() < kMostStrokes, "an item takes at most {} strokes: undo some", kMostStrokes);
      region_of(event.rle, rules_.height, rules_.width, "a stroke");
      break;
    case SessionAction::Undo:
      require(done_ > 0, "there is no stroke to undo");
      break;
    case SessionAction::Redo:
      require(done_ < strokes_.size(), "there is no stroke to redo");
      break;
    case SessionAction::Note:
      require(event.note.size() <= kLongestNote, "a note has at most {} bytes", kLongestNote);
      break;
    case SessionAction::Answer:
      require(label_.has_value(), "the label is missing");
      require(!asks_reasons_now() || reasons_.has_value(), "the judgement of the reasons is missing");
      break;
    case SessionAction::Continue:
      require(key_.comparison, "only an item for comparison can be left without an answer");
      break;
    default:
      break;
  }
}

double& Draft::step_in_hand() {
  if (key_.comparison || !label_) return look_s_;
  return asks_reasons_now() && !reasons_ ? reasons_s_ : region_s_;
}

void Draft::draw(const PageEvent& event) {
  strokes_.resize(done_);
  const Region region = region_of(event.rle, rules_.height, rules_.width, "a stroke");
  strokes_.push_back({event.target, event.rle, static_cast<std::int64_t>(area(region))});
  done_ = strokes_.size();
}

void Draft::apply(const PageEvent& event) {
  step_in_hand() += event.active_s;
  idle_s_ += event.idle_s;
  seq_ = event.seq;
  switch (event.action) {
    case SessionAction::Label:
      label_ = event.label;  // judged reasons stay, as on the page: they count again if the label is confirmed again
      break;
    case SessionAction::Reasons:
      reasons_ = event.reasons;
      break;
    case SessionAction::Stroke:
      draw(event);
      break;
    case SessionAction::Undo:
      --done_;
      break;
    case SessionAction::Redo:
      ++done_;
      break;
    case SessionAction::Note:
      note_ = event.note;
      break;
    case SessionAction::Unsure:
      unsure_ = true;
      closed_ = true;
      break;
    case SessionAction::Answer:
    case SessionAction::Continue:
      closed_ = true;
      break;
    default:
      break;
  }
}

const Stroke* Draft::last_stroke(RegionKind target) const {
  for (std::size_t i = done_; i > 0; --i) {
    if (strokes_[i - 1].target == target) return &strokes_[i - 1];
  }
  return nullptr;
}

SessionAnswer Draft::answer() const {
  SessionAnswer answer;
  answer.round = key_.round;
  answer.item = key_.item;
  answer.practice = key_.practice;
  answer.comparison = key_.comparison;
  answer.predicted = rules_.predicted;
  answer.given_label = unsure_ ? kNoLabel : label_.value_or(kNoLabel);
  answer.verdict = key_.comparison ? Verdict::NotJudged
                                   : verdict_of(answer.given_label, rules_.predicted, reasons_verdict(reasons_));
  answer.strokes = static_cast<std::int64_t>(done_);
  answer.look_s = look_s_;
  answer.reasons_s = reasons_s_;
  answer.region_s = region_s_;
  answer.idle_s = idle_s_;
  answer.note = note_;
  const auto drawn = [&](RegionKind target) {
    const Stroke* stroke = last_stroke(target);
    return stroke != nullptr && stroke->pixels > 0 ? region_of(stroke->lengths, rules_.height, rules_.width, "a stroke")
                                                   : Region();
  };
  answer.defect = drawn(RegionKind::Defect);
  answer.wrong = drawn(RegionKind::Wrong);
  return answer;
}

SessionEvent Draft::row(const PageEvent& event, double time_unix) const {
  SessionEvent row{time_unix,    key_.round, key_.item,      key_.practice, event.action,
                   event.target, 0,          event.active_s, event.idle_s};
  if (event.action == SessionAction::Label) row.value = event.label;
  if (event.action == SessionAction::Reasons) row.value = static_cast<std::int64_t>(event.reasons);
  if (event.action == SessionAction::MapSwitch) row.value = event.on ? 1 : 0;
  if (event.action == SessionAction::Answer) row.value = label_.value_or(kNoLabel);
  if (event.action == SessionAction::Stroke) {
    for (std::size_t i = 1; i < event.rle.size(); i += 2) row.value += event.rle[i];
  }
  return row;
}

}  // namespace xil
