/* What a person can do in the comparison: go, listen, settle a difference. Every decision about a line is an edit that
   goes through the outbox; the row shows it at once. */
(function (R) {
  "use strict";
  const data = R.compareData;
  const view = R.compareView;
  /* How a row was decided on here, for the word beside it: {how, text of ours then} by id. */
  let marks = new Map();
  let cursors = { id: null, at: -1 };
  let lastWaived = null;

  const list = () => R.compareList;
  const current = () => {
    const row = view.get(list().selected());
    return row && !row.fold ? row : undefined;
  };

  /* ---- going -------------------------------------------------------------------------------------------------------- */

  const arrive = (id) => R.actions.arrive(id, "key", list());

  function move(step) {
    let id = list().selected();
    let to = null;
    for (let n = 0; n < Math.abs(step); n += 1) {
      const next = view.neighbour(id, Math.sign(step));
      if (next === null) break;
      id = to = next;
    }
    if (to) arrive(to);
  }

  function toOpen(step) {
    const id = view.nextOpen(list().selected(), step);
    if (id) arrive(id);
    else R.toast(R.t(view.openIds().length ? "compare.none_open_shown" : "compare.none_open"), { kind: "ok" });
  }

  /** A decision was made: on to the next difference that waits, if there is one. */
  function goOn() {
    const id = view.nextOpen(list().selected(), 1);
    if (id) arrive(id);
    else if (!view.openIds().length) R.toast(R.t("compare.none_open"), { kind: "ok" });
  }

  /* ---- the word under the cursor -------------------------------------------------------------------------------------- */

  /** Numbers of the row's steps that the word cursor stops at. */
  function words(row) {
    const steps = data.ops(row) || [];
    const of = (wanted) => steps.flatMap((op, index) => (wanted(op[0]) ? [index] : []));
    if (row.kind === "missing" || row.kind === "extra") return [];
    const real = of((change) => change !== "hit" && change !== "spacing");
    return real.length ? of((change) => change !== "hit") : of((change) => change === "spacing");
  }

  function cursor(row) {
    const stops = words(row);
    if (cursors.id === row.id && stops.includes(cursors.at)) return cursors.at;
    const steps = data.ops(row) || [];
    return stops.find((index) => steps[index][0] !== "spacing") ?? stops[0] ?? -1;
  }

  function setCursor(row, at) {
    cursors = { id: row.id, at };
    list().refresh(new Set([row.id]));
  }

  function step(by) {
    const row = current();
    const stops = row ? words(row) : [];
    if (stops.length) setCursor(row, stops[R.clamp(stops.indexOf(cursor(row)) + by, 0, stops.length - 1)]);
  }

  /* ---- deciding ---------------------------------------------------------------------------------------------------------- */

  function mark(row, how) {
    marks.set(row.id, how);
    lastWaived = null;
  }

  function waive(row, on) {
    data.waive(row, on);
    lastWaived = row.id;
  }

  /** Our side is right. Answers false where that was taken back. */
  function keepRow(row) {
    const line = data.lineOf(row);
    const on = !data.isKept(row);
    marks.delete(row.id);
    if (line && (line.state === "" || line.state === "kept")) {
      lastWaived = null;
      R.outbox.push(R.edits.decide(line.id, on ? "kept" : ""));
    } else waive(row, on);
    return on;
  }

  function keep() {
    const row = current();
    if (!row || data.isGone(row) || (data.isSame(row) && !data.isKept(row))) return goOn();
    if (!keepRow(row)) return undefined;
    R.compareTwins.offer(row, { how: "keep" });
    return goOn();
  }

  /** A line for what the reference has and nobody heard, with the text of it or with what was typed. */
  function insertFor(row, text, how) {
    const { start, end } = data.sound(row);
    const edit = R.edits.insert(row.after ?? null, start, end, text);
    mark({ id: edit.id }, how);
    R.outbox.push(edit);
    data.fill(row, edit.id);
    return edit.id;
  }

  function deleteFor(row) {
    view.mourn(row);
    mark(row, "gone");
    R.outbox.push(R.edits.remove(row.line));
  }

  /** The reference is right: its text, its line, or no line at all. */
  function takeRow(row) {
    if (row.kind === "missing") return insertFor(row, row.theirs, "taken");
    if (row.kind === "extra") deleteFor(row);
    else if (data.ours(row) !== row.theirs) {
      mark(row, "taken");
      R.outbox.push(R.edits.setText(row.line, row.theirs));
    }
    return row.id;
  }

  function take() {
    const row = current();
    if (!row || data.isGone(row)) return;
    if (!row.theirs && row.kind !== "extra") return;
    const id = takeRow(row);
    if (id !== row.id) list().select(id, "app", true);
    R.compareTwins.offer(row, { how: "take" });
    goOn();
  }

  function word() {
    const row = current();
    const at = row ? cursor(row) : -1;
    if (at < 0) return;
    const made = R.compareText.withWord(row, at);
    const [, from, to, begin, end] = data.ops(row)[at];
    const said = (text, a, b) => (a === null ? "" : R.compareText.cutter(text)(a, b));
    const change = { how: "word", ours: said(data.ours(row), from, to), theirs: said(row.theirs, begin, end) };
    data.respell(row, made.text, made.ops);
    mark(row, "taken");
    R.outbox.push(R.edits.setText(row.line, made.text));
    R.compareTwins.offer(row, change);
    if (data.isOpen(row)) list().refresh(new Set([row.id]));
    else goOn();
  }

  /** What was typed into a row: a line of its own where there was none; where it still differs, the person meant that. */
  function typed(row, text, base) {
    if (row.kind === "missing") {
      if (text) list().select(insertFor(row, text, "typed"), "app", true);
      return;
    }
    if (text !== data.ours(row)) {
      mark(row, "typed");
      R.outbox.push(R.edits.setText(row.line, text), base);
    }
    if (text && text !== row.theirs && !data.isKept(row) && data.lineOf(row)) settleTyped(row);
    R.compareTwins.offer(row, { how: "type", text, ours: row.ours });
  }

  function settleTyped(row) {
    const line = data.lineOf(row);
    if (line.state === "fixed" || line.state === "added") data.waive(row, true);
  }

  /* ---- all of them --------------------------------------------------------------------------------------------------------- */

  function undo() {
    const row = lastWaived && view.get(lastWaived);
    lastWaived = null;
    if (!row) {
      R.actions.run("undo");
      return;
    }
    data.waive(row, false);
    view.keep(row.id);
    list().select(row.id, "key");
  }

  /** What undo and redo changed is shown. */
  function showUndone({ item, answer }) {
    const line = item.kind !== "edit" && R.desk.tab() === "compare" && (answer.rows || [])[0];
    if (!line) return;
    marks.delete(line.id);
    view.keep(line.id);
    if (view.indexOf(line.id) >= 0) list().select(line.id, "key");
  }

  const page = () => list().pageSize();
  const ACTIONS = {
    next: () => move(1),
    previous: () => move(-1),
    nextPage: () => move(page()),
    previousPage: () => move(-page()),
    first: () => move(-view.count()),
    last: () => move(view.count()),
    nextOpen: () => toOpen(1),
    previousOpen: () => toOpen(-1),
    wordLeft: () => step(-1),
    wordRight: () => step(1),
    keep,
    take,
    word,
    type: () => R.compareTyping.open(),
    twins: () => R.compareTwins.ask(),
    undo,
    clash: () => {
      const line = list().selected();
      R.desk.showTab("review");
      R.actions.arrive(line, "app");
    },
  };

  /** An action of the comparison, else Review's of that name (play, loop, redo …). */
  function run(name) {
    if (name !== "type") R.compareTyping.leave();
    if (name in ACTIONS) ACTIONS[name]();
    else R.actions.run(name);
  }

  /* ---- the mouse and the finger ---------------------------------------------------------------------------------------------- */

  function onPress(event) {
    if (event.target.closest("[data-act]")) event.preventDefault();
  }

  function onClick(event) {
    const node = event.target.closest(".row");
    if (!node || event.target.closest("textarea")) return;
    const { id } = node.dataset;
    if (view.isFold(id)) {
      view.unfold(id);
      return;
    }
    const button = event.target.closest("[data-act]");
    const was = list().selected() === id;
    if (!was) list().select(id, "click");
    if (button) {
      run(button.dataset.act);
      return;
    }
    if (!document.getSelection().isCollapsed || event.detail > 1) return;
    const part = event.target.closest("[data-op]");
    const row = view.get(id);
    if (part && words(row).includes(Number(part.dataset.op))) setCursor(row, Number(part.dataset.op));
    R.player.play(current() && data.sound(current()));
  }

  function onDoubleClick(event) {
    if (!event.target.closest(".text.ours") || event.target.closest("textarea")) return;
    event.preventDefault();
    document.getSelection().removeAllRanges();
    R.player.stop();
    R.compareTyping.open();
  }

  R.compareActions = {
    run,
    current,
    goOn,
    words,
    cursor,
    keepRow,
    takeRow,
    typed,
    mark,
    /** How the row was decided on in this page, undefined where it was not. */
    markOf: (row) => marks.get(row.id),
    clear() {
      marks = new Map();
      lastWaived = null;
    },
    start() {
      list().node().addEventListener("mousedown", onPress);
      list().node().addEventListener("click", onClick);
      list().node().addEventListener("dblclick", onDoubleClick);
      R.on("acked", showUndone);
    },
  };
})(R);
