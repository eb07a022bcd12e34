/** @import {Run} from './runpage.js' */
/** @import {Comparison} from './comparepage.js' */
import { showComparison } from './comparepage.js';
import { make } from './dom.js';
import { showRun } from './runpage.js';
import { themeButton } from './theme.js';

/** The viewer: a run with its movie, or a comparison, from the data in the page. */
const data = /** @type {Run | Comparison} */ (JSON.parse(document.getElementById('data')?.textContent ?? 'null'));
const main = /** @type {HTMLElement} */ (document.getElementById('main'));
main.replaceChildren(make('header', {}, make('h1', {}, data.title), themeButton()));
(data.kind === 'run' ? showRun(main, data) : showComparison(main, data)).then(
  () => { document.documentElement.dataset.ready = 'yes'; },
  (/** @type {unknown} */ e) => {
    main.append(make('p', { role: 'alert' }, `This page can't be shown: ${e}. It needs a browser of 2023 or later.`));
    throw e;
  },
);
