// The runs as columns: reading, filtering, sorting.
import {parsed} from "./data.js";

/** Words, `key=value`, `key>number`, `key<number`; a value with spaces stands in quotes. */
function conditionsOf(text, columns) {
  const conditions = [];
  for (const [whole, key, sign, value] of text.toLowerCase().matchAll(/([^\s"=<>]+)([=<>])("[^"]*"|\S+)|"[^"]*"|\S+/g)) {
    const column = sign && columns.find(one => one.key.toLowerCase() === key);
    const plain = (value ?? whole).replaceAll('"', "");
    conditions.push(column ? {column, sign, value: plain} : {word: whole.replaceAll('"', "")});
  }
  return conditions;
}

export function readRuns() {
  const {texts, columns} = parsed("run-data"), count = columns.length ? columns[0].values.length : 0;
  const cell = (column, row) => {
    const value = column.values[row];
    return value === null || value === undefined ? null : column.text ? texts[value] : value;
  };
  const columnOf = key => columns.find(column => column.key === key);
  let searched = null;  // the lower-case text of every run
  const searchable = () => searched ??= Array.from({length: count},
    (_, row) => columns.map(column => cell(column, row)).filter(value => value !== null).join("\n").toLowerCase());
  let ranks = null;  // of every text among all texts, so that sorting compares numbers
  const rankOf = place => {
    if (!ranks) {
      ranks = new Int32Array(texts.length);
      const collator = new Intl.Collator("en", {numeric: true});
      texts.map((_, i) => i).sort((a, b) => collator.compare(texts[a], texts[b])).forEach((i, rank) => { ranks[i] = rank; });
    }
    return ranks[place];
  };

  function fits(row, condition) {
    if (condition.word !== undefined) return searchable()[row].includes(condition.word);
    const value = cell(condition.column, row);
    if (condition.sign === "=") return String(value).toLowerCase() === condition.value;
    if (typeof value !== "number") return false;
    return condition.sign === ">" ? value > Number(condition.value) : value < Number(condition.value);
  }

  return {
    columns, count, cell,
    /** A text of a run by the key of its column. */
    textOf: (key, row) => { const column = columnOf(key); return column ? cell(column, row) : null; },
    /** The runs that fit a filter and the chosen texts of columns ({key: text}). */
    filtered(text, chosen) {
      const conditions = conditionsOf(text, columns);
      const wanted = Object.entries(chosen).filter(([, value]) => value !== "").map(([key, value]) => [columnOf(key), value]);
      const rows = [];
      for (let row = 0; row < count; ++row) {
        if (wanted.every(([column, value]) => cell(column, row) === value) && conditions.every(one => fits(row, one))) rows.push(row);
      }
      return rows;
    },
    /** Sorts rows by a column; what is undefined comes last either way. */
    sort(rows, column, descending) {
      const {values} = column, sign = descending ? -1 : 1, rank = column.text ? rankOf : value => value;
      return rows.sort((a, b) => {
        const x = values[a], y = values[b];
        if (x === null || y === null) return (x === null) - (y === null);
        return sign * (rank(x) - rank(y));
      });
    },
    /** The different texts of a column with the number of their runs. */
    countsOf(key) {
      const column = columnOf(key), counts = new Map();
      if (column) for (let row = 0; row < count; ++row) counts.set(cell(column, row), (counts.get(cell(column, row)) ?? 0) + 1);
      return [...counts].filter(([value]) => value !== null);
    },
  };
}
