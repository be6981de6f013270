/* The lines: what the server last said, and on top of it the edits it has not acknowledged yet.
   Emits "rows" {ids: Set, structure: bool}; structure = lines came, went or changed places. */
(function (R) {
  "use strict";
  const said = new Map();
  const shown = new Map();
  let ordered = [];
  let place = new Map();
  let waiting = [];

  function rebuild() {
    ordered = [...shown.values()].sort((a, b) => a.order - b.order || a.start - b.start);
    place = new Map(ordered.map((row, index) => [row.id, index]));
  }

  /** Show the server's `ids` again with the waiting edits applied; tell whoever listens. */
  function refresh(ids) {
    for (const edit of waiting) for (const id of R.edits.touches(edit)) ids.add(id);
    const before = new Map([...ids].map((id) => [id, shown.get(id)]));
    for (const id of ids) {
      const row = said.get(id);
      if (row) shown.set(id, row);
      else shown.delete(id);
    }
    for (const edit of waiting) R.edits.show(edit, shown);
    const changed = new Set();
    let structure = false;
    for (const [id, old] of before) {
      const row = shown.get(id);
      if (row === old) continue;
      changed.add(id);
      if (!row || !old || row.order !== old.order) structure = true;
      else ordered[place.get(id)] = row;
    }
    if (structure) rebuild();
    if (changed.size) R.emit("rows", { ids: changed, structure });
  }

  /** Take rows from the server; an older version than the one known is an answer that was overtaken. */
  function take(rows, removed) {
    const ids = new Set();
    for (const row of rows || []) {
      const known = said.get(row.id);
      if (known && known.version > row.version) continue;
      said.set(row.id, row);
      ids.add(row.id);
    }
    for (const id of removed || []) {
      said.delete(id);
      ids.add(id);
    }
    return ids;
  }

  R.rows = {
    reset(rows) {
      said.clear();
      shown.clear();
      waiting = [];
      for (const row of rows) {
        said.set(row.id, row);
        shown.set(row.id, row);
      }
      rebuild();
      R.emit("rows", { ids: new Set(), structure: true });
    },

    merge(rows, removed) {
      refresh(take(rows, removed));
    },

    /** Other lines altogether (heard anew, say); edits that wait stay on top where their line still is. */
    replace(rows) {
      const ids = new Set(said.keys());
      said.clear();
      for (const id of take(rows, [])) ids.add(id);
      refresh(ids);
    },

    /** The edits not acknowledged, oldest first, and (with an acknowledgement) the rows that came with it. */
    setWaiting(edits, rows, removed) {
      const ids = take(rows, removed);
      for (const edit of waiting) for (const id of R.edits.touches(edit)) ids.add(id);
      waiting = edits;
      refresh(ids);
    },

    get: (id) => shown.get(id),
    has: (id) => shown.has(id),
    /** The server's own row, without waiting edits. */
    said: (id) => said.get(id),
    version: (id) => (said.has(id) ? said.get(id).version : null),
    all: () => ordered,
    count: () => ordered.length,
    indexOf: (id) => (place.has(id) ? place.get(id) : -1),
    at: (index) => ordered[index],
    after: (id) => (place.has(id) ? ordered[place.get(id) + 1] : undefined),
    before: (id) => (place.has(id) ? ordered[place.get(id) - 1] : undefined),

    /** The line heard at `ms`, else the last one begun before it. */
    atTime(ms) {
      let low = 0;
      let high = ordered.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (ordered[middle].start <= ms) low = middle;
        else high = middle - 1;
      }
      return ordered[low];
    },
  };
})(R);
