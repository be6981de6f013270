/* Which rows the list shows and in which order: lines and, between them, gaps; filter, find, sort. Emits "view" {structure:
   bool, ids: Set|null}, "stale-order" {stale}. A row that stops matching while it is being worked on stays until the filter
   is chosen anew, and a ranking that changes moves nothing before the person asks for it: nothing jumps away. */
(function (R) {
  "use strict";
  /* Suspicions this near each other change no order that anybody would miss. */
  const NEAR = 0.05;
  const state = { filter: "all", sort: "time", find: "" };
  let ids = [];
  let place = new Map();
  let openSums = R.sums(0);
  let stays = new Set();
  let frozen = new Map();
  let touched = false;
  let stale = false;

  /* What is walked from one to the next: in a filter of its own, its lines; else those to check. */
  const OPEN = {
    flagged: (row) => R.flags.isOpen(row),
    sample: (row) => R.queue.inSample(row) && row.state === "",
  };
  const isOpen = (row) => (OPEN[state.filter] || R.queue.isOpen)(row);

  const FILTERS = {
    all: () => true,
    check: (row) => R.queue.isOpen(row),
    flagged: (row) => R.flags.isOpen(row),
    sample: (row) => R.queue.inSample(row),
    edited: (row) => row.state === "fixed" || row.state === "added" || (row.original !== null && row.original !== row.text),
  };

  const get = (id) => R.rows.get(id) || R.queue.gap(id);
  const needle = () => state.find.normalize("NFC").toLowerCase();

  function matches(row, wanted) {
    if (stays.has(row.id)) return true;
    if (!FILTERS[state.filter](row)) return false;
    return !wanted || row.text.toLowerCase().includes(wanted);
  }

  /** Lines and gaps in the order of time. */
  function everything() {
    const gaps = R.queue.gaps();
    if (!gaps.length) return R.rows.all();
    const found = [];
    let next = 0;
    for (const row of R.rows.all()) {
      while (next < gaps.length && gaps[next].start < row.start) found.push(gaps[next++]);
      found.push(row);
    }
    return found.concat(gaps.slice(next));
  }

  const FIGURES = {
    doubt: (row) => (row.own === null ? Infinity : row.own),
    suspicion: (row) => -R.queue.suspicion(row),
  };

  /** A sorted row keeps the figure it had when it was sorted: a fixed line does not run away. */
  function rank(row) {
    if (!frozen.has(row.id)) frozen.set(row.id, FIGURES[state.sort](row));
    return frozen.get(row.id);
  }

  function chosen() {
    const wanted = needle();
    const rows = everything().filter((row) => matches(row, wanted));
    if (state.sort === "time") return rows;
    const at = new Map(rows.map((row, index) => [row, index]));
    return rows.sort((a, b) => rank(a) - rank(b) || at.get(a) - at.get(b));
  }

  function rebuild(changed) {
    ids = chosen().map((row) => row.id);
    place = new Map(ids.map((id, index) => [id, index]));
    countOpen();
    R.emit("view", { structure: true, ids: changed || null });
  }

  const isOpenAt = (index) => (isOpen(get(ids[index])) ? 1 : 0);

  function countOpen() {
    openSums = R.sums(ids.length, isOpenAt);
  }

  function chosenAnew() {
    stays = new Set();
    frozen = new Map();
    rebuild();
    tellStale();
  }

  /* ---- a ranking that has changed ------------------------------------------------------------------------------ */

  function isStale() {
    if (state.sort !== "suspicion") return false;
    let least = Infinity;
    for (const id of ids) {
      const row = get(id);
      if (!row || !isOpen(row)) continue;
      const now = R.queue.suspicion(row);
      if (now > least + NEAR) return true;
      least = Math.min(least, now);
    }
    return false;
  }

  function tellStale() {
    const now = isStale();
    if (now === stale) return;
    stale = now;
    R.emit("stale-order", { stale });
  }

  function onQueue({ ids: changed, first }) {
    if (state.sort === "suspicion" && (first || !touched)) {
      chosenAnew();
      if (!touched && ids.length) R.list.select(ids[0], "app");
      return;
    }
    if (first && state.filter === "check" && !touched) {
      chosenAnew();
      return;
    }
    onChanged(changed, false);
    tellStale();
  }

  /** These rows are others now: the list is built anew only where rows come or go. */
  function onChanged(changed, structure) {
    const wanted = needle();
    if (state.filter !== "all" || state.find) for (const id of changed) if (place.has(id)) stays.add(id);
    const shown = new Set([...R.queue.gaps()].map((gap) => gap.id));
    const isThere = (id) => R.rows.has(id) || shown.has(id);
    const moves = [...changed].some((id) => (isThere(id) ? !place.has(id) && matches(get(id), wanted) : place.has(id)));
    if (structure || moves) {
      rebuild(changed);
      return;
    }
    for (const id of changed) if (place.has(id)) openSums.set(place.get(id), isOpenAt(place.get(id)));
    R.emit("view", { structure: false, ids: changed });
  }

  R.view = {
    state,
    get,
    isOpen,
    ids: () => ids,
    count: () => ids.length,
    indexOf: (id) => (place.has(id) ? place.get(id) : -1),
    at: (index) => ids[index],

    set(name, value) {
      if (state[name] === value) return;
      state[name] = value;
      chosenAnew();
    },

    start() {
      R.on("rows", ({ ids: changed, structure }) => onChanged(changed, structure));
      R.on("queue", onQueue);
      R.on("sampled", () => { if (state.filter === "sample") chosenAnew(); });
      R.on("opened", () => { touched = false; });
      R.on("select", ({ by }) => { if (by !== "app") touched = true; });
      R.on("editing", ({ line }) => { if (line) touched = true; });
      for (const hand of ["wheel", "touchmove", "pointerdown"]) R.list.node().addEventListener(hand, () => { touched = true; }, { passive: true });
      R.on("thresholds", () => {
        if (state.filter === "flagged") chosenAnew();
        else {
          countOpen();
          R.emit("view", { structure: false, ids: null });
        }
      });
    },

    /** Sort and filter by what is known now. */
    chosenAnew,
    isStale: () => stale,

    /** Show this row though the filter would not: the person just made it, or is taken to it. */
    keep(id) {
      if (place.has(id) || !get(id)) return;
      stays.add(id);
      rebuild(new Set([id]));
    },

    /** A line that is about to be made stands where this row is, however the list is sorted. */
    behind(id, other) {
      if (frozen.has(other)) frozen.set(id, frozen.get(other));
    },

    /** How many open rows are shown, and before this one. */
    openCount: () => openSums.total(),
    openBefore: (id) => openSums.before(R.view.indexOf(id)),

    /** The next (step 1) or previous (step -1) open row from `id` on, round the end; null when there is none. */
    nextOpen(id, step) {
      const total = openSums.total();
      if (!total) return null;
      const from = R.view.indexOf(id);
      const behind = openSums.before(from < 0 ? 0 : step > 0 ? from + 1 : from);
      const found = ids[openSums.find((step > 0 ? behind : behind - 1 + total) % total)];
      return found === id ? null : found;
    },

    /** Start offsets of the find text in `text` (UTF-16), for marking. */
    hits(text) {
      const wanted = needle();
      const found = [];
      if (!wanted) return found;
      const low = text.toLowerCase();
      if (low.length !== text.length) return found;
      for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, at + wanted.length)) found.push(at);
      return found;
    },
    hitLength: () => needle().length,
  };
})(R);
