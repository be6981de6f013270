/* Asks the server again and again for what is new since the revision we have: lines as they are heard, another tab's
   edits, the job's progress. Emits "run" {run, media, lost, gathering} at every answer (lost: the
   worker it waits for is gone; gathering: the job that finds out about the lines), "online" {lost, error} when that changes, "gone". */
(function (R) {
  "use strict";
  const EVERY_MS = 1000;
  const IDLE_MS = 5000;
  const TIMEOUT_MS = 10000;
  const BUSY_STATES = new Set(["queued", "preparing", "downloading", "loading", "hearing"]);

  let token = null;
  let since = 0;
  let timer = 0;
  let asking = false;
  let lost = false;
  let busy = false;

  const AT_REST = new Set(["ready", "failed"]);
  const isBusy = (run, media) => Boolean((run && BUSY_STATES.has(run.state)) || (media && !AT_REST.has(media.state)));

  function setLost(now, error) {
    if (lost === now) return;
    lost = now;
    R.emit("online", { lost, error });
    if (!lost) R.outbox.now();
  }

  function plan(ms) {
    clearTimeout(timer);
    if (token) timer = setTimeout(pull, ms);
  }

  async function pull() {
    if (asking || !token) return;
    const askedFor = token;
    const epoch = R.outbox.epoch();
    asking = true;
    let wait = document.visibilityState === "visible" || busy ? EVERY_MS : IDLE_MS;
    try {
      const answer = await R.call("pull", { token, since }, TIMEOUT_MS);
      if (askedFor !== token) return;
      setLost(false);
      if (epoch === R.outbox.epoch()) take(answer);
      else wait = 0;
    } catch (error) {
      if (askedFor !== token) return;
      if (error.code === "project_not_found") R.emit("gone", { error });
      else setLost(true, error);
    } finally {
      asking = false;
      plan(wait);
    }
  }

  /** An answer asked for before an edit was acknowledged may be older than that edit; the caller throws it away. */
  function take(answer) {
    since = answer.revision;
    if (answer.reset) R.rows.replace(answer.rows);
    else if (answer.rows.length || answer.removed.length) R.rows.merge(answer.rows, answer.removed);
    if (!R.outbox.waiting()) R.outbox.setHistory(answer);
    busy = isBusy(answer.run, answer.media);
    R.emit("run", { run: answer.run, media: answer.media, lost: answer.worker_lost, gathering: answer.gathering });
    R.outbox.adopt();
  }

  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") plan(0); });
  window.addEventListener("online", () => plan(0));

  R.pull = {
    start(forToken, revision, run, media) {
      token = forToken;
      since = revision;
      busy = isBusy(run, media);
      lost = false;
      plan(EVERY_MS);
    },
    stop() {
      token = null;
      clearTimeout(timer);
    },
    now: () => plan(0),
    isBusy,
    isLost: () => lost,
  };
})(R);
