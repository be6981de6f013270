/* The same difference again (a chorus): after one decision a bar offers it for the others, and a preview shows each of
   them with its sound before anything is done. */
(function (R) {
  "use strict";
  const data = R.compareData;
  let bar = null;
  let offered = null;
  let byName = new Map();

  function index() {
    byName = new Map();
    for (const id of data.ids()) {
      const { twin } = data.get(id);
      if (twin) byName.set(twin, [...(byName.get(twin) || []), id]);
    }
  }

  /** The other rows with this difference that nobody has decided on. */
  function others(row) {
    if (!row.twin) return [];
    return (byName.get(row.twin) || []).filter((id) => id !== row.id && data.has(id) && data.isOpen(data.get(id))).map(data.get);
  }

  /* ---- the same, done to another row ------------------------------------------------------------------------------------ */

  /** What our side of `row` would say; null where the decision does not fit it or is not about text. */
  function textFor(row, decision) {
    if (decision.how === "take") return row.kind === "missing" || row.kind === "extra" ? null : row.theirs;
    if (decision.how === "type") return data.ours(row) === decision.ours ? decision.text : null;
    if (decision.how !== "word") return null;
    const at = (data.ops(row) || []).findIndex(([change, from, to, begin, end]) => change !== "hit"
      && (from === null ? "" : R.compareText.cutter(data.ours(row))(from, to)) === decision.ours
      && (begin === null ? "" : R.compareText.cutter(row.theirs)(begin, end)) === decision.theirs);
    return at < 0 ? null : R.compareText.withWord(row, at).text;
  }

  function fits(row, decision) {
    return decision.how === "keep" || (decision.how === "take" && row.kind !== "different") || textFor(row, decision) !== null;
  }

  function apply(rows, decision) {
    const texts = rows.filter((row) => textFor(row, decision) !== null);
    const how = decision.how === "type" ? "typed" : "taken";
    for (const row of texts) R.compareActions.mark(row, how);
    if (texts.length) R.outbox.push(R.edits.replaceAll(texts.map((row) => [row.line, textFor(row, decision)])));
    for (const row of rows) {
      if (decision.how === "keep") R.compareActions.keepRow(row);
      else if (decision.how === "take" && !texts.includes(row)) R.compareActions.takeRow(row);
      else if (decision.how === "type" && decision.text !== row.theirs) data.waive(row, true);
    }
  }

  /* ---- the preview ---------------------------------------------------------------------------------------------------------- */

  function example(row, decision) {
    const side = (which) => {
      const node = R.el("span", { class: which ? "theirs" : "ours", dir: "auto" });
      if (which || data.ours(row)) R.compareText.fill(node, row, which, -1);
      return node;
    };
    const typed = decision.how === "type" && R.el("span", { class: "typed", text: decision.text, dir: "auto" });
    return { id: row.id, sound: data.sound(row), sides: [side(0), typed || side(1)] };
  }

  async function ask() {
    if (!offered) return;
    const { decision } = offered;
    const rows = offered.rows.map((id) => data.get(id)).filter((row) => row && data.isOpen(row));
    if (!rows.length) {
      close();
      return;
    }
    const ticked = await R.preview(R.t("compare.twins.title." + decision.how), rows.map((row) => example(row, decision)));
    R.compareList.focus();
    if (!ticked) return;
    apply(rows.filter((row) => ticked.includes(row.id)), decision);
    close();
    const here = R.compareActions.current();
    if (here && !data.isOpen(here)) R.compareActions.goOn();
  }

  /* ---- the bar ------------------------------------------------------------------------------------------------------------------ */

  function close() {
    offered = null;
    draw();
  }

  function draw() {
    if (bar) bar.show(offered && R.t("compare.twins.bar", { n: offered.rows.length }));
  }

  R.compareTwins = {
    mount(parent) {
      bar = R.offerBar({ look: "compare.twins.look", not: "compare.twins.not", key: () => R.keys.nameOf("twins", "compare"), ask, close });
      parent.append(bar.node);
      R.on("compared", ({ fresh }) => { index(); if (fresh) close(); });
      R.on("lang", draw);
    },
    count: (row) => others(row).length,
    /** After a decision {how: "keep" | "take" | "word" | "type", …}: offer it for the rows like this one. */
    offer(row, decision) {
      const rows = others(row).filter((other) => fits(other, decision));
      offered = rows.length ? { decision, rows: rows.map((other) => other.id) } : null;
      draw();
    },
    ask,
  };
})(R);
