/* What happens to the open project's recording, above its lines: waiting, decoding, downloading, hearing; stop and go on. */
(function (R) {
  "use strict";
  const BUSY = new Set(["queued", "preparing", "downloading", "loading", "hearing"]);
  const STOPPED = new Set(["cancelled", "failed"]);

  const parts = {};
  let run = null;
  let media = null;
  let lost = false;
  let heardAt = 0;
  let ticking = 0;
  let shown = "";
  let asked = null;
  let dismissed = "";

  /* ---- what is going on -------------------------------------------------------------------------------------------- */

  /** One word for what the panel shows: a state of the run, "attach" (no recording), "note" (a remark), or "" for nothing. */
  function phase() {
    if (run && (BUSY.has(run.state) || STOPPED.has(run.state))) return run.state;
    if (media && media.state === "failed" && media.error) return "broken";
    if (media && (media.state === "new" || media.state === "decoding")) return "decoding";
    if (!media) return "attach";
    return media.note && dismissed !== R.desk.token ? "note" : "";
  }

  /** 0..1, or null where nobody can say. */
  function fraction() {
    if (phase() === "decoding" || (run && run.state === "preparing")) return media && media.fraction !== null ? media.fraction : null;
    if (run.state === "downloading") return run.download && run.download.total ? run.download.done / run.download.total : null;
    if (run.state === "hearing") return run.fraction ?? (run.total_ms ? run.heard_ms / run.total_ms : null);
    return null;
  }

  function sentence() {
    const now = phase();
    if (lost && BUSY.has(now) && asked !== "cancel") return R.t("job.worker_lost");
    if (now === "attach") return R.t("player.no_media");
    if (now === "note") return R.words.note(media.note);
    if (now === "broken") return R.errorText(media.error);
    if (now === "failed") return run.error ? R.errorText(run.error) : R.t("run.failed");
    if (now === "decoding") return R.t("job.decoding");
    if (now === "queued") return run.queue_position ? R.t("job.queued", { n: run.queue_position }) : R.t("job.starting");
    if (now === "preparing") return R.t("job.decoding");
    if (now === "cancelled") return R.t("job.cancelled", { heard: R.fmtTime(run.heard_ms || 0, 0), total: R.fmtTime(run.total_ms || 0, 0) });
    if (asked === "cancel") return R.t("job.stopping");
    return R.t("job." + now, { model: run.model || "" });
  }

  /** The figures beside the sentence. Elapsed counts on between two answers of the server. */
  function figures() {
    const now = phase();
    if (now === "downloading" && run.download && run.download.total) {
      return [R.t("job.downloaded", { done: R.words.bytes(run.download.done), total: R.words.bytes(run.download.total) })];
    }
    if (now !== "hearing" || lost) return [];
    const elapsed = (run.elapsed_ms || 0) + (Date.now() - heardAt);
    return [run.total_ms && R.t("job.heard", { heard: R.fmtTime(run.heard_ms || 0, 0), total: R.fmtTime(run.total_ms, 0) }),
      R.t("job.elapsed", { time: R.fmtTime(elapsed, 0) }),
      run.speed && R.t("job.speed", { speed: run.speed.toFixed(run.speed < 10 ? 1 : 0) }),
      run.remaining_ms !== null && run.remaining_ms !== undefined && R.t("job.remaining", { time: R.words.span(run.remaining_ms) })].filter(Boolean);
  }

  /* ---- what a person can do ------------------------------------------------------------------------------------------ */

  async function act(name, payload) {
    asked = name;
    draw();
    try {
      await R.call(name, { token: R.desk.token, ...payload });
    } catch (error) {
      R.toast(R.errorText(error), { kind: "error" });
    }
    R.pull.now();
    if (name !== "cancel") asked = null;
    draw();
  }

  async function otherOptions() {
    const form = R.options.form(R.facts, run && run.model ? { ...R.store.get("options", {}), model: run.model } : undefined);
    const warning = R.rows.count() > 0 && R.el("p", { class: "replaces", text: R.t("job.replaces") });
    const go = await R.dialog({ title: R.t("job.options"), body: [warning, form.node], wide: true, actions: [
      { label: R.t("cancel"), value: false }, { label: R.t("home.transcribe"), value: true, kind: "primary" }] });
    if (go) await act("transcribe", { options: form.values(), visitor: R.visitor });
  }

  /** Give a transcript its recording, or a project whose file was no good another one. */
  function attach() {
    const input = R.el("input", { type: "file", accept: "audio/*,video/*,.amr,.caf,.wma,.mkv,.flv,.ac3,.opus,.aiff", class: "file", tLabel: "job.attach",
      on: { change: () => { if (input.files[0]) send(input.files[0]); input.remove(); } } });
    R.desk.jobSlot.append(input);
    input.click();
  }

  async function send(file) {
    const token = R.desk.token;
    try {
      const wrong = R.upload.refused(file);
      if (wrong) throw wrong;
      asked = "attach";
      const path = await R.upload.send(file, { progress: (part) => {
        if (parts.text) parts.text.textContent = R.t("tray.uploading", { percent: R.words.percent(part) });
        setBar(part);
      } });
      const evidence = R.store.get("options", {}).evidence;
      await R.call("attach", { token, visitor: R.visitor, media: { path, name: file.name }, evidence }, 180000);
      R.pull.now();
    } catch (error) {
      R.toast(R.errorText(error), { kind: "error" });
    } finally {
      asked = null;
      draw();
    }
  }

  function buttons() {
    const now = phase();
    const button = (key, click, kind) => R.el("button", { type: "button", class: "btn" + (kind ? " " + kind : ""), text: R.t(key), disabled: Boolean(asked), on: { click } });
    if (BUSY.has(now)) return [button("job.cancel", () => act("cancel"))];
    if (now === "cancelled") return [button("job.resume", () => act("resume"), "primary")];
    if (now === "failed" && media && media.state === "failed") return [button("job.again", () => act("resume")), button("job.other_file", attach)];
    if (now === "failed") return [button("job.again", () => act("resume")), button("job.options", otherOptions)];
    if (now === "attach" || now === "broken") return [button("job.attach", attach)];
    if (now === "note") return [button("close", () => { dismissed = R.desk.token; draw(); })];
    return [];
  }

  /* ---- drawing --------------------------------------------------------------------------------------------------------- */

  function setBar(value) {
    parts.bar.hidden = value === undefined;
    if (value === null) parts.bar.removeAttribute("value");
    else if (value !== undefined) parts.bar.value = R.clamp(value, 0, 1);
  }

  /** The panel is made anew when its phase changes; between, only its figures and its bar move. */
  function draw() {
    const now = phase();
    const key = [now, asked, R.lang].join();
    if (!now) {
      R.clear(R.desk.jobSlot);
      shown = "";
    } else if (key !== shown || !R.desk.jobSlot.firstChild) {
      shown = key;
      parts.text = R.el("span", { class: "text", role: now === "failed" || now === "broken" ? "alert" : "status" });
      parts.figures = R.el("span", { class: "figures" });
      parts.bar = R.el("progress", { max: 1, aria: { label: R.t("job.progress") } });
      R.clear(R.desk.jobSlot, R.el("section", { class: "job " + now, tLabel: "job.title" }, [
        R.el("div", { class: "said" }, [parts.text, parts.figures]), parts.bar, R.el("span", { class: "acts" }, buttons())]));
    }
    if (now) move();
    tick();
  }

  function move() {
    const now = phase();
    const text = sentence();
    if (parts.text.textContent !== text && asked !== "attach") parts.text.textContent = text;
    parts.figures.textContent = figures().join(" · ");
    if (asked !== "attach") setBar(BUSY.has(now) || now === "decoding" ? fraction() : undefined);
  }

  function tick() {
    const counts = run && run.state === "hearing" && R.desk.token;
    if (counts && !ticking) ticking = setInterval(() => { if (phase() === "hearing") move(); }, 1000);
    if (!counts && ticking) {
      clearInterval(ticking);
      ticking = 0;
    }
  }

  function take(answer) {
    if (asked === "cancel" && answer.run && !BUSY.has(answer.run.state)) asked = null;
    run = answer.run;
    media = answer.media;
    lost = Boolean(answer.lost);
    heardAt = Date.now();
    draw();
  }

  R.job = {
    start() {
      R.on("opened", (answer) => { asked = null; take(answer); });
      R.on("run", take);
      R.on("lang", () => { if (R.desk.token) draw(); });
      R.on("closed", () => { run = null; media = null; R.clear(R.desk.jobSlot); shown = ""; tick(); });
    },
  };
})(R);
