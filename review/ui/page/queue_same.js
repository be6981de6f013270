/* The same mistake elsewhere: after a fix a bar offers it for the other lines that hold it, all in one undo step. */
(function (R) {
  "use strict";
  let bar = null;
  let offered = null;
  let turn = 0;

  /** The line as it would be, null where it is another by now or somebody has decided. */
  function fixed(found) {
    const row = R.rows.get(found.line);
    return row && row.state === "" && row.version === found.version ? found.text : null;
  }

  const fitting = () => (offered || []).filter((found) => fixed(found) !== null);

  function draw() {
    const n = fitting().length;
    if (bar) bar.show(n ? R.t("same.bar", { n }) : null);
  }

  function close() {
    offered = null;
    draw();
  }

  /* ---- the preview -------------------------------------------------------------------------------------------------- */

  function side(text, other, className, mark) {
    const node = R.el("span", { class: className, dir: "auto" });
    R.queueText.fillDifferent(node, other, text, mark);
    return node;
  }

  function entry(found) {
    const row = R.rows.get(found.line);
    return { id: found.line, sound: row, sides: [side(row.text.trim(), found.text, "ours", "sub"), side(found.text, row.text.trim(), "theirs", "put")] };
  }

  async function ask() {
    const found = fitting();
    if (!found.length) return;
    const ticked = await R.preview(R.t("same.title"), found.map(entry));
    R.list.focus();
    if (!ticked) return;
    const texts = found.filter((each) => ticked.includes(each.line) && fixed(each) !== null).map((each) => [each.line, fixed(each)]);
    close();
    if (!texts.length) return;
    R.outbox.push(R.edits.replaceAll(texts));
    R.toast(R.t("same.done", { n: texts.length }), { kind: "ok", action: { label: R.t("desk.undo"), run: () => R.actions.run("undo") } });
    if (texts.some(([line]) => line === R.list.selected())) R.actions.goOn();
  }

  R.queueSame = {
    mount(parent) {
      bar = R.offerBar({ look: "same.look", not: "same.not", key: () => R.keys.nameOf("same"), ask, close });
      parent.append(bar.node);
      R.on("rows", ({ ids }) => { if (offered && offered.some((found) => ids.has(found.line))) draw(); });
      R.on("lang", draw);
      for (const name of ["opened", "closed"]) R.on(name, close);
    },
    /** `line` was made to say `after` instead of `before`: offer that for the others with this mistake. */
    async offer(line, before, after) {
      if (before === after) return;
      turn += 1;
      const mine = turn;
      const token = R.desk.token;
      try {
        const { lines } = await R.queue.call("same", { line, before, after });
        if (mine !== turn || token !== R.desk.token || !lines.length) return;
        offered = lines.filter((found) => found.line !== line);
        draw();
      } catch {
        return; // an offer less
      }
    },
    ask,
  };
})(R);
