import { Chart } from '../chart.js';
import { button, make } from '../dom.js';
import { number } from '../names.js';

/**
 * Weights left against the score, over thresholds; the knee marked.
 * @param {HTMLElement} parent
 * @param {import('./playground.js').Playground} page
 */
export function pruning(parent, page) {
  const says = make('p', { role: 'status' }), box = make('div', { class: 'prune' });
  const chart = new Chart(box, 'Weights left and score over the threshold');
  const look = async () => {
    page.pause();
    const p = await page.act('pruning');
    if (!p) return;
    const x = p.thresholds.map((/** @type {number} */ t) => Math.log10(Math.max(t, 2e-4)));
    chart.show([
      { unit: 'weights left', curves: [{ name: 'weights', x, y: p.left.map((/** @type {number} */ v) => Math.max(v, 0.5)), series: 0 }], height: 90 },
      { unit: `1 − ${p.what}`, curves: [{ name: p.what, x, y: p.score.map((/** @type {number | null} */ v) => Math.max(1 - (v ?? -9), 1e-4)), series: 1 }], height: 90 },
    ], [{ x: x[p.knee], text: 'knee' }]);
    says.textContent = `Cut below ${number(p.thresholds[p.knee])}, ${p.left[p.knee]} of ${p.left[0]} weights are left, with ${p.what} ${number(p.score[p.knee])} in place of ${number(p.score[0])}. The x axis is log10 of the threshold.`;
    page.cut.set(Math.max(1e-3, p.thresholds[p.knee]));
    page.threshold = page.view.threshold = Math.max(1e-3, p.thresholds[p.knee]);
    page.view.refresh();
  };
  parent.append(make('p', {}, 'How many weights does it need? Every weight up to a threshold is taken out, and the test rows are answered again.'),
    make('div', { class: 'row' }, button('Try all thresholds', 'Try all thresholds', look),
      button('Cut small weights and fit the others without a price', 'Finish: cut and refit', async () => {
        page.pause();
        page.say('Cuts, and fits what is left …');
        const f = await page.act('finish');
        if (f) page.say(`${f.kept} of ${f.total} weights are left; the test loss went from ${number(f.test_loss_before)} to ${number(f.test_loss_after)}.`);
        await page.modules();
      })), says, box);
  return { shown: () => chart.repaint() };
}
