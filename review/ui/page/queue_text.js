/* Reasons in plain words, and how a line's text and its alternatives differ. Ranges count characters (code points). */
(function (R) {
  "use strict";
  const MOST_CELLS = 250000;
  /* Scripts written without spaces are told apart letter by letter. */
  const NO_SPACES = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]/;
  const SCRIPTS = new Set(["Hangul", "Latin", "Han", "Kana", "Cyrillic", "Arabic", "Greek", "Hebrew", "Devanagari", "Thai"]);

  /* ---- differences ---------------------------------------------------------------------------------------------- */

  /** Words (letters, in a script without spaces) as {text, begin, end}, and the spaces between them as text alone. */
  function pieces(text, byLetter) {
    let end = 0;
    return (byLetter ? [...text] : text.match(/\s+|\S+/g) || []).map((piece) => {
      const begin = end;
      end += R.edits.characters(piece);
      return { text: piece, begin, end };
    });
  }

  const isWord = (piece) => piece.text.trim() !== "";
  const bare = (piece) => piece.text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "") || piece.text;

  /** For each of `theirs` the one of `ours` that it is, if any (longest common subsequence). */
  function partners(ours, theirs) {
    const found = new Array(theirs.length).fill(null);
    if (ours.length * theirs.length > MOST_CELLS) return found;
    const [left, right] = [ours.map(bare), theirs.map(bare)];
    const wide = right.length + 1;
    const length = new Uint16Array((left.length + 1) * wide);
    for (let i = left.length - 1; i >= 0; i -= 1) {
      for (let j = right.length - 1; j >= 0; j -= 1) {
        length[i * wide + j] = left[i] === right[j] ? length[(i + 1) * wide + j + 1] + 1
          : Math.max(length[(i + 1) * wide + j], length[i * wide + j + 1]);
      }
    }
    for (let i = 0, j = 0; i < left.length && j < right.length;) {
      if (left[i] === right[j]) {
        found[j] = ours[i];
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
    const byLetter = NO_SPACES.test(ours + text);
    const theirs = pieces(text, byLetter);
    const words = theirs.filter(isWord);
    const same = partners(pieces(ours, byLetter).filter(isWord), words);
    let n = 0;
    for (const piece of theirs) {
      if (!isWord(piece) || same[n]) R.row.plain(node, piece.text);
      else {
        const mark = R.el("mark", { class: className });
        R.row.plain(mark, piece.text);
        node.append(mark);
      }
      if (isWord(piece)) n += 1;
    }
  }

  /** The words of `original` that still stand in `text`, at their places there. */
  function carried(words, original, text) {
    if (original === text) return words;
    const byLetter = NO_SPACES.test(original + text);
    const now = pieces(text, byLetter).filter(isWord);
    const old = pieces(original, byLetter).filter(isWord);
    const moved = new Map();
    partners(old, now).forEach((was, n) => { if (was) moved.set(was, now[n]); });
    return words.flatMap((word) => {
      const within = old.filter((piece) => piece.begin < word.end && piece.end > word.begin);
      const is = within.map((piece) => moved.get(piece));
      if (!is.length || is.some((piece) => !piece)) return [];
      const begin = is[0].begin + Math.max(0, word.begin - within[0].begin);
      return [{ ...word, begin, end: begin + word.end - word.begin }];
    });
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
    const thresholds = R.queue.isKnown() ? !found.length && row.id === R.list.selected() : R.queue.isReady();
    const all = thresholds ? [...found, ...R.flags.sentences(row)] : found;
    return all.length || !known || !known.flagged ? all : [{ code: "faint", text: R.t("reason.faint") }];
  }

  R.queueText = { fillDifferent, carried, replaced, ranges, cut, sentences };
})(R);
