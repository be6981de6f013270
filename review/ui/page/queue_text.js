/* Reasons in plain words, and how a line's text and its alternatives differ. Ranges count characters (code points). */
(function (R) {
  "use strict";
  const MOST_CELLS = 250000;
  /* Scripts written without spaces are told apart letter by letter. */
  const NO_SPACES = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]/;
  const SCRIPTS = new Set(["Hangul", "Latin", "Han", "Kana", "Cyrillic", "Arabic"]);

  /* ---- differences ---------------------------------------------------------------------------------------------- */

  function pieces(text) {
    return NO_SPACES.test(text) ? [...text] : text.match(/\s+|\S+/g) || [];
  }

  const bare = (piece) => piece.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "") || piece.trim();

  /** For each piece of `theirs` whether it is in `ours` as well (longest common subsequence). */
  function common(ours, theirs) {
    const found = new Array(theirs.length).fill(false);
    if (ours.length * theirs.length > MOST_CELLS) return found;
    const wide = theirs.length + 1;
    const length = new Uint16Array((ours.length + 1) * wide);
    for (let i = ours.length - 1; i >= 0; i -= 1) {
      for (let j = theirs.length - 1; j >= 0; j -= 1) {
        length[i * wide + j] = ours[i] === theirs[j] ? length[(i + 1) * wide + j + 1] + 1
          : Math.max(length[(i + 1) * wide + j], length[i * wide + j + 1]);
      }
    }
    for (let i = 0, j = 0; i < ours.length && j < theirs.length;) {
      if (ours[i] === theirs[j]) {
        found[j] = true;
        i += 1;
        j += 1;
      } else if (length[(i + 1) * wide + j] >= length[i * wide + j + 1]) i += 1;
      else j += 1;
    }
    return found;
  }

  /** Fill `node` with `text`, what differs from `ours` marked with `className`. */
  function fillDifferent(node, ours, text, className) {
    node.replaceChildren();
    const theirs = pieces(text);
    const words = theirs.filter((piece) => piece.trim());
    const same = common(pieces(ours).filter((piece) => piece.trim()).map(bare), words.map(bare));
    let n = 0;
    for (const piece of theirs) {
      if (!piece.trim() || same[n]) R.row.plain(node, piece);
      else {
        const mark = R.el("mark", { class: className });
        R.row.plain(mark, piece);
        node.append(mark);
      }
      if (piece.trim()) n += 1;
    }
  }

  /* ---- words ------------------------------------------------------------------------------------------------------ */

  const cut = (text, from, to) => R.compareText.cutter(text)(from, to);

  /** `text` with the characters from `begin` to `end` made `word`; without a word its space goes as well. */
  function replaced(text, begin, end, word) {
    const letters = [...text];
    const left = letters.slice(0, begin).join("");
    const right = letters.slice(end).join("");
    if (word.trim()) return left + word.trim() + right;
    return (/(^|\s)$/.test(left) ? left + right.trimStart() : left + right).trim();
  }

  /** The other words of a line after one of them (`index`) has become `text`'s. */
  function shifted(words, index, before, text) {
    const more = R.edits.characters(text) - R.edits.characters(before);
    const { end } = words[index];
    return words.flatMap((word, n) => {
      if (n === index) return [];
      return word.begin < end ? [word] : [{ ...word, begin: word.begin + more, end: word.end + more }];
    });
  }

  /** UTF-16 ranges [from, to, number] of the words in `text`, in order. */
  function ranges(text, words) {
    return words.map(({ begin, end }, n) => {
      const from = cut(text, 0, begin).length;
      return [from, from + cut(text, begin, end).length, n];
    }).sort((a, b) => a[0] - b[0]);
  }

  /* ---- reasons ------------------------------------------------------------------------------------------------------ */

  const figures = (value) => (typeof value === "number" && !Number.isInteger(value) ? R.fmtNum(value, 1) : value);

  function reason({ code, params }) {
    const none = params && params.text === "" && R.has("reason." + code + ".none");
    const key = "reason." + code + (none ? ".none" : "");
    if (!R.has(key)) return null;
    const said = Object.fromEntries(Object.entries(params || {}).map(([name, value]) => [name, figures(value)]));
    if (code === "script" && SCRIPTS.has(said.text)) said.text = R.t("script." + said.text);
    return R.t(key, said);
  }

  /** Why to listen to a row again, strongest first: [{code, text}]. */
  function sentences(row) {
    const known = R.queue.of(row);
    const found = (known ? known.reasons : []).map((each) => ({ code: each.code, text: reason(each) })).filter((each) => each.text);
    if (known && known.like) found.push({ code: "like", text: R.t("reason.like", { n: known.like }) });
    if (R.queue.inSample(row) && row.state === "") found.push({ code: "sample", text: R.t("reason.sample") });
    if (R.view.state.filter === "flagged") return [...R.flags.sentences(row), ...found];
    return R.queue.isKnown() && (found.length || row.id !== R.list.selected()) ? found : [...found, ...R.flags.sentences(row)];
  }

  R.queueText = { fillDifferent, replaced, shifted, ranges, cut, sentences };
})(R);
