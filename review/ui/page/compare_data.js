/* The comparison as the server last worked it out, with what the person decided since laid upon it. It is asked for in the
   background whenever lines have changed and rested a moment; no decision waits for it.
   Emits "compared" {ids: Set of the rows that differ, fresh: bool}; fresh = another reference or other settings. */
(function (R) {
  "use strict";
  const QUIET_MS = 600;
  /* While the tab is not looked at, for the figure in the head and the third alternative in Review. */
  const QUIET_AWAY_MS = 3000;
  const TIMEOUT_MS = 120000;
  const RETRY_MS = 5000;
  const NOTHING = { reference: null, references: [], settings: null, figures: null, confusions: [] };

  let token = null;
  let version = null;
  let rows = new Map();
  let order = [];
  let facts = NOTHING;
  let waived = new Map();
  let respelled = new Map();
  let timer = 0;
  let asking = false;
  let again = false;
  let looking = false;
  let due = false;

  /* ---- asking ------------------------------------------------------------------------------------------------- */

  function plan(ms) {
    due = true;
    clearTimeout(timer);
    if (token) timer = setTimeout(ask, ms ?? (looking ? QUIET_MS : QUIET_AWAY_MS));
  }

  /** Only what the server holds can be compared: edits on their way ask again when they have arrived. */
  async function ask() {
    if (!token || R.outbox.waiting()) return;
    again = asking;
    if (asking) return;
    const askedFor = token;
    asking = true;
    due = false;
    try {
      const answer = await R.call("compare", { token, known: version || null }, TIMEOUT_MS);
      if (askedFor === token) take(answer);
    } catch (error) {
      if (askedFor !== token) return;
      R.emit("compared-failed", { error });
      plan(error.code === "network" ? RETRY_MS : 6 * RETRY_MS);
    } finally {
      asking = false;
      if (again) plan();
    }
  }

  const sign = ({ reference, settings }) => JSON.stringify([reference && reference.id, settings]);

  function take(answer) {
    const fresh = sign(answer) !== sign(facts);
    const changed = new Set(answer.rows.map((row) => row.id));
    const before = answer.reset ? new Map() : rows;
    for (const row of answer.rows) before.set(row.id, row);
    rows = new Map(answer.order.map((id) => [id, before.get(id)]).filter(([, row]) => row));
    order = [...rows.keys()];
    version = answer.version;
    facts = { ...answer, rows: null, order: null };
    waived = new Map();
    for (const [id, made] of respelled) if (!rows.has(id) || rows.get(id).ours === made.ours) respelled.delete(id);
    R.emit("compared", { ids: answer.reset ? new Set(rows.keys()) : changed, fresh });
  }

  /** Ask a server function about the references, then what comes of it. */
  async function change(name, payload) {
    const answer = await R.call(name, { token, ...payload }, TIMEOUT_MS);
    await settled();
    return answer;
  }

  /** The comparison of now, as soon as it can be had. */
  async function settled() {
    clearTimeout(timer);
    while (asking) await new Promise((go) => setTimeout(go, 20));
    await ask();
  }

  /* ---- a row as it is now ---------------------------------------------------------------------------------------- */

  const lineOf = (row) => (row.line ? R.rows.get(row.line) : undefined);

  /** What our side says at this moment: the server may not have compared it yet. */
  function ours(row) {
    const line = lineOf(row);
    return line ? line.text.trim() : row.line ? "" : row.ours;
  }

  /** The steps between both sides, null where ours has changed in a way that only the server can compare. */
  function ops(row) {
    const text = ours(row);
    if (text === row.ours) return row.ops;
    const made = respelled.get(row.id);
    return made && made.ours === text ? made.ops : null;
  }

  const isGone = (row) => Boolean(row.line) && !lineOf(row);

  function isSame(row) {
    if (isGone(row) || (row.line && row.theirs && ours(row) === row.theirs)) return true;
    const steps = ops(row);
    if (steps && steps !== row.ops) return steps.every((op) => op[0] === "hit");
    return Boolean(steps) && row.kind === "same";
  }

  const isSpacing = (row) => row.kind === "spacing" && ops(row) !== null && !isSame(row);
  const isWaived = (row) => (waived.has(row.id) ? waived.get(row.id) : row.dismissed);

  /** A person found our side right: by the line's own decision while it is as heard, by the row's when there is none. */
  function isKept(row) {
    const line = lineOf(row);
    if (line && line.state === "kept") return true;
    return isWaived(row) && (!line || line.state === "fixed" || line.state === "added");
  }

  /* ---- the person's side ------------------------------------------------------------------------------------------ */

  /** Our side is right although nothing of it is a decision on a line: nothing was sung here, or the line was typed. */
  async function waive(row, on) {
    waived.set(row.id, on);
    R.emit("compare-row", { id: row.id });
    try {
      await R.call("dismiss", { token, reference: facts.reference.id, row: row.id, on });
      row.dismissed = on;
      plan();
    } catch (error) {
      waived.delete(row.id);
      R.emit("compare-row", { id: row.id });
      R.toast(R.errorText(error), { kind: "error", ms: 12000 });
    }
  }

  /** What was missing is a line now: it stands in the row's place until the server has compared it. */
  function fill(row, lineId) {
    const length = R.edits.characters(row.theirs);
    rows.set(lineId, { ...row, id: lineId, line: lineId, kind: "same", ours: row.theirs, ops: [["hit", 0, length, 0, length]], twin: "" });
    order = order.map((id) => (id === row.id ? lineId : id));
    R.emit("compare-filled", { from: row.id, to: lineId });
  }

  /** Other times for what is missing, until it is a line: the person drew them in the waveform. */
  function placeAt(row, start, end) {
    rows.set(row.id, { ...row, start, end });
    R.emit("compare-row", { id: row.id });
  }

  /** Lines have changed. Without a reference there is nothing to ask for until the tab is looked at. */
  function follow() {
    if (version === null || facts.reference) plan();
  }

  R.compareData = {
    start() {
      R.on("rows", ({ ids, structure }) => { if (ids.size || structure) follow(); });
      R.on("acked", follow);
      let state = null;
      R.on("run", ({ run }) => {  // once a job has ended, the rest of the reference is missing
        const now = run ? run.state : null;
        if (state !== null && now !== state) follow();
        state = now;
      });
    },
    open(forToken) {
      token = forToken;
      version = null;
      rows = new Map();
      order = [];
      facts = NOTHING;
      waived = new Map();
      respelled = new Map();
      R.emit("compared", { ids: new Set(), fresh: true });
      if (token) plan(0);
      else clearTimeout(timer);
    },
    look(now) {
      looking = now;
      if (looking && (due || !facts.reference)) plan(0);
    },
    change,
    waive,
    fill,
    placeAt,
    /** Our side was rewritten here in a known way: `steps` are the ops of the new text. */
    respell: (row, text, steps) => respelled.set(row.id, { ours: text, ops: steps }),
    ids: () => order,
    get: (id) => rows.get(id),
    has: (id) => rows.has(id),
    /** {reference, references, settings, figures, confusions} */
    facts: () => facts,
    isKnown: () => version !== null,
    lineOf,
    ours,
    ops,
    isGone,
    isSame,
    isSpacing,
    isKept,
    isDifferent: (row) => !isSame(row) && !isSpacing(row),
    /** A difference that nobody has decided on. */
    isOpen: (row) => !isSame(row) && !isSpacing(row) && !isKept(row),
    /** The row that is worked on as the player wants it: our line, or the stretch where nothing was heard. */
    sound: (row) => lineOf(row) || { id: row.id, start: row.start, end: Math.max(row.end, row.start + 1) },
  };
})(R);
