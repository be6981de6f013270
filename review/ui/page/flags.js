/* Why a line should be listened to again: the same rules as review/flags.py, here so that a slider acts at once. */
(function (R) {
  "use strict";
  const DOUBTFUL_WORD = 0.5;

  const thresholds = { avg_logprob: -0.6, no_speech_prob: 0.6 };
  let informative = true;

  /** Codes of the row's flags, the line's own evidence before its window's. */
  function reasons(row) {
    const found = [];
    if (row.own !== null && row.own < thresholds.avg_logprob) found.push("own_logprob");
    if (row.avg !== null && row.avg < thresholds.avg_logprob) found.push("avg_logprob");
    if (informative && row.nsp !== null && row.nsp > thresholds.no_speech_prob) found.push("no_speech_prob");
    return found;
  }

  const VALUE = { own_logprob: "own", avg_logprob: "avg", no_speech_prob: "nsp" };

  function leastSure(row) {
    let worst = null;
    for (const word of row.words || []) {
      if (word[3] !== null && word[3] !== undefined && (worst === null || word[3] < worst[3])) worst = word;
    }
    return worst && worst[3] < DOUBTFUL_WORD ? worst : null;
  }

  R.flags = {
    DOUBTFUL_WORD,
    thresholds,
    reasons,
    isFlagged: (row) => reasons(row).length > 0,
    /** Flagged and nobody has decided yet. */
    isOpen: (row) => row.state === "" && reasons(row).length > 0,
    isDone: (row) => row.state !== "",
    informative: () => informative,

    /** The flags in plain words, and for a flagged line its least sure word. */
    sentences(row) {
      const found = reasons(row).map((code) => ({ code,
        text: R.t("flag." + code, { value: R.fmtNum(row[VALUE[code]]), threshold: R.fmtNum(R.flags.threshold(code)) }) }));
      const word = found.length ? leastSure(row) : null;
      if (word) found.push({ code: "word", text: R.t("flag.word", { word: word[0].trim(), value: R.fmtNum(word[3]) }) });
      return found;
    },

    threshold: (code) => thresholds[code === "no_speech_prob" ? "no_speech_prob" : "avg_logprob"],

    set(name, value) {
      thresholds[name] = value;
      R.emit("thresholds", { ...thresholds });
    },

    /** no_speech_prob says nothing with some models (always about 1e-10 with large-v3-turbo). */
    setInformative(value) {
      informative = value;
    },
  };
})(R);
