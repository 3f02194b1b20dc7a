#pragma once

#include <string>

#include "tests/support/store_files.h"

namespace xil {

/// An item that the expert of the example set aside in round 2.
inline ShownRecord example_unsure_look() {
  return {2, 8, Reason::Query, 8, kUndefined, 0, kNoLabel, 0, 0.5, Verdict::Unsure, kUndefined, 0};
}

/// A 2 x 3 rectangle in the rows 1 and 2 and the columns 4 to 6.
inline Region example_drawing() {
  Region region(8, 8);
  for (const int y : {1, 2}) {
    for (const int x : {4, 5, 6}) region.at(y, x) = 1;
  }
  return region;
}

/// The session of the example's looks: one item of practice, one comparison, one item set aside; regions on item 5.
inline Session example_session() {
  Session session;
  session.expert = "inspector_7";
  session.events = {
      {1.75e9, 0, 10, true, SessionAction::Shown, RegionKind::Defect, 0, 0, 0},
      {1.75e9 + 3, 1, 5, false, SessionAction::Label, RegionKind::Defect, 1, 2.5, 0},
      {1.75e9 + 40, 1, 5, false, SessionAction::Stroke, RegionKind::Wrong, 6, 4, 33},
      {1.75e9 + 41, 1, 5, false, SessionAction::MapSwitch, RegionKind::Defect, 0, 1, 0},
      {1.75e9 + 42, 1, 5, false, SessionAction::Answer, RegionKind::Defect, 1, 0.5, 0},
  };
  Region corner(8, 8);
  corner.at(0, 0) = corner.at(7, 7) = 1;
  session.answers = {
      {0, 10, true, false, 1, 1, Verdict::RightReasons, 0, 9, 1, 0, 0, {}, corner, "practice"},
      {1, 4, false, false, 1, 0, Verdict::WrongLabel, 0, 1.5, 0, 0, 0},
      {1, 5, false, false, 1, 1, Verdict::WrongReasons, 3, 2.5, 1.25, 5.5, 33, example_drawing(), corner, "größer"},
      {2, 6, false, false, 0, 1, Verdict::RightReasons, 0, 2, 1, 0, 0},
      {2, 7, false, false, 1, 1, Verdict::NotJudged, 0, 2, 0, 0, 0},
      {2, 4, false, true, 0, 0, Verdict::NotJudged, 0, 3, 0, 0, 0},
      {2, 8, false, false, 0, kNoLabel, Verdict::Unsure, 0, 20, 0, 0, 0},
  };
  session.questionnaire = {{"tlx", "mental_demand", 55}, {"tlx", "effort", kUndefined}, {"sus", "sus_1", 4}};
  return session;
}

/// The example of store_files.h as a run with a person.
inline RunFileWriter example_session_run(const Dataset& dataset, Session session = example_session()) {
  RunFileWriter writer = example_run(dataset);
  writer.shown(example_unsure_look());
  writer.set_session(std::move(session));
  return writer;
}

}  // namespace xil
