/* Typing in place: a plain textarea exactly over the line's text. What is typed becomes an edit when the person leaves
   the line and at every pause of a second, so undo takes typing back pause by pause; until then each stroke is kept in
   this browser. While a syllable is being composed (Korean, Japanese, Chinese) nothing is read and no key is taken. */
(function (R) {
  "use strict";
  const PAUSE_MS = 1000;
  let session = null;

  const composing = (event) => event.isComposing || event.keyCode === 229;
  const oneLine = (text) => text.replace(/[\r\n\u2028\u2029]+/g, " ");

  function grow() {
    const { area } = session;
    area.style.height = "auto";
    area.style.height = area.scrollHeight + "px";
  }

  function typed() {
    const { area, id, base, where } = session;
    if (/[\r\n]/.test(area.value)) {
      const caret = area.selectionStart;
      area.value = oneLine(area.value);
      area.setSelectionRange(caret, caret);
    }
    grow();
    if (area.value.trim() === session.last.trim()) R.outbox.setDraft(null);
    else R.outbox.setDraft(id, area.value, base, where);
    clearTimeout(session.timer);
    session.timer = setTimeout(() => { if (session && !session.composing) commit(); }, PAUSE_MS);
  }

  /** Make an edit of what is typed, if anything is. */
  function commit() {
    clearTimeout(session.timer);
    const text = oneLine(session.area.value).normalize("NFC").trim();
    R.outbox.setDraft(null);
    if (text === session.last.trim()) return;
    session.last = text;
    R.outbox.push(R.edits.setText(session.id, text), { [session.id]: session.base }, session.where);
  }

  /* ---- keys while typing ------------------------------------------------------------------------------------- */

  function keys(event) {
    event.stopPropagation();
    if (composing(event)) return;
    const enter = event.code === "Enter" || event.code === "NumpadEnter";
    const command = event.ctrlKey || event.metaKey;
    const act = enter && command ? () => leaveAnd("nextOpen")
      : enter ? leaveAndGoOn
      : event.code === "Escape" ? () => leave()
      : event.code === "Tab" && !event.shiftKey && !command ? () => R.player.toggle()
      : event.code === "KeyS" && event.altKey && !command ? splitHere
      : command && event.code === "ArrowDown" ? () => neighbour("after")
      : command && event.code === "ArrowUp" ? () => neighbour("before")
      : command && event.code === "KeyF" ? () => R.emit("find", {}) : null;
    if (!act) return;
    event.preventDefault();
    act();
  }

  function leaveAnd(name) {
    leave();
    R.actions.run(name);
  }

  /** Typing is a decision as well: from a line that was to be checked it leads to the next one. */
  function leaveAndGoOn() {
    const { open, first } = session;
    const typed = oneLine(session.area.value).normalize("NFC").trim() !== first;
    leave();
    if (open && typed) R.actions.goOn();
  }

  function neighbour(side) {
    const next = R.rows[side](session.id);
    leave();
    if (next) R.editor.open(next.id);
  }

  function splitHere() {
    const row = R.rows.get(session.id);
    const at = session.area.selectionStart;
    const text = session.area.value;
    leave();
    if (row) R.actions.splitAt(R.rows.get(row.id), text.slice(0, at), null);
  }

  /* ---- opening and leaving ----------------------------------------------------------------------------------- */

  function open(id, caret) {
    if (session && session.id === id) return;
    leave();
    if (!R.rows.has(id)) return;
    R.view.keep(id);
    R.list.select(id, "app", R.list.nodeOf(id) !== null);
    R.list.reveal(id, "near");
    const node = R.list.nodeOf(id);
    if (!node) return;
    const row = R.rows.get(id);
    const text = row.text.trim();
    const area = R.el("textarea", { class: "typing", rows: 1, value: text, spellcheck: false, dir: "auto", tLabel: "editor.label",
      on: { input: typed, keydown: keys, blur: onBlur,
        compositionstart: () => { if (session) session.composing = true; },
        compositionend: () => { if (session) { session.composing = false; typed(); } } } });
    session = { id, area, node, last: text, first: text, open: R.view.isOpen(row) || R.queueActions.isFromGap(id),
      base: R.outbox.baseOf(id), timer: 0, composing: false,
      where: { start: row.start, end: row.end } };
    node.classList.add("editing");
    R.clear(node.parts.text, area);
    R.list.pin(id);
    grow();
    area.focus({ preventScroll: true });
    const at = caret === undefined ? text.length : R.clamp(caret, 0, text.length);
    area.setSelectionRange(at, at);
    R.emit("editing", { line: id });
  }

  /** Another window or a button took the focus: save now; the textarea stays for the person to come back to. */
  function onBlur() {
    if (session) commit();
  }

  /** Close the textarea; what was typed in it is on its way. */
  function leave() {
    if (!session) return;
    const { id, node, first } = session;
    R.list.focus(); // before anything on the page moves: the browser looks at the layout when it gives the focus
    commit();
    const { last } = session;
    const empty = last === "";
    session = null;
    node.classList.remove("editing");
    R.list.pin(null);
    const row = R.rows.get(id);
    if (row && row.state === "added" && empty) R.outbox.push(R.edits.remove(id));
    R.emit("editing", { line: null });
    if (first && last && first !== last) R.emit("retyped", { line: id, before: first, after: last });
    R.emit("view", { structure: false, ids: new Set([id]) }); // and with it the textarea is gone
  }

  R.editor = {
    composing,
    oneLine,
    open,
    leave,
    line: () => (session ? session.id : null),
    isOpen: () => session !== null,
    /** Where the cursor stands in the text being typed (UTF-16), else null. */
    caret: () => (session ? session.area.selectionStart : null),
    start() {
      R.on("acked", ({ moved }) => {
        const step = session && moved.get(session.id);
        if (step && step.old === session.base) session.base = step.now;
      });
      R.on("parked", ({ line }) => {
        if (!session || session.id !== line || R.outbox.parkedOf(line)) return;
        session.base = R.outbox.baseOf(line);
        const row = R.rows.get(line);
        if (!row || R.outbox.isWaiting(line)) return;
        session.last = row.text.trim();
        session.area.value = session.last;
        grow();
      });
      R.on("rows", ({ ids }) => {
        if (session && ids.has(session.id) && !R.rows.has(session.id)) leave();
      });
      R.on("select", ({ id, by }) => {
        if (session && session.id !== id && by !== "play") leave();
      });
    },
  };
})(R);
