/* The figures of the comparison, before and after the person's work, the leading one first; how both texts are written
   before they are compared, which is chosen and always shown. */
(function (R) {
  "use strict";
  const RATES = ["cer_no_spaces", "wer_space_insensitive", "wer"];
  const SCRIPT_RATE = { hangul: "cer_no_spaces", han: "cer_no_spaces", kana: "cer_no_spaces", thai: "cer_no_spaces" };

  /** 0.1184 -> "11.8"; more than nobody can mean stays as it is. */
  const percent = (share) => (share === null || share === undefined ? "–" : (share * 100).toFixed(1));

  function change(before, after) {
    const known = after !== null && after !== undefined;
    return [before !== undefined && R.el("i", { text: percent(before) + " → " }), percent(after) + (known ? " %" : "")];
  }

  function figure(name, value, label, title) {
    return R.el("div", { class: "fig", data: { figure: name }, title }, [R.el("b", {}, value), R.el("span", { text: label })]);
  }

  function rate(figures, name) {
    const { before, after } = figures;
    const note = after.note && after[name] === null ? R.t("compare.note." + after.note) : R.t("compare.help." + name);
    return figure(name, change(before ? before[name] : undefined, after[name]), R.t("compare.figure." + name), note);
  }

  function counts({ before, after, excess }) {
    const of = (score) => [score.substitutions, score.insertions, score.deletions].map((n) => n.toLocaleString(R.lang)).join(" · ");
    const help = R.t("compare.help.counts", { before: before ? of(before) : "–", hits: after.hits, words: after.reference_words });
    return figure("counts", of(after), R.t("compare.figure.counts"), excess ? help + " " + R.t("compare.help.excess", { n: excess }) : help);
  }

  function interval({ interval: found }) {
    if (!found) return null;
    const level = Math.round(found.level * 100);
    return figure("interval", percent(found.low) + " – " + percent(found.high) + " %",
      R.t("compare.figure.interval", { level, rate: R.t("compare.short." + found.rate) }), R.t("compare.help.interval", { level }));
  }

  /** The rate on the Korean and on the Latin part of a song that mixes them. */
  function scripts({ by_script: found }) {
    const names = Object.keys(found || {});
    if (names.length < 2) return [];
    return names.map((name) => {
      const kind = SCRIPT_RATE[name] || "wer";
      const label = R.has("compare.script." + name) ? R.t("compare.script." + name) : name;
      const { before, after } = found[name];
      return figure("script-" + name, change(before ? before[kind] : undefined, after[kind]),
        R.t("compare.figure.script", { rate: R.t("compare.short." + kind), script: label }), R.t("compare.help.script"));
    });
  }

  function agreement(figures, name) {
    const found = figures[name];
    if (!found || found.f1 === null) return null;
    return figure(name, R.fmtNum(found.f1), R.t("compare.figure." + name),
      R.t("compare.help." + name, { precision: R.fmtNum(found.precision), recall: R.fmtNum(found.recall) }));
  }

  function all(figures) {
    const names = [...figures.headline.filter((name) => figures.after[name] !== undefined), ...RATES];
    return [...new Set(names)].map((name) => rate(figures, name)).concat([counts(figures), interval(figures), ...scripts(figures),
      ...["line_breaks", "case", "punctuation"].map((name) => agreement(figures, name))].filter(Boolean));
  }

  /** Why a rate is undefined, in a sentence. */
  function note(figures) {
    const code = figures.after.note;
    return code ? R.el("p", { class: "soft note", text: R.t("compare.note." + code) }) : null;
  }

  /** Fill `node` with the figures; on a phone all but the first three wait behind a button. */
  function draw(node, figures) {
    const more = R.el("button", { type: "button", class: "link more", text: R.t("compare.more_figures"), on: { click: () => node.classList.toggle("open") } });
    R.clear(node, figures ? [all(figures), note(figures), more] : R.el("p", { class: "soft", t: "compare.working" }));
  }

  /** The leading rate for the head of the desk: {text, name}, null where there is none. */
  function headline(figures) {
    const name = figures && figures.headline[0];
    if (!name) return null;
    const after = figures.after[name];
    return { text: after === null ? "–" : percent(after) + " %", name: R.t("compare.short." + name) };
  }

  R.compareFigures = { draw, headline };
})(R);
