/* Which lines the list shows and in which order: filter, find, sort. Emits "view" {structure: bool, ids: Set|null}.
   A line that stops matching while it is being worked on stays until the filter is chosen anew: nothing jumps away. */
(function (R) {
  "use strict";
  const state = { filter: "all", sort: "time", find: "" };
  let ids = [];
  let place = new Map();
  let openSums = R.sums(0);
  let stays = new Set();
  let frozen = new Map();

  const FILTERS = {
    all: () => true,
    flagged: (row) => R.flags.isOpen(row),
    edited: (row) => row.state === "fixed" || row.state === "added" || (row.original !== null && row.original !== row.text),
  };

  const needle = () => state.find.normalize("NFC").toLowerCase();

  function matches(row, wanted) {
    if (stays.has(row.id)) return true;
    if (!FILTERS[state.filter](row)) return false;
    return !wanted || row.text.toLowerCase().includes(wanted);
  }

  /** Sorting by doubt keeps the figure a line had when it was sorted: a fixed line does not run away. */
  function doubt(row) {
    if (!frozen.has(row.id)) frozen.set(row.id, row.own === null ? Infinity : row.own);
    return frozen.get(row.id);
  }

  function rebuild(changed) {
    const wanted = needle();
    const rows = R.rows.all().filter((row) => matches(row, wanted));
    if (state.sort === "doubt") rows.sort((a, b) => doubt(a) - doubt(b) || a.order - b.order);
    ids = rows.map((row) => row.id);
    place = new Map(ids.map((id, index) => [id, index]));
    countOpen();
    R.emit("view", { structure: true, ids: changed || null });
  }

  const isOpenAt = (index) => (R.flags.isOpen(R.rows.get(ids[index])) ? 1 : 0);

  function countOpen() {
    openSums = R.sums(ids.length, isOpenAt);
  }

  function chosenAnew() {
    stays = new Set();
    frozen = new Map();
    rebuild();
  }

  R.view = {
    state,
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
      R.on("rows", ({ ids: changed, structure }) => {
        if (state.filter !== "all" || state.find) for (const id of changed) if (place.has(id)) stays.add(id);
        const enters = [...changed].some((id) => R.rows.has(id) && !place.has(id) && matches(R.rows.get(id), needle()));
        if (structure || enters) {
          rebuild(changed);
          return;
        }
        for (const id of changed) if (place.has(id)) openSums.set(place.get(id), isOpenAt(place.get(id)));
        R.emit("view", { structure: false, ids: changed });
      });
      R.on("thresholds", () => {
        if (state.filter === "flagged") chosenAnew();
        else {
          countOpen();
          R.emit("view", { structure: false, ids: null });
        }
      });
    },

    /** Show this line though the filter would not: the person just made it, or is taken to it. */
    keep(id) {
      if (place.has(id) || !R.rows.has(id)) return;
      stays.add(id);
      rebuild(new Set([id]));
    },

    /** How many open flagged lines are shown, and before this one. */
    openCount: () => openSums.total(),
    openBefore: (id) => openSums.before(R.view.indexOf(id)),

    /** The next (step 1) or previous (step -1) open flagged line from `id` on, round the end; null when there is none. */
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
