/* The head of the desk: what is open, how much is to check, whether it is saved; tabs; thresholds, find, filter, sort. */
(function (R) {
  "use strict";
  const PARTS = {};
  const openIds = new Set();

  /* ---- first line: facts and the saved state ------------------------------------------------------------------ */

  function fact(name) {
    PARTS[name] = R.el("em");
    PARTS[name + "Word"] = R.el("span");
    return R.el("span", { class: "k fact-" + name }, [PARTS[name], " ", PARTS[name + "Word"]]);
  }

  function facts() {
    PARTS.name = R.el("b", { class: "name", dir: "auto" });
    PARTS.saved = R.el("button", { type: "button", class: "saved", on: { click: () => savedClicked() } });
    for (const name of ["undo", "redo"]) {
      PARTS[name] = R.iconButton("btn bare " + name, name, "desk." + name, () => R.keys.run(name), R.keys.nameOf(name));
    }
    PARTS.tools = R.el("span", { class: "tools" });
    const home = R.iconButton("btn bare home", "home", "desk.home", () => R.emit("home", {}));
    return R.el("header", { class: "top" }, [home, PARTS.name, fact("duration"), fact("lines"), fact("open"), R.queueStop.facts(), fact("score"),
      R.el("span", { class: "right" }, [PARTS.saved, PARTS.undo, PARTS.redo, PARTS.tools])]);
  }

  function savedClicked() {
    if (R.outbox.state() === "retrying") R.outbox.now();
    const line = R.outbox.firstParked();
    if (line) R.actions.arrive(line, "app");
  }

  function drawSaved() {
    const state = R.outbox.state();
    const at = R.outbox.savedAt();
    const text = state === "saved" ? (at ? R.t("saved.at", { time: R.fmtClock(at) }) : R.t("saved.all")) : R.t("saved." + state);
    PARTS.saved.className = "saved " + state;
    if (PARTS.saved.textContent !== text) PARTS.saved.textContent = text;
    PARTS.undo.disabled = !R.outbox.canUndo();
    PARTS.redo.disabled = !R.outbox.canRedo();
  }

  /** Keep count of the lines to check: `ids` are those that may have changed, null = count all. */
  function count(ids) {
    if (!ids) openIds.clear();
    for (const id of ids || [...R.rows.all(), ...R.queue.gaps()].map((row) => row.id)) {
      const row = R.view.get(id);
      if (row && R.queue.isOpen(row)) openIds.add(id);
      else openIds.delete(id);
    }
  }

  function drawFacts() {
    const project = R.desk.project;
    if (!project) return;
    const media = R.desk.media;
    PARTS.name.textContent = project.name;
    PARTS.name.title = project.name;
    PARTS.duration.textContent = media && media.duration_ms ? R.fmtTime(media.duration_ms, 0) : "";
    PARTS.duration.parentElement.hidden = !PARTS.duration.textContent;
    PARTS.lines.textContent = R.rows.count().toLocaleString(R.lang);
    PARTS.linesWord.textContent = R.t("desk.lines_word", { n: R.rows.count() });
    PARTS.open.textContent = openIds.size.toLocaleString(R.lang);
    PARTS.open.parentElement.hidden = !R.queue.isReady();
    PARTS.openWord.textContent = R.t("desk.to_check");
    drawFound();
  }

  /* ---- second line: tabs and controls ------------------------------------------------------------------------- */

  function slider(name, min, max, step) {
    const whisper = R.desk.facts.flags[name].whisper;
    const at = (whisper - min) / (max - min);
    const value = R.el("b");
    const input = R.el("input", { type: "range", min, max, step, name, aria: { label: name }, on: {
      input: () => R.flags.set(name, Number(input.value)),
      change: () => R.desk.rememberView(),
      pointerup: () => R.list.focus(),
    } });
    const useIt = () => {
      R.flags.set(name, whisper);
      R.desk.rememberView();
    };
    const tick = R.el("button", { type: "button", class: "tick", tTitle: "slider.whisper_title", tabIndex: -1,
      style: { "--at": String(at) }, on: { click: useIt } }, "Whisper " + R.fmtNum(whisper, 1));
    const note = R.el("span", { class: "note", t: "slider.not_informative", hidden: true });
    PARTS[name] = { input, value, note, tick };
    return R.el("label", { class: "sl " + name }, [
      R.el("span", { class: "sl-name" }, [R.el("span", { t: "slider." + name }), " ", value]),
      R.el("span", { class: "track" }, [input, tick]), note]);
  }

  function drawSliders() {
    for (const name of ["avg_logprob", "no_speech_prob"]) {
      const { input, value, note, tick } = PARTS[name];
      const off = name === "no_speech_prob" && !R.flags.informative();
      const now = R.flags.thresholds[name];
      if (Number(input.value) !== now) input.value = String(now);
      input.style.setProperty("--fill", String((now - Number(input.min)) / (Number(input.max) - Number(input.min))));
      input.disabled = off;
      tick.hidden = off;
      note.hidden = !off;
      value.textContent = off ? "" : R.fmtNum(now);
    }
  }

  function select(name, values, prefix) {
    const node = R.el("select", { name, tLabel: "desk." + name, tTitle: "desk." + name,
      on: { change: () => { R.view.set(name, node.value); R.desk.rememberView(); R.list.focus(); } } },
      values.map((value) => R.el("option", { value, t: prefix + value })));
    PARTS[name] = node;
    return node;
  }

  /** The filter of a sample is there once one was drawn. */
  function drawFilter() {
    PARTS.filter.querySelector('[value="sample"]').hidden = !R.queue.sampleSize() && R.view.state.filter !== "sample";
    PARTS.filter.value = R.view.state.filter;
  }

  function finder() {
    const look = R.onceAFrame(() => { R.view.set("find", PARTS.find.value); drawFound(); });
    PARTS.find = R.el("input", { type: "search", name: "find", tPlaceholder: "desk.find", tLabel: "desk.find",
      spellcheck: false, autocomplete: "off", on: { input: look, keydown: findKeys } });
    PARTS.found = R.el("span", { class: "found" });
    return R.el("span", { class: "finder" }, [R.icon("search"), PARTS.find, PARTS.found]);
  }

  function findKeys(event) {
    event.stopPropagation();
    if (event.isComposing || event.keyCode === 229) return;
    if (event.code === "Escape") {
      event.preventDefault();
      clearFind();
      R.list.focus();
      const id = R.list.selected();
      if (id) R.list.reveal(id, "middle");
    } else if (event.code === "Enter" || event.code === "NumpadEnter" || event.code === "ArrowDown") {
      event.preventDefault();
      R.list.focus();
      if (R.view.indexOf(R.list.selected()) < 0 && R.view.count()) R.actions.arrive(R.view.at(0));
    } else if ((event.ctrlKey || event.metaKey) && event.code === "KeyF") {
      event.preventDefault();
      PARTS.find.select();
    }
  }

  function clearFind() {
    PARTS.find.value = "";
    R.view.set("find", "");
    drawFound();
  }

  function drawFound() {
    PARTS.found.textContent = R.view.state.find ? R.view.count().toLocaleString(R.lang) : "";
  }

  function tabs() {
    PARTS.tabs = R.el("span", { class: "tabs", role: "tablist" });
    PARTS.controls = R.el("span", { class: "controls" }, [
      slider("avg_logprob", -3, 0, 0.05), slider("no_speech_prob", 0, 1, 0.01), finder(),
      select("filter", ["all", "check", "flagged", "sample", "edited"], "filter."), select("sort", ["time", "suspicion", "doubt"], "sort.")]);
    PARTS.fold = R.iconButton("btn bare fold", "sliders", "desk.controls",
      () => fold(!PARTS.controls.classList.contains("shown")));
    return R.el("nav", {}, [PARTS.tabs, PARTS.fold, PARTS.controls]);
  }

  function fold(show) {
    PARTS.controls.classList.toggle("shown", show);
    PARTS.fold.setAttribute("aria-expanded", String(show));
  }

  R.header = {
    mount(parent) {
      parent.append(facts(), tabs());
      const soon = R.onceAFrame(drawFacts);
      R.on("rows", ({ ids }) => { count(ids.size ? ids : null); soon(); });
      R.on("thresholds", () => { drawSliders(); count(null); soon(); });
      R.on("queue", ({ ids, first }) => { count(first || !ids.size ? null : ids); drawFilter(); soon(); });
      R.on("sampled", drawFilter);
      R.on("outbox", drawSaved);
      R.on("parked", drawSaved);
      R.on("run", () => { drawSaved(); soon(); });
      R.on("find", () => { fold(true); PARTS.find.focus(); PARTS.find.select(); });
      R.on("show-all", () => {
        clearFind();
        R.view.set("filter", "all");
        drawFilter();
      });
      R.on("lang", () => { drawSaved(); drawFacts(); });
    },
    /** Bring every control to the state of the view (after opening a project). */
    draw() {
      drawFilter();
      PARTS.sort.value = R.view.state.sort;
      PARTS.find.value = R.view.state.find;
      drawSliders();
      drawSaved();
      drawFacts();
    },
    filter(name) {
      R.view.set("filter", name);
      drawFilter();
      R.desk.rememberView();
    },
    /** A figure of the comparison and what it is of; "" where there is none. */
    setScore(figure, word) {
      PARTS.score.textContent = figure;
      PARTS.scoreWord.textContent = word;
      PARTS.score.parentElement.hidden = !word;
    },
    tabs: () => PARTS.tabs,
    controls: () => [PARTS.controls, PARTS.fold],
    tools: () => PARTS.tools,
  };
})(R);
