#pragma once

#include <string>
#include <vector>

#include "framework/config/expand.h"
#include "framework/config/spec.h"

namespace xil {

/// Reads the section `hypotheses` of a sweep file into `rows`: a list of maps, each `better: A, than: B`,
/// `equivalent: [A, B], within: M` or `not_worse: A, than: B, by: M`, with `metric`, `of`, `over`, `sides` (of
/// `better`) and `dataset` where they are not the usual ones. A condition is a strategy as in `grid` (its name, its
/// label, or a map with its name and parameters), or a map of keys and values as in `exclude`. Refuses what is
/// malformed, and metrics and keys that do not exist.
void read_hypotheses(const Value& section, const Keys& keys, Value::List& rows);

/// Reads the section `looks`: a list of ascending numbers of seeds.
std::vector<std::size_t> read_looks(const Value& section);

/// The hypotheses with the runs that they rest on. Refuses a condition that no run has and says what there is, one that
/// fits several runs of a seed, two conditions that are one, a data set on which they share no seed, and a hypothesis
/// that is there twice. Where the sweep was `overridden`, a hypothesis whose conditions no run has is left out of
/// `spec`, with a sentence in the notes of `expansion`.
std::vector<Hypothesis> resolve_hypotheses(SweepSpec& spec, Expansion& expansion, const Keys& keys,
                                           const Catalog& catalog, bool overridden);

}  // namespace xil
