/* The review desk: puts its parts together, opens and closes a project, holds the tabs.
   Emits "opened" {project, media, run, lost}, "closed". */
(function (R) {
  "use strict";
  const tabs = [];
  const parts = {};
  let built = false;
  let tab = "review";
  let active = null;

  /* ---- layout ------------------------------------------------------------------------------------------------- */

  function columns() {
    return R.el("div", { class: "cols", aria: { hidden: "true" } }, [
      R.el("span", { t: "col.time" }), R.el("span", { t: "col.text" }), R.el("span", { t: "col.why" }),
      R.el("span", { class: "lp" }, [
        R.el("span", { class: "own", t: "col.own" }),
        R.el("span", { class: "win", t: "col.window", tTitle: "col.window_title" })]),
      R.el("span", { class: "st" })]);
  }

  const action = (className, icon, name) =>
    R.iconButton(className, icon, "action." + name + ".title", () => R.keys.run(name), R.keys.nameOf(name));

  function speedButton() {
    const slower = (event) => {
      event.preventDefault();
      R.player.faster(-1);
    };
    return R.el("button", { type: "button", class: "ctl-btn speed", tTitle: "player.speed",
      on: { click: nextSpeed, contextmenu: slower } });
  }

  function padding() {
    const choose = (event) => {
      R.player.change("pad", Number(event.target.value));
      R.list.focus();
    };
    const options = R.player.PADDINGS.map((ms) => R.el("option", { value: String(ms) }));
    const label = () => options.forEach((option) => { option.textContent = "±" + R.t("span.s", { n: option.value / 1000 }); });
    label();
    R.on("lang", label);
    return R.el("select", { name: "pad", tTitle: "player.pad", tLabel: "player.pad", on: { change: choose } }, options);
  }

  function playerBar() {
    Object.assign(parts, {
      play: action("play", "play", "play"),
      time: R.el("span", { class: "clock" }),
      silent: R.el("div", { class: "silent", hidden: true }),
      loop: action("ctl-btn loop", "loop", "loop"),
      speed: speedButton(),
      pad: padding(),
      arrive: R.iconButton("ctl-btn arrive", "arrive", "player.arrive_title",
        () => R.player.change("arrive", !R.player.settings.arrive)),
    });
    parts.waveSlot = R.el("div", { class: "wave-slot" }, parts.silent);
    parts.arrive.append(R.el("span", { t: "player.arrive" }));
    parts.hints = R.el("span", { class: "hints" });
    const nextOpen = action("ctl-btn next-open", "next", "nextOpen");
    nextOpen.append(R.el("span", { t: "action.nextOpen" }), R.el("kbd", { text: R.keys.nameOf("nextOpen") }));
    const help = R.el("button", { type: "button", class: "ctl-btn help", tTitle: "keys.title", tLabel: "keys.title",
      on: { click: R.keys.help } }, R.el("kbd", { text: "?" }));
    const controls = [parts.hints, nextOpen, action("ctl-btn play-on", "on", "playOn"), parts.loop, parts.speed, parts.pad, parts.arrive, help];
    parts.footer = R.el("footer", { class: "player", tLabel: "keys.play" },
      [parts.play, parts.time, parts.waveSlot, R.el("div", { class: "ctl" }, controls)]);
    return parts.footer;
  }

  function nextSpeed() {
    const speeds = R.player.SPEEDS;
    R.player.change("speed", speeds[(speeds.indexOf(R.player.settings.speed) + 1) % speeds.length]);
  }

  function build() {
    built = true;
    parts.lost = R.el("div", { class: "lost", role: "alert", hidden: true });
    parts.empty = R.el("div", { class: "empty", hidden: true });
    R.header.mount(R.desk.node);
    parts.review = R.el("section", { class: "panel review", role: "tabpanel" });
    R.desk.node.append(parts.lost, R.desk.jobSlot, parts.review);
    const mapSlot = R.el("div", { class: "map-slot" });
    parts.review.append(mapSlot, columns(), parts.empty);
    R.overview.mount(mapSlot);
    R.list.mount(parts.review);
    R.desk.node.append(playerBar());
    R.player.mount(parts.footer);
    R.wave.mount(parts.waveSlot);
    R.desk.addTab({ key: "review", label: "desk.tab.review", panel: parts.review, list: R.list, show: R.list.focus,
      current: () => R.view.get(R.list.selected()), follow: (id) => R.list.select(id, "play") });
    R.queueSame.mount(parts.review);
    R.queueActions.mount(parts.review);
    for (const start of [R.queue, R.view, R.editor, R.actions, R.queueActions, R.keys]) start.start();
    listen();
  }

  /* ---- keeping the parts in step ------------------------------------------------------------------------------ */

  function listen() {
    R.on("select", ({ by }) => {
      if (R.desk.isReviewing()) soundOf(by);
      rememberView();
    });
    R.on("playing", drawPlayer);
    R.on("player", drawPlayer);
    R.on("time", drawClock);
    R.on("word", ({ line, index }) => {
      for (const old of R.desk.node.querySelectorAll(".w.now")) old.classList.remove("now");
      const node = index >= 0 && R.list.nodeOf(line);
      const word = node && node.querySelector('.w[data-i="' + index + '"]');
      if (word) word.classList.add("now");
    });
    R.on("run", ({ run, media }) => takeRun(run, media));
    R.on("online", ({ lost, error }) => {
      parts.lost.hidden = !lost;
      if (lost) parts.lost.textContent = error.code === "network" ? R.t("desk.lost") : R.errorText(error);
    });
    R.on("view", () => { if (R.list.selected() === null && R.view.count()) R.list.select(R.view.at(0), "app", true); });
    R.on("view", drawEmpty);
    R.on("parked", offerHomeless);
    for (const name of ["opened", "closed"]) R.on(name, () => R.queue.open(R.desk.token));
    R.on("lang", () => { R.translate(R.desk.node); drawPlayer(); drawEmpty(); });
    R.on("editing", ({ line }) => { parts.typing = line; R.desk.node.classList.toggle("at-work", line !== null); fitKeyboard(); });
    if (window.visualViewport) window.visualViewport.addEventListener("resize", fitKeyboard);
    R.desk.node.addEventListener("click", (event) => {
      const button = event.detail > 0 && event.target.closest("button");
      if (button && document.activeElement === button && active.list) active.list.focus();
    });
  }

  /** The row that is worked on is another: its sound is the one to see and to hear. `by` as in R.list.select. */
  function soundOf(by) {
    const row = current();
    R.wave.show(row);
    if (by !== "play" && R.player.isPlaying() && R.player.line() !== (row && row.id)) R.player.stop();
    drawClock();
  }

  /** On a phone the keyboard covers the foot of the page: while typing, the page is as high as what is left to see. */
  function fitKeyboard() {
    const view = window.visualViewport;
    const covered = view && view.scale === 1 && parts.typing && view.height < window.innerHeight - 80;
    R.root.style.height = covered ? view.height + "px" : "";
    if (covered) requestAnimationFrame(() => active.list.reveal(parts.typing, "near"));
  }

  /** Why there is nothing to hear. */
  function silence(media) {
    if (!media) return R.t("player.no_media");
    return media.error ? R.errorText(media.error) : R.t("player.preparing");
  }

  function drawPlayer() {
    const on = R.player.isPlaying();
    if (parts.play.dataset.on !== String(on)) R.clear(parts.play, R.icon(on ? "pause" : "play"));
    parts.play.dataset.on = String(on);
    for (const name of ["loop", "arrive"]) {
      parts[name].classList.toggle("on", R.player.settings[name]);
      parts[name].setAttribute("aria-pressed", String(R.player.settings[name]));
    }
    parts.speed.textContent = R.player.settings.speed + "×";
    parts.speed.classList.toggle("on", R.player.settings.speed !== 1);
    parts.pad.value = String(R.player.settings.pad);
    const usable = R.player.usable();
    parts.play.disabled = !usable;
    parts.silent.hidden = usable;
    parts.silent.textContent = silence(R.desk.media);
    drawClock();
  }

  function drawClock() {
    const row = current();
    const text = R.player.isPlaying() || !row ? R.fmtTime(R.player.position()) : R.fmtTime(row.start);
    if (parts.time.textContent !== text) parts.time.textContent = text;
  }

  function drawEmpty() {
    const none = R.view.count() === 0;
    parts.empty.hidden = !none;
    if (!none) return;
    const filtered = R.rows.count() > 0;
    const key = !filtered ? (R.pull.isBusy(R.desk.run, R.desk.media) ? "empty.waiting" : "empty.no_lines")
      : R.view.state.find ? "empty.not_found" : "empty." + R.view.state.filter;
    const showAll = () => R.emit("show-all", {});
    R.clear(parts.empty, [R.el("p", { text: R.t(key) }),
      filtered && R.el("button", { type: "button", class: "btn", text: R.t("empty.show_all"), on: { click: showAll } })]);
  }

  function takeRun(run, media) {
    R.desk.run = run;
    R.desk.media = media;
    const usable = R.player.usable();
    R.player.setMedia(R.desk.token, media);
    if (usable !== R.player.usable()) R.emit("view", { structure: false, ids: null });
    const going = R.pull.isBusy(run, null) && run.kind === "transcribe";
    R.overview.set(media ? media.duration_ms || 0 : 0, going ? run.heard_ms : null);
    drawPlayer();
    drawEmpty();
  }

  const offered = new Set();
  /** Typed text whose line was deleted elsewhere meanwhile: offer to put it back as a line. */
  function offerHomeless() {
    for (const item of R.outbox.homeless()) {
      if (offered.has(item.line)) continue;
      offered.add(item.line);
      R.toast(R.t("clash.gone", { text: R.edits.textOf(item.edit) }), { kind: "error", ms: 0,
        action: { label: R.t("clash.put_back"), run: () => R.outbox.settle(item.line, "mine") } });
    }
  }

  /* ---- what this browser remembers of a project ---------------------------------------------------------------- */

  function rememberView() {
    if (!R.desk.token) return;
    const { filter, sort } = R.view.state;
    R.store.set("view." + R.desk.token, { ...R.flags.thresholds, filter, sort, line: R.list.selected() });
  }

  function recallView(defaults) {
    const kept = R.store.get("view." + R.desk.token, {});
    R.flags.thresholds.avg_logprob = kept.avg_logprob ?? defaults.avg_logprob.default;
    R.flags.thresholds.no_speech_prob = kept.no_speech_prob ?? defaults.no_speech_prob.default;
    Object.assign(R.view.state, { filter: kept.filter || "all", sort: kept.sort || "time", find: "" });
    return kept.line;
  }

  /* ---- open, close, tabs --------------------------------------------------------------------------------------- */

  let opening = 0;

  async function open(token) {
    opening += 1;
    const turn = opening;
    if (R.desk.token) await close();
    const [answer, facts] = await Promise.all([R.call("open", { token }), R.desk.facts || R.call("hello", {})]);
    if (turn !== opening) return;
    R.desk.facts = facts;
    if (!R.desk.node.isConnected) R.root.append(R.desk.node);
    if (!built) build();
    R.emit("theme", {});
    Object.assign(R.desk, { token, project: answer.project });
    R.list.clear();
    R.wave.show(null);
    R.flags.setInformative(answer.no_speech_informative !== false);
    const line = recallView(facts.flags);
    takeRun(answer.run, answer.media);
    R.rows.reset(answer.rows);
    R.outbox.open(token, answer);
    R.pull.start(token, answer.revision, answer.run, answer.media);
    showTab("review");
    R.header.draw();
    R.emit("opened", { project: answer.project, media: answer.media, run: answer.run, lost: answer.worker_lost, gathering: answer.gathering });
    R.list.select(line && R.rows.has(line) ? line : R.view.at(0) ?? null, "app");
    offerHomeless();
    R.list.focus();
  }

  async function close() {
    R.editor.leave();
    rememberView();
    R.player.close();
    R.pull.stop();
    await R.outbox.close();
    Object.assign(R.desk, { token: null, project: null, media: null, run: null });
    R.rows.reset([]);
    R.list.clear();
    R.desk.node.remove();
    R.emit("closed", {});
  }

  /** The row that the player and the keys work on: {id, start, end …} of a tab with sound, else undefined. */
  const current = () => (active && active.current ? active.current() : undefined);

  function showTab(key) {
    if (key !== tab) R.player.stop();
    R.editor.leave();
    tab = key;
    active = tabs.find((each) => each.key === key);
    for (const each of tabs) {
      const on = each.key === key;
      each.button.classList.toggle("on", on);
      each.button.setAttribute("aria-selected", String(on));
      each.panel.hidden = !on;
      if (on && each.show) each.show(each.panel);
      if (!on && each.hide) each.hide();
    }
    for (const control of R.header.controls()) control.hidden = key !== "review";
    parts.footer.hidden = !active.current;
    R.clear(parts.hints, (active.hints || []).map(([name, word]) => [R.el("kbd", { text: R.keys.nameOf(name, key) }), R.el("span", { t: word })]));
    soundOf("app");
  }

  /** {key, label: key of its word, panel?, build(panel)?, show(panel)?, hide()?, current()?, follow(line)?, list?, hints?}: a
      tab; `current`, the row that is worked on, `follow`, going with the sound, and `list`, where rows are typed in, are of
      a tab with the player below it, where `hints`, [action, key of its word], are shown. */
  function addTab(entry) {
    const panel = entry.panel || R.el("section", { class: "panel " + entry.key, role: "tabpanel", hidden: true });
    const button = R.el("button", { type: "button", role: "tab", t: entry.label, data: { tab: entry.key },
      on: { click: () => showTab(entry.key) } });
    tabs.push({ ...entry, panel, button });
    if (entry.build) entry.build(panel);
    if (!panel.isConnected) parts.footer.before(panel);
    R.header.tabs().append(button);
  }

  const later = [];
  R.desk = {
    node: R.el("div", { class: "desk" }),
    jobSlot: R.el("div", { class: "job-slot" }),
    token: null,
    project: null,
    media: null,
    run: null,
    facts: null,
    rows: R.rows,
    open,
    close,
    showTab,
    rememberView,
    addTab(entry) {
      if (built) addTab(entry);
      else later.push(entry);
    },
    /** The name of the tab that is shown, null where no project is. */
    tab: () => (R.desk.token && R.desk.node.isConnected ? tab : null),
    isReviewing: () => R.desk.tab() === "review",
    current,
    follow: (line) => active.follow(line),
    soundOf,
  };
  R.on("opened", () => { for (const entry of later.splice(0)) addTab(entry); });
})(R);
