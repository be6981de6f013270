/* A small panel that opens below a button and closes at Esc, at a click elsewhere, or once something was chosen. */
(function (R) {
  "use strict";
  let shown = null;

  function close(focus) {
    if (!shown) return;
    const { button, panel, back } = shown;
    shown = null;
    panel.remove();
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    if (focus) back();
  }

  const outside = ({ target }) => { if (!shown.panel.contains(target) && !shown.button.contains(target)) close(); };

  function onKey(event) {
    event.stopPropagation(); // the list behind must not act on keys pressed in here
    if (event.code !== "Escape" || R.editor.composing(event)) return;
    event.preventDefault();
    close(true);
  }

  function open(button, build, back) {
    const panel = R.el("div", { class: "menu", role: "dialog", aria: { label: button.title || button.textContent }, on: { keydown: onKey } }, build(() => close()));
    button.after(panel);
    button.setAttribute("aria-expanded", "true");
    shown = { button, panel, back };
    const over = panel.getBoundingClientRect().right - document.documentElement.clientWidth + 8;
    if (over > 0) panel.style.setProperty("--shift", -over + "px");
    document.addEventListener("pointerdown", outside, true);
    const first = panel.querySelector("input:checked, input, button");
    if (first) first.focus({ preventScroll: true });
  }

  R.menu = {
    close,
    /** A button labelled by `label` (a node or nodes) that opens what `build(close)` makes; options as R.el's. After Esc
        `back` gives the keyboard to where it belongs: to the button, by default. */
    button(options, label, build, back) {
      const button = R.el("button", { type: "button", class: "btn", aria: { haspopup: "dialog", expanded: "false" }, ...options, on: { click: () => {
        const again = shown && shown.button === button;
        close();
        if (!again) open(button, build, back || (() => button.focus()));
      } } }, label);
      return R.el("span", { class: "menu-slot" }, button);
    },
  };
})(R);
