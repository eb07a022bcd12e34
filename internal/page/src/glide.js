/** @import {Network, Point} from './types.js' */
import { numberAt } from './names.js';

/**
 * Neurons on their way: where each is drawn now, by axis and number, while they move to new
 * places.
 */
export class Glide {
  /** @type {Point[][]} */ #from = [];
  /** @type {Point[][]} */ #to = [];
  #start = 0;
  #ms = 0;

  /**
   * Sends the neurons of a network to where a scene has them.
   * @param {Network} net
   * @param {Point[][]} at   by axis and place
   * @param {number} ms      how long they take; 0: they are there
   * @param {number} now
   */
  aim(net, at, ms, now) {
    const to = at.map((points, axis) => {
      const byNumber = new Array(points.length);
      points.forEach((p, place) => { byNumber[numberAt(net, axis, place)] = p; });
      return byNumber;
    });
    const fits = this.#to.length === to.length && to.every((axis, i) => axis.length === this.#to[i].length);
    if (fits && ms === 0 && this.isMoving(now)) { // on the way to elsewhere, by a new size of the page maybe
      ms = this.#start + this.#ms - now;
    }
    this.#from = fits && ms > 0 ? this.#to.map((axis, i) => axis.map((_, n) => this.at(i, n, now))) : to;
    this.#to = to;
    this.#start = now;
    this.#ms = fits ? ms : 0;
  }

  /** @param {number} now */
  isMoving(now) {
    return now < this.#start + this.#ms;
  }

  /**
   * Where a neuron goes.
   * @param {number} axis
   * @param {number} number
   */
  goal(axis, number) {
    return this.#to[axis][number];
  }

  /**
   * Where a neuron is drawn.
   * @param {number} axis
   * @param {number} number
   * @param {number} now
   * @returns {Point}
   */
  at(axis, number, now) {
    const to = this.#to[axis][number];
    if (!this.isMoving(now)) return to;
    const from = this.#from[axis][number], t = (now - this.#start) / this.#ms;
    const part = t < 0.5 ? 2 * t * t : 1 - 2 * (1 - t) * (1 - t);
    return [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])];
  }
}
