/* A person's edits as the server knows them (review/edits.py): how each is made, which lines it touches, what it does
   to the lines on screen before the server has answered, and whether the server's lines already hold it. */
(function (R) {
  "use strict";
  let made = 0;

  const nfc = (text) => text.normalize("NFC");
  /** The server counts characters, JavaScript counts UTF-16 units. */
  const characters = (text) => [...text].length;

  function newId() {
    made += 1;
    return "e" + R.client + "-" + made;
  }

  /** As review/line.py's settled(): a decision to keep a line stands only while the machine's text does. */
  function stateOf(row, text) {
    if (row.original === null) return "added";
    if (text.trim() !== row.original.trim()) return "fixed";
    return row.state === "kept" ? "kept" : "";
  }

  const same = (row, text) => Boolean(row) && row.text.trim() === text.trim();

  function withText(row, text) {
    if (same(row, text)) return row;
    return { ...row, text, words: [], state: stateOf(row, text), unsaved: true };
  }

  function joined(first, second) {
    return (first.trimEnd() + " " + second.trimStart()).trim();
  }

  /** The order of the first line; only asked where a line is set before all others. */
  function lowest(lines) {
    let least = 1;
    for (const row of lines.values()) least = Math.min(least, row.order);
    return least;
  }

  /* How an edit changes the Map of lines shown; a line that is gone makes it a no-op. */
  const SHOW = {
    set_text(edit, lines) {
      const row = lines.get(edit.line);
      if (row) lines.set(row.id, withText(row, edit.text));
    },
    set_times(edit, lines) {
      const row = lines.get(edit.line);
      if (row) lines.set(row.id, { ...row, start: edit.start, end: edit.end, unsaved: true });
    },
    decide(edit, lines) {
      const row = lines.get(edit.line);
      if (row && row.state !== "fixed" && row.state !== "added") lines.set(row.id, { ...row, state: edit.decision, unsaved: true });
    },
    split(edit, lines) {
      const row = lines.get(edit.line);
      if (!row) return;
      const text = [...row.text];
      const left = withText(row, text.slice(0, edit.at).join("").trim());
      const right = withText(row, text.slice(edit.at).join("").trim());
      const time = edit.time ?? Math.round(row.start + ((row.end - row.start) * edit.at) / Math.max(1, text.length));
      lines.set(row.id, { ...left, end: time, unsaved: true });
      lines.set(edit.new_id, { ...right, id: edit.new_id, start: time, version: null, unsaved: true,
        order: row.order + Number.EPSILON * Math.max(1, Math.abs(row.order)) * 4 });
    },
    merge(edit, lines) {
      const first = lines.get(edit.first);
      const second = lines.get(edit.second);
      if (!first || !second) return;
      const text = joined(first.text, second.text);
      lines.set(first.id, { ...withText(first, text), end: Math.max(first.end, second.end), unsaved: true });
      lines.delete(second.id);
    },
    insert(edit, lines) {
      const after = edit.after ? lines.get(edit.after) : null;
      const order = after ? after.order + Number.EPSILON * Math.max(1, Math.abs(after.order)) * 4 : lowest(lines) - 1;
      lines.set(edit.id, { id: edit.id, start: edit.start, end: edit.end, text: edit.text, words: [], own: null, avg: null,
        nsp: null, window: null, cr: null, temp: null, state: "added", original: null, version: null, order, unsaved: true });
    },
    delete(edit, lines) {
      lines.delete(edit.line);
    },
    replace_all(edit, lines) {
      for (const change of edit.changes) SHOW.set_text(change, lines);
    },
    pass_gap() {},
  };

  const TOUCHES = {
    split: (edit) => [edit.line, edit.new_id],
    merge: (edit) => [edit.first, edit.second],
    insert: (edit) => [edit.id],
    replace_all: (edit) => edit.changes.map((change) => change.line),
    pass_gap: () => [],
  };

  /* True where the server's lines already are what the edit asked for: its answer was lost, not the edit. */
  const DONE = {
    set_text: (edit, line) => same(line(edit.line), edit.text),
    set_times: (edit, line) => line(edit.line)?.start === edit.start && line(edit.line)?.end === edit.end,
    decide: (edit, line) => line(edit.line)?.state === edit.decision,
    split: (edit, line) => Boolean(line(edit.new_id)),
    insert: (edit, line) => Boolean(line(edit.id)),
    delete: (edit, line) => !line(edit.line),
    merge: () => false,
    replace_all: () => false,
    pass_gap: () => false,
  };

  R.edits = {
    newId,
    characters,
    setText: (line, text) => ({ op: "set_text", line, text: nfc(text) }),
    setTimes: (line, start, end) => ({ op: "set_times", line, start: Math.round(start), end: Math.round(end) }),
    decide: (line, decision) => ({ op: "decide", line, decision }),
    /** `offset` in UTF-16 units of the line's text; `time` in ms or null: the server then asks the words. */
    split: (row, offset, time) => ({ op: "split", line: row.id, at: characters(row.text.slice(0, offset)),
      new_id: newId(), time: time === null ? null : Math.round(time) }),
    merge: (first, second) => ({ op: "merge", first, second }),
    insert: (after, start, end, text) => ({ op: "insert", id: newId(), start: Math.round(start), end: Math.round(end),
      text: nfc(text), after }),
    remove: (line) => ({ op: "delete", line }),
    /** `texts`: [line, text] of each. */
    replaceAll: (texts) => ({ op: "replace_all", changes: texts.map(([line, text]) => ({ line, text: nfc(text) })) }),
    /** Nothing was said in this stretch of sound without a line. */
    passGap: ({ start, end }) => ({ op: "pass_gap", start: Math.round(start), end: Math.round(end) }),
    touches: (edit) => (TOUCHES[edit.op] || ((one) => [one.line]))(edit),
    /** Lines whose version the server compares: not those the edit itself makes. */
    reads: (edit) => R.edits.touches(edit).filter((id) => id !== edit.new_id && id !== edit.id),
    show: (edit, lines) => SHOW[edit.op](edit, lines),
    isDone: (edit, line) => DONE[edit.op](edit, line),
    /** What the edit would have the line say, or null where it is not about text. */
    textOf: (edit) => (edit.op === "set_text" || edit.op === "insert" ? edit.text : null),
  };
})(R);
