/* The most frequent confusions: what stood for what, how often; each opens its rows. A panel beside the list where there
   is room, else a dialog. */
(function (R) {
  "use strict";
  const view = R.compareView;
  let panel = null;

  const word = (text, className) => (text ? R.el("span", { class: className, text, dir: "auto" }) : R.el("i", { class: "none", text: "–" }));

  /** "온기가 → 용기를" */
  const pair = ({ ours, theirs }) => [word(ours, "sub"), R.el("span", { class: "to", text: " → " }), word(theirs, "ref")];

  const chosen = (confusion) => {
    const now = view.state.confusion;
    return Boolean(now) && now.ours === confusion.ours && now.theirs === confusion.theirs;
  };

  function choose(confusion) {
    view.set("confusion", chosen(confusion) ? null : confusion);
    draw();
    const first = view.at(0);
    if (first && view.state.confusion) R.compareList.select(first, "app");
    R.compareList.focus();
  }

  function entries(done) {
    const { confusions } = R.compareData.facts();
    if (!confusions.length) return R.el("p", { class: "soft", t: "compare.no_confusions" });
    return R.el("ol", { class: "confusions" }, confusions.map((confusion) => R.el("li", {}, R.el("button", { type: "button",
      class: chosen(confusion) ? "on" : "", aria: { pressed: String(chosen(confusion)) }, title: R.t("compare.open_confusion"),
      on: { click: () => { done(); choose(confusion); } } }, [R.el("span", { class: "pair" }, pair(confusion)),
      R.el("span", { class: "n", text: confusion.count.toLocaleString(R.lang), aria: { label: R.t("compare.times", { n: confusion.count }) } })]))));
  }

  function draw() {
    if (panel) R.clear(panel, [R.el("h3", { t: "compare.confusions" }), entries(() => {})]);
  }

  R.compareSide = {
    pair,
    draw,
    choose,
    mount(parent) {
      panel = R.el("aside", { class: "side", tLabel: "compare.confusions" });
      parent.append(panel);
    },
    /** Where there is no room beside the list. */
    ask() {
      const body = R.el("div", {}, entries(() => body.closest("dialog").close()));
      R.dialog({ title: R.t("compare.confusions"), body, actions: [{ label: R.t("close"), value: null }] });
    },
  };
})(R);
