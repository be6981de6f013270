/* Below the selected line: what it could be instead, each choice with its key, and the choices of its doubtful words. */
(function (R) {
  "use strict";

  const key = (action) => R.el("kbd", { text: action === "edit" ? "↵" : R.keys.nameOf(action) });

  /** Where an alternative comes from, in a few words. */
  function sourceName(source) {
    return source === "reference" ? R.compare.referenceName() || R.t("choice.reference") : R.t("choice." + source);
  }

  function choice(action, name, text, ours, className) {
    const node = R.el("span", { class: "as", dir: "auto" });
    if (ours === null) R.row.plain(node, text);
    else R.queueText.fillDifferent(node, ours, text, "other");
    return R.el("button", { type: "button", class: "choice " + className, data: { act: action }, title: R.t("action." + action + ".title") },
      [key(action), R.el("i", { text: name, title: name }), node]);
  }

  const quiet = (action, name, text) => R.el("button", { type: "button", class: "choice quiet", data: { act: action },
    title: R.t("action." + action + ".title") }, [key(action), R.el("i", { text: name }), R.el("span", { class: "as", text })]);

  /* ---- words ---------------------------------------------------------------------------------------------------- */

  function wordChip(row, index, at) {
    const word = R.queue.words(row)[index];
    const text = row.text.trim();
    const taken = R.queueActions.slots(word.choices).map((slot) => R.el("button", { type: "button", class: slot.source,
      title: sourceName(slot.source), data: { act: slot.action, word: String(index) } },
    [index === at && key(slot.action), slot.text ? R.el("span", { text: slot.text, dir: "auto" }) : R.el("em", { text: R.t("choice.no_word") })]));
    return R.el("span", { class: "word-doubt" + (index === at ? " at" : ""), data: { look: String(index) } },
      [R.el("button", { type: "button", class: "said", data: { act: "keep", word: String(index) }, title: R.t("choice.keep_word") },
        [index === at && key("keep"), R.el("span", { text: R.queueText.cut(text, word.begin, word.end), dir: "auto" })]), taken]);
  }

  function words(row) {
    const stops = R.queueActions.stops(row);
    if (!stops.length) return null;
    const at = R.queueActions.cursor(row);
    return R.el("div", { class: "word-doubts", role: "group", tLabel: "choice.words" }, [
      R.el("span", { class: "step" }, [at < 0 ? key("nextWord") : key("wholeLine"), R.el("i", { t: at < 0 ? "choice.by_word" : "choice.whole_line" })]),
      stops.map((index) => wordChip(row, index, at))]);
  }

  /* ---- the line --------------------------------------------------------------------------------------------------- */

  function ofGap(row) {
    return [quiet("keep", R.t("choice.nothing"), R.t(row.state === "passed" ? "gap.passed" : "gap.pass")),
      R.queueActions.lineSlots(row).map((slot) => choice(slot.action, sourceName(slot.source), slot.text, null, slot.source)),
      quiet("edit", R.t("choice.type"), R.t("gap.type"))];
  }

  function ofLine(row) {
    const slots = R.queueActions.lineSlots(row);
    if (!slots.length) return null;
    const text = row.text.trim();
    return [choice("keep", R.t(row.state === "kept" ? "state.kept" : "choice.keep"), text, null, "keep"),
      slots.map((slot) => choice(slot.action, sourceName(slot.source), slot.text, text, slot.source)),
      quiet("edit", R.t("choice.type"), R.t("choice.type_title"))];
  }

  function sign(row) {
    return [R.lang, row.state, row.text, R.compare.referenceName(), R.queueActions.cursor(row), row.gap,
      JSON.stringify(R.queueActions.lineSlots(row)), JSON.stringify(R.queue.words(row))].join("|");
  }

  function fillChoices(node, row, selected) {
    const now = selected ? sign(row) : "";
    if (node.dataset.sign === now) return;
    node.dataset.sign = now;
    node.classList.toggle("by-word", selected && R.queueActions.cursor(row) >= 0);
    R.clear(node, selected ? [row.gap ? ofGap(row) : ofLine(row), !row.gap && words(row)] : null);
  }

  R.queueRow = { fillChoices, sourceName };
})(R);
