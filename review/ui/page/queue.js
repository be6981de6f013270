/* The review queue as the server last ranked it, with what the person decided since laid upon it: which lines to check, why,
   what they could be instead, and stretches of sound without a line ("gaps"), which are rows of the list as well. It is
   asked for in the background whenever lines have changed and rested a moment; no decision waits for it.
   Emits "queue" {ids: Set of the rows and gaps that differ, first: bool}, "sampled" {ids}. */
(function (R) {
  "use strict";
  const QUIET_MS = 500;
  const GATHERING_MS = 2500;
  const TIMEOUT_MS = 120000;
  const RETRY_MS = 5000;
  const GOING = new Set(["queued", "gathering"]);
  const NOTHING = { flagged: false, state: "", reasons: [], choices: [], words: [], like: 0 };

  let token = null;
  let version = null;
  let rows = new Map();
  let gaps = [];
  let summary = null;
  let passed = new Set();
  let moved = new Map();
  let sampled = new Set();
  let timer = 0;
  let asking = false;
  let again = false;
  let undone = false;
  let failed = false;

  /* ---- asking ------------------------------------------------------------------------------------------------- */

  function plan(ms) {
    clearTimeout(timer);
    if (token) timer = setTimeout(ask, ms ?? QUIET_MS);
  }

  /** Only what the server holds can be ranked: edits on their way ask again when they have arrived. */
  async function ask() {
    if (!token || R.outbox.waiting()) return;
    again = asking;
    if (asking) return;
    const askedFor = token;
    const epoch = R.outbox.epoch();
    asking = true;
    try {
      const answer = await R.call("queue", { token, known: version }, TIMEOUT_MS);
      if (askedFor !== token) return;
      if (epoch === R.outbox.epoch() && !R.outbox.waiting()) take(answer);
      else again = true; // it may be older than an edit that was acknowledged meanwhile
    } catch (error) {
      if (askedFor !== token) return;
      plan(error.code === "network" ? RETRY_MS : 6 * RETRY_MS);
      if (failed || isKnown()) return;
      failed = true;
      R.emit("queue", { ids: new Set(), first: true });
    } finally {
      asking = false;
      if (again) plan();
    }
  }

  /** The queue of now, as soon as it can be had. */
  async function settled() {
    clearTimeout(timer);
    while (asking) await new Promise((go) => setTimeout(go, 20));
    await ask();
  }

  function take(answer) {
    const first = version === null;
    const ids = new Set(answer.rows.map((row) => row.id));
    const known = answer.reset ? new Map() : rows;
    for (const row of answer.rows) known.set(row.id, { ...NOTHING, ...row });
    if (answer.reset) for (const id of rows.keys()) ids.add(id);
    rows = new Map(answer.order.map((id) => [id, known.get(id)]).filter(([, row]) => row));
    for (const id of known.keys()) if (!rows.has(id)) ids.add(id);
    version = answer.version;
    summary = answer.summary;
    takeSample(ids);
    for (const id of [...passed, ...moved.keys()]) ids.add(id);
    passed = new Set();
    listGaps(ids);
    R.emit("queue", { ids, first });
    showUndone();
    if (isGathering() || (summary && summary.reference === "waiting")) plan(GATHERING_MS);
  }

  /** Lines of the sample that are still to be decided come from the server; those decided here stay among them. */
  function takeSample(ids) {
    const { drawn, open } = (summary && summary.sample) || { drawn: 0 };
    if (!drawn) sampled.clear();
    for (const id of open || []) {
      if (!sampled.has(id)) ids.add(id);
      sampled.add(id);
    }
  }

  const isGathering = () => Boolean(summary) && [summary.evidence, summary.rehear].some((job) => job && GOING.has(job.state));

  /* ---- gaps --------------------------------------------------------------------------------------------------- */

  let before = new Map();

  /** A gap as the list, the player and the waveform want a row. */
  function gapRow(row) {
    const state = passed.has(row.id) || row.state === "decided" ? "passed" : "";
    const at = moved.get(row.id) || row;
    const known = before.get(row.id);
    if (known && known.state === state && known.start === at.start && known.end === at.end) return known;
    return { id: row.id, gap: true, start: at.start, end: at.end, text: "", words: [], own: null, avg: null, nsp: null,
      state, original: null, version: null, order: null };
  }

  function listGaps(ids) {
    before = new Map(gaps.map((gap) => [gap.id, gap]));
    gaps = [...rows.values()].filter((row) => !row.line && (row.flagged || row.state)).map(gapRow);
    gaps.sort((a, b) => a.start - b.start);
    for (const gap of gaps) if (before.get(gap.id) !== gap) ids.add(gap.id);
    for (const id of before.keys()) if (!rows.has(id)) ids.add(id);
  }

  /** Whether lines stand where the gap is: somebody typed what was said there. */
  function isCovered(gap) {
    let covered = 0;
    for (let line = R.rows.atTime(gap.end - 1), n = 0; line && n < 8; line = R.rows.before(line.id), n += 1) {
      covered += Math.max(0, Math.min(line.end, gap.end) - Math.max(line.start, gap.start));
    }
    return covered > (gap.end - gap.start) / 2;
  }

  function change(id) {
    const ids = new Set([id]);
    listGaps(ids);
    R.emit("queue", { ids, first: false });
  }

  /** What undo and redo changed is shown; for a gap only the next answer says so. */
  function showUndone() {
    const gap = undone && gaps.find((each) => before.has(each.id) && before.get(each.id).state !== each.state);
    undone = false;
    if (gap && R.desk.isReviewing()) {
      R.view.keep(gap.id);
      R.list.select(gap.id, "key");
    }
  }

  /* ---- in step ------------------------------------------------------------------------------------------------ */

  let jobSign = "";

  function onRun(answer) {
    const { run, gathering: side } = answer;
    const sign = JSON.stringify([run && [run.kind, run.state], side ? [side.kind, side.state, Math.floor(side.fraction * 50)] : null]);
    if (jobSign && sign !== jobSign) plan();
    jobSign = sign;
  }

  const isKnown = () => version !== null;
  const of = (row) => rows.get(row.id) || null;

  R.queue = {
    start() {
      R.on("rows", ({ ids, structure }) => { if (ids.size || structure) plan(); });
      R.on("acked", ({ item }) => {
        if (item.kind !== "edit") undone = true;
        plan();
      });
      R.on("run", onRun);
      R.on("compared", ({ fresh }) => { if (fresh && isKnown()) plan(); });
    },
    open(forToken) {
      token = forToken;
      version = null;
      rows = new Map();
      gaps = [];
      before = new Map();
      summary = null;
      passed = new Set();
      moved = new Map();
      sampled = new Set();
      jobSign = "";
      undone = false;
      failed = false;
      clearTimeout(timer);
      R.emit("queue", { ids: new Set(), first: false });
      if (token) plan(0);
    },
    isKnown,
    /** Whether it can be said what is to check: by the thresholds alone where the server does not answer. */
    isReady: () => isKnown() || failed,
    settled,
    plan,
    /** {to_check, checked, errors_left, yield, work, sample, evidence, rehear, calibrated}, null before the first answer. */
    summary: () => summary,
    isGathering,
    /** What the server said of a line or gap, null where nothing is known. */
    of,
    /** Suspicion, 0 to 1. */
    suspicion: (row) => (rows.get(row.id) || {}).p ?? 0,
    gaps: () => gaps.filter((gap) => !isCovered(gap)),
    gap: (id) => gaps.find((gap) => gap.id === id),

    /** To be checked and nobody has decided yet. */
    isOpen(row) {
      if (row.gap) return row.state === "" && (of(row) || NOTHING).flagged && !isCovered(row);
      if (!isKnown()) return failed && R.flags.isOpen(row);
      return row.state === "" && (of(row) || NOTHING).flagged;
    },

    /** Words to look at, {begin, end, p, choices}, where they stand in the text of now. The server knows them by their
        place in the machine's text. */
    words(row) {
      const found = of(row);
      if (!found || !found.words.length || row.original === null) return [];
      if (!found.carried || found.carried.text !== row.text) {
        found.carried = { text: row.text, words: R.queueText.carried(found.words, row.original.trim(), row.text.trim()) };
      }
      return found.carried.words;
    },

    /** Nothing was said in this gap; undo takes that back. */
    pass(gap) {
      passed.add(gap.id);
      change(gap.id);
    },
    /** The gap with the times the server knows it by. */
    asSent: (gap) => rows.get(gap.id) || gap,
    /** Other times for a gap, until it is a line: the person drew them in the waveform. */
    placeGap(id, start, end) {
      moved.set(id, { start, end });
      change(id);
    },

    inSample: (row) => sampled.has(row.id),
    sampleSize: () => sampled.size,
    /** Draw unflagged lines at random; answers how many there are to check. */
    async draw(n) {
      const answer = await R.call("draw", { token, n }, TIMEOUT_MS);
      sampled = new Set(answer.lines);
      R.emit("sampled", { ids: sampled });
      plan(0);
      return answer.lines.length;
    },
    /** Ask one of the queue's server functions about this project. */
    async call(name, payload) {
      const answer = await R.call(name, { token, ...payload }, TIMEOUT_MS);
      if (name !== "rehear_cost" && name !== "same") {
        plan(0);
        R.pull.now();
      }
      return answer;
    },
  };
})(R);
