/* Deciding by one key: the line's alternatives, those of the doubtful word under the word cursor, and what is to become of
   a gap. Every decision is an edit that goes through the outbox; then the next place to check is arrived at. */
(function (R) {
  "use strict";
  const BEFORE_WORD_MS = 250;
  const WITH_LARGER = ["larger", "second"];

  let cursors = { id: null, at: -1 };
  const fromGaps = new Set();

  const current = () => R.desk.current();

  /* ---- which key takes what --------------------------------------------------------------------------------------- */

  /** [{action, source, text}]: the larger model's before the second listen's, the reference's on its own key. */
  function slots(choices) {
    const rest = WITH_LARGER.flatMap((source) => choices.filter((each) => each.source === source)).slice(0, 2);
    const reference = choices.find((each) => each.source === "reference");
    return [rest[0] && { action: "takeSecond", ...rest[0] }, reference && { action: "takeReference", ...reference },
      rest[1] && { action: "takeOther", ...rest[1] }].filter(Boolean);
  }

  /** The line with all words of which this source has something else. */
  function composed(row, source) {
    let text = row.text.trim();
    for (const word of [...R.queue.words(row)].sort((a, b) => b.begin - a.begin)) {
      const heard = word.choices.find((each) => each.source === source);
      if (heard) text = R.queueText.replaced(text, word.begin, word.end, heard.text);
    }
    return text;
  }

  /** What was heard instead: of the whole line where a source says so, else made of its words. */
  function heardInstead(row) {
    const known = R.queue.of(row);
    const found = known ? [...known.choices] : [];
    for (const source of row.gap ? [] : [...WITH_LARGER, "reference"]) {
      if (!found.some((each) => each.source === source)) found.push({ source, text: composed(row, source) });
    }
    return found;
  }

  /** What a line (or gap) could be instead; what it already says is no choice. */
  function lineSlots(row) {
    const told = row.gap ? null : R.compare.proposal(row);
    const choices = heardInstead(row).filter((each) => !(told && each.source === "reference"));
    if (told) choices.push({ source: "reference", text: told });
    return slots(choices.filter((each) => each.text.trim() && each.text.trim() !== row.text.trim()));
  }

  /* ---- the word cursor ---------------------------------------------------------------------------------------------- */

  const withChoice = (row, word, text) => R.queueText.replaced(row.text.trim(), word.begin, word.end, text);

  /** Numbers of the words with choices, as they stand in the line. */
  function choosable(row) {
    const words = R.queue.words(row);
    return words.flatMap((word, index) => (word.choices.length ? [index] : [])).sort((a, b) => words[a].begin - words[b].begin);
  }

  /** Those words where going from one to the next is of use: not where the choices of the whole line do all they can. */
  function stops(row) {
    const found = choosable(row);
    if (!found.length || cursor(row) >= 0) return found;
    const words = R.queue.words(row);
    const whole = new Set(lineSlots(row).map((slot) => slot.text.trim()));
    const own = (index) => words[index].choices.some((each) => !whole.has(withChoice(row, words[index], each.text).trim()));
    return found.some(own) ? found : [];
  }

  function cursor(row) {
    return cursors.id === row.id && row.id === R.list.selected() && cursors.at < R.queue.words(row).length ? cursors.at : -1;
  }

  function setCursor(row, at) {
    cursors = { id: row.id, at };
    R.list.refresh(new Set([row.id]));
    if (at >= 0) playWord(row, at);
  }

  /** The line from shortly before the word on. */
  function playWord(row, at) {
    const begin = R.queue.words(row)[at].begin;
    const heard = row.words || [];
    let offset = heard.length ? heard[0][0].trimStart().length - heard[0][0].length : 0;
    for (const word of heard) {
      offset += R.edits.characters(word[0]);
      if (offset <= begin || word[1] === null) continue;
      if (R.player.settings.arrive) R.player.play(row, word[1] - BEFORE_WORD_MS);
      return;
    }
  }

  function step(by) {
    const row = current();
    const found = row && !row.gap ? stops(row) : [];
    if (!found.length) return;
    const at = found.indexOf(cursor(row));
    const to = at < 0 ? (by > 0 ? 0 : found.length - 1) : at + by;
    setCursor(row, found[to] ?? -1);
  }

  function leaveWord() {
    const row = current();
    if (row && cursor(row) >= 0) setCursor(row, -1);
  }

  /** On to the line's next doubtful word, or with it to the next line. */
  function nextWord(row, behind) {
    const words = R.queue.words(row);
    const next = choosable(row).find((index) => words[index].begin >= behind);
    if (next !== undefined) {
      setCursor(row, next);
      return;
    }
    cursors = { id: null, at: -1 };
    R.list.refresh(new Set([row.id]));
    R.actions.goOn();
  }

  function keepWord(row, at) {
    const words = R.queue.words(row);
    const isLast = !choosable(row).some((index) => words[index].begin >= words[at].end);
    if (isLast && row.state === "") R.outbox.push(R.edits.decide(row.id, "kept"));
    nextWord(row, words[at].end);
  }

  function takeWord(row, at, text) {
    const words = R.queue.words(row);
    const before = row.text.trim();
    const made = withChoice(row, words[at], text);
    const behind = words[at].end + R.edits.characters(made) - R.edits.characters(before);
    R.outbox.push(R.edits.setText(row.id, made));
    R.queueSame.offer(row.id, before, made);
    nextWord(R.view.get(row.id), behind);
  }

  /* ---- gaps ----------------------------------------------------------------------------------------------------------- */

  function pass(gap) {
    if (gap.state === "") {
      R.outbox.push(R.edits.passGap(R.queue.asSent(gap)));
      R.queue.pass(gap);
    }
    R.actions.goOn();
  }

  /** The line that stands where the gap was. */
  function insert(gap, text) {
    const before = R.rows.atTime(gap.start);
    const edit = R.edits.insert(before && before.start <= gap.start ? before.id : "", gap.start, gap.end, text);
    R.view.behind(edit.id, gap.id);
    R.outbox.push(edit);
    return edit.id;
  }

  function type(gap) {
    const id = insert(gap, "");
    fromGaps.add(id);
    R.editor.open(id);
  }

  /* ---- the keys --------------------------------------------------------------------------------------------------------- */

  /** Key 1 where it means something of its own; false: the line is kept as any line is. */
  function keep(row) {
    if (row.gap) {
      pass(row);
      return true;
    }
    const at = cursor(row);
    if (at >= 0) keepWord(row, at);
    return at >= 0;
  }

  function take(action) {
    const row = current();
    if (!row) return;
    const at = row.gap ? -1 : cursor(row);
    const of = at < 0 ? lineSlots(row) : slots(R.queue.words(row)[at].choices);
    const slot = of.find((each) => each.action === action);
    if (!slot) return;
    if (at >= 0) takeWord(row, at, slot.text);
    else if (row.gap) {
      R.list.select(insert(row, slot.text), "app", true);
      R.actions.goOn();
    } else {
      const before = row.text.trim();
      R.outbox.push(R.edits.setText(row.id, slot.text));
      R.queueSame.offer(row.id, before, slot.text.trim());
      R.actions.goOn();
    }
  }

  /** A chip that says that the ranking has changed since the list was sorted; only the person has it sorted again. */
  function mount(parent) {
    const chip = R.el("button", { type: "button", class: "stale-order", hidden: true, data: { hint: R.keys.nameOf("sortAgain") },
      tTitle: "action.sortAgain.title", on: { click: () => { R.actions.run("sortAgain"); R.list.focus(); } } },
    [R.el("span", { t: "queue.sort_again" }), R.el("kbd", { text: R.keys.nameOf("sortAgain") })]);
    parent.append(chip);
    R.on("stale-order", ({ stale }) => { chip.hidden = !stale; });
  }

  R.queueActions = {
    mount,
    slots,
    lineSlots,
    stops,
    cursor,
    step,
    leaveWord,
    keep,
    take,
    type,
    isFromGap: (id) => fromGaps.has(id),
    sortAgain() {
      R.view.chosenAnew();
      const id = R.list.selected();
      if (id) R.list.reveal(id, "near");
    },
    /** A button of the word number `word` was pressed; undefined: one of the whole line. */
    point(word) {
      cursors = { id: R.list.selected(), at: word === undefined ? -1 : Number(word) };
    },
    /** A doubtful word was clicked: its choices are those of the keys. */
    look(row, at) {
      if (stops(row).includes(at)) {
        cursors = { id: row.id, at };
        R.list.refresh(new Set([row.id]));
      }
    },
    start() {
      R.on("select", ({ id }) => { if (cursors.id !== id) cursors = { id: null, at: -1 }; });
      R.on("retyped", ({ line, before, after }) => R.queueSame.offer(line, before, after));
      R.on("closed", () => fromGaps.clear());
    },
  };
})(R);
