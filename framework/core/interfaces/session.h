#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/enum_names.h"
#include "framework/core/interfaces/item.h"
#include "framework/core/interfaces/records.h"
#include "framework/core/numeric/image.h"

// The records of a session: a run whose expert is a person.
namespace xil {

/// What happened on the expert's page. The numbers are part of every file: append new ones, never renumber.
enum class SessionAction : std::uint8_t {
  Open,       ///< the page was opened, reloaded or taken over by another window
  Shown,      ///< the item appeared
  Label,      ///< a label was chosen; value: the class
  Reasons,    ///< the reasons were judged; value: the code of Reasons
  Stroke,     ///< a stroke changed a region; value: the number of its pixels afterwards
  Undo,       ///< of a stroke
  Redo,       ///< of a stroke
  Note,       ///< the note was changed
  MapSwitch,  ///< the map was switched; value: 1 visible, 0 hidden
  Tick,       ///< time went by without an action
  Answer,     ///< the item was answered; value: the given class
  Unsure,     ///< the item was set aside
  Continue,   ///< an item that was shown for comparison was left
};
template <>
struct EnumNames<SessionAction> {
  static constexpr std::array<std::string_view, 13> names = {"open",   "shown",  "label",   "reasons", "stroke",
                                                             "undo",   "redo",   "note",    "map",     "tick",
                                                             "answer", "unsure", "continue"};
};

/// The regions that an expert draws.
enum class RegionKind : std::uint8_t {
  Defect,  ///< where the defect is
  Wrong,   ///< what the model must not rely on: the confounder
};
template <>
struct EnumNames<RegionKind> {
  static constexpr std::array<std::string_view, 2> names = {"defect", "wrong"};
};

/// One event: a row of /session/events.
struct SessionEvent {
  double time_unix = 0;
  std::int64_t round = 0;
  ItemId item = 0;
  bool practice = false;
  SessionAction action = SessionAction::Tick;
  RegionKind target = RegionKind::Defect;
  std::int64_t value = 0;
  double active_s = 0;
  double idle_s = 0;

  static void fields(auto&& f) {
    using E = SessionEvent;
    f("time_unix", &E::time_unix, "seconds since 1970, by the server's clock");
    f("round", &E::round, "round of the item");
    f("item", &E::item, "row of `/items`");
    f("practice", &E::practice, "1 in the practice round, which is not counted");
    f("action", &E::action, "what happened");
    f("target", &E::target, "the region that a stroke changed");
    f("value", &E::value, "class, code, number of pixels or switch: see `action`");
    f("active_s", &E::active_s, "active seconds since the event before");
    f("idle_s", &E::idle_s, "idle seconds since the event before: pauses of more than 20 s, which are not counted");
  }
};

/// One answer of a person: a row of /session/answers. A look of the run has at most one.
struct SessionAnswer {
  std::int64_t round = 0;
  ItemId item = 0;
  bool practice = false;
  bool comparison = false;
  int predicted = 0;
  int given_label = 0;
  Verdict verdict = Verdict::NotJudged;
  std::int64_t strokes = 0;
  double look_s = 0;
  double reasons_s = 0;
  double region_s = 0;
  double idle_s = 0;
  Region defect = {};     ///< height x width as drawn; empty if nothing was drawn
  Region wrong = {};      ///< the same of what the model must not rely on
  std::string note = {};  ///< UTF-8

  static void fields(auto&& f) {
    using A = SessionAnswer;
    f("round", &A::round, "round of the item");
    f("item", &A::item, "row of `/items`");
    f("practice", &A::practice, "1 in the practice round, which is not counted");
    f("comparison", &A::comparison, "1 for a labelled item that was shown for comparison: nothing was asked");
    f("predicted", &A::predicted, "class that the network gave");
    f("given_label", &A::given_label, "class that the person gave; -1 for items that were set aside");
    f("verdict", &A::verdict, "the person's");
    f("strokes", &A::strokes, "strokes that count: those undone do not");
    f("look_s", &A::look_s, "active seconds until the label was chosen");
    f("reasons_s", &A::reasons_s, "active seconds from then on until the reasons were judged");
    f("region_s", &A::region_s, "active seconds from then on until the answer: drawing, and the note");
    f("idle_s", &A::idle_s, "idle seconds, which are not counted");
  }
  double active_s() const { return look_s + reasons_s + region_s; }
};

/// One line of a questionnaire: a row of /session/questionnaire.
struct QuestionnaireLine {
  std::string scale;          ///< "tlx" (NASA-TLX, raw: 0 to 100) or "sus" (System Usability Scale: 1 to 5)
  std::string name;           ///< of the question, such as "mental_demand" or "sus_1"
  double value = kUndefined;  ///< NaN: skipped
};

/// Everything of a run's session.
struct Session {
  std::string expert;  ///< pseudonym
  std::vector<SessionEvent> events;
  std::vector<SessionAnswer> answers;
  std::vector<QuestionnaireLine> questionnaire;
};

/// How far the answers of a session went in a run that repeats it (expert replay): counts of looks.
struct ReplayShare {
  std::string session;          ///< run id of the session
  std::int64_t asked = 0;       ///< of the expert
  std::int64_t answered = 0;    ///< as the person did, with everything that was asked
  std::int64_t label_only = 0;  ///< the person gave the label, and the rest is not known
  std::int64_t simulated = 0;   ///< by the simulated expert: the person did not answer
};

/// The questions of the scales in their order: six of NASA-TLX (Hart and Staveland 1988), ten of SUS (Brooke 1996).
inline constexpr std::array<std::string_view, 6> kTlxQuestions = {"mental_demand", "physical_demand", "temporal_demand",
                                                                  "performance",   "effort",          "frustration"};
inline constexpr std::array<std::string_view, 10> kSusQuestions = {"sus_1", "sus_2", "sus_3", "sus_4", "sus_5",
                                                                   "sus_6", "sus_7", "sus_8", "sus_9", "sus_10"};

/// A questionnaire, and the values that its questions take.
struct QuestionnaireScale {
  std::string_view name;
  std::span<const std::string_view> questions;
  double least = 0, most = 0;
};
/// In the order in which they are asked.
inline constexpr std::array kScales = {QuestionnaireScale{"tlx", kTlxQuestions, 0, 100},
                                       QuestionnaireScale{"sus", kSusQuestions, 1, 5}};
/// Null if there is none of that name.
constexpr const QuestionnaireScale* find_scale(std::string_view name) {
  for (const QuestionnaireScale& scale : kScales) {
    if (scale.name == name) return &scale;
  }
  return nullptr;
}

}  // namespace xil
