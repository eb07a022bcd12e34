/**
 * @typedef {object} Tag
 * @property {number} at     where it belongs
 * @property {number} x      where its middle is
 * @property {string} text
 * @property {number} index  of what it names
 */

/**
 * Lays texts out in a row, each as near to where it belongs as the others allow: none lies on
 * another. Where there is no room for all, every second, third … has a place.
 * @param {{at: number, text: string, index: number}[]} wanted
 * @param {number} left
 * @param {number} right
 * @param {(text: string) => number} widthOf
 * @param {number} [gap]
 * @returns {Tag[]}
 */
export function placeTags(wanted, left, right, widthOf, gap = 8) {
  let tags = wanted.filter((t) => t.text).map((t) => ({ ...t, x: t.at, half: widthOf(t.text) / 2 })).sort((a, b) => a.at - b.at);
  const width = tags.reduce((sum, t) => sum + 2 * t.half + gap, -gap);
  if (width > right - left) {
    const every = Math.ceil(width / (right - left));
    tags = tags.filter((_, i) => i % every === 0);
  }
  settle(tags, left, right, gap);
  return tags;
}

/**
 * Moves overlapping texts apart, in groups about their middle.
 * @param {{at: number, x: number, half: number}[]} tags
 * @param {number} left
 * @param {number} right
 * @param {number} gap
 */
function settle(tags, left, right, gap) {
  /** @type {{start: number, end: number, width: number, middle: number}[]} */
  const groups = [];
  tags.forEach((t, i) => {
    let group = { start: i, end: i, width: 2 * t.half, middle: t.at };
    for (;;) {
      group.middle = Math.min(Math.max(group.middle, left + group.width / 2), right - group.width / 2);
      const before = groups[groups.length - 1];
      if (!before || before.middle + before.width / 2 + gap <= group.middle - group.width / 2) break;
      groups.pop();
      const n = before.end - before.start + 1, m = group.end - group.start + 1;
      group = { start: before.start, end: group.end, width: before.width + gap + group.width, middle: (n * before.middle + m * group.middle) / (n + m) };
    }
    groups.push(group);
  });
  for (const g of groups) {
    let x = g.middle - g.width / 2;
    for (const t of tags.slice(g.start, g.end + 1)) {
      t.x = x + t.half;
      x += 2 * t.half + gap;
    }
  }
}
