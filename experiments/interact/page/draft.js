// The draft of an answer: label, reasons, note and strokes with their undo history. Pure functions; the server keeps
// the same draft from the same events.
//
// draft: {seq, label: class|null, reasons: "right"|"wrong"|"unknown"|null, note,
//         strokes: [{target, rle}], at: how many of the strokes count; the rest can be redone}

/** A copy that can be changed. */
export function copyDraft(draft) {
  return { ...draft, strokes: [...draft.strokes] };
}

const CHANGES = {
  label: (draft, event) => ({ ...draft, label: event.label }),
  reasons: (draft, event) => ({ ...draft, reasons: event.reasons }),
  note: (draft, event) => ({ ...draft, note: event.note }),
  stroke: (draft, event) => ({
    ...draft,
    strokes: [...draft.strokes.slice(0, draft.at), { target: event.target, rle: event.rle }],
    at: draft.at + 1,
  }),
  undo: (draft) => ({ ...draft, at: Math.max(0, draft.at - 1) }),
  redo: (draft) => ({ ...draft, at: Math.min(draft.strokes.length, draft.at + 1) }),
};

/** The draft after an event. */
export function applied(draft, event) {
  const change = CHANGES[event.action];
  return { ...(change ? change(draft, event) : draft), seq: event.seq };
}

/** Run lengths of a target's region; null: nothing was drawn. */
export function regionOf(draft, target) {
  for (let k = draft.at - 1; k >= 0; --k) {
    if (draft.strokes[k].target === target) return draft.strokes[k].rle;
  }
  return null;
}

/** Whether a target's region has any pixel. */
export function isDrawn(draft, target) {
  return (regionOf(draft, target)?.length ?? 0) > 1;
}

/** The name of the verdict so far ("W", "RRR", "RWR", "not_judged"), or null while something is missing. */
export function verdictOf(draft, question) {
  if (draft.label === null) return null;
  if (draft.label !== question.predicted) return "W";
  if (question.kind === "label") return "not_judged";
  return { right: "RRR", wrong: "RWR", unknown: "not_judged" }[draft.reasons] ?? null;
}

/** Regions that the strategy makes use of after this draft's verdict. */
export function marksOf(draft, question) {
  return (question.marks ?? {})[verdictOf(draft, question)] ?? [];
}

/** What to do next: "label", "reasons", "region" or "answer"; "continue" for an item shown for comparison. */
export function nextStep(draft, question) {
  if (question.kind === "compare") return "continue";
  if (draft.label === null) return "label";
  if (verdictOf(draft, question) === null) return "reasons";
  const undrawn = marksOf(draft, question).filter((target) => !isDrawn(draft, target));
  return undrawn.length > 0 ? "region" : "answer";
}

/** Whether the answer can be given: regions may be left out. */
export function isComplete(draft, question) {
  return verdictOf(draft, question) !== null;
}
