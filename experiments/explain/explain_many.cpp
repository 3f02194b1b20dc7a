#include "experiments/explain/explain_many.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "experiments/command_line/console.h"
#include "experiments/command_line/sweep_options.h"
#include "experiments/explain/explain_index.h"
#include "experiments/explain/explain_pictures.h"
#include "experiments/explain/explain_report.h"
#include "experiments/runner/torch_run_environment.h"
#include "framework/core/base/error.h"
#include "framework/core/base/text.h"
#include "framework/data/codecs/encode.h"
#include "framework/data/drawing/over_picture.h"
#include "framework/loop/simulated_expert.h"
#include "framework/nn/learner/saved_network.h"
#include "framework/nn/learner/torch_learner.h"
#include "framework/store/files/files.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

constexpr int kSomeUnreadable = 3;  ///< exit code, as of a sweep with failed runs
/// Sides of the drawn pictures; larger ones are reduced, and smaller ones enlarged.
constexpr int kLargestSide = 4096, kSmallestSide = 448;
constexpr std::string_view kOfSet = "dataset.";

struct ManyOptions {
  std::string model, out, device;
  std::optional<std::string> images, dataset;
  std::size_t top = 0;
  std::vector<std::string> of_set, others;  ///< key=value: parameters of --dataset, and all else
};

void refuse_contradictions(const Arguments& arguments) {
  const auto together = [&](std::string_view one, std::string_view other) {
    refuse_unless(!arguments.has(one) || !arguments.has(other), "explain: --{} and --{} exclude each other", one,
                  other);
  };
  together("image", "images");
  together("image", "wrong");
  together("images", "wrong");
  together("mask", "images");
  together("mask", "wrong");
  for (const std::string_view flag : {"dataset", "top"})
    refuse_unless(!arguments.has(flag) || arguments.has("wrong"), "explain: --{} needs --wrong", flag);
}

/// The folder of the drawings: new, or empty.
void refuse_used_folder(const std::string& out) {
  std::error_code code;
  if (!fs::exists(fs::symlink_status(out, code))) return;
  refuse_unless(fs::is_directory(out, code) && fs::is_empty(out, code),
                "'{}' exists and is no empty folder: remove it, or name another with --out", out);
}

ManyOptions read_many(const Arguments& arguments) {
  refuse_contradictions(arguments);
  ManyOptions options;
  refuse_unless(arguments.has("model"), "explain: --model is missing: {}", kWhereModelsAre);
  options.model = *arguments.value("model");
  options.out = arguments.value("out").value_or("explained");
  options.device = read_run_options(arguments).device;
  options.images = arguments.value("images");
  options.dataset = arguments.value("dataset");
  options.top = static_cast<std::size_t>(arguments.integer("top", 1).value_or(0));
  for (const std::string& text : arguments.positional) {
    const bool of_set = options.dataset && text.starts_with(kOfSet);
    (of_set ? options.of_set : options.others).push_back(of_set ? text.substr(kOfSet.size()) : text);
  }
  refuse_used_folder(options.out);
  return options;
}

/// The drawing of a picture at its own resolution.
Overlay overlay_of(const ExplainSubject& subject, const ExplainedPicture& picture, const Image& whole) {
  Overlay overlay = explain_overlay(subject, picture);
  if (!whole.pixels.empty()) {
    overlay.map = map_over(overlay.map, whole.height, whole.width, subject.source);
    if (overlay.region) overlay.region = region_over(*overlay.region, whole.height, whole.width, subject.source);
    overlay.image = whole;
  }
  overlay.longer_side = std::clamp(std::max(overlay.image.height, overlay.image.width), kSmallestSide, kLargestSide);
  return overlay;
}

/// Explains picture after picture into the folder.
class FolderOfDrawings {
 public:
  FolderOfDrawings(const ManyOptions& options, const ExplainSubject& subject, const SavedNetwork& network, bool quiet)
      : out_(options.out), subject_(subject), network_(network), quiet_(quiet) {
    index_.model = subject.title;
  }

  ExplainIndex explained(const PicturesToExplain& pictures) {
    index_.subject = pictures.subject;
    index_.notes = pictures.notes;
    make_folder(out_);
    for (std::size_t i = 0; i < pictures.count; ++i) add(pictures, i);
    if (reduced_ > 0)
      index_.notes.push_back(fmt::format(
          "{} pictures are drawn as the network sees them, since their own files are not at hand", reduced_));
    if (large_ > 0)
      index_.notes.push_back(
          fmt::format("{} pictures are larger than {} pixels and drawn at that side", large_, kLargestSide));
    write("index.csv", index_csv(index_));
    write("index.html", index_html(index_));
    return std::move(index_);
  }

 private:
  void write(const std::string& name, std::string_view bytes) const {
    const bool ours = write_file_atomically(fs::path(out_) / name, bytes, IfExists::Keep);
    refuse_unless(ours, "'{}/{}' has appeared meanwhile: name another folder with --out", out_, name);
  }

  void add(const PicturesToExplain& pictures, std::size_t i) {
    IndexLine line{pictures.file(i), {}, {}, 0, {}, kUndefined, {}, {}};
    std::optional<PictureToExplain> picture;
    try {
      picture = pictures.picture(i);
    } catch (const Error& error) {
      line.trouble = error.what();
      say_to(stderr, "xil: error: {}\n", line.trouble);
    }
    if (picture)
      explain(*picture, fmt::format("{:04}_{}.png", i + 1, file_stem(fs::path(line.file).stem().string())), line);
    if (picture && !quiet_)
      say("{}: {}, probability {:.3f}{}: {}\n", line.file, line.predicted, line.probability,
          line.truth.empty() ? std::string() : "; true: " + line.truth, line.overlay);
    index_.lines.push_back(std::move(line));
  }

  void explain(const PictureToExplain& given, const std::string& name, IndexLine& line) {
    ExplainedPicture picture;
    picture.file = given.file;
    picture.truth = given.truth;
    picture.image = given.image;
    picture.region = given.defect ? given.defect : given.confounder;
    const Prediction prediction = network_.predict({&picture.image, 1});
    const auto probabilities = prediction.probabilities.row(0);
    picture.probabilities.assign(probabilities.begin(), probabilities.end());
    picture.predicted = static_cast<int>(argmax(probabilities));
    picture.explanation = network_.explain(picture.image, picture.predicted, subject_.explainer, subject_.seed);
    judge(given, picture, line);
    const auto png = encode_png(draw_overlay(overlay_of(subject_, picture, given.whole)));
    write(name, {reinterpret_cast<const char*>(png.data()), png.size()});
    line.overlay = name;
    line.predicted = subject_.class_names[static_cast<std::size_t>(picture.predicted)];
    line.probability = picture.probability();
    line.truth = given.truth;
    if (index_.making.empty()) index_.making = making_of(subject_, picture.explanation);
    reduced_ += given.reduced ? 1 : 0;
    large_ += std::max(given.whole.height, given.whole.width) > kLargestSide ? 1 : 0;
  }

  void judge(const PictureToExplain& given, const ExplainedPicture& picture, IndexLine& line) const {
    const auto pointer = [](const std::optional<Region>& region) { return region ? &*region : nullptr; };
    const Judgement judgement =
        judge_reasons(picture.explanation, pointer(given.defect), pointer(given.confounder), subject_.oracle);
    line.verdict_score = judgement.score;
    if (judgement.verdict == Verdict::RightReasons) line.verdict = "right reasons";
    if (judgement.verdict == Verdict::WrongReasons) line.verdict = "wrong reasons";
  }

  std::string out_;
  const ExplainSubject& subject_;
  const SavedNetwork& network_;
  bool quiet_;
  ExplainIndex index_;
  std::size_t reduced_ = 0, large_ = 0;
};

}  // namespace

bool explains_many(const Arguments& arguments) {
  return arguments.has("images") || arguments.has("wrong") || arguments.has("dataset") || arguments.has("top");
}

int explain_many(const Arguments& arguments) {
  const ManyOptions options = read_many(arguments);
  prepare_torch_for(arguments.integer("threads", 1).value_or(1));
  const std::string device = choose_device(options.device, 0);
  const ExplainSubject subject =
      read_subject({options.model, options.others, device, arguments.has("allow-torchscript")});
  const SavedNetwork network(subject.model, subject.shape, subject.state, device);
  const PicturesToExplain pictures =
      options.images ? listed_pictures(*options.images, subject.source)
                     : wrong_pictures({options.dataset, options.of_set, options.top}, subject, network);
  const bool json = arguments.has("json");
  const ExplainIndex index = FolderOfDrawings(options, subject, network, json).explained(pictures);
  const std::size_t damaged = index.damaged();
  if (json) say_json(index_json(index, options.out));
  if (!json) {
    for (const std::string& note : index.notes) say("note: {}\n", note);
    say("{}\n", index.subject);
    if (damaged > 0) say("{} of {} pictures could not be read\n", damaged, index.lines.size());
    say("{}/index.html\n", options.out);
  }
  return damaged > 0 ? kSomeUnreadable : 0;
}

}  // namespace xil
