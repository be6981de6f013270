/* One line on screen: builds its node once, then fills only the parts that changed. */
(function (R) {
  "use strict";
  const SURE = 0.9;
  const VERY_DOUBTFUL = 0.5;
  /* Steps of the shade in desk.css, as classes: a browser styles thousands of words faster by class than one by one. */
  const SHADES = 16;
  /* Characters that turn the reading direction unseen: shown by their number. */
  const BIDI = /([\u202A-\u202E\u2066-\u2069])/;

  /* ---- text ------------------------------------------------------------------------------------------------- */

  function appendPlain(node, text) {
    for (const part of text.split(BIDI)) {
      if (!part) continue;
      if (BIDI.test(part)) {
        const number = "U+" + part.codePointAt(0).toString(16).toUpperCase();
        node.append(R.el("span", { class: "unseen", text: number, title: R.t("row.bidi", { number }) }));
      } else node.append(part);
    }
  }

  /** Text that begins at `offset` of the line, with the parts that answer the find box marked. */
  function appendMarked(node, text, offset, hits, length) {
    let done = 0;
    for (const hit of hits) {
      const from = Math.max(0, hit - offset);
      const to = Math.min(text.length, hit + length - offset);
      if (to <= done || from >= text.length) continue;
      appendPlain(node, text.slice(done, from));
      const mark = R.el("mark");
      appendPlain(mark, text.slice(Math.max(done, from), to));
      node.append(mark);
      done = to;
    }
    appendPlain(node, text.slice(done));
  }

  function wordNode(word, index, text) {
    const probability = word[3];
    const node = R.el("span", { class: "w", data: { i: index } });
    if (probability === null || probability === undefined) return node;
    node.title = R.t("row.word", { value: R.fmtNum(probability) });
    if (probability >= SURE || !text.trim()) return node;
    node.className = "w d" + Math.ceil(((SURE - probability) / SURE) * SHADES) + (probability < VERY_DOUBTFUL ? " very" : "");
    return node;
  }

  function spokenText(words) {
    return words.map((word) => word[0]).join("");
  }

  /** A word to look at; `at` is the number of the one under the word cursor. */
  function underlined(span, looks, at) {
    if (looks.length) {
      span.classList.add("look");
      span.dataset.look = looks[0][2];
      if (looks.some((look) => look[2] === at)) span.classList.add("at");
    }
    return span;
  }

  /** `plain`: the text alone, for a line that only flies past. */
  function fillText(node, row, plain) {
    const text = row.text.trim();
    if (row.gap) {
      R.clear(node, R.el("i", { class: "none", text: R.t("gap.text", { s: R.fmtNum((row.end - row.start) / 1000, 1) }) }));
      return;
    }
    if (plain && text && !BIDI.test(text)) {
      node.textContent = text;
      return;
    }
    node.replaceChildren();
    const hits = R.view.hits(text);
    const length = R.view.hitLength();
    const looks = R.queueText.ranges(text, R.queue.words(row));
    const at = R.queueActions.cursor(row);
    if (!text) {
      node.append(R.el("i", { class: "none", text: R.t("row.empty") }));
    } else if (!row.words || !row.words.length || spokenText(row.words).trim() !== text) {
      let done = 0;
      for (const look of looks) {
        if (look[0] < done) continue;
        appendMarked(node, text.slice(done, look[0]), done, hits, length);
        const span = R.el("span", { class: "w" });
        appendMarked(span, text.slice(look[0], look[1]), look[0], hits, length);
        node.append(underlined(span, [look], at));
        done = look[1];
      }
      appendMarked(node, text.slice(done), done, hits, length);
    } else {
      let offset = 0;
      row.words.forEach((word, index) => {
        const spoken = index === 0 ? word[0].trimStart() : word[0];
        const bare = spoken.trimStart();
        const gap = spoken.slice(0, spoken.length - bare.length);
        if (gap) appendMarked(node, gap, offset, hits, length);
        const span = wordNode(word, index, bare);
        appendMarked(span, bare, offset + gap.length, hits, length);
        const from = offset + gap.length;
        offset += spoken.length;
        node.append(underlined(span, looks.filter((look) => look[0] < offset && look[1] > from), at));
      });
    }
  }

  /* ---- figures, reasons, state ------------------------------------------------------------------------------- */

  function figure(node, value, low) {
    node.textContent = R.fmtNum(value);
    node.className = value === null ? "absent" : low ? "low" : "";
  }

  function fillFigures(parts, row) {
    parts.lp.style.visibility = row.gap ? "hidden" : "";
    if (row.gap) return;
    const limit = R.flags.thresholds;
    const absent = row.own === null && row.avg === null && row.nsp === null;
    figure(parts.own, row.own, row.own < limit.avg_logprob);
    figure(parts.avg, row.avg, row.avg < limit.avg_logprob);
    figure(parts.nsp, row.nsp, R.flags.informative() && row.nsp > limit.no_speech_prob);
    parts.lp.title = row.state === "added" ? R.t("row.added") : absent ? R.t("row.absent")
      : R.t("row.figures", { own: R.fmtNum(row.own), avg: R.fmtNum(row.avg), nsp: R.fmtNum(row.nsp) });
  }

  function fillReasons(node, row, selected) {
    const done = R.flags.isDone(row);
    const sentences = done && !selected ? [] : R.queueText.sentences(row);
    node.classList.toggle("done", done);
    R.clear(node, sentences.map((sentence) => R.el("span", { class: sentence.code, text: sentence.text })));
    node.title = selected ? "" : sentences.map((sentence) => sentence.text).join("\n");
  }

  function stateWord(row) {
    if (row.state) return R.t("state." + row.state);
    return R.view.isOpen(row) ? R.t("state.open") : "";
  }

  function fillState(node, row, selected) {
    const word = stateWord(row);
    const open = R.view.isOpen(row);
    node.className = "st" + (open ? " open" : "") + (R.flags.isDone(row) ? " ok" : "") + (row.unsaved ? " unsaved" : "");
    R.clear(node, [row.state && row.state !== "added" ? R.icon("check") : null, word]);
    if (selected && open) {
      const of = { i: R.view.openBefore(row.id) + 1, n: R.view.openCount() };
      node.append(R.el("small", { text: R.t("row.n_of", of) }));
    }
  }

  /* ---- below the text ---------------------------------------------------------------------------------------- */

  function clash(row, item) {
    const typed = R.edits.textOf(item.edit);
    return R.el("div", { class: "clash", role: "alert" }, [
      R.el("p", { text: R.t("clash.title") }),
      R.el("dl", {}, [
        R.el("dt", { text: R.t("clash.theirs") }), R.el("dd", { text: row.text, dir: "auto" }),
        R.el("dt", { text: R.t("clash.yours") }),
        R.el("dd", { text: typed === null ? R.t("clash.op." + item.edit.op) : typed, dir: "auto" }),
      ]),
      R.el("div", { class: "clash-actions" }, [
        R.el("button", { type: "button", class: "btn", data: { act: "theirs" }, text: R.t("clash.take_theirs") }),
        R.el("button", { type: "button", class: "btn primary", data: { act: "mine" }, text: R.t("clash.keep_mine") }),
      ]),
    ]);
  }

  function evidence(row) {
    if (row.gap) return null;
    if (row.own === null && row.avg === null && row.nsp === null) {
      return R.el("p", { class: "evidence", text: R.t(row.state === "added" ? "row.added" : "row.absent_long") });
    }
    return R.el("p", { class: "evidence" }, [
      R.el("span", { text: R.t("row.own") + " " }), R.el("b", { text: R.fmtNum(row.own) }),
      R.el("span", { text: R.t("row.window") + " avg_logprob " }), R.el("b", { text: R.fmtNum(row.avg) }),
      R.el("span", { text: "no_speech_prob " }), R.el("b", { text: R.fmtNum(row.nsp) }),
    ]);
  }

  function heard(row) {
    const changed = row.original !== null && row.original !== undefined && row.original.trim() !== row.text.trim();
    return changed && R.el("p", { class: "heard" }, [
      R.el("i", { text: R.t("row.heard") }), R.el("span", { text: row.original.trim(), dir: "auto" }),
      R.el("button", { type: "button", class: "link", data: { act: "restore" }, text: R.t("row.restore") }),
    ]);
  }

  function fillFoot(node, row, selected) {
    const item = R.outbox.parkedOf(row.id);
    const sign = [selected, R.lang, row.state, row.original, item && JSON.stringify(item.edit), item && row.text,
      selected && row.text, R.player.usable(), row.own, row.avg, row.nsp, selected && R.view.isOpen(row)].join("|");
    if (node.dataset.sign === sign) return;
    node.dataset.sign = sign;
    R.clear(node, [
      item && clash(row, item),
      selected && !row.gap && R.actions.bar(row),
      selected && heard(row),
      selected && evidence(row),
      selected && !row.gap && R.el("p", { class: "hint", text: R.t("editor.hint") }),
    ]);
  }

  /* ---- the node ---------------------------------------------------------------------------------------------- */

  /** A node that left the screen becomes another line's. */
  function reuse(node, id) {
    node.dataset.id = id;
    node.className = "row";
    node.parts.foot.dataset.sign = "";
    node.parts.choices.dataset.sign = "";
    return node;
  }

  function build(id) {
    const parts = {
      time: R.el("div", { class: "t" }),
      text: R.el("div", { class: "text", dir: "auto" }),
      foot: R.el("div", { class: "foot" }),
      why: R.el("div", { class: "why" }),
      own: R.el("b"),
      avg: R.el("b"),
      nsp: R.el("b"),
      st: R.el("div", { class: "st" }),
    };
    parts.choices = R.el("div", { class: "choices" });
    parts.lp = R.el("div", { class: "lp" }, [
      R.el("span", { class: "own" }, parts.own), R.el("span", { class: "win" }, [parts.avg, " · ", parts.nsp])]);
    const node = R.el("div", { class: "row", role: "listitem", data: { id } }, [
      parts.time, parts.text, parts.why, parts.lp, parts.st, parts.choices, parts.foot,
    ]);
    node.parts = parts;
    return node;
  }

  function fill(node, row, selected, plain) {
    const parts = node.parts;
    node.classList.toggle("sel", selected);
    node.classList.toggle("open", R.view.isOpen(row));
    node.classList.toggle("gap", Boolean(row.gap));
    node.classList.toggle("ranked", R.queue.isKnown());
    if (selected) node.setAttribute("aria-current", "true");
    else node.removeAttribute("aria-current");
    R.clear(parts.time, [R.fmtTime(row.start), selected && R.el("small", { text: R.fmtTime(row.end) })]);
    parts.time.title = R.fmtTime(row.start, 2) + " – " + R.fmtTime(row.end, 2);
    if (!node.classList.contains("editing")) fillText(parts.text, row, plain);
    fillReasons(parts.why, row, selected);
    fillFigures(parts, row);
    fillState(parts.st, row, selected);
    R.queueRow.fillChoices(parts.choices, row, selected);
    fillFoot(parts.foot, row, selected);
  }

  R.row = { build, reuse, fill, stateWord, plain: appendPlain };
})(R);
