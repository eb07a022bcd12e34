import { Playground } from './playground.js';

const page = new Playground(/** @type {HTMLElement} */ (document.getElementById('main')));
page.start();
Object.assign(window, { playground: page }); // for the console, and for tests
