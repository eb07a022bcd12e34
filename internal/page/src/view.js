import { NetworkView } from './network.js';

const data = JSON.parse(/** @type {HTMLElement} */ (document.getElementById('data')).textContent ?? '');
const main = /** @type {HTMLElement} */ (document.getElementById('main'));
const view = new NetworkView(main);
view.show(data.network);
