// How numbers are written and axes divided.

/** A value as the page writes it: what is undefined is never 0. */
export const valueText = value => Number.isNaN(value) ? "undefined" : value.toFixed(4);

/** "0.8125 [0.7900, 0.8300]"; without an interval the value alone. */
export const withInterval = (value, low, high) =>
  Number.isNaN(low) || Number.isNaN(value) ? valueText(value) : `${valueText(value)} [${valueText(low)}, ${valueText(high)}]`;

/** A budget: a count, or seconds with at most one digit behind the point. */
export const budgetText = x => Number.isInteger(x) ? String(x) : x.toFixed(1);

/** About `count` round numbers from low to high. */
export function ticks(low, high, count) {
  const rough = (high - low) / count, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(m => m * power).find(s => s >= rough * 0.999);
  const marks = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; ++k) marks.push(k * step);
  return {marks, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9))};
}

/** The least and the greatest of what is finite; null if nothing is. */
export function extent(lists) {
  let low = Infinity, high = -Infinity;
  for (const list of lists) {
    for (const value of list) {
      if (value < low) low = value;
      if (value > high && value < Infinity) high = value;
    }
  }
  return low <= high ? [low, high] : null;
}

export const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
