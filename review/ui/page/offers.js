/* One decision, many lines: a quiet bar that offers to do the same elsewhere, and a preview in which each place has a tick
   and its sound before anything is done. */
(function (R) {
  "use strict";

  /** A bar with a sentence, a button that opens the preview and one that closes the bar; `key` is the opening key's name. */
  R.offerBar = function ({ look, not, key, ask, close }) {
    const node = R.el("div", { class: "twins", role: "status", hidden: true });
    return {
      node,
      /** null hides it. */
      show(sentence) {
        node.hidden = sentence === null;
        if (sentence === null) return;
        R.clear(node, [R.el("span", { text: sentence }),
          R.el("button", { type: "button", class: "btn primary", on: { click: ask } }, [R.el("span", { text: R.t(look) }), R.el("kbd", { text: key() })]),
          R.button({ icon: "close", label: R.t(not), bare: true, on: () => close() })]);
      },
    };
  };

  function entry({ id, sound, sides }, ticks) {
    const tick = R.el("input", { type: "checkbox", checked: true, data: { row: id } });
    ticks.set(id, tick);
    const play = R.el("button", { type: "button", class: "btn bare", tTitle: "compare.twins.play", tLabel: "compare.twins.play",
      disabled: !R.player.usable(), on: { click: () => R.player.play(sound) } }, R.icon("play"));
    return R.el("li", {}, [R.el("label", {}, [tick, R.el("span", { class: "t", text: R.fmtTime(sound.start) }), sides]), play]);
  }

  /** ↑ ↓ go from tick to tick, → plays, Enter does it. */
  function keyed(event) {
    const item = event.target.closest("li");
    if (!item || R.editor.composing(event)) return;
    const to = { ArrowDown: item.nextElementSibling, ArrowUp: item.previousElementSibling }[event.code];
    if (to) to.querySelector("input").focus();
    else if (event.code === "ArrowRight") item.querySelector("button").click();
    else if (event.code === "Enter" && event.target.matches("input")) item.closest("dialog").querySelector(".dialog-actions .primary").click();
    else return;
    event.preventDefault();
  }

  /** Ask which of `entries` {id, sound, sides: nodes} are meant; resolves to the ids ticked, null where it was left. */
  R.preview = async function (title, entries) {
    const ticks = new Map();
    const body = R.el("ul", { class: "twins-list", on: { keydown: keyed } }, entries.map((each) => entry(each, ticks)));
    const go = await R.dialog({ title, wide: true, body, actions: [{ label: R.t("cancel"), value: false },
      { label: R.t("compare.twins.do"), value: true, kind: "primary" }] });
    R.player.stop();
    return go ? [...ticks].filter(([, tick]) => tick.checked).map(([id]) => id) : null;
  };
})(R);
