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
    ["takeSecond", "Digit2", "", "2"],
    ["takeSecond", "Numpad2", "", ""],
    ["takeReference", "Digit3", "", "3"],
    ["takeReference", "Numpad3", "", ""],
    ["takeOther", "Digit4", "", "4"],
    ["takeOther", "Numpad4", "", ""],
    ["nextWord", "ArrowRight", "", "→"],
    ["nextWord", "KeyW", "", ""],
    ["previousWord", "ArrowLeft", "", "←"],
    ["previousWord", "KeyW", "s", ""],
    ["wholeLine", "Escape", "", "Esc"],
    ["same", "KeyG", "", "G"],
    ["stop", "KeyE", "", "E"],
    ["sortAgain", "KeyR", "", "R"],
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
    ["keys.go", ["nextOpen", "previousOpen", "next", "previous", "nextPage", "previousPage", "first", "last", "find", "sortAgain", "stop"]],
    ["keys.decide", ["keep", "takeSecond", "takeReference", "takeOther", "edit", "nextWord", "previousWord", "wholeLine", "same"]],
    ["keys.play", ["play", "playOn", "loop", "slower", "faster"]],
    ["keys.change", ["split", "merge", "insert", "remove", "snippet", "undo", "redo"]],
    ["keys.times", ["times", "startEarlier", "startLater", "endEarlier", "endLater"]],
    ["keys.typing", ["typing.leave", "typing.next", "typing.play", "typing.split", "typing.lines"]],
  ];
  const TYPING = { "typing.leave": "Enter · Esc", "typing.next": "Ctrl Enter", "typing.play": "Tab",
    "typing.split": "Alt S", "typing.lines": "Ctrl ↑ · Ctrl ↓" };

  function binding(keys) {
    const bound = new Map();
    for (const [action, code, modifiers] of keys) {
      for (const shift of modifiers === "*" ? ["", "s"] : [modifiers]) bound.set(code + "/" + shift, action);
    }
    return bound;
  }

  /* By tab: {bound, keys, groups, run}. */
  const tabs = new Map();

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
    const tab = tabs.get(R.desk.tab());
    if (!tab || document.querySelector("dialog[open]")) return;
    const command = event.ctrlKey || event.metaKey;
    const action = tab.bound.get(event.code + "/" + (command ? "c" : "") + (event.shiftKey ? "s" : ""));
    if (!action || (typingIn(event.target) && action !== "find") || ownsKey(event.target, event.code)) return;
    event.preventDefault();
    if (event.repeat && !REPEATS.has(action)) return;
    tab.run(action);
  }

  /** Keys of a tab: rows as in KEYS, the names of the actions whose keys are `shared` with Review, `groups` for the help,
      `repeats` the actions that go on while a key is held. */
  function add(tab, { keys, shared, groups, run, repeats }) {
    const all = [...keys, ...KEYS.filter(([action]) => (shared || []).includes(action))];
    tabs.set(tab, { bound: binding(all), keys: all, groups, run });
    for (const action of repeats || []) REPEATS.add(action);
  }

  const REPEATS = new Set(["next", "previous", "nextWord", "previousWord", "nextPage", "previousPage", "startEarlier", "startLater", "endEarlier",
    "endLater", "undo", "redo"]);

  /** What is printed on the key of an action (of a tab, Review's by default); "" where it has none. */
  const nameOf = (action, tab) => {
    const key = tabs.get(tab || "review").keys.find((each) => each[0] === action && each[3]);
    return key ? key[3] : TYPING[action] || "";
  };

  function keycaps(names) {
    return names.split(" · ").map((name, n) => [n > 0 && " / ", name.split(" ").map((part) => R.el("kbd", { text: part }))]);
  }

  function help() {
    const here = R.desk.tab();
    const said = (action) => {
      if (action in TYPING) return R.t("keys." + action);
      const own = here + ".action." + action + ".title";
      return R.t(R.has(own) ? own : "action." + action + ".title");
    };
    const groups = tabs.get(here).groups.map(([title, actions]) => R.el("section", {}, [
      R.el("h3", { text: R.t(title) }),
      R.el("dl", { class: "keys" }, actions.map((action) => [
        R.el("dt", {}, keycaps(nameOf(action, here))),
        R.el("dd", { text: said(action) }),
      ])),
    ]));
    R.dialog({ title: R.t("keys.title"), body: R.el("div", { class: "key-groups" }, groups), wide: true,
      actions: [{ label: R.t("close"), value: null, kind: "primary" }] });
  }

  /** Do what a key of the tab that is shown would do; of a tab without keys, what Review's would. */
  const run = (action) => (tabs.get(R.desk.tab()) || tabs.get("review")).run(action);

  add("review", { keys: KEYS, groups: GROUPS, run: (action) => R.actions.run(action) });
  R.keys = { help, nameOf, add, run, start: () => document.addEventListener("keydown", onKey) };
})(R);
