// One network in training: it owns the WebAssembly. What it is told and says is in engine.js.

/** @type {any} */
const world = globalThis;
const SLICE = 12; // milliseconds

/** @type {Promise<void> | null} */ let loaded = null;
/** @type {ArrayBuffer[]} */ let free = [], size = 0; // bytes of a frame
let playing = false, perSecond = 0, due = 0, told = false;
const again = new MessageChannel();
again.port1.onmessage = () => slice();

world.onmessage = async (/** @type {MessageEvent} */ e) => {
  const m = e.data;
  try {
    switch (m.kind) {
      case 'open': {
        loaded ??= load(m.module);
        await loaded;
        playing = told = false;
        free = []; // they fit another network maybe
        size = 0;
        answer(m, world.bimt.open(m.settings, m.csv === null ? null : new TextEncoder().encode(m.csv)));
        break;
      }
      case 'frames':
        size = 4 * m.floats;
        free = [new ArrayBuffer(size), new ArrayBuffer(size)];
        frame(); // first, so that its figures are there
        world.postMessage({ id: m.id, value: null });
        break;
      case 'call': {
        const r = world.bimt.call(m.name, m.args);
        if (r.value !== undefined) r.value = JSON.parse(r.value);
        frame();
        answer(m, r);
        break;
      }
      case 'play':
        perSecond = m.perSecond;
        due = performance.now();
        if (!playing) {
          playing = true;
          again.port2.postMessage(0);
        }
        break;
      case 'pause':
        playing = false;
        frame();
        break;
      case 'buffer':
        if (m.buffer.byteLength !== size) break;
        free.push(m.buffer);
        if (told) frame();
    }
  } catch (err) {
    const text = err instanceof Error ? err.message : String(err);
    if (m.id) world.postMessage({ id: m.id, error: text });
    else world.postMessage({ kind: 'failed', message: text });
  }
};

/**
 * @param {{id: number}} m
 * @param {{value?: any, error?: string}} r
 */
function answer(m, r) {
  world.postMessage(r.error === undefined ? { id: m.id, value: r.value } : { id: m.id, error: r.error });
}

/** Trains for a slice, shows it and comes again, after whatever else the worker was told. */
function slice() {
  if (!playing) return;
  let r;
  if (perSecond > 0) {
    const now = performance.now();
    if (now < due) {
      setTimeout(slice, due - now);
      return;
    }
    const steps = Math.max(1, Math.round(perSecond / 60));
    due = Math.max(now, due + 1000 * steps / perSecond);
    r = world.bimt.call('steps', String(steps));
    if (r.value !== undefined) r.value = JSON.parse(r.value);
  } else r = world.bimt.train(SLICE);
  frame();
  if (r.error !== undefined) {
    playing = false;
    world.postMessage({ kind: 'failed', message: r.error });
  } else if (r.value === 0) {
    playing = false;
    world.postMessage({ kind: 'end' });
  } else again.port2.postMessage(0);
}

/** Sends a frame, or, while both buffers are on their way, as soon as one is back. */
function frame() {
  const buffer = free.pop();
  told = !buffer;
  if (!buffer) return;
  const r = world.bimt.frame(new Uint8Array(buffer));
  if (r.error !== undefined) {
    free.push(buffer);
    throw new Error(r.error);
  }
  world.postMessage({ kind: 'frame', buffer }, [buffer]);
}

/**
 * Starts the program, compiled already or from the file beside this one.
 * @param {WebAssembly.Module | null} module
 */
async function load(module) {
  const nobody = () => -1;
  world.process = { pid: -1, ppid: -1, cwd: () => '/', getuid: nobody, geteuid: nobody, getgid: nobody, getegid: nobody }; // names of files are read from a folder
  world.importScripts('wasm_exec.js');
  if (!module) {
    module = await compile();
    world.postMessage({ kind: 'compiled', module });
  }
  const go = new world.Go();
  const ready = new Promise((resolve) => { world.bimtReady = resolve; });
  const instance = await WebAssembly.instantiate(module, go.importObject);
  go.run(instance).then(() => world.postMessage({ kind: 'failed', message: 'the program ended: reload the page' }));
  await ready;
}

/**
 * The file is packed by gzip, whatever the host does about packing.
 * @returns {Promise<WebAssembly.Module>}
 */
async function compile() {
  const response = await fetch('playground.wasm.gz');
  if (!response.ok || !response.body) throw new Error(`playground.wasm.gz: ${response.status} ${response.statusText}: is it beside the page?`);
  const reader = response.body.getReader(), first = await reader.read();
  let done = first.value?.length ?? 0;
  const total = Number(response.headers.get('Content-Length') ?? 0);
  const rest = new ReadableStream({
    start: (c) => { if (first.value) c.enqueue(first.value); else c.close(); },
    pull: async (c) => {
      const { value, done: end } = await reader.read();
      if (end) return c.close();
      done += value.length;
      world.postMessage({ kind: 'loading', part: total ? done / total : 0 });
      c.enqueue(value);
    },
  });
  const packed = first.value?.[0] === 0x1f && first.value?.[1] === 0x8b; // some hosts unpack it on the way
  const stream = packed ? rest.pipeThrough(new DecompressionStream('gzip')) : rest;
  return WebAssembly.compileStreaming(new Response(stream, { headers: { 'Content-Type': 'application/wasm' } }));
}
