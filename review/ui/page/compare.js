/* The Compare tab: puts its parts together, and what Review and the head of the desk show of the comparison. */
(function (R) {
  "use strict";
  const PHONE = 700;
  const TAB = "compare";
  const FILTERS = ["differences", "open", "all", "substituted", "missing", "extra", "spacing", "script"];
  const SORTS = ["time", "errors"];
  const FILES = ["report.html", "report.csv", "report.json", "annotated.txt", "timed.lrc", "timed.srt", "timed.vtt"];
  /* As in keys.js. */
  const KEYS = [
    ["take", "Digit3", "", "3"], ["take", "Numpad3", "", ""], ["word", "Digit3", "s", "Shift 3"],
    ["wordLeft", "ArrowLeft", "", "←"], ["wordRight", "ArrowRight", "", "→"],
    ["type", "Digit2", "", "2"], ["type", "Numpad2", "", ""], ["type", "Enter", "", ""], ["type", "NumpadEnter", "", ""], ["type", "F2", "", ""],
    ["twins", "KeyA", "", "A"], ["undo", "KeyU", "", "U"],
  ];
  const GOING = ["nextOpen", "previousOpen", "next", "previous", "nextPage", "previousPage", "first", "last"];
  const LISTENING = ["play", "playOn", "loop", "slower", "faster"];
  const TIMES = ["startEarlier", "startLater", "endEarlier", "endLater"];
  const GROUPS = [
    ["compare.keys", ["keep", "take", "word", "wordLeft", "wordRight", "type", "twins", "undo", "redo"]],
    ["keys.go", GOING],
    ["keys.play", LISTENING],
    ["keys.times", TIMES],
    ["keys.typing", ["typing.leave", "typing.next", "typing.play"]],
  ];

  const HINTS = [["keep", "compare.action.keep"], ["take", "compare.action.take"], ["word", "compare.action.word"]];

  const data = R.compareData;
  const view = R.compareView;
  const parts = {};
  let panel = null;

  R.compareList = R.virtualList({
    view,
    get: view.get,
    event: "compare-select",
    label: "compare.lines",
    build: (id) => R.compareRow.build(id),
    reuse: (node, id) => R.compareRow.reuse(node, id),
    fill: (node, row, selected) => R.compareRow.fill(node, row, selected),
    longest: (row) => (row.fold ? "" : row.theirs.length > row.ours.length ? row.theirs : row.ours),
    room: (width) => (width < PHONE ? width - 90 : (width - 330) / 2),
  });

  /* ---- the row of tools -------------------------------------------------------------------------------------------------------- */

  function select(name, values) {
    const node = R.el("select", { name: "compare-" + name, tLabel: "desk." + name, tTitle: "desk." + name,
      on: { change: () => { view.set(name, node.value); R.compareList.focus(); } } },
    values.map((value) => R.el("option", { value, t: "compare." + name + "." + value })));
    parts[name] = node;
    return node;
  }

  function files(close) {
    return R.el("ul", { class: "files" }, FILES.map((name) => R.el("li", {}, R.el("button", { type: "button", data: { file: name },
      on: { click: () => { close(); R.exporting.take("compare/" + name, name === "report.html" ? { lang: R.lang } : {}); } } },
    [R.el("b", { text: name.slice(name.indexOf(".")) }), R.el("span", { class: "soft", t: "compare.file." + name })]))));
  }

  function tools() {
    parts.referenceName = R.el("b", { dir: "auto" });
    parts.normalised = R.el("b");
    parts.chip = R.el("span", { class: "chip", hidden: true });
    parts.tidy = R.el("button", { type: "button", class: "btn bare tidy", hidden: true, tTitle: "compare.tidy.title",
      on: { click: () => { view.chosenAnew(); R.compareList.focus(); } } });
    return R.el("div", { class: "tools-row" }, [
      R.menu.button({ tTitle: "compare.references" }, [R.icon("reference"), parts.referenceName], R.compareReference.referencesMenu),
      R.menu.button({ tTitle: "compare.settings", class: "btn settings" }, [R.icon("sliders"), R.el("span", { t: "compare.normalised" }), parts.normalised], R.compareReference.settingsMenu),
      parts.chip,
      R.el("span", { class: "end" }, [parts.tidy, select("filter", FILTERS), select("sort", SORTS),
        R.el("button", { type: "button", class: "btn open-side", tTitle: "compare.confusions", on: { click: R.compareSide.ask } }, R.el("span", { t: "compare.confusions" })),
        R.menu.button({ tTitle: "compare.take_home", class: "btn take-home" }, [R.icon("download"), R.el("span", { t: "compare.take_home" })], files)]),
    ]);
  }

  function drawChip() {
    const { confusion } = view.state;
    const left = view.leftovers();
    parts.tidy.hidden = left === 0;
    parts.tidy.textContent = R.t("compare.tidy", { n: left });
    parts.filter.disabled = Boolean(confusion);
    parts.chip.hidden = !confusion;
    if (!confusion) return;
    R.clear(parts.chip, [R.compareSide.pair(confusion), R.button({ icon: "close", label: R.t("compare.clear_confusion"), bare: true,
      on: () => R.compareSide.choose(confusion) })]);
  }

  /* ---- drawing what the server said ---------------------------------------------------------------------------------------------- */

  function drawHead() {
    const { reference, settings, figures } = data.facts();
    const leads = R.compareFigures.headline(figures);
    R.header.setScore(leads ? leads.text : "", leads ? leads.name + " · " + reference.name : "");
    if (!panel) return;
    const bare = data.isKnown() && !reference;
    parts.none.hidden = !bare;
    parts.whole.hidden = !reference;
    parts.wait.hidden = data.isKnown();
    if (!reference) return;
    parts.referenceName.textContent = reference.name;
    parts.normalised.textContent = R.t("compare.normalisation." + settings.normalisation);
    R.compareFigures.draw(parts.figures, figures);
    R.compareSide.draw();
  }

  function drawEmpty() {
    const none = view.count() === 0 && Boolean(data.facts().reference);
    parts.empty.hidden = !none;
    if (none) parts.empty.textContent = R.t(data.ids().length ? "compare.nothing_shown" : "compare.no_rows");
  }

  /** Without a selection, or with one that is not shown any more, the first difference that waits. */
  function ensureSelected() {
    const id = R.compareList.selected();
    if (id !== null && view.indexOf(id) >= 0) return;
    const first = view.nextOpen(null, 1) ?? view.neighbour(null, 1);
    if (first !== null) R.compareList.select(first, "app", R.desk.tab() !== TAB);
  }

  /* ---- the tab ------------------------------------------------------------------------------------------------------------------------ */

  function columns() {
    return R.el("div", { class: "cols cmp-cols", aria: { hidden: "true" } }, [R.el("span", { t: "col.time" }),
      R.el("span", { t: "compare.col.ours" }), R.el("span", { t: "compare.col.theirs" }), R.el("span")]);
  }

  function build(node) {
    panel = node;
    parts.none = R.compareReference.emptyState();
    parts.wait = R.el("p", { class: "empty", t: "compare.working" });
    parts.figures = R.el("div", { class: "figs" });
    parts.empty = R.el("p", { class: "empty", hidden: true });
    const main = R.el("div", { class: "cmp-main" }, [columns(), parts.empty]);
    const body = R.el("div", { class: "cmp-body" }, main);
    parts.whole = R.el("div", { class: "cmp-whole", hidden: true }, [parts.figures, tools(), body]);
    panel.append(parts.none, parts.wait, parts.whole);
    R.compareList.mount(main);
    R.compareTwins.mount(main);
    R.compareSide.mount(body);
    R.compareReference.takeDrops(panel);
    listen();
  }

  function listen() {
    R.on("compare-view", (change) => {
      R.compareList.changed(change);
      drawChip();
      drawEmpty();
      ensureSelected();
    });
    R.on("compared", drawHead);
    R.on("compared-failed", ({ error }) => { if (!data.isKnown()) parts.wait.textContent = R.errorText(error); });
    R.on("compare-select", ({ by }) => { if (R.desk.tab() === TAB) R.desk.soundOf(by); });
    R.on("parked", ({ line }) => R.compareList.refresh(new Set([line])));
    R.on("edges", ({ line, start, end }) => {
      const row = data.get(line);
      if (row && row.kind === "missing") data.placeAt(row, start, end);
    });
    R.on("lang", () => { drawHead(); drawEmpty(); });
    for (const part of [R.compareActions, R.compareTyping]) part.start();
  }

  function show() {
    const line = R.list.selected();
    data.look(true);
    drawHead();
    if (view.indexOf(line) >= 0 && !view.isFold(line)) R.compareList.select(line, "app");
    R.compareList.focus();
  }

  function hide() {
    const row = panel && R.compareActions.current();
    R.compareTyping.leave();
    R.menu.close();
    data.look(false);
    if (row && row.line && R.rows.has(row.line)) R.list.select(row.line, "app");
  }

  function follow(line) {
    if (view.indexOf(line) >= 0) R.compareList.select(line, "play");
  }

  /* ---- in Review ------------------------------------------------------------------------------------------------------------------------ */

  /** What the reference says for a line of Review, null where it says the same or nothing. */
  function proposal(line) {
    const row = data.get(line.id);
    return row && row.theirs && row.line && !data.isSame(row) ? row.theirs : null;
  }

  R.compare = {
    proposal,
    /** The name of the reference, "" where there is none. */
    referenceName: () => (data.facts().reference || { name: "" }).name,
    start() {
      R.keys.add(TAB, { keys: KEYS, shared: ["keep", "undo", "redo", "help", ...GOING, ...LISTENING, ...TIMES], groups: GROUPS,
        run: R.compareActions.run, repeats: ["wordLeft", "wordRight"] });
      data.start();
      view.start();
      R.desk.addTab({ key: TAB, label: "compare.tab", list: R.compareList, hints: HINTS, build, show, hide, follow,
        current: () => { const row = panel && R.compareActions.current(); return row && data.sound(row); } });
      R.on("opened", () => {
        view.reset();
        R.compareActions.clear();
        if (panel) R.compareList.clear();
        data.open(R.desk.token);
      });
      R.on("closed", () => data.open(null));
      R.on("compared", ({ ids }) => {
        const line = R.list.selected();
        if (ids.has(line)) R.list.refresh(new Set([line]));
        if (!panel) drawHead();
      });
    },
  };
})(R);
