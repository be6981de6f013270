/* When to stop: errors left and the work so far in the head; below it a panel with how they are known, a sample to check,
   and what can still be gathered: evidence, and the doubtful lines heard again by a larger model. */
(function (R) {
  "use strict";
  const SAMPLE = 20;
  const MODES = ["fast", "thorough"];
  const GOING = new Set(["queued", "gathering"]);
  const parts = {};
  let panel = null;
  let close = null;
  let cost = null;
  let chosen = null;
  let asked = null;
  let isSoundThere = false;

  const summary = () => R.queue.summary() || {};
  const minutes = (value) => R.words.span(value * 60000);
  const figure = (value) => Math.round(value).toLocaleString(R.lang);

  /* ---- in the head ------------------------------------------------------------------------------------------------ */

  function facts() {
    parts.left = R.el("span", { class: "fact-left" });
    parts.work = R.el("span", { class: "fact-work" });
    parts.slot = R.menu.button({ class: "k stop", tTitle: "stop.title", data: { hint: R.keys.nameOf("stop") } }, [parts.left, parts.work], build, () => R.list.focus());
    parts.slot.hidden = true;
    for (const name of ["queue", "lang"]) R.on(name, draw);
    for (const name of ["opened", "run"]) R.on(name, onMedia);
    return parts.slot;
  }

  function onMedia({ media }) {
    const now = Boolean(media) && media.state === "ready";
    if (now === isSoundThere) return;
    isSoundThere = now;
    if (panel && panel.isConnected) fill();
  }

  function draw() {
    const { errors_left: left, work } = summary();
    parts.slot.hidden = !R.queue.isKnown();
    R.clear(parts.left, left ? [R.t("stop.left") + " ", R.el("em", { text: figure(left.estimate) }),
      " " + R.t("stop.range", { low: figure(left.low), high: figure(left.high) })] : R.t("stop.title"));
    const fix = work && work.minutes_per_fix;
    R.clear(parts.work, work && work.minutes ? [R.el("em", { text: minutes(Math.max(1, Math.round(work.minutes))) }),
      fix ? " · " + R.t("stop.a_fix", { time: minutes(fix) }) : ""] : null);
    parts.work.hidden = !parts.work.firstChild;
    if (panel && panel.isConnected) fill();
  }

  /* ---- the panel: figures ------------------------------------------------------------------------------------------- */

  const said = (key, value, note) => [R.el("dt", { t: key }), R.el("dd", {}, [R.el("b", { text: value }), note && R.el("small", { text: note })])];

  function figures() {
    const { errors_left: left, yield: found, work, sample, calibrated } = summary();
    return R.el("dl", {}, [
      left && said("stop.errors_left", "≈ " + figure(left.estimate), R.t("stop.between", { low: figure(left.low), high: figure(left.high) })),
      left && calibrated === false && R.el("dd", { class: "wide", t: "stop.not_calibrated" }),
      found && found.decisions > 0 && said("stop.yield", R.t("stop.of", { i: found.corrected, n: found.decisions }), R.t("stop.yield_note")),
      sample && sample.drawn > 0 && said("stop.sample", R.t("stop.of", { i: sample.decided, n: sample.drawn }), R.t("stop.sample_wrong", { n: sample.wrong })),
      work && said("stop.minutes", minutes(work.minutes)),
      work && said("stop.lines", work.lines.toLocaleString(R.lang)),
      work && said("stop.corrected", work.corrected.toLocaleString(R.lang),
        work.minutes_per_fix ? R.t("stop.each", { time: minutes(work.minutes_per_fix) }) : ""),
    ]);
  }

  /* ---- the panel: a sample -------------------------------------------------------------------------------------------- */

  async function sample() {
    await act("sample", async () => {
      const n = await R.queue.draw(SAMPLE);
      if (!n) {
        R.toast(R.t("stop.nothing_to_sample"));
        return;
      }
      close();
      R.header.filter("sample");
      const id = R.view.nextOpen(null, 1);
      R.list.focus();
      if (id) R.actions.arrive(id);
    });
  }

  function sampling() {
    return R.el("section", {}, [R.el("h3", { t: "stop.sample_title" }), R.el("p", { class: "soft", t: "stop.sample_what" }),
      button("stop.sample_do", sample, "sample")]);
  }

  /* ---- the panel: more evidence ----------------------------------------------------------------------------------------- */

  const button = (key, click, data) => R.el("button", { type: "button", class: "btn", t: key, disabled: Boolean(asked), data: { do: data }, on: { click } });

  async function act(name, work) {
    asked = name;
    fill();
    try {
      await work();
    } catch (error) {
      R.toast(R.errorText(error), { kind: "error" });
    } finally {
      asked = null;
      if (panel && panel.isConnected) fill();
    }
  }

  function evidence() {
    const { state, mode, fraction } = summary().evidence || { state: "none" };
    const choose = R.el("select", { name: "evidence-mode", tLabel: "stop.evidence" }, MODES.map((each) => R.el("option", { value: each, t: "evidence." + each })));
    choose.value = "thorough";
    const going = GOING.has(state);
    const whole = state === "done" && mode === "thorough";
    const gather = () => act("gather", () => R.queue.call("gather", { mode: choose.value }));
    const usable = isSoundThere;
    return R.el("section", {}, [R.el("h3", { t: "stop.evidence" }),
      R.el("p", { class: "soft", text: going ? R.t("evidence.going", { percent: R.words.percent(fraction) })
        : usable || state === "done" ? R.t("evidence.state." + state, { mode: R.t("evidence." + (mode || "done")) }) : R.t("evidence.no_media") }),
      !going && !whole && usable && R.el("div", { class: "acts" }, [choose, button("evidence.do", gather, "gather")])]);
  }

  /* ---- the panel: a larger model ---------------------------------------------------------------------------------------- */

  /** Ask which models are larger than the one that heard the lines, and what each would take for the lines to check. */
  async function askCost() {
    const askedFor = panel;
    let found = { models: [] };
    try {
      found = await R.queue.call("rehear_cost", { model: null, lines: null });
    } catch {
      // what cannot be priced is not offered; opening the panel again asks again
    }
    if (panel !== askedFor || !panel.isConnected) return;
    cost = found;
    fill();
  }

  function costText(name) {
    const { minutes: needed } = cost.models.find((each) => each.name === name);
    if (!cost.lines) return R.t("rehear.none");
    const params = { n: cost.lines, sound: R.words.span(cost.seconds_of_sound * 1000) };
    if (needed === null || needed === undefined) return R.t("rehear.cost_unknown", params);
    return R.t("rehear.cost", { ...params, time: minutes(Math.max(1, Math.ceil(needed))) });
  }

  function rehearing() {
    const job = summary().rehear;
    const going = Boolean(job) && GOING.has(job.state);
    if (!going && (!isSoundThere || !cost || !cost.models.length)) return null;
    const section = (children) => R.el("section", {}, [R.el("h3", { t: "rehear.title" }), children]);
    if (going) return section(R.el("p", { class: "soft", text: R.t("rehear.going", { model: job.model, n: job.lines, percent: R.words.percent(job.fraction) }) }));
    const price = R.el("p", { class: "soft cost" });
    const choose = R.el("select", { name: "larger-model", tLabel: "rehear.model", on: { change: () => { chosen = choose.value; draw(); } } },
      cost.models.map((each) => R.el("option", { value: each.name, text: each.name + " · " + R.words.bytes(each.size_mb * 1048576) })));
    const draw = () => { price.textContent = costText(choose.value); };
    if (cost.models.some((each) => each.name === chosen)) choose.value = chosen;
    draw();
    const start = () => act("rehear", () => R.queue.call("rehear", { model: choose.value, lines: null, visitor: R.visitor }));
    return section([R.el("p", { class: "soft", t: "rehear.what" }), price,
      cost.lines > 0 && R.el("div", { class: "acts" }, [choose, button("rehear.do", start, "rehear")])]);
  }

  /* ---- the panel ---------------------------------------------------------------------------------------------------------- */

  /** Anew, unless the person is choosing something in it. */
  function fill() {
    const active = document.activeElement;
    if (active && panel.contains(active) && active.matches("select") && !asked) {
      parts.figures.replaceWith(parts.figures = figures());
      return;
    }
    const focused = active && panel.contains(active) && active.dataset.do;
    parts.figures = figures();
    R.clear(panel, [parts.figures, sampling(), evidence(), rehearing()]);
    const again = focused && panel.querySelector('[data-do="' + focused + '"]');
    if (again) again.focus({ preventScroll: true });
  }

  function build(closeMenu) {
    close = closeMenu;
    cost = null;
    panel = R.el("div", { class: "stop-panel" });
    fill();
    askCost();
    return [R.el("h2", { t: "stop.title" }), panel];
  }

  R.queueStop = {
    facts,
    open() {
      if (!parts.slot.hidden) parts.slot.querySelector("button").click();
    },
  };
})(R);
