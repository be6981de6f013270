/* Both sides of a row as text with its differences marked. Ranges count characters (code points). */
(function (R) {
  "use strict";
  const ASTRAL = /[\ud800-\udfff]/;
  /* [tag, class] by change, on our side and on theirs; a hit and what has nothing on that side is plain text. */
  const OURS = { substitution: ["mark", "sub"], script: ["mark", "sub"], insertion: ["s", "put"], spacing: ["span", "space"] };
  const THEIRS = { substitution: ["mark", "ref"], script: ["mark", "ref"], deletion: ["ins", "left"], spacing: ["span", "space"] };

  /** A text to cut by characters; a plain string where both counts are the same. */
  function cutter(text) {
    if (!ASTRAL.test(text)) return (from, to) => text.slice(from, to);
    const characters = [...text];
    return (from, to) => characters.slice(from, to).join("");
  }

  /** Text with a quiet mark wherever the reference breaks its line. */
  function withBreaks(node, cut, from, to, breaks) {
    let done = from;
    for (const at of breaks) {
      if (at < from || at >= to) continue;
      R.row.plain(node, cut(done, at));
      node.append(R.el("span", { class: "break", text: "⏎", tTitle: "compare.break" }));
      done = at;
    }
    R.row.plain(node, cut(done, to));
  }

  /** Fill `node` with one side: `side` 0 ours, 1 theirs; `at` the step under the word cursor. */
  function fill(node, row, side, at) {
    const steps = R.compareData.ops(row);
    const text = side ? row.theirs : R.compareData.ours(row);
    const looks = side ? THEIRS : OURS;
    const breaks = side ? row.breaks || [] : [];
    const cut = cutter(text);
    node.replaceChildren();
    let done = 0;
    (steps || []).forEach((op, index) => {
      const from = op[1 + 2 * side];
      const look = looks[op[0]];
      if (from === null || !look) return;
      const to = op[2 + 2 * side];
      withBreaks(node, cut, done, from, breaks);
      const part = R.el(look[0], { class: look[1] + (index === at ? " at" : ""), data: { op: String(index) } });
      withBreaks(part, cut, from, to, breaks);
      node.append(part);
      done = to;
    });
    withBreaks(node, cut, done, R.edits.characters(text), breaks);
  }

  /** The row's ours with step `index` made theirs, its spaces right: {text, ops}. */
  function withWord(row, index) {
    const steps = R.compareData.ops(row);
    const ours = [...R.compareData.ours(row)];
    const theirs = [...row.theirs];
    const [, from, to, begin, end] = steps[index];
    const place = from ?? placeBefore(steps, index);
    const word = begin === null ? "" : theirs.slice(begin, end).join("");
    let left = ours.slice(0, place).join("");
    let right = ours.slice(to ?? place).join("");
    if (from === null) {
      left = left.trimEnd() + (left.trim() && spaceAt(theirs, begin - 1) ? " " : "");
      right = (right.trim() && spaceAt(theirs, end) ? " " : "") + right.trimStart();
    } else if (begin === null && (spaceAt([...left], -1) || !left)) right = right.trimStart();
    const text = left + word + right;
    return { text: text.trim(), ops: shifted(steps, index, text, R.edits.characters(left), ours.length) };
  }

  const spaceAt = (characters, index) => /\s/.test(characters.at(index) ?? "") && index < characters.length;

  function placeBefore(steps, index) {
    for (let n = index - 1; n >= 0; n -= 1) if (steps[n][2] !== null) return steps[n][2];
    return 0;
  }

  function shifted(steps, index, text, start, before) {
    const moved = R.edits.characters(text) - before;
    return steps.flatMap((op, n) => {
      const [change, from, to, begin, end] = op;
      if (n < index || (n > index && from === null)) return [op];
      if (n > index) return [[change, from + moved, to + moved, begin, end]];
      return begin === null ? [] : [["hit", start, start + end - begin, begin, end]];
    });
  }

  R.compareText = { fill, withWord, cutter };
})(R);
