/* The landing page: what this is, a place to drop recordings, how to hear them, and the projects there are. */
(function (R) {
  "use strict";
  const CREATE_TIMEOUT_MS = 180000;
  const WORKER_RETRY_MS = 2000;

  const parts = {};
  let tray = [];
  let form = null;
  let uploading = false;
  let retry = 0;

  /* ---- the tray: files on their way to becoming projects ------------------------------------------------------------
     An item is {media, transcript, paths, sent, state, error, wanted, alone, abort}; its state goes waiting -> uploading ->
     ready -> creating, and from any of them to failed. Uploading begins at once; `wanted` says that Transcribe was pressed,
     `alone` that there was nothing else then: it is opened when it is there. */

  const files = (item) => [item.media, item.transcript].filter(Boolean);
  const title = (item) => (item.media || item.transcript).name;

  function take(list) {
    const given = [...list];
    const fresh = R.upload.pair(given).map((job) => ({ ...job, paths: new Map(), sent: 0, state: "waiting", error: null, wanted: false, abort: null }));
    for (const item of fresh) {
      const error = files(item).map(R.upload.refused).find(Boolean);
      if (error) Object.assign(item, { state: "failed", error });
    }
    tray = [...tray, ...fresh];
    drawTray();
    pump();
  }

  async function pump() {
    if (uploading) return;
    const item = tray.find((each) => each.state === "waiting");
    if (!item) return;
    uploading = true;
    item.state = "uploading";
    item.abort = new AbortController();
    drawTray();
    try {
      await sendFiles(item);
      item.state = "ready";
      createNext();
    } catch (error) {
      if (error.code !== "aborted") Object.assign(item, { state: "failed", error });
    } finally {
      uploading = false;
      drawTray();
      pump();
    }
  }

  async function sendFiles(item) {
    const total = files(item).reduce((sum, file) => sum + file.size, 0);
    let before = 0;
    for (const file of files(item)) {
      if (!item.paths.has(file)) {
        const base = before;
        const path = await R.upload.send(file, { signal: item.abort.signal, progress: (fraction) => {
          item.sent = (base + fraction * file.size) / Math.max(1, total);
          drawProgress(item);
        } });
        item.paths.set(file, path);
      }
      before += file.size;
    }
    item.sent = 1;
  }

  const sentFile = (item, file) => file && { path: item.paths.get(file), name: file.name };

  /** One after the other, so that jobs queue in the order of the list. */
  async function createNext() {
    const item = tray.find((each) => each.state === "ready" && each.wanted);
    if (!item || tray.some((each) => each.state === "creating")) return;
    await create(item);
    createNext();
  }

  async function create(item) {
    item.state = "creating";
    drawTray();
    try {
      const payload = { visitor: R.visitor, options: form ? form.values() : {} };
      if (item.media) payload.media = sentFile(item, item.media);
      if (item.transcript) payload.transcript = sentFile(item, item.transcript);
      const { token } = await R.call("create", payload, CREATE_TIMEOUT_MS);
      R.projects.remember(token);
      const alone = item.alone && tray.length === 1;
      tray = tray.filter((each) => each !== item);
      if (alone && parts.node.isConnected) R.main.open(token);
      else R.projects.refresh();
    } catch (error) {
      if (error.code === "upload_missing") item.paths.clear();
      Object.assign(item, { state: "failed", error, wanted: false });
    }
    drawTray();
  }

  /** The big button: everything that is here is wanted; what is still on its way follows by itself. */
  function submit() {
    if (!tray.length) {
      parts.input.click();
      return;
    }
    if (form && !form.check()) return;
    for (const item of tray) {
      if (item.state === "failed") again(item);
      Object.assign(item, { wanted: item.state !== "failed", alone: tray.length === 1 });
    }
    drawTray();
    createNext();
    pump();
  }

  function again(item) {
    const error = files(item).map(R.upload.refused).find(Boolean);
    if (error) return;
    const complete = files(item).every((file) => item.paths.has(file));
    Object.assign(item, { state: complete ? "ready" : "waiting", error: null, sent: complete ? 1 : 0 });
  }

  function drop(item) {
    if (item.abort) item.abort.abort();
    tray = tray.filter((each) => each !== item);
    drawTray();
  }

  /* ---- drawing the tray ------------------------------------------------------------------------------------------- */

  function describe(item) {
    if (item.error) return R.errorText(item.error);
    if (item.state === "uploading") return R.t("tray.uploading", { percent: R.words.percent(item.sent) });
    if (item.state === "ready" && item.wanted) return R.t("tray.creating");
    return R.t("tray." + item.state);
  }

  function trayRow(item) {
    item.status = R.el("span", { class: "status" + (item.error ? " bad" : ""), text: describe(item), role: item.error ? "alert" : undefined });
    item.bar = item.state === "uploading" && R.el("progress", { max: 1, value: item.sent, aria: { label: R.t("tray.progress", { name: title(item) }) } });
    const with_ = item.media && item.transcript && R.el("span", { class: "tag", text: R.t("tray.with", { name: item.transcript.name }), dir: "auto" });
    const size = R.words.bytes(files(item).reduce((sum, file) => sum + file.size, 0));
    return R.el("li", { class: "item " + item.state }, [
      R.el("div", { class: "what" }, [R.el("b", { text: title(item), dir: "auto" }), with_, R.el("span", { class: "facts", text: size })]),
      R.el("div", { class: "how" }, [item.status, item.bar]),
      item.state !== "creating" && R.el("button", { type: "button", class: "btn bare", title: R.t("tray.remove"), aria: { label: R.t("tray.remove") + ": " + title(item) }, on: { click: () => drop(item) } }, R.icon("close"))]);
  }

  function drawProgress(item) {
    if (item.bar) item.bar.value = item.sent;
    if (item.status) item.status.textContent = describe(item);
  }

  function drawTray() {
    R.clear(parts.tray, tray.map(trayRow));
    parts.tray.hidden = tray.length === 0;
    const hears = tray.length === 0 || tray.some((item) => item.media && !item.transcript);
    parts.go.textContent = R.t(!tray.length ? "home.choose" : hears ? "home.transcribe" : "home.review");
    parts.go.disabled = tray.length > 0 && tray.every((item) => item.wanted && item.state !== "failed");
    parts.how.hidden = !hears;
  }

  /* ---- the page ----------------------------------------------------------------------------------------------------- */

  function dropZone() {
    parts.input = R.el("input", { type: "file", multiple: true, accept: R.upload.ACCEPT, class: "file", tabIndex: -1, tLabel: "home.choose",
      on: { change: () => { take(parts.input.files); parts.input.value = ""; } } });
    const zone = R.el("div", { class: "drop" }, [
      R.el("p", { class: "lead" }, [R.el("span", { t: "home.drop" }), " ",
        R.el("button", { type: "button", class: "link", t: "home.drop_choose", on: { click: () => parts.input.click() } })]),
      R.el("p", { class: "soft", t: "home.drop_kinds" }), parts.limits = R.el("p", { class: "soft limits" }), parts.input]);
    parts.zone = zone;
    return zone;
  }

  function build() {
    parts.tray = R.el("ul", { class: "tray", hidden: true });
    parts.how = R.el("section", { class: "how-to-hear", tLabel: "home.options" });
    parts.hardware = R.el("p", { class: "soft hardware", role: "status" });
    parts.go = R.el("button", { type: "button", class: "btn primary go", on: { click: submit } });
    parts.sample = R.el("button", { type: "button", class: "btn sample", t: "home.sample", on: { click: trySample } });
    parts.space = R.el("p", { class: "space", hidden: true });
    const start = R.el("section", { class: "start" }, [
      R.el("h1", { t: "home.what" }), R.el("p", { class: "soft", t: "home.how" }), parts.space, dropZone(), parts.tray,
      R.el("div", { class: "choices" }, [parts.go, parts.sample]), parts.hardware, parts.how]);
    const mine = R.el("section", { class: "mine" }, [R.el("h2", { t: "projects.title" }), R.projects.mount()]);
    parts.node = R.el("div", { class: "landing" }, [R.main.masthead(), R.el("main", { class: "columns" }, [start, mine])]);
    R.on("lang", () => { R.translate(parts.node); drawForm(form && form.values()); drawFacts(); drawTray(); });
    drawForm();
    drawFacts();
    drawTray();
    return parts.node;
  }

  function drawForm(given) {
    if (!R.facts) return;
    form = R.options.form(R.facts, given, () => drawForm());
    R.clear(parts.how, [R.el("h2", { t: "home.options" }), form.node]);
  }

  /** The hardware comes from the worker, which starts after the page: ask until it is there. */
  function drawFacts() {
    if (!R.facts) return;
    const { hardware, default_model: model, limits, space, worker_alive: alive } = R.facts;
    parts.hardware.textContent = !hardware ? R.t("home.worker_starting") : alive === false ? R.t("home.worker_gone") : R.t("home.hardware", { name: machine(hardware), model });
    parts.limits.textContent = R.t("home.limits", { size: R.words.bytes(limits.upload_bytes), time: R.words.span(limits.duration_ms) });
    const said = [space && R.t("space.wiped"), limits.expiry_days && R.t("space.expiry", { n: limits.expiry_days }), limits.jobs_per_visitor && R.t("space.jobs", { n: limits.jobs_per_visitor })].filter(Boolean);
    parts.space.hidden = said.length === 0;
    parts.space.textContent = said.join(" ");
    clearTimeout(retry);
    if ((!hardware || alive === false) && parts.node.isConnected) retry = setTimeout(askAgain, WORKER_RETRY_MS);
  }

  /** The worker says "CPU, 2 cores"; a card has its maker's name. */
  function machine(hardware) {
    const cores = /^CPU, (\d+) cores?$/.exec(hardware.name || "");
    return cores ? R.t("home.cpu", { n: Number(cores[1]) }) : hardware.name || hardware.device;
  }

  async function askAgain() {
    const before = R.facts && R.facts.default_model;
    await R.main.ask();
    if (R.facts && form && R.facts.default_model !== before) {
      const given = form.values();
      if (given.model === before) delete given.model;
      delete given.engine;
      drawForm(given);
    }
    drawFacts();
  }

  async function trySample() {
    parts.sample.disabled = true;
    try {
      const { token } = await R.call("sample", { visitor: R.visitor }, CREATE_TIMEOUT_MS);
      R.projects.remember(token);
      await R.main.open(token);
    } catch (error) {
      R.toast(R.errorText(error), { kind: "error" });
    } finally {
      parts.sample.disabled = false;
    }
  }

  /* ---- drag and drop, anywhere on the page: a file beside the zone would open in place of the page ------------------- */

  function listenForDrops() {
    let depth = 0;
    const mark = (on) => { if (parts.zone) parts.zone.classList.toggle("over", on); };
    const carries = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
    window.addEventListener("dragenter", (event) => { if (carries(event)) { depth += 1; mark(true); } });
    window.addEventListener("dragleave", (event) => { if (carries(event) && (depth -= 1) <= 0) { depth = 0; mark(false); } });
    window.addEventListener("dragover", (event) => { if (carries(event)) event.preventDefault(); });
    window.addEventListener("drop", async (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      depth = 0;
      mark(false);
      const { files: dropped, folders } = R.upload.dropped(event.dataTransfer);
      if (folders) R.toast(R.t("home.no_folders"), { kind: "error" });
      if (!dropped.length) return;
      if (R.desk.token) await R.main.home();
      take(dropped);
    });
    window.addEventListener("beforeunload", (event) => { if (tray.some((item) => item.state === "uploading" || item.state === "creating")) event.preventDefault(); });
  }

  R.home = {
    start: listenForDrops,
    take,
    show() {
      R.root.append(parts.node || build());
      if (R.facts && R.facts.hardware) drawFacts();
      else askAgain();
      drawTray();
      R.projects.show();
    },
    hide() {
      clearTimeout(retry);
      R.projects.hide();
      if (parts.node) parts.node.remove();
    },
  };
})(R);
