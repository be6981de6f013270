/* The whole recording as one strip: where lines are to check, where a person has decided, what is heard so far, which
   part the list shows and where the sound is. A click goes there. */
(function (R) {
  "use strict";
  let box, canvas, marker;
  let duration = 0;
  let heard = null;
  let colors = {};
  let room = 0;
  let strip = null;
  let allChanged = true;
  const changed = new Set();

  /* What a pixel shows when several lines fall on it: the most urgent. */
  const OPEN = 3;
  const DONE = 2;
  const TEXT = 1;
  /* A line this wide (pixels) leaves one between itself and the next. */
  const ROOM_FOR_GAP = 6;

  function readColors() {
    const probe = R.el("i", { style: { display: "none" } });
    box.append(probe);
    for (const name of ["doubt", "ok", "strip", "strip-text", "panel"]) {
      probe.style.color = "var(--" + name + ")";
      colors[name] = getComputedStyle(probe).color;
    }
    probe.remove();
  }

  function length() {
    const rows = R.rows.all();
    return duration || (rows.length ? rows[rows.length - 1].end : 0);
  }

  /* ---- how many lines of which kind each pixel has --------------------------------------------------------------- */

  /** The pixels of a row, {from, to, kind}. */
  function spanOf(row) {
    const kind = R.queue.isOpen(row) ? OPEN : R.flags.isDone(row) ? DONE : TEXT;
    const scale = strip.width / Math.max(1, strip.length);
    const from = Math.max(0, Math.floor(row.start * scale));
    const edge = (row.end - row.start) * scale > ROOM_FOR_GAP ? 1 : 0;
    return { from, to: Math.min(strip.width - 1, Math.max(from, Math.ceil(row.end * scale) - 1 - edge)), kind };
  }

  function count({ from, to, kind }, by) {
    for (let x = from; x <= to; x += 1) strip.counts[kind][x] += by;
    strip.dirty = [Math.min(strip.dirty[0], from), Math.max(strip.dirty[1], to)];
  }

  /** Take the line as it is now. */
  function place(id) {
    const row = R.rows.get(id) || R.queue.gap(id);
    const old = strip.spans.get(id);
    if (old) count(old, -1);
    strip.spans.delete(id);
    if (!row) return;
    const span = spanOf(row);
    strip.spans.set(id, span);
    count(span, 1);
  }

  /** Bring the counts up to date: line by line while the strip is as wide and as long as it was, else all of them. */
  function update(width, height) {
    const same = strip && !allChanged && strip.width === width && strip.height === height && strip.length === length();
    if (!same) {
      const none = () => new Uint32Array(width);
      strip = { width, height, length: length(), counts: [null, none(), none(), none()], spans: new Map(), dirty: [0, width - 1] };
      canvas.width = width;
      canvas.height = height;
      for (const row of R.rows.all()) place(row.id);
      for (const gap of R.queue.gaps()) place(gap.id);
    } else for (const id of changed) place(id);
    changed.clear();
    allChanged = false;
  }

  /* ---- drawing --------------------------------------------------------------------------------------------------- */

  const kindAt = (x) => (strip.counts[OPEN][x] ? OPEN : strip.counts[DONE][x] ? DONE : strip.counts[TEXT][x] ? TEXT : 0);

  /** Draw the pixels from `first` to `last`; what is left of them may reach into them. */
  function paint(paper, first, last, scale) {
    const { width, height } = strip;
    const fill = [null, colors["strip-text"], colors.ok, colors.doubt];
    paper.fillStyle = colors.strip;
    paper.fillRect(0, 0, width, height);
    let x = Math.max(0, first - Math.ceil(2 * scale));
    while (x > 0 && kindAt(x) && kindAt(x - 1) === kindAt(x)) x -= 1;
    for (; x <= last; x += 1) {
      const kind = kindAt(x);
      if (!kind) continue;
      let end = x;
      while (end + 1 < width && kindAt(end + 1) === kind) end += 1;
      paper.fillStyle = fill[kind];
      const slim = kind === TEXT ? height * 0.34 : 0;
      paper.fillRect(x, slim, Math.max(end + 1 - x, kind === OPEN ? 2 * scale : 1), height - 2 * slim);
      x = end;
    }
    if (heard === null || heard >= length()) return;
    paper.fillStyle = colors.panel;
    for (let at = Math.round((heard / length()) * width); at < width; at += 6 * scale) paper.fillRect(at, 0, 3 * scale, height);
  }

  function draw() {
    if (!box || !box.clientWidth) return;
    const scale = window.devicePixelRatio || 1;
    room = box.clientWidth;
    update(Math.round(room * scale), Math.round(box.clientHeight * scale));
    const [first, last] = [strip.dirty[0], Math.min(strip.width - 1, strip.dirty[1] + Math.ceil(2 * scale))];
    strip.dirty = [Infinity, -1];
    if (last >= first) {
      const paper = canvas.getContext("2d");
      paper.save();
      paper.beginPath();
      paper.rect(first, 0, last + 1 - first, strip.height);
      paper.clip();
      paint(paper, first, last, scale);
      paper.restore();
    }
    placeMarker();
  }

  const drawSoon = R.onceAFrame(draw);

  function drawAll() {
    allChanged = true;
    drawSoon();
  }

  function placeMarker() {
    const row = R.view.get(R.list.selected());
    const ms = R.player.isPlaying() ? R.player.position() : row ? row.start : null;
    marker.hidden = ms === null || !length();
    if (!marker.hidden) marker.style.transform = "translateX(" + (ms / length()) * room + "px)";
  }

  function go(event) {
    if (event.button !== 0) return;
    const bounds = box.getBoundingClientRect();
    const ms = R.clamp((event.clientX - bounds.left) / bounds.width, 0, 1) * length();
    const row = R.queue.gaps().find((gap) => gap.start <= ms && ms < gap.end) || R.rows.atTime(ms);
    if (!row) return;
    if (R.view.indexOf(row.id) < 0) R.emit("show-all", {});
    R.actions.arrive(row.id, "app");
    R.list.focus();
  }

  function hover(event) {
    const bounds = box.getBoundingClientRect();
    box.title = R.fmtTime(R.clamp((event.clientX - bounds.left) / bounds.width, 0, 1) * length(), 0);
  }

  R.overview = {
    mount(parent) {
      canvas = R.el("canvas", { aria: { hidden: "true" } });
      marker = R.el("div", { class: "here", hidden: true });
      box = R.el("div", { class: "map", role: "img", tLabel: "desk.map", on: { pointerdown: go, pointermove: hover } },
        [canvas, marker]);
      parent.append(box);
      new ResizeObserver(drawSoon).observe(box);
      R.on("rows", ({ ids }) => {
        for (const id of ids) changed.add(id);
        if (ids.size) drawSoon();
        else drawAll();
      });
      R.on("thresholds", drawAll);
      R.on("queue", ({ ids, first }) => {
        for (const id of ids) changed.add(id);
        if (first || !ids.size) drawAll();
        else drawSoon();
      });
      R.on("theme", () => { readColors(); drawAll(); });
      R.on("select", placeMarker);
      R.on("time", placeMarker);
      R.on("playing", placeMarker);
      readColors();
    },
    /** `heardMs`: how far the job has come, null when all is heard. */
    set(durationMs, heardMs) {
      if (duration === durationMs && heard === heardMs) return;
      duration = durationMs;
      heard = heardMs;
      drawAll();
    },
  };
})(R);
