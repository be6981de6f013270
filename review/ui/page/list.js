/* A virtualised list: only the rows near the viewport are nodes, each placed by its own transform. Heights are guessed
   from the text, measured once a row is drawn, and summed; the row under the reader's eyes never moves
   when rows above it come, go or turn out taller. Rows that changed are filled anew once a frame, however often.

   `source` says what is listed: view {count, at, indexOf} and get(id) the rows, `event` the name under which {id, by} of
   a new selection is told, `label` the key of the list's name, build / reuse / fill a row's node, and longest(row)
   its text and room(width of the list) the pixels that text has, for guessing its height. */
R.virtualList = function (source) {
  "use strict";
  const OVERSCAN = 500;
  const RACING_OVERSCAN = 60;
  /* Pixels a frame from which nobody can read: lines are drawn without their words' shades until the scrolling ends. */
  const RACING = 250;
  const SPARE_NODES = 80;
  const ROW = 37;
  const TEXT_LINE = 23;
  const SETTLE_MS = 140;
  const TALL_SCRIPT = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]/;

  let scroller, sizer;
  let nodes = new Map();
  let measured = new Map();
  let heights = R.sums(0);
  let selected = null;
  let shift = 0;
  let room = 0;
  let top = 0;
  let written = 0;
  let lastScroll = 0;
  let settling = 0;
  let textWidth = 600;
  let pinned = null;
  let painted = 0;
  let racing = false;
  let allStale = false;
  const stale = new Set();
  const spare = [];

  /* ---- sums of heights --------------------------------------------------------------------------------------- */

  function guess(row) {
    const text = source.longest(row);
    const per = textWidth / (TALL_SCRIPT.test(text) ? 13.2 : 7.6);
    return ROW + TEXT_LINE * Math.max(0, Math.ceil(text.length / Math.max(8, per)) - 1);
  }

  function layAnew() {
    heights = R.sums(source.view.count(), (index) => {
      const id = source.view.at(index);
      return measured.get(id) || guess(source.get(id));
    });
  }

  const topOf = (index) => heights.before(index);
  const indexAt = (y) => Math.min(heights.find(y), Math.max(0, heights.count - 1));

  /* ---- drawing ----------------------------------------------------------------------------------------------- */

  /* The scroller is asked for its place and its height only when they change: a question makes the browser lay the page
     out, and again after each change of a row. */
  const height = () => room || (room = scroller.clientHeight);
  const position = () => top - shift;

  function scroll() {
    if (top === written) return;
    const wanted = Math.round(top);
    top = R.clamp(wanted, 0, Math.max(0, heights.total() - height()));
    if (top !== wanted) paintSoon();
    scroller.scrollTop = written = top;
  }

  /** The line that must not move: the selected one while it is in view, else the first in view. */
  function anchorNow() {
    if (!heights.count) return null;
    const y = position();
    const own = source.view.indexOf(selected);
    if (own >= 0) {
      const above = topOf(own);
      if (above + heights.get(own) > y && above < y + height()) return { id: selected, offset: above - y };
    }
    const index = indexAt(Math.max(0, y));
    return { id: source.view.at(index), offset: topOf(index) - y };
  }

  /** Bring the anchor back to where it was: while scrolling by moving the lines, at rest by moving the scroller. */
  function hold(anchor) {
    if (!anchor) return;
    const index = source.view.indexOf(anchor.id);
    if (index < 0) return;
    const drift = topOf(index) - anchor.offset - position();
    if (!drift) return;
    painted += drift;
    if (performance.now() - lastScroll < SETTLE_MS && position() > OVERSCAN) shift -= drift;
    else top += drift;
  }

  /** At rest: put the scroller where the lines are. The rows that flew past are to be filled. */
  function rest() {
    top = position();
    shift = 0;
    racing = false;
    for (const [id, node] of nodes) if (node.plain) stale.add(id);
  }

  /** ... and draw the lines around those in view. */
  function settle() {
    rest();
    paint();
  }

  function nodeFor(index, before) {
    const id = source.view.at(index);
    let node = nodes.get(id);
    if (node) {
      if (node.nextSibling !== before && id !== pinned) sizer.insertBefore(node, before);
      return node;
    }
    node = spare.length ? source.reuse(spare.pop(), id) : source.build(id);
    node.dirty = true;
    node.plain = racing && id !== selected;
    nodes.set(id, node);
    sizer.insertBefore(node, before);
    source.fill(node, source.get(id), id === selected, node.plain);
    watchSize.observe(node);
    return node;
  }

  function drop(id, node) {
    watchSize.unobserve(node);
    node.remove();
    nodes.delete(id);
    if (spare.length < SPARE_NODES && !node.classList.contains("editing")) spare.push(node);
  }

  function paint() {
    if (!scroller) return;
    if (!height()) {
      refill();
      return;
    }
    const anchor = anchorNow();
    refill();
    const y = position();
    const moved = Math.abs(y - painted);
    const around = moved > height() / 2 ? RACING_OVERSCAN : OVERSCAN;
    racing = moved > RACING && performance.now() - lastScroll < SETTLE_MS;
    painted = y;
    const first = heights.count ? indexAt(Math.max(0, y - around)) : 0;
    const last = heights.count ? indexAt(y + height() + around) : -1;
    for (const [id, node] of nodes) {
      const index = source.view.indexOf(id);
      if ((index < first || index > last) && (id !== pinned || index < 0)) drop(id, node);
    }
    let before = null;
    for (let i = last; i >= first; i -= 1) before = nodeFor(i, before);
    measure();
    hold(anchor);
    place();
    scroll();
  }

  function measure() {
    const fresh = [];
    for (const [id, node] of nodes) if (node.dirty) fresh.push([id, node, node.offsetHeight]);
    for (const [id, node, tall] of fresh) {
      if (!tall) continue;
      node.dirty = false;
      measured.set(id, tall);
      const index = source.view.indexOf(id);
      if (index >= 0) heights.set(index, tall);
    }
  }

  function place() {
    const total = heights.total();
    if (sizer.total !== total) {
      sizer.total = total;
      sizer.style.height = total + "px";
    }
    for (const [id, node] of nodes) {
      const y = topOf(source.view.indexOf(id)) + shift;
      if (node.y === y) continue;
      node.y = y;
      node.style.transform = "translateY(" + y + "px)";
    }
  }

  const paintSoon = R.onceAFrame(paint);

  /* A row that grows by itself (the text being typed, a panel) is measured again before the frame is shown. */
  const watchSize = new ResizeObserver((entries) => {
    let changed = false;
    for (const { target } of entries) {
      const index = source.view.indexOf(target.dataset.id);
      if (index < 0 || !target.isConnected || heights.get(index) === target.offsetHeight) continue;
      target.dirty = true;
      changed = true;
    }
    if (changed) paint();
  });

  /* ---- changes ----------------------------------------------------------------------------------------------- */

  /** Fill the stale rows anew, and the selected one, which shows what the others are. */
  function refill() {
    if (!allStale && !stale.size) return;
    for (const [id, node] of nodes) {
      if (!allStale && !stale.has(id) && id !== selected) continue;
      const row = source.get(id);
      if (!row) continue;
      node.plain = false;
      source.fill(node, row, id === selected);
      node.dirty = true;
    }
    allStale = false;
    stale.clear();
  }

  /** Fill these rows anew in the next frame, all with null. */
  function refresh(ids) {
    if (ids) for (const id of ids) stale.add(id);
    else allStale = true;
    paintSoon();
  }

  let selectedAt = -1;

  /** The selected line is gone: the line in its place is selected. */
  function keepSelection() {
    if (selected !== null && !source.get(selected)) {
      selected = source.view.count() ? source.view.at(R.clamp(selectedAt, 0, source.view.count() - 1)) : null;
      R.emit(source.event, { id: selected, by: "app" });
    }
    selectedAt = source.view.indexOf(selected);
  }

  function onView({ structure, ids }) {
    if (!scroller) return;
    if (structure) {
      const anchor = anchorNow();
      keepSelection();
      for (const [id, node] of nodes) if (source.view.indexOf(id) < 0) drop(id, node);
      for (const id of ids || []) if (!source.get(id)) measured.delete(id);
      layAnew();
      hold(anchor);
    }
    refresh(ids);
  }

  function onResize() {
    room = scroller.clientHeight;
    if (!room) return; // another tab is shown
    written = NaN; // a hidden scroller takes no place
    scroller.parentElement.style.setProperty("--bar", scroller.offsetWidth - scroller.clientWidth + "px");
    const width = Math.max(120, source.room(scroller.clientWidth));
    if (width !== textWidth) {
      const anchor = anchorNow();
      textWidth = width;
      measured = new Map();
      for (const node of nodes.values()) node.dirty = true;
      layAnew();
      hold(anchor);
    }
    paintSoon();
  }

  function onScroll() {
    if (Math.abs(scroller.scrollTop - written) < 1) return; // it was us, and the lines there are drawn
    top = written = scroller.scrollTop;
    lastScroll = performance.now();
    clearTimeout(settling);
    settling = setTimeout(settle, SETTLE_MS);
    paintSoon();
  }

  /** Whether a row stands where it is comfortable to read. */
  function isComfortable(index) {
    const above = topOf(index) - position();
    const margin = Math.min(90, height() / 5);
    return above >= margin && above + Math.min(heights.get(index), height() / 2) <= height() - margin;
  }

  /** Scroll to a row, unless it is there already, drawn at its full height. */
  function reveal(id, where) {
    rest();
    const index = source.view.indexOf(id);
    const isThere = () => index < 0 || (where !== "middle" && isComfortable(index));
    if (isThere()) {
      paint();
      if (isThere()) return;
    }
    lastScroll = 0;
    top = topOf(index) - height() * 0.36;
    paint();
  }

  return {
    mount(parent) {
      sizer = R.el("div", { class: "sizer", role: "list" });
      scroller = R.el("div", { class: "lines", tabIndex: 0, tLabel: source.label }, sizer);
      scroller.addEventListener("scroll", onScroll, { passive: true });
      new ResizeObserver(onResize).observe(scroller);
      R.on("lang", () => refresh(null));
      parent.append(scroller);
    },

    /** The view has changed: {structure, ids} as R.view tells it. */
    changed: onView,
    refresh,

    clear() {
      for (const [id, node] of [...nodes]) drop(id, node);
      measured = new Map();
      selected = null;
      shift = 0;
      top = 0;
      written = NaN;
      layAnew();
    },

    /** Select a line; `by`: "key" | "click" | "play" | "app" says who asked; quiet = do not scroll. */
    select(id, by, quiet) {
      if (id !== null && !source.get(id)) return;
      const old = selected;
      selected = id;
      selectedAt = source.view.indexOf(id);
      if (old !== id) {
        refresh([old, id]);
        R.emit(source.event, { id, by });
      }
      if (quiet || id === null) paint();
      else reveal(id, by === "app" ? "middle" : "near");
    },

    selected: () => selected,
    reveal,
    nodeOf: (id) => nodes.get(id) || null,
    /** Keep this line's node (and with it the text being typed) even when it scrolls out of view. */
    pin(id) {
      pinned = id;
      paintSoon();
    },
    focus: () => scroller.focus({ preventScroll: true }),
    node: () => scroller,
    /** Ids of the first and last line in view. */
    inView() {
      if (!heights.count) return [null, null];
      return [source.view.at(indexAt(Math.max(0, position()))), source.view.at(indexAt(position() + height()))];
    },
    pageSize: () => Math.max(1, Math.floor(height() / (ROW + 8))),
  };
};

/* The lines of Review, and the gaps between them. Emits "select" {id, by}. */
(function (R) {
  "use strict";
  const PHONE = 700;
  const BESIDE_TEXT = 660;
  const BESIDE_TEXT_ON_PHONE = 96;

  R.list = R.virtualList({
    view: R.view,
    get: R.view.get,
    event: "select",
    label: "desk.lines",
    build: (id) => R.row.build(id),
    reuse: (node, id) => R.row.reuse(node, id),
    fill: (node, row, selected, plain) => R.row.fill(node, row, selected, plain),
    longest: (row) => row.text,
    room: (width) => width - (width < PHONE ? BESIDE_TEXT_ON_PHONE : BESIDE_TEXT),
  });
  const mount = R.list.mount;
  R.list.mount = (parent) => {
    mount(parent);
    R.on("view", R.list.changed);
    R.on("parked", ({ line }) => R.list.refresh(new Set([line])));
  };
})(R);
