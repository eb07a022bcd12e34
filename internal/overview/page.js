// The page of a sweep: progress, a diagram over any two settings of any measure, all runs. All
// of it is drawn from `sweep`, which is asked for again while the sweep runs.
"use strict";

const el = (tag, attributes = {}, ...children) => {
  const e = Object.assign(document.createElement(tag), attributes);
  e.append(...children);
  return e;
};
const by = (id) => document.getElementById(id);
const states = { finished: "finished", running: "running", waiting: "to do", early: "ended early", diverged: "diverged", failed: "failed" };

// three digits, as the program prints them
function format(v) {
  if (v === null || v === undefined) return "–";
  const size = Math.abs(v);
  if ((size !== 0 && size < 0.01) || size >= 1e5) return v.toExponential(2).replace("e+", "e");
  if (size >= 100) return String(Math.round(10 * v) / 10);
  return String(Number(v.toPrecision(3)));
}

// viridis by Smith and van der Walt (matplotlib, CC0), at nine steps
const viridis = ["440154", "472d7b", "3b528b", "2c728e", "21918c", "28ae80", "5ec962", "addc30", "fde725"].map((h) =>
  [0, 2, 4].map((i) => parseInt(h.slice(i, i + 2), 16)));
function colour(t) {
  t = Math.min(1, Math.max(0, t)) * (viridis.length - 1);
  const i = Math.min(Math.floor(t), viridis.length - 2);
  return viridis[i].map((a, k) => Math.round(a + (t - i) * (viridis[i + 1][k] - a)));
}
const luminance = (c) => c.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);

function progress() {
  const all = sweep.runs.length, parts = [];
  by("bar").replaceChildren();
  for (const state of ["finished", "diverged", "failed", "early", "running"]) {
    const n = sweep.counts[state] || 0;
    if (n) by("bar").append(el("span", { className: state, style: `width:${(100 * n) / all}%`, title: `${n} ${states[state]}` }));
  }
  for (const [state, text] of Object.entries(states)) if (sweep.counts[state]) parts.push(`${sweep.counts[state]} ${text}`);
  const text = `${all} runs: ${parts.join(", ")}`;
  if (by("counts").textContent !== text) by("counts").textContent = text;
  by("bar").ariaLabel = text;
}

function live() {
  const at = by("live"), l = sweep.live;
  at.replaceChildren();
  if (!l) return;
  const left = l.remaining > 0 ? `, about ${duration(l.remaining)} left` : "";
  at.append(el("p", { className: "soft" }, `${duration(l.elapsed)} so far${left}. ${l.steps.toLocaleString("en")} steps.`));
  if (l.workers && l.workers.length) at.append(table(["worker", "runs done", "failed", "at work on"], l.workers.map((w) => [w.name || "this machine", w.done, w.failed, w.runs.join(", ") || "–"])));
}
function duration(s) {
  if (s < 90) return `${Math.round(s)} s`;
  if (s < 5400) return `${Math.round(s / 60)} min`;
  return `${(s / 3600).toFixed(1)} h`;
}
const table = (head, rows) => el("div", { className: "scroll" }, el("table", {},
  el("thead", {}, el("tr", {}, ...head.map((h) => el("th", {}, h)))),
  el("tbody", {}, ...rows.map((r) => el("tr", {}, ...r.map((c) => el("td", {}, c instanceof Node ? c : String(c))))))));

// chosen is what the diagram shows; only some of the runs may be in it.
const chosen = { x: -1, y: -1, measure: "", only: {} };
const apart = ["experiment", "method"];

function choices() {
  const many = sweep.settings.map((s, i) => i).filter((i) => sweep.settings[i].values.length > 1);
  const order = [...many].sort((a, b) => rank(a) - rank(b));
  by("over").hidden = order.length < 2 || !sweep.measures.length;
  if (by("over").hidden) return;
  if (chosen.x < 0) [chosen.x, chosen.y] = order;
  if (!sweep.measures.some((m) => m.key === chosen.measure)) chosen.measure = sweep.measures[0].key;
  const settings = many.map((i) => [i, sweep.settings[i].key]);
  const at = by("choose"), had = document.activeElement && document.activeElement.id;
  at.replaceChildren(
    select("across", settings, chosen.x, (v) => { if (+v === chosen.y) chosen.y = chosen.x; chosen.x = +v; }),
    select("up", settings, chosen.y, (v) => { if (+v === chosen.x) chosen.x = chosen.y; chosen.y = +v; }),
    select("measure", sweep.measures.map((m) => [m.key, m.name]), chosen.measure, (v) => { chosen.measure = v; }));
  for (const i of many) {
    if (i === chosen.x || i === chosen.y) continue;
    const key = sweep.settings[i].key;
    if (!(i in chosen.only)) chosen.only[i] = apart.includes(key) ? 0 : -1;
    at.append(select(key, [[-1, "all"], ...sweep.settings[i].values.map((v, k) => [k, v])], chosen.only[i], (v) => { chosen.only[i] = +v; }));
  }
  if (had && by(had)) by(had).focus();
}
function rank(i) {
  const key = sweep.settings[i].key;
  return key === "seed" ? 3 : apart.includes(key) ? 2 : 1;
}
function select(name, options, value, set) {
  const s = el("select", { id: `choose-${name}` }, ...options.map(([v, text]) => el("option", { value: v, selected: String(v) === String(value) }, text)));
  s.onchange = () => { set(s.value); show(); };
  return el("label", {}, `${name} `, s);
}

function diagram() {
  if (by("over").hidden) return;
  const x = sweep.settings[chosen.x], y = sweep.settings[chosen.y], m = sweep.measures.findIndex((m) => m.key === chosen.measure);
  const cells = y.values.map(() => x.values.map(() => []));
  for (const r of sweep.runs) {
    if (r.state !== "finished" || r.figures[m] === null) continue;
    if (Object.entries(chosen.only).some(([i, v]) => v >= 0 && +i !== chosen.x && +i !== chosen.y && r.at[i] !== v)) continue;
    cells[r.at[chosen.y]][r.at[chosen.x]].push(r.figures[m]);
  }
  const stats = cells.map((row) => row.map((v) => {
    v.sort((a, b) => a - b);
    return v.length ? { n: v.length, least: v[0], most: v[v.length - 1], median: (v[(v.length - 1) >> 1] + v[v.length >> 1]) / 2 } : null;
  }));
  const medians = stats.flat().filter((c) => c).map((c) => c.median);
  const lo = Math.min(...medians), hi = Math.max(...medians), log = lo > 0 && hi >= 8 * lo;
  const place = (v) => hi === lo ? 0.5 : log ? Math.log(v / lo) / Math.log(hi / lo) : (v - lo) / (hi - lo);
  const rows = stats.map((row, r) => el("tr", {}, el("th", {}, y.values[r]), ...row.map((c) => cell(c, place)))).reverse();
  by("diagram").replaceChildren(el("table", {}, el("tbody", {}, ...rows,
    el("tr", {}, el("th", {}, `${y.key} ↑, ${x.key} →`), ...x.values.map((v) => el("th", {}, v))))));
  by("caption").textContent = `${sweep.measures[m].name}: medians, and below them the least and the greatest. Colours run ${log ? "by the logarithm " : ""}from ${format(lo)} (dark) to ${format(hi)} (bright).`;
}
function cell(c, place) {
  if (!c) return el("td", { className: "none", title: "no finished run" }, "–");
  const rgb = colour(place(c.median)), dark = luminance(rgb) <= 0.179;
  const spread = c.n > 1 && c.least < c.most ? [el("small", {}, `${format(c.least)} … ${format(c.most)}`)] : [];
  return el("td", { style: `background:rgb(${rgb});color:${dark ? "#fff" : "#222"}`, title: `${c.n} runs` }, format(c.median), ...spread);
}

// the runs, sorted by a column; a page of them
const most = 200, sorted = { by: -1, down: false };
function runs() {
  const measures = sweep.measures.slice(0, 9);
  const head = ["run", ...sweep.settings.map((s) => s.key), "state", ...measures.map((m) => m.name)];
  const value = (r, k) => {
    if (k === 0) return r.name;
    if (k <= sweep.settings.length) return r.at[k - 1];
    if (k === sweep.settings.length + 1) return r.state;
    return r.figures ? r.figures[k - 2 - sweep.settings.length] : null;
  };
  let list = sweep.runs.map((r, i) => [r, i]);
  if (sorted.by >= 0) {
    list.sort(([a, i], [b, k]) => {
      const u = value(a, sorted.by), v = value(b, sorted.by);
      if (u === v) return i - k;
      if (u === null || u === undefined) return 1;
      if (v === null || v === undefined) return -1;
      return (u < v) === sorted.down ? 1 : -1;
    });
  }
  const rows = list.slice(0, most).map(([r]) => [
    r.figures && !sweep.live ? el("a", { href: `${r.folder}/config.yaml` }, r.name) : r.name,
    ...sweep.settings.map((s, i) => s.values[r.at[i]]), states[r.state], ...measures.map((m, i) => format(r.figures ? r.figures[i] : null))]);
  const t = table(head, rows);
  t.querySelectorAll("th").forEach((th, k) => {
    th.tabIndex = 0;
    if (k === sorted.by) th.ariaSort = sorted.down ? "descending" : "ascending";
    th.onclick = () => { sorted.down = sorted.by === k && !sorted.down; sorted.by = k; runs(); };
    th.onkeydown = (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); th.onclick(); } };
  });
  const more = list.length > most ? [el("p", { className: "soft" }, `The first ${most} of ${list.length}; sweep.csv has all.`)] : [];
  by("runs").replaceChildren(t, ...more);
}

function lost() {
  const list = sweep.runs.filter((r) => ["failed", "diverged", "early"].includes(r.state)).slice(0, 50);
  by("lost").replaceChildren();
  if (list.length) by("lost").append(el("h2", {}, "Without a result"), table(["run", "state", "why"], list.map((r) => [r.name, states[r.state], r.why || "–"])));
}

function show() {
  choices();
  diagram();
}
function all() {
  progress();
  live();
  show();
  lost();
  runs();
}
all();

// while the sweep runs, what has changed is asked for again
async function poll() {
  if (!sweep.live) return;
  try {
    const answer = await fetch("data.json", { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.statusText);
    sweep = await answer.json();
    all();
    if (!sweep.live) { location.reload(); return; }
  } catch (e) {
    by("counts").textContent = "The sweep does not answer any more: this is what was known last.";
    return;
  }
  setTimeout(poll, sweep.runs.length > 2000 ? 5000 : 1000);
}
if (sweep.live) setTimeout(poll, 1000);
