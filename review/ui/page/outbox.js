/* One serial outbox: every edit leaves in the order it was made, and stays in this browser until the server says it is
   durable. Edits carry the versions they were made upon; where a line has changed elsewhere the edit is parked and the
   person chooses. Unsent work lives in localStorage, so a crash or a reload sends it later.
   Emits "outbox" (state changed), "acked" {item, answer}, "parked" {line}. */
(function (R) {
  "use strict";
  const SEND_TIMEOUT_MS = 15000;
  const RETRY_MS = [500, 1000, 2000, 4000, 8000, 15000];
  const HEARTBEAT_MS = 5000;
  const ORPHAN_MS = 15000;
  const REFUSALS = 5;
  /* Refusals that pass by themselves or once the server's owner acts: nothing typed is given up for them. */
  const AGAIN = new Set(["network", "storage_busy", "storage_full", "storage_failed"]);
  const UNKNOWN = new Set(["internal", "internal_error"]);
  const HALT = new Set(["project_not_found", "not_signed_in", "forbidden"]);

  let token = null;
  let queue = [];
  let parked = new Map();
  let draft = null;
  let sending = false;
  let timer = 0;
  let tries = 0;
  let halted = null;
  let serial = 0;
  let savedAt = null;
  let history = { undo: false, redo: false };
  let epoch = 0;

  const waitingEdits = () => queue.filter((item) => item.kind === "edit").map((item) => item.edit);
  const recordKey = (client) => "outbox." + token + "." + client;

  /* ---- what this browser keeps ------------------------------------------------------------------------------ */

  function persist(released) {
    if (!token) return;
    const items = queue.filter((item) => item.kind === "edit");
    if (!items.length && !parked.size && !draft) {
      R.store.remove(recordKey(R.client));
      return;
    }
    R.store.set(recordKey(R.client), { at: released ? 0 : Date.now(), draft, parked: [...parked.values()],
      items: items.map(({ client, kind, edit, base, where }) => ({ client, kind, edit, base, where })) });
  }

  /** Take over what a closed or crashed tab of this browser left unsent; a living tab's record is left alone. */
  function adopt() {
    let found = 0;
    for (const key of R.store.keys("outbox." + token + ".")) {
      const record = R.store.get(key);
      if (key === recordKey(R.client) || !record || Date.now() - record.at < ORPHAN_MS) continue;
      R.store.remove(key);
      for (const item of record.items || []) queue.push(item);
      for (const item of record.parked || []) parked.set(item.line, item);
      if (record.draft) adoptDraft(record.draft);
      found += 1;
    }
    if (found) changed();
    return found;
  }

  function adoptDraft(left) {
    const row = R.rows.said(left.line);
    if (row && row.text.trim() === left.text.trim()) return;
    queue.push({ client: nextClient(), kind: "edit", edit: R.edits.setText(left.line, left.text),
      base: { [left.line]: left.base }, where: left.where });
  }

  /* ---- versions --------------------------------------------------------------------------------------------- */

  function nextClient() {
    serial += 1;
    return R.client + "." + serial;
  }

  /** The version an edit made now rests on; null = a line an edit still waiting will make. */
  function baseOf(id) {
    for (let n = queue.length - 1; n >= 0; n -= 1) {
      const item = queue[n];
      if (item.kind !== "edit") continue;
      if (id in item.base) return item.base[id];
      if (R.edits.touches(item.edit).includes(id)) return null;
    }
    return R.rows.version(id);
  }

  /** Edits waiting behind `item` rested on what it rested on; now they rest on its result. */
  function rebase(item, rows) {
    const moved = new Map();
    for (const row of rows || []) {
      const old = item.kind === "edit" ? item.base[row.id] ?? null : R.rows.version(row.id);
      moved.set(row.id, { old, now: row.version });
    }
    for (const later of queue) {
      for (const id of Object.keys(later.base || {})) {
        const step = moved.get(id);
        if (step && later.base[id] === step.old) later.base[id] = step.now;
      }
    }
    return moved;
  }

  /* ---- sending ---------------------------------------------------------------------------------------------- */

  function changed() {
    persist();
    pump(); // the request leaves before the lines are drawn
    R.rows.setWaiting(waitingEdits());
    R.emit("outbox");
  }

  function payload(item) {
    if (item.kind !== "edit") return { token, client: item.client };
    const base = Object.fromEntries(Object.entries(item.base).map(([id, version]) => [id, version ?? R.rows.version(id) ?? 0]));
    return { token, edit: item.edit, base, client: item.client };
  }

  async function pump() {
    if (sending || halted || timer || !queue.length) return;
    const item = queue[0];
    const sentFor = token;
    sending = true;
    try {
      const answer = await R.call(item.kind, payload(item), SEND_TIMEOUT_MS);
      if (sentFor === token) acknowledged(item, answer);
    } catch (error) {
      if (sentFor === token) failed(item, error);
    } finally {
      sending = false;
    }
    pump();
  }

  function acknowledged(item, answer) {
    epoch += 1;
    tries = 0;
    queue.shift();
    const moved = rebase(item, answer.rows);
    history = { undo: Boolean(answer.undo), redo: Boolean(answer.redo) };
    savedAt = answer.saved_at ? new Date(answer.saved_at) : new Date();
    persist();
    R.emit("outbox"); // "saved" first, then the rows
    R.rows.setWaiting(waitingEdits(), answer.rows, answer.removed);
    R.emit("acked", { item, answer, moved });
  }

  function failed(item, error) {
    if (error.code === "conflict") conflicted(item, error.answer || {});
    else if (HALT.has(error.code)) halt(error);
    else if (AGAIN.has(error.code) || (UNKNOWN.has(error.code) && tries < REFUSALS)) retryLater(error);
    else refused(item, error);
    R.emit("outbox");
  }

  /** No use in trying again before the page is reloaded; what is unsent waits in this browser. */
  function halt(error) {
    halted = error;
    R.toast(R.errorText(error), { kind: "error", ms: 0 });
  }

  function retryLater(error) {
    if (error.code !== "network" && tries === 0) R.toast(R.errorText(error), { kind: "error", ms: 15000 });
    const wait = RETRY_MS[Math.min(tries, RETRY_MS.length - 1)];
    tries += 1;
    timer = setTimeout(() => { timer = 0; pump(); }, wait);
  }

  function conflicted(item, answer) {
    const rows = answer.rows || [];
    const gone = answer.rows && item.kind === "edit"
      ? R.edits.reads(item.edit).filter((id) => !rows.some((row) => row.id === id)) : [];
    const now = (id) => rows.find((row) => row.id === id) || (gone.includes(id) ? undefined : R.rows.said(id));
    if (item.kind === "edit" && R.edits.isDone(item.edit, now)) {
      acknowledged(item, { rows, removed: gone, undo: true, redo: false });
      return;
    }
    epoch += 1;
    tries = 0;
    queue.shift();
    if (item.kind === "edit") park(item);
    persist();
    R.rows.setWaiting(waitingEdits(), rows, gone);
    if (item.kind === "edit") R.emit("parked", { line: R.edits.touches(item.edit)[0] });
    else R.toast(R.t("desk.undo_conflict"), { kind: "error" });
  }

  /** Keep the edit beside its line; what was typed into that line since replaces it, other edits of it are moot. */
  function park(item) {
    const line = R.edits.touches(item.edit)[0];
    let edit = item.edit;
    queue = queue.filter((later) => {
      if (later.kind !== "edit" || !R.edits.reads(later.edit).includes(line)) return true;
      if (later.edit.op === "set_text") edit = later.edit;
      return false;
    });
    parked.set(line, { line, edit, where: item.where });
  }

  /** The server will not have this edit: say why, and keep typed text beside its line. */
  function refused(item, error) {
    epoch += 1;
    tries = 0;
    queue.shift();
    if (item.kind === "edit" && R.edits.textOf(item.edit)) park(item);
    persist();
    R.rows.setWaiting(waitingEdits());
    R.toast(R.errorText(error), { kind: "error", ms: 12000 });
    R.pull.now();
  }

  /* ---- the person's side ------------------------------------------------------------------------------------ */

  setInterval(() => { if (queue.length || parked.size || draft) persist(); }, HEARTBEAT_MS);
  window.addEventListener("pagehide", () => persist(true));
  window.addEventListener("pageshow", (event) => { if (event.persisted) persist(); });
  window.addEventListener("online", () => R.outbox.now());
  window.addEventListener("beforeunload", (event) => {
    if (queue.length || parked.size || draft) event.preventDefault();
  });

  R.outbox = {
    open(forToken, facts) {
      token = forToken;
      queue = [];
      parked = new Map();
      draft = null;
      halted = null;
      tries = 0;
      savedAt = facts.saved_at ? new Date(facts.saved_at) : null;
      history = { undo: Boolean(facts.undo), redo: Boolean(facts.redo) };
      adopt();
      R.emit("outbox");
    },

    /** Leave the project: wait a little for the last edits; what does not get through waits in this browser. */
    async close(patienceMs) {
      const until = Date.now() + (patienceMs ?? 3000);
      while (token && queue.length && Date.now() < until) await new Promise((go) => setTimeout(go, 30));
      persist(true);
      clearTimeout(timer);
      timer = 0;
      token = null;
      queue = [];
      parked = new Map();
      draft = null;
    },

    /** Queue an edit; `base` {line: version} where the person saw something older than what is known now, `where`
        {start, end} for the place of a line that may be gone. */
    push(edit, base, where) {
      const reads = R.edits.reads(edit);
      if (edit.op === "set_text" && parked.has(edit.line)) {
        parked.get(edit.line).edit = edit;
        persist();
        R.emit("parked", { line: edit.line });
        return;
      }
      const rests = Object.fromEntries(reads.map((id) => [id, base && id in base ? base[id] : baseOf(id)]));
      const row = R.rows.get(R.edits.touches(edit)[0]);
      queue.push({ client: nextClient(), kind: "edit", edit, base: rests,
        where: where || (row && { start: row.start, end: row.end }) });
      changed();
    },

    undo() {
      queue.push({ client: nextClient(), kind: "undo" });
      changed();
    },

    redo() {
      queue.push({ client: nextClient(), kind: "redo" });
      changed();
    },

    /** Text being typed, not yet an edit: kept in this browser at every stroke. null = nothing. */
    setDraft(line, text, base, where) {
      if (!draft && line === null) return;
      draft = line === null ? null : { line, text, base, where };
      persist();
    },

    /** The person's choice about a parked edit: "theirs" lets it go, "mine" sends it upon what is there now. */
    settle(line, choice) {
      const item = parked.get(line);
      parked.delete(line);
      persist();
      R.emit("parked", { line });
      R.emit("outbox");
      if (!item || choice !== "mine") return;
      const text = R.edits.textOf(item.edit);
      if (R.rows.said(line)) R.outbox.push(item.edit);
      else if (text !== null) R.outbox.push(R.edits.insert(null, item.where?.start ?? 0, item.where?.end ?? 1000, text));
    },

    now() {
      clearTimeout(timer);
      timer = 0;
      pump();
    },

    baseOf,
    adopt,
    parkedOf: (line) => parked.get(line) || null,
    /** Parked text whose line is gone: it has no row to show a panel on. */
    homeless: () => [...parked.values()].filter((item) => !R.rows.has(item.line) && R.edits.textOf(item.edit)),
    firstParked: () => [...parked.keys()].find((line) => R.rows.has(line)) || null,
    isWaiting: (line) => queue.some((item) => item.kind === "edit" && R.edits.touches(item.edit).includes(line)),
    waiting: () => queue.length,
    epoch: () => epoch,
    savedAt: () => savedAt,
    setHistory(facts) { history = { undo: Boolean(facts.undo), redo: Boolean(facts.redo) }; },
    canUndo: () => history.undo || queue.some((item) => item.kind === "edit"),
    canRedo: () => history.redo,
    halted: () => halted,
    /** "saved" | "saving" | "retrying" | "parked" | "halted" */
    state() {
      if (halted) return "halted";
      if (tries > 0) return "retrying";
      if (queue.length) return "saving";
      return parked.size ? "parked" : "saved";
    },
  };
})(R);
