/* The keyboard. Keys are matched by their place (event.code), so a Korean layout changes nothing; no key is taken while a
   syllable is being composed, while the person types in a field, or from the browser (F5, Ctrl+R, Ctrl+W ...). */
(function (R) {
  "use strict";
  /* [action, code, modifiers, name shown]; modifiers: "c" = Ctrl or Cmd, "s" = Shift; "*" = Shift does not matter. */
  const KEYS = [
    ["play", "Space", "", "Space"],
    ["playOn", "Space", "s", "Shift Space"],
    ["next", "ArrowDown", "", "↓"],
    ["previous", "ArrowUp", "", "↑"],
    ["nextPage", "PageDown", "", "PgDn"],
    ["previousPage", "PageUp", "", "PgUp"],
    ["first", "Home", "", "Home"],
    ["last", "End", "", "End"],
    ["nextOpen", "KeyN", "", "N"],
    ["previousOpen", "KeyP", "", "P"],
    ["keep", "Digit1", "", "1"],
    ["keep", "Numpad1", "", ""],
    ["edit", "Enter", "", "Enter"],
    ["edit", "NumpadEnter", "", ""],
    ["edit", "F2", "", ""],
    ["split", "KeyS", "", "S"],
    ["merge", "KeyM", "", "M"],
    ["insert", "KeyI", "", "I"],
    ["remove", "Delete", "", "Del"],
    ["times", "KeyT", "", "T"],
    ["snippet", "KeyD", "", "D"],
    ["undo", "KeyZ", "c", "Ctrl Z"],
    ["redo", "KeyZ", "cs", "Ctrl Shift Z"],
    ["redo", "KeyY", "c", ""],
    ["loop", "KeyL", "", "L"],
    ["slower", "BracketLeft", "", "["],
    ["faster", "BracketRight", "", "]"],
    ["startEarlier", "Comma", "", ","],
    ["startLater", "Period", "", "."],
    ["endEarlier", "Comma", "s", "Shift ,"],
    ["endLater", "Period", "s", "Shift ."],
    ["find", "KeyF", "c", "Ctrl F"],
    ["help", "Slash", "*", "?"],
  ];

  const GROUPS = [
    ["keys.go", ["next", "previous", "nextOpen", "previousOpen", "nextPage", "previousPage", "first", "last", "find"]],
    ["keys.play", ["play", "playOn", "loop", "slower", "faster"]],
    ["keys.change", ["keep", "edit", "split", "merge", "insert", "remove", "snippet", "undo", "redo"]],
    ["keys.times", ["times", "startEarlier", "startLater", "endEarlier", "endLater"]],
    ["keys.typing", ["typing.leave", "typing.next", "typing.play", "typing.split", "typing.lines"]],
  ];
  const TYPING = { "typing.leave": "Enter · Esc", "typing.next": "Ctrl Enter", "typing.play": "Tab",
    "typing.split": "Alt S", "typing.lines": "Ctrl ↑ · Ctrl ↓" };

  const bound = new Map();
  for (const [action, code, modifiers] of KEYS) {
    for (const shift of modifiers === "*" ? ["", "s"] : [modifiers]) bound.set(code + "/" + shift, action);
  }

  function typingIn(target) {
    return target instanceof Element && Boolean(target.closest("input, textarea, select, [contenteditable], dialog"));
  }

  /** A focused button keeps Space and Enter, a slider its arrows. */
  function ownsKey(target, code) {
    if (!(target instanceof Element)) return false;
    if (target.closest("button, a, summary")) return code === "Space" || code === "Enter" || code === "NumpadEnter";
    return false;
  }

  function onKey(event) {
    if (event.isComposing || event.keyCode === 229 || event.altKey || event.defaultPrevented) return;
    if (!R.desk.isReviewing() || document.querySelector("dialog[open]")) return;
    const command = event.ctrlKey || event.metaKey;
    const action = bound.get(event.code + "/" + (command ? "c" : "") + (event.shiftKey ? "s" : ""));
    if (!action || (typingIn(event.target) && action !== "find") || ownsKey(event.target, event.code)) return;
    event.preventDefault();
    if (event.repeat && !REPEATS.has(action)) return;
    R.actions.run(action);
  }

  const REPEATS = new Set(["next", "previous", "nextPage", "previousPage", "startEarlier", "startLater", "endEarlier",
    "endLater", "undo", "redo"]);

  const nameOf = (action) => {
    const key = KEYS.find((each) => each[0] === action && each[3]);
    return key ? key[3] : TYPING[action] || "";
  };

  function keycaps(names) {
    return names.split(" · ").map((name, n) => [n > 0 && " / ", name.split(" ").map((part) => R.el("kbd", { text: part }))]);
  }

  function help() {
    const groups = GROUPS.map(([title, actions]) => R.el("section", {}, [
      R.el("h3", { text: R.t(title) }),
      R.el("dl", { class: "keys" }, actions.map((action) => [
        R.el("dt", {}, keycaps(nameOf(action))),
        R.el("dd", { text: R.t((action in TYPING ? "keys." : "action.") + action + (action in TYPING ? "" : ".title")) }),
      ])),
    ]));
    R.dialog({ title: R.t("keys.title"), body: R.el("div", { class: "key-groups" }, groups), wide: true,
      actions: [{ label: R.t("close"), value: null, kind: "primary" }] });
  }

  R.keys = { help, nameOf, start: () => document.addEventListener("keydown", onKey) };
})(R);
