/* What a person can do to a line or go to next; keys, buttons and gestures all end here. */
(function (R) {
  "use strict";
  const ARRIVE_MS = 110;
  const NEW_LINE_MS = 2000;
  const SHORTEST_GAP_MS = 200;
  const BESIDE_EDGE_MS = 80;
  let arriving = 0;

  const current = () => R.desk.current();

  /* ---- going ------------------------------------------------------------------------------------------------- */

  /** Select a line (in `list`: Review's where none is given) and, once the person rests on it, play it. */
  function arrive(id, by, list) {
    const where = list || R.list;
    where.select(id, by || "key");
    clearTimeout(arriving);
    if (!R.player.settings.arrive) return;
    arriving = setTimeout(() => {
      if (where.selected() === id) R.player.play(current());
    }, ARRIVE_MS);
  }

  function move(step) {
    const count = R.view.count();
    if (!count) return;
    const from = R.view.indexOf(R.list.selected());
    const index = from < 0 ? (step > 0 ? 0 : count - 1) : R.clamp(from + step, 0, count - 1);
    if (index !== from) arrive(R.view.at(index));
  }

  function toOpen(step) {
    const id = R.view.nextOpen(R.list.selected(), step);
    if (id) arrive(id);
    else R.toast(R.t("desk.nothing_open"), { kind: "ok" });
  }

  /* ---- editing ----------------------------------------------------------------------------------------------- */

  /** A decision was made: on to what is to check next. */
  const goOn = () => toOpen(1);

  function keep() {
    const row = current();
    if (!row || R.queueActions.keep(row)) return;
    if (row.state === "kept") R.outbox.push(R.edits.decide(row.id, ""));
    else {
      if (row.state === "") R.outbox.push(R.edits.decide(row.id, "kept"));
      toOpen(1);
    }
  }

  function restore() {
    const row = current();
    if (row && row.original !== null) R.outbox.push(R.edits.setText(row.id, row.original));
  }

  /** Split `row` behind `head`, a beginning of its trimmed text. */
  function splitAt(row, head, time) {
    const lead = row.text.length - row.text.trimStart().length;
    const offset = lead + head.length;
    if (!row.text.slice(0, offset).trim() || !row.text.slice(offset).trim()) {
      R.toast(R.t("desk.cannot_split"), { kind: "error" });
      return;
    }
    const edit = R.edits.split(row, offset, time);
    R.view.behind(edit.new_id, row.id);
    R.outbox.push(edit);
    R.view.keep(edit.new_id);
    R.list.select(row.id, "app", true);
  }

  /** The beginning of the line's text that was heard before `ms`; half of it (at a space) where words have no times. */
  function headBefore(row, ms) {
    const text = row.text.trim();
    let head = "";
    let best = null;
    for (const [word, start] of (row.words || []).map((w) => [w[0], w[1]])) {
      const away = start === null ? Infinity : Math.abs(start - ms);
      if (head.trim() && away < (best ? best.away : Infinity)) best = { head: head.trimStart(), away };
      head += word;
    }
    if (best && head.trim() === text) return best.head;
    const share = R.clamp((ms - row.start) / Math.max(1, row.end - row.start), 0, 1);
    const spaces = [...text.matchAll(/\s+/g)].map((match) => match.index);
    const near = (at) => Math.abs(at - share * text.length);
    return text.slice(0, spaces.length ? spaces.reduce((a, b) => (near(b) < near(a) ? b : a)) : Math.floor(text.length / 2));
  }

  function split() {
    const row = current();
    if (!row) return;
    const ms = R.player.position();
    const inside = R.player.line() === row.id && ms > row.start + BESIDE_EDGE_MS && ms < row.end - BESIDE_EDGE_MS;
    const at = inside ? ms : (row.start + row.end) / 2;
    splitAt(row, headBefore(row, at), inside && !(row.words || []).length ? at : null);
  }

  function merge() {
    const row = current();
    const next = row && R.rows.after(row.id);
    if (!next) return;
    R.player.stop();
    R.outbox.push(R.edits.merge(row.id, next.id));
  }

  function remove() {
    const row = current();
    if (!row) return;
    const index = R.view.indexOf(row.id);
    const next = R.view.at(index + 1) || R.view.at(index - 1) || null;
    R.player.stop();
    R.outbox.push(R.edits.remove(row.id));
    R.list.select(next, "app", true);
    R.toast(R.t("desk.deleted"), { action: { label: R.t("desk.undo"), run: () => run("undo") } });
  }

  /** A new line behind the selected one, in the silence after it where there is some. */
  function insert() {
    const row = current();
    const next = row ? R.rows.after(row.id) : R.rows.at(0);
    const start = row ? row.end : 0;
    const room = next ? next.start - start : Infinity;
    const end = start + (room >= SHORTEST_GAP_MS ? Math.min(NEW_LINE_MS, room) : NEW_LINE_MS / 2);
    const edit = R.edits.insert(row ? row.id : "", start, end, "");
    if (row) R.view.behind(edit.id, row.id);
    R.outbox.push(edit);
    R.editor.open(edit.id);
  }

  /** Type the two times; the other ways are the edges in the waveform and the keys. */
  async function times() {
    const row = current();
    if (!row) return;
    const field = (ms) => R.el("input", { type: "text", inputMode: "decimal", value: R.fmtTime(ms, 3) });
    const labelled = (key, input) => R.el("label", {}, [R.el("span", { text: R.t(key) }), input]);
    const start = field(row.start);
    const end = field(row.end);
    const form = [labelled("times.start", start), labelled("times.end", end)];
    const go = await R.dialog({ title: R.t("times.title"), body: R.el("div", { class: "times-form" }, form), actions: [
      { label: R.t("cancel"), value: false }, { label: R.t("times.set"), value: true, kind: "primary" }] });
    R.list.focus();
    if (!go) return;
    const from = R.parseTime(start.value);
    const to = R.parseTime(end.value);
    if (from === null || to === null || from >= to) R.toast(R.t("times.wrong"), { kind: "error" });
    else if (from !== row.start || to !== row.end) R.outbox.push(R.edits.setTimes(row.id, from, to));
  }

  function setEdges({ line, start, end }) {
    if (R.queue.gap(line)) R.queue.placeGap(line, start, end);
    if (!R.rows.has(line)) return;
    R.outbox.push(R.edits.setTimes(line, start, end));
    if (R.player.settings.arrive && R.player.line() === line) R.player.play(R.rows.get(line));
  }

  function snippet() {
    const row = current();
    if (row && R.player.usable()) {
      R.download(R.route(R.desk.token, "snippet/" + encodeURIComponent(row.id) + ".wav", { pad: R.player.settings.pad }));
    }
  }

  function step(name) {
    R.editor.leave();
    if (name === "undo" ? R.outbox.canUndo() : R.outbox.canRedo()) R.outbox[name]();
  }

  /** What undo and redo changed is shown: the person may look at another place. */
  function showUndone({ item, answer }) {
    const row = item.kind !== "edit" && (answer.rows || [])[0];
    if (!row || !R.rows.has(row.id) || !R.desk.isReviewing()) return;
    R.view.keep(row.id);
    R.list.select(row.id, "key");
  }

  /* ---- all of them ------------------------------------------------------------------------------------------- */

  const ACTIONS = {
    play: () => R.player.toggle(),
    playOn: () => (R.player.isPlaying() ? R.player.stop() : R.player.playOn(current() ? current().start : undefined)),
    replay: () => R.player.play(current()),
    next: () => move(1),
    previous: () => move(-1),
    nextPage: () => move(R.list.pageSize()),
    previousPage: () => move(-R.list.pageSize()),
    first: () => move(-Infinity),
    last: () => move(Infinity),
    nextOpen: () => toOpen(1),
    previousOpen: () => toOpen(-1),
    keep,
    takeSecond: () => R.queueActions.take("takeSecond"),
    takeReference: () => R.queueActions.take("takeReference"),
    takeOther: () => R.queueActions.take("takeOther"),
    nextWord: () => R.queueActions.step(1),
    previousWord: () => R.queueActions.step(-1),
    wholeLine: () => R.queueActions.leaveWord(),
    same: () => R.queueSame.ask(),
    stop: () => R.queueStop.open(),
    sortAgain: () => R.queueActions.sortAgain(),
    edit: () => { if (current()) R.editor.open(R.list.selected()); },
    split,
    merge,
    remove,
    insert,
    restore,
    times,
    snippet,
    undo: () => step("undo"),
    redo: () => step("redo"),
    loop: () => R.player.change("loop", !R.player.settings.loop),
    slower: () => R.player.faster(-1),
    faster: () => R.player.faster(1),
    startEarlier: () => R.wave.nudge("start", -50),
    startLater: () => R.wave.nudge("start", 50),
    endEarlier: () => R.wave.nudge("end", -50),
    endLater: () => R.wave.nudge("end", 50),
    find: () => R.emit("find", {}),
    help: () => R.keys.help(),
    theirs: () => R.outbox.settle(R.list.selected(), "theirs"),
    mine: () => R.outbox.settle(R.list.selected(), "mine"),
  };

  /* What can be done to a line only; on a gap, typing makes its line. */
  const LINE_ONLY = new Set(["split", "merge", "remove", "restore", "times", "snippet", "theirs", "mine"]);
  const TYPING = new Set(["edit", "insert"]);

  function run(name) {
    const row = current();
    if (!row || !row.gap || R.desk.tab() !== "review") ACTIONS[name]();
    else if (TYPING.has(name)) R.queueActions.type(row);
    else if (!LINE_ONLY.has(name)) ACTIONS[name]();
  }

  /* The row of buttons under the selected line: the same as the keys, for hands without a keyboard. */
  const BAR = [
    ["keep", "check"], ["edit", "pencil"], ["split", "split"], ["merge", "merge"], ["insert", "plus"], ["remove", "trash"],
    ["times", "clock"], ["snippet", "download"],
  ];

  function bar(row) {
    return R.el("div", { class: "bar", role: "toolbar", tLabel: "desk.line_actions" }, BAR.map(([name, icon]) => {
      if (name === "snippet" && !R.player.usable()) return null;
      const label = name === "keep" && row.state === "kept" ? R.t("action.unkeep") : R.t("action." + name);
      const key = R.keys.nameOf(name);
      return R.el("button", { type: "button", class: "act " + name, data: { act: name }, aria: { label },
        title: R.t("action." + name + ".title") + (key ? "  (" + key + ")" : "") },
        [R.icon(icon), R.el("span", { text: label }), key && R.el("kbd", { text: key })]);
    }));
  }

  /* ---- the mouse and the finger on the list ------------------------------------------------------------------ */

  /** A press on a line's button leaves the focus where it is: the text being typed would be saved and the line drawn anew
      between press and click, and the click would meet another button or none. */
  function onPress(event) {
    if (event.target.closest("[data-act]")) event.preventDefault();
  }

  function onClick(event) {
    const node = event.target.closest(".row");
    if (!node || event.target.closest("textarea")) return;
    const id = node.dataset.id;
    const button = event.target.closest("[data-act]");
    if (button) {
      if (R.list.selected() !== id) R.list.select(id, "click");
      if (R.editor.isOpen() && button.dataset.act !== "edit") R.editor.leave();
      R.queueActions.point(button.dataset.word);
      run(button.dataset.act);
      return;
    }
    if (!document.getSelection().isCollapsed || R.editor.line() === id || event.detail > 1) return;
    const word = R.list.selected() === id && event.target.closest(".w");
    if (R.list.selected() !== id) R.list.select(id, "click");
    const row = R.view.get(id);
    if (word && word.dataset.look) R.queueActions.look(row, Number(word.dataset.look));
    const at = word && word.dataset.i ? row.words[Number(word.dataset.i)] : null;
    R.player.play(row, at && at[1] !== null ? at[1] : undefined);
  }

  /** Double click: type, with the cursor where the click was. */
  function onDoubleClick(event) {
    const node = event.target.closest(".row");
    const text = event.target.closest(".text");
    if (!node || !text || event.target.closest("textarea")) return;
    event.preventDefault();
    const spot = document.caretRangeFromPoint ? document.caretRangeFromPoint(event.clientX, event.clientY) : null;
    let caret;
    if (spot && text.contains(spot.startContainer)) {
      const before = document.createRange();
      before.setStart(text, 0);
      before.setEnd(spot.startContainer, spot.startOffset);
      caret = before.toString().length;
    }
    document.getSelection().removeAllRanges();
    R.player.stop();
    if (R.queue.gap(node.dataset.id)) R.queueActions.type(R.queue.gap(node.dataset.id));
    else R.editor.open(node.dataset.id, caret);
  }

  R.actions = {
    run,
    bar,
    arrive,
    goOn,
    splitAt,
    start() {
      R.list.node().addEventListener("mousedown", onPress);
      R.list.node().addEventListener("click", onClick);
      R.list.node().addEventListener("dblclick", onDoubleClick);
      R.on("edges", setEdges);
      R.on("acked", showUndone);
    },
  };
})(R);
