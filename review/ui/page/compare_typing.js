/* Both sides are wrong: our text is typed anew inside its row. Each stroke is kept in this browser until the edit is made;
   while a syllable is being composed no key is taken. */
(function (R) {
  "use strict";
  const data = R.compareData;
  let session = null;

  function grow() {
    session.area.style.height = "auto";
    session.area.style.height = session.area.scrollHeight + "px";
  }

  /** What is in the box as a line has it. */
  const text = () => R.editor.oneLine(session.area.value).normalize("NFC").trim();

  function onInput() {
    grow();
    const { row, base, where } = session;
    if (row.line) R.outbox.setDraft(text() === session.last ? null : row.line, session.area.value, base, where);
  }

  function commit() {
    const made = text();
    R.outbox.setDraft(null);
    if (made === session.last) return;
    session.last = made;
    const { row, base } = session;
    R.compareActions.typed(row, made, row.line ? { [row.line]: base } : undefined);
  }

  function onKey(event) {
    event.stopPropagation();
    if (R.editor.composing(event)) return;
    const enter = event.code === "Enter" || event.code === "NumpadEnter";
    const on = enter && (event.ctrlKey || event.metaKey);
    if (event.code === "Tab" && !event.shiftKey) R.player.toggle();
    else if (enter || event.code === "Escape") {
      leave();
      if (on) R.compareActions.goOn();
    } else return;
    event.preventDefault();
  }

  /** Another window or a button took the focus: a line's text is saved, what is no line yet waits for the person. */
  function onBlur() {
    if (session && session.row.line) commit();
  }

  function open() {
    const row = R.compareActions.current();
    if (!row || session || data.isGone(row)) return;
    const line = data.lineOf(row);
    R.compareList.reveal(row.id, "near");
    const node = R.compareList.nodeOf(row.id);
    if (!node) return;
    const area = R.el("textarea", { class: "typing", rows: 1, value: data.ours(row) || row.theirs, spellcheck: false, dir: "auto",
      tLabel: "editor.label", on: { input: onInput, keydown: onKey, blur: onBlur } });
    session = { row, area, node, last: data.ours(row), base: line && R.outbox.baseOf(row.line),
      where: line && { start: line.start, end: line.end } };
    node.classList.add("editing");
    R.clear(node.parts.ours, area);
    R.compareList.pin(row.id);
    grow();
    area.focus({ preventScroll: true });
    area.setSelectionRange(area.value.length, area.value.length);
    R.emit("editing", { line: row.id });
  }

  /** Close the box; what was typed in it is on its way. */
  function leave() {
    if (!session) return;
    const { row, node, area } = session;
    commit();
    session = null;
    node.classList.remove("editing");
    area.remove();
    R.compareList.pin(null);
    R.compareList.refresh(new Set([row.id]));
    R.emit("editing", { line: null });
    R.compareList.focus();
  }

  R.compareTyping = {
    open,
    leave,
    start() {
      R.on("compare-select", ({ id }) => { if (session && session.row.id !== id) leave(); });
      R.on("closed", () => { session = null; });
    },
  };
})(R);
