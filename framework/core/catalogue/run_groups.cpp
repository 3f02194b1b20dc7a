#include "framework/core/catalogue/run_groups.h"

namespace xil {
namespace {

/// It stands in file names, tables and pages.
void check_pseudonym(const std::string& person) {
  constexpr std::size_t kLongest = 40;
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  refuse_unless(!person.empty() && person.size() <= kLongest && person.find_first_not_of(kLetters) == std::string::npos,
                "'person' is a pseudonym of 1 to {} letters, digits, - and _, not '{}'", kLongest, person);
}

}  // namespace

void OracleParams::validate() const {
  check_pseudonym(person);
  check_within("near", near, 0, 20);
  check_within("practice", practice, 0, 100);
  refuse_unless(!session.empty() || expert != ExpertKind::Replay,
                "'expert': replay needs 'session': the run file of a session");
  check_within("verdict_threshold", verdict_threshold, 0, 1);
  check_within("confounder_threshold", confounder_threshold, 0, 1);
  check_within("highlight", highlight, 0.001, 1);
  check_within("label_noise", label_noise, 0, 1);
  check_within("mask_noise_rate", mask_noise_rate, 0, 1);
  check_within("mask_noise_share", mask_noise_share, 0, 1);
  check_within("mask_noise_px", mask_noise_px, 0, 1e4);
  check_within("look_s", look_s, 0, 1e6);
  check_within("label_s", label_s, 0, 1e6);
  check_within("region_s", region_s, 0, 1e6);
  check_within("glance_s", glance_s, 0, 1e6);
}

void TrainingParams::validate() const {
  check_within("batch_size", batch_size, 1, 65536);
  check_within("learning_rate", learning_rate, 1e-9, 10);
  check_within("backbone_rate", backbone_rate, 0, 100);
  check_within("warmup", warmup, 0, 1e7);
  check_within("momentum", momentum, 0, 0.9999);
  check_within("weight_decay", weight_decay, 0, 10);
  check_within("check_every", check_every, 1, 1e6);
  check_within("corrections_after", corrections_after, 0, 1e7);
}

void MetricsParams::validate() const {
  check_within("quantile", quantile, 0, 0.9999);
  check_within("neighbours", neighbours, 0, 1000);
}

}  // namespace xil
