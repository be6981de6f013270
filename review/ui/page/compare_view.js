/* Which rows of the comparison are shown and in which order: filter, sort, one confusion's rows, runs that are the same
   folded away. A row that was decided on stays where it is until the filter is chosen anew.
   Emits "compare-view" {structure: bool, ids: Set|null}. */
(function (R) {
  "use strict";
  const FOLD = "fold:";
  const FIRST = { filter: "differences", sort: "time" };
  const state = { ...FIRST, confusion: null };
  let ids = [];
  let place = new Map();
  let stays = new Set();
  let gone = new Map();
  let folds = new Map();
  let frozen = new Map();

  const data = R.compareData;
  const has = (change) => (row) => (data.ops(row) || []).some((op) => op[0] === change);
  const FILTERS = {
    differences: data.isDifferent,
    all: () => true,
    open: data.isOpen,
    substituted: has("substitution"),
    missing: (row) => row.kind === "missing",
    extra: (row) => row.kind === "extra",
    spacing: has("spacing"),
    script: has("script"),
  };

  function isWanted(row) {
    if (state.confusion) return state.confusion.rows.includes(row.id);
    return FILTERS[state.filter](row);
  }

  const matches = (row) => stays.has(row.id) || isWanted(row);

  function errors(row) {
    if (!frozen.has(row.id)) frozen.set(row.id, row.counts[1] + row.counts[2] + row.counts[3]);
    return frozen.get(row.id);
  }

  /* ---- the list of ids --------------------------------------------------------------------------------------------- */

  function chosen() {
    const found = data.ids().filter((id) => matches(data.get(id)));
    if (state.sort === "time") return found;
    const at = new Map(found.map((id, index) => [id, index]));
    return found.sort((a, b) => errors(data.get(b)) - errors(data.get(a)) || at.get(a) - at.get(b));
  }

  /** A line that was deleted here keeps its place behind the row it stood behind. */
  function withGone(found) {
    for (const id of gone.keys()) if (data.has(id)) gone.delete(id);
    if (!gone.size) return found;
    const known = new Set(found);
    const behind = new Map();
    let last = "";
    for (const id of ids) {
      if (gone.has(id)) behind.set(last, [...(behind.get(last) || []), id]);
      else if (known.has(id)) last = id;
    }
    return [...(behind.get("") || []), ...found.flatMap((id) => [id, ...(behind.get(id) || [])])];
  }

  /** In the order of time the rows left out show as one line a run. */
  function withFolds(found) {
    folds = new Map();
    if (state.filter !== "differences" || state.sort !== "time" || state.confusion) return found;
    const known = new Set(found);
    const result = [];
    let run = [];
    const close = () => {
      if (run.length) {
        folds.set(FOLD + run[0], run);
        result.push(FOLD + run[0]);
      }
      run = [];
    };
    let next = 0;
    const upTo = (live) => {
      if (live) result.push(found[next++]);
      while (next < found.length && !data.has(found[next])) result.push(found[next++]);
    };
    upTo(false);
    for (const id of data.ids()) {
      if (!known.has(id)) {
        run.push(id);
        continue;
      }
      close();
      upTo(true);
    }
    close();
    return result;
  }

  function rebuild(changed) {
    const now = withFolds(withGone(chosen()));
    const structure = now.length !== ids.length || now.some((id, index) => id !== ids[index]);
    ids = now;
    place = new Map(ids.map((id, index) => [id, index]));
    R.emit("compare-view", { structure, ids: changed });
  }

  function chosenAnew() {
    stays = new Set();
    gone = new Map();
    frozen = new Map();
    rebuild(null);
  }

  /* ---- in step with the data ------------------------------------------------------------------------------------------ */

  function onCompared({ ids: changed, fresh }) {
    if (fresh) {
      if (!data.facts().reference) state.confusion = null;
      chosenAnew();
      return;
    }
    for (const id of changed) if (place.has(id)) stays.add(id);
    for (const id of folds.keys()) changed.add(id);
    rebuild(changed);
  }

  function onRows({ ids: changed }) {
    for (const id of changed) if (place.has(id)) stays.add(id);
    R.emit("compare-view", { structure: false, ids: changed });
  }

  function onFilled({ from, to }) {
    stays.add(to);
    ids = ids.map((id) => (id === from ? to : id));
    rebuild(new Set([to]));
  }

  const isFold = (id) => folds.has(id);

  R.compareView = {
    state,
    start() {
      R.on("compared", onCompared);
      R.on("rows", onRows);
      R.on("compare-filled", onFilled);
      R.on("compare-row", ({ id }) => {
        stays.add(id);
        R.emit("compare-view", { structure: false, ids: new Set([id]) });
      });
    },
    set(name, value) {
      state[name] = value;
      if (name === "filter") state.confusion = null;
      chosenAnew();
    },
    reset() {
      Object.assign(state, FIRST, { confusion: null });
    },
    chosenAnew,
    /** How many rows are shown only because they were when they were decided on. */
    leftovers: () => gone.size + [...stays].filter((id) => data.has(id) && !isWanted(data.get(id))).length,
    count: () => ids.length,
    at: (index) => ids[index],
    indexOf: (id) => (place.has(id) ? place.get(id) : -1),
    /** A row, or {id, fold: ids of the rows folded away}. */
    get: (id) => (folds.has(id) ? { id, fold: folds.get(id) } : data.get(id) || gone.get(id)),
    isFold,
    unfold(id) {
      for (const row of folds.get(id) || []) stays.add(row);
      rebuild(null);
    },
    /** Show this row though the filter would not. */
    keep(id) {
      if (place.has(id) || !data.has(id)) return;
      stays.add(id);
      rebuild(null);
    },
    /** The line of this row is being deleted: the row stays until the filter is chosen anew. */
    mourn(row) {
      stays.add(row.id);
      gone.set(row.id, row);
    },
    /** The next (step 1) or previous (-1) row from `id` that is no fold; null at the end. */
    neighbour(id, step) {
      const from = R.compareView.indexOf(id);
      for (let index = from < 0 && step < 0 ? ids.length - 1 : from + step; index >= 0 && index < ids.length; index += step) {
        if (!isFold(ids[index])) return ids[index];
      }
      return null;
    },
    /** The next or previous row among those shown that nobody has decided on, round the end; null when there is none. */
    nextOpen(id, step) {
      const shown = ids.filter((each) => each === id || (data.has(each) && data.isOpen(data.get(each))));
      const from = shown.indexOf(id);
      const to = shown[(from + step + shown.length) % Math.max(1, shown.length)];
      if (from < 0) return shown[step > 0 ? 0 : shown.length - 1] ?? null;
      return to === id ? null : to;
    },
    /** All rows, shown or not, that nobody has decided on. */
    openIds: () => data.ids().filter((id) => data.isOpen(data.get(id))),
  };
})(R);
