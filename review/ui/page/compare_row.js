/* One row of the comparison on screen: time, ours, theirs, what it is; below the selected one its buttons. A run of rows
   folded away is one thin row. */
(function (R) {
  "use strict";
  const data = R.compareData;
  /* [action, icon]; the same as the keys, for hands without a keyboard. */
  const BAR = [["keep", "check"], ["take", "reference"], ["word", "word"], ["type", "pencil"]];
  const DIFFERENCES = new Set(["substitution", "insertion", "deletion", "script"]);

  /* ---- what it is ---------------------------------------------------------------------------------------------- */

  function changes(row) {
    const steps = data.ops(row) || [];
    return new Set(steps.map((op) => op[0]).filter((change) => DIFFERENCES.has(change)));
  }

  /** "kept", "taken", "typed" … where somebody has decided, else "". */
  function decided(row) {
    if (row.kind === "missing") return data.isKept(row) ? "waived" : "";
    const mark = R.compareActions.markOf(row);
    if (data.isGone(row)) return "gone";
    if (data.isKept(row)) return mark === "typed" ? "typed" : "kept";
    if (!data.isSame(row)) return "";
    const line = data.lineOf(row);
    return mark || (line && (line.state === "fixed" || line.state === "added") ? line.state : "");
  }

  function kindOf(row) {
    if (row.kind === "missing" || row.kind === "extra") return R.t("compare.kind." + row.kind);
    if (data.isSpacing(row)) return R.t("compare.kind.spacing");
    const found = changes(row);
    const twins = R.compareTwins.count(row);
    if (twins && data.isOpen(row)) return R.t("compare.kind.twins", { n: twins + 1 });
    if (found.size !== 1 || found.has("substitution")) return "";
    return R.t("compare.kind." + [...found][0]);
  }

  function fillState(node, row, selected) {
    const word = decided(row);
    const line = data.lineOf(row);
    node.className = "st" + (word ? " ok" : "") + (line && line.unsaved ? " unsaved" : "");
    const key = "compare.done." + word;
    R.clear(node, word ? [R.icon("check"), R.has(key) ? R.t(key) : R.t("state." + word)] : kindOf(row));
    if (selected && data.isOpen(row)) {
      const open = R.compareView.openIds();
      node.append(R.el("small", { text: R.t("row.n_of", { i: open.indexOf(row.id) + 1, n: open.length }) }));
    }
  }

  /* ---- both sides ------------------------------------------------------------------------------------------------ */

  const nothing = (key, params) => R.el("i", { class: "none", text: R.t(key, params) });

  function fillOurs(node, row, at) {
    if (row.kind === "missing") R.clear(node, nothing(data.isKept(row) ? "compare.not_sung" : "compare.nothing_heard"));
    else if (data.isGone(row)) R.clear(node, R.el("s", { class: "put", text: row.ours }));
    else if (!data.ours(row)) R.clear(node, nothing("row.empty"));
    else R.compareText.fill(node, row, 0, at);
  }

  function fillTheirs(node, row, at) {
    if (row.theirs) R.compareText.fill(node, row, 1, at);
    else R.clear(node, row.elsewhere ? [nothing("compare.elsewhere"), " ", R.el("span", { class: "elsewhere", text: row.elsewhere })]
      : nothing(data.isGone(row) ? "compare.deleted" : "compare.not_there"));
  }

  /* ---- below the selected row -------------------------------------------------------------------------------------- */

  function label(name, row) {
    if (name === "keep" && data.isKept(row)) return R.t("compare.action.unkeep");
    const special = "compare.action." + name + "." + row.kind;
    return R.t(R.has(special) ? special : "compare.action." + name);
  }

  function isOf(name, row) {
    if (data.isGone(row)) return false;
    if (name === "word") return R.compareActions.words(row).length > 1;
    if (name === "take") return row.kind === "extra" || !data.isSame(row);
    return name === "type" || !data.isSame(row);
  }

  function bar(row) {
    return R.el("div", { class: "bar", role: "toolbar", tLabel: "compare.row_actions" }, BAR.filter(([name]) => isOf(name, row)).map(([name, icon]) => {
      const key = R.keys.nameOf(name, "compare");
      return R.el("button", { type: "button", class: "act " + name, data: { act: name }, title: R.t("compare.action." + name + ".title") + "  (" + key + ")",
        aria: { label: label(name, row) } }, [R.icon(icon), R.el("span", { text: label(name, row) }), R.el("kbd", { text: key })]);
    }));
  }

  function fillFoot(node, row, selected) {
    const parked = row.line && R.outbox.parkedOf(row.line);
    R.clear(node, [parked && R.el("button", { type: "button", class: "link bad", data: { act: "clash" }, t: "compare.clash" }),
      selected && bar(row), selected && R.el("p", { class: "hint", t: "compare.typing_hint" })]);
  }

  /* ---- the node --------------------------------------------------------------------------------------------------- */

  function reuse(node, id) {
    node.dataset.id = id;
    node.className = "row cmp";
    return node;
  }

  function build(id) {
    const parts = {
      time: R.el("div", { class: "t" }),
      ours: R.el("div", { class: "text ours", dir: "auto" }),
      theirs: R.el("div", { class: "text theirs", dir: "auto" }),
      st: R.el("div", { class: "st" }),
      foot: R.el("div", { class: "foot" }),
      fold: R.el("button", { type: "button", class: "unfold" }),
    };
    const node = R.el("div", { class: "row cmp", role: "listitem", data: { id } },
      [parts.time, parts.ours, parts.theirs, parts.st, parts.foot, parts.fold]);
    node.parts = parts;
    return node;
  }

  function fillFold(button, fold) {
    const spacing = fold.filter((id) => data.has(id) && data.isSpacing(data.get(id))).length;
    R.clear(button, [fold.length > spacing && R.el("span", { text: R.t("compare.same_lines", { n: fold.length - spacing }) }),
      spacing > 0 && R.el("span", { text: R.t("compare.spacing_lines", { n: spacing }) })]);
    button.title = R.t("compare.unfold");
  }

  function fill(node, row, selected) {
    const { parts } = node;
    node.classList.toggle("folded", Boolean(row.fold));
    parts.fold.hidden = !row.fold;
    if (row.fold) {
      node.classList.remove("sel", "open", "done", "missing", "spacing");
      fillFold(parts.fold, row.fold);
      for (const name of ["time", "ours", "theirs", "st", "foot"]) R.clear(parts[name], null);
      return;
    }
    const open = data.isOpen(row);
    for (const [name, on] of [["sel", selected], ["open", open], ["done", Boolean(decided(row))], ["missing", row.kind === "missing"],
      ["spacing", data.isSpacing(row)]]) node.classList.toggle(name, on);
    if (selected) node.setAttribute("aria-current", "true");
    else node.removeAttribute("aria-current");
    const sound = data.sound(row);
    R.clear(parts.time, [R.fmtTime(sound.start), selected && R.el("small", { text: R.fmtTime(sound.end) })]);
    const at = selected && R.compareActions.words(row).length > 1 ? R.compareActions.cursor(row) : -1;
    if (!node.classList.contains("editing")) fillOurs(parts.ours, row, at);
    fillTheirs(parts.theirs, row, at);
    fillState(parts.st, row, selected);
    fillFoot(parts.foot, row, selected);
  }

  R.compareRow = { build, reuse, fill };
})(R);
