/* The whole recording as one strip: where lines are to check, where a person has decided, what is heard so far, which
   part the list shows and where the sound is. A click goes there. */
(function (R) {
  "use strict";
  let box, canvas, marker;
  let duration = 0;
  let heard = null;
  let colors = {};

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

  function pixels(width) {
    const found = new Uint8Array(width);
    const scale = width / Math.max(1, length());
    for (const row of R.rows.all()) {
      const kind = R.flags.isOpen(row) ? OPEN : R.flags.isDone(row) ? DONE : TEXT;
      const from = Math.max(0, Math.floor(row.start * scale));
      const edge = (row.end - row.start) * scale > ROOM_FOR_GAP ? 1 : 0;
      const to = Math.min(width - 1, Math.max(from, Math.ceil(row.end * scale) - 1 - edge));
      for (let x = from; x <= to; x += 1) if (found[x] < kind) found[x] = kind;
    }
    return found;
  }

  function draw() {
    if (!box || !box.clientWidth) return;
    const scale = window.devicePixelRatio || 1;
    const width = Math.round(box.clientWidth * scale);
    const height = Math.round(box.clientHeight * scale);
    canvas.width = width;
    canvas.height = height;
    const paper = canvas.getContext("2d");
    paper.fillStyle = colors.strip;
    paper.fillRect(0, 0, width, height);
    const found = pixels(width);
    const fill = [null, colors["strip-text"], colors.ok, colors.doubt];
    for (let x = 0; x < width; x += 1) {
      if (!found[x]) continue;
      let end = x;
      while (end + 1 < width && found[end + 1] === found[x]) end += 1;
      paper.fillStyle = fill[found[x]];
      const slim = found[x] === TEXT ? height * 0.34 : 0;
      paper.fillRect(x, slim, Math.max(end + 1 - x, found[x] === OPEN ? 2 * scale : 1), height - 2 * slim);
      x = end;
    }
    if (heard !== null && heard < length()) {
      const from = Math.round((heard / length()) * width);
      paper.fillStyle = colors.panel;
      for (let x = from; x < width; x += 6 * scale) paper.fillRect(x, 0, 3 * scale, height);
    }
    placeMarker();
  }

  const drawSoon = R.onceAFrame(draw);

  function placeMarker() {
    const row = R.rows.get(R.list.selected());
    const ms = R.player.isPlaying() ? R.player.position() : row ? row.start : null;
    marker.hidden = ms === null || !length();
    if (!marker.hidden) marker.style.transform = "translateX(" + (ms / length()) * box.clientWidth + "px)";
  }

  function go(event) {
    if (event.button !== 0) return;
    const bounds = box.getBoundingClientRect();
    const row = R.rows.atTime(R.clamp((event.clientX - bounds.left) / bounds.width, 0, 1) * length());
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
      R.on("view", drawSoon);
      R.on("rows", drawSoon);
      R.on("thresholds", drawSoon);
      R.on("theme", () => { readColors(); drawSoon(); });
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
      drawSoon();
    },
  };
})(R);
