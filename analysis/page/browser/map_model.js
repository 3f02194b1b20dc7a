// The saliency maps that the page has: of one run per dataset and strategy.
import {bytesOf, parsed} from "./data.js";

const unique = values => [...new Set(values)];

export function readMaps() {
  const sets = parsed("map-data") ?? [];
  const pictures = [];  // each is there once, in the first map that shows it
  for (const map of sets.flatMap(set => set.maps)) {
    if (map.image) pictures[map.picture] = map;
  }
  const decoded = new Map();
  const pictureAt = place => {
    if (!decoded.has(place)) decoded.set(place, {image: bytesOf(pictures[place].image), region: bytesOf(pictures[place].region)});
    return decoded.get(place);
  };
  const setOf = (dataset, strategy) => sets.find(set => set.dataset === dataset && set.strategy === strategy);
  const roundsByItem = set => {
    const rounds = new Map();
    for (const {item, round} of set?.maps ?? []) rounds.set(item, (rounds.get(item) ?? new Set()).add(round));
    return rounds;
  };
  return {
    sets,
    datasets: unique(sets.map(set => set.dataset)),
    strategiesOf: dataset => sets.filter(set => set.dataset === dataset).map(set => set.strategy),
    setOf,
    /** Items of either set: those with the most rounds on both sides first, then by number. */
    itemsOf(left, right) {
      const here = roundsByItem(left), there = right ? roundsByItem(right) : here;
      const common = item => [...(here.get(item) ?? [])].filter(round => there.get(item)?.has(round)).length;
      const ranked = unique([...here.keys(), ...there.keys()]).map(item => [item, common(item)]);
      return ranked.sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([item]) => item);
    },
    roundsOf: (item, ...both) => unique(both.filter(Boolean).flatMap(set => set.maps.filter(map => map.item === item).map(map => map.round))).sort((a, b) => a - b),
    /** {map, picture, ...} of an item in a round; undefined if there is none. */
    at(set, item, round) {
      const saved = set?.maps.find(map => map.item === item && map.round === round);
      return saved && {...saved, pixels: bytesOf(saved.map), ...pictureAt(saved.picture)};
    },
    /** "scratch.png (item 32)" */
    nameOf(item, ...both) {
      const saved = both.filter(Boolean).flatMap(set => set.maps).find(map => map.item === item);
      return saved && saved.file ? `${saved.file} (item ${item})` : `item ${item}`;
    },
  };
}
