/* The waveform of the selected line in its context: bars from the server's peaks (one byte per 10 ms, fetched by the
   minute and kept), the line's two edges to drag or to move by keys, the playhead. Emits "edges" {line, start, end}. */
(function (R) {
  "use strict";
  const PEAK_MS = 10;
  const TILE_MS = 60000;
  const KEEP_TILES = 40;
  const CONTEXT_MS = 2000;
  const SHORTEST_MS = 50;
  const BAR = 3;
  const QUIET = 28;
  const KEY_COMMIT_MS = 700;
  const STEP_MS = 50;

  let token = null;
  let available = false;
  let limit = Infinity;
  let tiles = new Map();
  let box, canvas, handles, hint;
  let row = null;
  let span = { from: 0, to: 1000 };
  let edges = null;
  let commitTimer = 0;
  let colors = {};

  /* ---- peaks ------------------------------------------------------------------------------------------------- */

  function tile(index) {
    const known = tiles.get(index);
    if (known) return known.bytes;
    const entry = { bytes: null };
    const asked = tiles;
    tiles.set(index, entry);
    if (tiles.size > KEEP_TILES) tiles.delete(tiles.keys().next().value);
    fetch(R.route(token, "peaks", { start: index * TILE_MS, end: (index + 1) * TILE_MS }))
      .then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(String(answer.status)))))
      .then((buffer) => { entry.bytes = new Uint8Array(buffer); drawSoon(); })
      .catch(() => setTimeout(() => asked.delete(index), 3000));
    return null;
  }

  /** Loudest peak (0..255) between two times; null while it is being fetched. */
  function loudest(from, to) {
    let top = -1;
    for (let ms = Math.floor(from / PEAK_MS) * PEAK_MS; ms < to; ms += PEAK_MS) {
      if (ms < 0 || ms >= limit) continue;
      const bytes = tile(Math.floor(ms / TILE_MS));
      if (!bytes) return null;
      const value = bytes[(ms % TILE_MS) / PEAK_MS];
      if (value > top) top = value;
    }
    return Math.max(0, top);
  }

  /* ---- drawing ----------------------------------------------------------------------------------------------- */

  const xOf = (ms) => ((ms - span.from) / (span.to - span.from)) * box.clientWidth;
  const msOf = (x) => span.from + (x / Math.max(1, box.clientWidth)) * (span.to - span.from);

  function readColors() {
    const probe = R.el("i", { style: { display: "none" } });
    box.append(probe);
    for (const name of ["wave", "accent", "sel", "ink", "line"]) {
      probe.style.color = "var(--" + name + ")";
      colors[name] = getComputedStyle(probe).color;
    }
    probe.remove();
  }

  function bars(width) {
    const found = [];
    let top = QUIET;
    for (let x = 0; x < width; x += BAR) {
      const value = loudest(msOf(x), msOf(x + BAR));
      found.push(value);
      if (value > top) top = value;
    }
    return { found, top };
  }

  function drawBars(paper, width, height) {
    const { found, top } = bars(width);
    found.forEach((value, n) => {
      const ms = msOf(n * BAR + BAR / 2);
      if (ms < 0 || ms > limit) return; // before and after the recording there is nothing, not even silence
      const inside = edges && ms >= edges.start && ms < edges.end;
      const tall = Math.max(2, Math.sqrt((value || 0) / top) * (height - 6));
      paper.fillStyle = inside ? colors.accent : colors.wave;
      paper.globalAlpha = value === null ? 0.25 : 1;
      paper.fillRect(n * BAR, (height - tall) / 2, BAR - 1, tall);
    });
    paper.globalAlpha = 1;
  }

  function drawNeighbours(paper, height) {
    paper.fillStyle = colors.line;
    for (const other of [R.rows.before(row.id), R.rows.after(row.id)]) {
      if (!other) continue;
      for (const ms of [other.start, other.end]) paper.fillRect(Math.round(xOf(ms)), 0, 1, height);
    }
  }

  function draw() {
    if (!box || !box.clientWidth) return;
    const width = box.clientWidth;
    const height = box.clientHeight;
    const scale = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
    }
    const paper = canvas.getContext("2d");
    paper.setTransform(scale, 0, 0, scale, 0, 0);
    paper.clearRect(0, 0, width, height);
    for (const handle of handles) handle.hidden = !(row && available);
    if (!row || !available) return;
    paper.fillStyle = colors.sel;
    paper.fillRect(xOf(edges.start), 0, xOf(edges.end) - xOf(edges.start), height);
    drawNeighbours(paper, height);
    drawBars(paper, width, height);
    drawHandles();
    movePlayhead();
  }

  const drawSoon = R.onceAFrame(draw);

  function drawHandles() {
    ["start", "end"].forEach((side, n) => {
      const handle = handles[n];
      handle.style.transform = "translateX(" + xOf(edges[side]) + "px)";
      handle.setAttribute("aria-valuenow", String(Math.round(edges[side])));
      handle.setAttribute("aria-valuetext", R.fmtTime(edges[side], 2));
      handle.setAttribute("aria-valuemax", String(Math.round(Number.isFinite(limit) ? limit : edges.end + 1000)));
    });
  }

  function movePlayhead() {
    const ms = R.player.position();
    const shown = row && available && ms >= span.from && ms <= span.to;
    hint.playhead.hidden = !shown;
    if (shown) hint.playhead.style.transform = "translateX(" + xOf(ms) + "px)";
  }

  /* ---- moving the edges -------------------------------------------------------------------------------------- */

  function moveEdge(side, ms) {
    const value = Math.round(ms / 10) * 10;
    if (side === "start") edges.start = R.clamp(value, 0, edges.end - SHORTEST_MS);
    else edges.end = R.clamp(value, edges.start + SHORTEST_MS, limit);
    hint.label.textContent = R.fmtTime(edges.start, 2) + " – " + R.fmtTime(edges.end, 2);
    hint.label.hidden = false;
    drawSoon();
  }

  function commitEdges() {
    clearTimeout(commitTimer);
    commitTimer = 0;
    hint.label.hidden = true;
    const now = row && (R.rows.get(row.id) || row);
    if (!now || !edges || (edges.start === now.start && edges.end === now.end)) return;
    R.emit("edges", { line: row.id, start: edges.start, end: edges.end });
  }

  function nudge(side, ms) {
    if (!row || !edges) return;
    moveEdge(side, edges[side] + ms);
    clearTimeout(commitTimer);
    commitTimer = setTimeout(commitEdges, KEY_COMMIT_MS);
  }

  function dragging(side) {
    return (event) => {
      if (event.button !== 0 || !row) return;
      event.preventDefault();
      const handle = event.currentTarget;
      handle.setPointerCapture(event.pointerId);
      handle.focus({ preventScroll: true });
      const left = box.getBoundingClientRect().left;
      const move = (e) => moveEdge(side, msOf(e.clientX - left));
      const stop = () => {
        handle.removeEventListener("pointermove", move);
        commitEdges();
      };
      handle.addEventListener("pointermove", move);
      handle.addEventListener("pointerup", stop, { once: true });
      handle.addEventListener("pointercancel", stop, { once: true });
    };
  }

  function keyed(side) {
    return (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 }[event.code];
      if (!step || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      nudge(side, step * (event.shiftKey ? 5 * STEP_MS : PEAK_MS));
    };
  }

  function leaveEdge() {
    if (commitTimer) commitEdges();
  }

  function handle(side) {
    const key = "wave." + side;
    return R.el("div", { class: "edge " + side, tabIndex: 0, role: "slider", hidden: true, tLabel: key, tTitle: key,
      aria: { valuemin: 0 }, on: { pointerdown: dragging(side), keydown: keyed(side), blur: leaveEdge } });
  }

  /* ---- showing a line ---------------------------------------------------------------------------------------- */

  function show(line) {
    if (commitTimer) commitEdges();
    row = line || null;
    if (row) {
      const around = Math.max(CONTEXT_MS, (row.end - row.start) * 0.6);
      edges = { start: row.start, end: row.end };
      span = { from: row.start - around, to: Math.max(row.end, row.start + SHORTEST_MS) + around };
    }
    drawSoon();
  }

  /** The same line after an edit: the picture stays where it is while the edges are well inside it. */
  function renew(line) {
    const margin = (span.to - span.from) * 0.08;
    if (!line || line.start < span.from + margin || line.end > span.to - margin) {
      show(line);
      return;
    }
    row = line;
    edges = { start: line.start, end: line.end };
    drawSoon();
  }

  R.wave = {
    mount(parent) {
      canvas = R.el("canvas", { aria: { hidden: "true" } });
      handles = [handle("start"), handle("end")];
      hint = { label: R.el("div", { class: "edge-label", hidden: true }), playhead: R.el("div", { class: "playhead", hidden: true }) };
      box = R.el("div", { class: "wave", on: { pointerdown: (event) => {
        if (event.target !== canvas || event.button !== 0 || !row || !available) return;
        R.player.seek(R.clamp(msOf(event.clientX - box.getBoundingClientRect().left), 0, limit));
      } } }, [canvas, handles, hint.playhead, hint.label]);
      parent.append(box);
      new ResizeObserver(drawSoon).observe(box);
      R.on("theme", () => { readColors(); draw(); });
      window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => R.emit("theme", {}));
      R.on("rows", ({ ids }) => {
        if (row && ids.has(row.id) && !commitTimer && hint.label.hidden) renew(R.rows.get(row.id));
      });
      readColors();
    },
    /** `peaks`: whether the server has them; `durationMs` bounds the edges. */
    setMedia(forToken, peaks, durationMs) {
      if (token !== forToken) tiles = new Map();
      token = forToken;
      available = peaks;
      limit = durationMs || Infinity;
      drawSoon();
    },
    show,
    nudge,
    movePlayhead,
    redraw: drawSoon,
  };
})(R);
