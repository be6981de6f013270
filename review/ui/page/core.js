/* The ground every other file of the page stands on: DOM, words, server calls, events, small dialogs, storage.
   All files share one function scope: `R` (our namespace) and Gradio's `element`, `server`, `props`.
   Text from people reaches the DOM as text nodes only. Times are integer milliseconds. */
(function (R) {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const CALL_TIMEOUT_MS = 30000;
  const DEFAULT_TOAST_MS = 5000;

  R.props = props;
  R.client = Math.random().toString(36).slice(2, 10) + Date.now().toString(36);

  /* ---- DOM ------------------------------------------------------------------------------------------------- */

  function append(node, children) {
    if (children === null || children === undefined || children === false) return;
    if (Array.isArray(children)) {
      for (const child of children) append(node, child);
      return;
    }
    node.append(children instanceof Node ? children : document.createTextNode(String(children)));
  }

  /* Options that name a sentence of the dictionaries: R.translate draws them again when the language changes. */
  const SPOKEN = { t: "textContent", tTitle: "title", tPlaceholder: "placeholder", tLabel: "ariaLabel" };

  function speak(node, name) {
    const hint = name === "tTitle" && node.dataset.hint ? "  (" + node.dataset.hint + ")" : "";
    node[SPOKEN[name]] = R.t(node.dataset[name]) + hint;
  }

  /** R.el("button", {class, text, title, on: {click}, data: {id}, style: {…}, aria: {label}, …properties}, children);
      t / tTitle / tPlaceholder / tLabel take the key of a sentence instead of the sentence; data.hint, given before
      tTitle, is the keyboard's key for it. */
  R.el = function (tag, options, children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(options || {})) {
      if (value === undefined || value === null) continue;
      if (name === "class") node.className = value;
      else if (name === "text") node.textContent = value;
      else if (name in SPOKEN) {
        node.dataset[name] = value;
        speak(node, name);
      } else if (name === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
      else if (name === "data") Object.assign(node.dataset, value);
      else if (name === "style") for (const [key, v] of Object.entries(value)) node.style.setProperty(key, v);
      else if (name === "aria") for (const [key, v] of Object.entries(value)) node.setAttribute("aria-" + key, v);
      else if (name in node && name !== "list" && name !== "form") node[name] = value;
      else node.setAttribute(name, value);
    }
    append(node, children);
    return node;
  };

  /** Say every fixed sentence below `node` again in the language of now. */
  R.translate = function (node) {
    for (const name of Object.keys(SPOKEN)) {
      const attribute = "data-" + name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());
      for (const spoken of node.querySelectorAll("[" + attribute + "]")) speak(spoken, name);
    }
  };

  R.root = R.el("div", { class: "rl" });
  element.append(R.root);

  R.clear = function (node, children) {
    node.replaceChildren();
    append(node, children);
    return node;
  };

  /* Outlines on a 16 × 16 grid, drawn with the current colour; names in FILLED are filled instead. */
  const ICONS = {
    play: "M4.5 2.6v10.8L13.2 8z",
    pause: "M4 2.8h3v10.4H4zM9 2.8h3v10.4H9z",
    undo: "M6 3 2.8 6.2 6 9.4M3 6.2h6.2a4 4 0 0 1 0 8H6",
    redo: "M10 3l3.2 3.2L10 9.4M13 6.2H6.8a4 4 0 0 0 0 8H10",
    loop: "M11 1.8 13.4 4.2 11 6.6M13 4.2H5.2A3 3 0 0 0 2.2 7.2v1M5 14.2 2.6 11.8 5 9.4M3 11.8h7.8a3 3 0 0 0 3-3v-1",
    download: "M8 2v8M4.8 7.2 8 10.4l3.2-3.2M2.6 13.6h10.8",
    check: "M3 8.4 6.4 11.8 13 4.6",
    pencil: "M2.8 13.2l.6-2.8 7.4-7.4 2.2 2.2-7.4 7.4zM9.2 4.6l2.2 2.2",
    split: "M8 1.8v12.4M5.4 5.2 2.4 8l3 2.8M10.6 5.2l3 2.8-3 2.8",
    merge: "M2 8h4.4M4.4 5.6 6.8 8l-2.4 2.4M14 8H9.6M11.6 5.6 9.2 8l2.4 2.4",
    trash: "M2.8 4.4h10.4M6 4.4V2.6h4v1.8M4.2 4.4l.6 9h6.4l.6-9",
    plus: "M8 3v10M3 8h10",
    close: "M3.6 3.6l8.8 8.8M12.4 3.6l-8.8 8.8",
    more: "M3 8h.01M8 8h.01M13 8h.01",
    next: "M3.4 3.2 8.2 8l-4.8 4.8M8.6 3.2 13.4 8l-4.8 4.8",
    search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.6 10.6 14 14",
    clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.6V8l2.4 1.6",
    arrive: "M2.4 6v4h2.4L8 12.8V3.2L4.8 6zM10.4 5.8a3.2 3.2 0 0 1 0 4.4M12.3 3.9a5.8 5.8 0 0 1 0 8.2",
    on: "M3 3.2v9.6L9.6 8zM12.6 3.2v9.6",
    keyboard: "M1.6 4h12.8v8H1.6zM4.2 6.6h.01M6.8 6.6h.01M9.4 6.6h.01M11.8 6.6h.01M5 9.6h6",
    home: "M2.4 7.4 8 2.6l5.6 4.8M4 6.4v7h8v-7",
    reference: "M3.4 2.4h6.2l3 3v8.2H3.4zM9.4 2.6v3h3M5.6 8.4h4.8M5.6 10.8h3.4",
    word: "M2 11.6 4.6 4.4h.8L8 11.6M2.9 9.2h4.2M10 12.8h4.4M12.2 4v5.6M10.2 7.8l2 2 2-2",
    sliders: "M2 5h6M11 5h3M9.5 3.4v3.2M2 11h2.6M7.6 11H14M6 9.4v3.2",
  };
  const FILLED = new Set(["play", "pause"]);

  R.icon = function (name) {
    const svg = document.createElementNS(SVG, "svg");
    const path = document.createElementNS(SVG, "path");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("class", FILLED.has(name) ? "icon filled" : "icon");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  };

  /** A button with an icon and, unless `bare`, a label; the label is its tooltip and accessible name either way. */
  R.button = function (options) {
    const { icon, label, bare, kind, on, key, disabled } = options;
    const title = key ? label + "  (" + key + ")" : label;
    return R.el("button", { type: "button", class: "btn" + (bare ? " bare" : "") + (kind ? " " + kind : ""),
      title, disabled: Boolean(disabled), aria: { label }, on: { click: on } },
      [icon && R.icon(icon), !bare && R.el("span", { text: label })]);
  };

  /** A button that is an icon alone; `key` names its sentence, `hint` the keyboard's key for it. */
  R.iconButton = function (className, icon, key, click, hint) {
    return R.el("button", { type: "button", class: className, data: { hint: hint || "" }, tTitle: key, tLabel: key,
      on: { click } }, R.icon(icon));
  };

  /* ---- words ----------------------------------------------------------------------------------------------- */

  const dictionaries = (props && props.dictionaries) || {};
  R.languages = Object.keys(dictionaries);
  R.lang = "en";

  function fill(sentence, params) {
    return sentence.replace(/\{(\w+)\}/g, (whole, name) => (params && name in params ? String(params[name]) : whole));
  }

  R.has = (key) => Boolean((dictionaries[R.lang] || {})[key] || (dictionaries.en || {})[key]);

  /** The sentence of `key` in the reader's language; with params.n === 1 the sentence of `key.one` where there is one. */
  R.t = function (key, params) {
    const own = dictionaries[R.lang] || {};
    const english = dictionaries.en || {};
    const one = params && params.n === 1 ? key + ".one" : null;
    return fill((one && (own[one] || (!own[key] && english[one]))) || own[key] || english[key] || key, params);
  };

  /** Switch the page's language; whoever shows words listens to "lang" and draws again. */
  R.setLang = function (lang) {
    if (!dictionaries[lang] || lang === R.lang) return;
    R.lang = lang;
    R.root.setAttribute("lang", lang);
    R.emit("lang", { lang });
  };

  /* ---- numbers and times ----------------------------------------------------------------------------------- */

  const two = (n) => String(n).padStart(2, "0");

  /** 24600 -> "0:24.6", 3723400 -> "1:02:03.4"; digits = decimals of a second (0 to 3). */
  R.fmtTime = function (ms, digits) {
    const places = digits === undefined ? 1 : digits;
    const unit = Math.pow(10, 3 - places);
    const rounded = Math.floor(Math.max(0, ms) / unit) * unit;
    const s = Math.floor(rounded / 1000);
    const head = s >= 3600 ? Math.floor(s / 3600) + ":" + two(Math.floor(s / 60) % 60) : String(Math.floor(s / 60));
    const tail = places ? "." + String(rounded % 1000).padStart(3, "0").slice(0, places) : "";
    return head + ":" + two(s % 60) + tail;
  };

  /** "1:02:03.4", "24.6" or "0:24,6" -> ms, else null. */
  R.parseTime = function (text) {
    const match = /^\s*(?:(?:(\d+):)?(\d+):)?(\d+(?:[.,]\d+)?)\s*$/.exec(text);
    if (!match) return null;
    const seconds = Number(match[3].replace(",", "."));
    return Math.round((Number(match[1] || 0) * 3600 + Number(match[2] || 0) * 60 + seconds) * 1000);
  };

  R.fmtClock = function (date) {
    return two(date.getHours()) + ":" + two(date.getMinutes()) + ":" + two(date.getSeconds());
  };

  /** A number as a reader writes it: −0.74; absent evidence is an en dash. */
  R.fmtNum = function (value, digits) {
    if (value === null || value === undefined || !Number.isFinite(value)) return "–";
    const text = Math.abs(value).toFixed(digits === undefined ? 2 : digits);
    return value < 0 && Number(text) !== 0 ? "−" + text : text;
  };

  R.clamp = (value, low, high) => Math.min(high, Math.max(low, value));

  /* ---- events ---------------------------------------------------------------------------------------------- */

  /** R.on("lang", fn) hears "relisten:lang" on the component's root; answers the function that stops it. */
  R.on = function (name, run) {
    const hear = (event) => run(event.detail);
    R.root.addEventListener("relisten:" + name, hear);
    return () => R.root.removeEventListener("relisten:" + name, hear);
  };

  R.emit = function (name, detail) {
    R.root.dispatchEvent(new CustomEvent("relisten:" + name, { detail }));
  };

  /* ---- the server ------------------------------------------------------------------------------------------ */

  class RelistenError extends Error {
    /** code: "network" when no answer came, else the server's; answer: the whole answer (a conflict carries rows). */
    constructor(code, params, message, answer) {
      super(message || code);
      this.code = code;
      this.params = params || {};
      this.answer = answer || null;
    }
  }
  R.RelistenError = RelistenError;

  R.errorText = function (error) {
    const code = error && error.code;
    if (code && R.has("error." + code)) return R.t("error." + code, error.params);
    return (error && error.message) || R.t("error.network");
  };

  function withTimeout(promise, ms) {
    let timer = 0;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new RelistenError("network", {}, "timeout")), ms);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
  }

  /** A server function's answer, or a RelistenError: Gradio resolves a failed call to undefined, so `ok: true` is asked for. */
  R.call = async function (name, payload, timeoutMs) {
    let answer;
    try {
      answer = await withTimeout(Promise.resolve(server[name](payload || {})), timeoutMs || CALL_TIMEOUT_MS);
    } catch (error) {
      if (error instanceof RelistenError) throw error;
      throw new RelistenError("network", {}, String((error && error.message) || error));
    }
    if (answer && answer.ok === true) return answer;
    if (answer && answer.ok === false && answer.error) {
      throw new RelistenError(answer.error.code, answer.error.params, answer.error.message, answer);
    }
    throw new RelistenError("network", {}, "no answer");
  };

  /** Address of one of our routes, relative to the page so that a proxy's path and scheme stay right. */
  R.route = function (token, path, query) {
    const base = location.origin + location.pathname.replace(/[^/]*$/, "");
    const url = new URL("gradio_api/relisten/" + encodeURIComponent(token) + "/" + path, base);
    for (const [name, value] of Object.entries(query || {})) url.searchParams.set(name, String(value));
    return url.href;
  };

  /** Start a download without leaving the page; the server names the file. */
  R.download = function (href) {
    const link = R.el("a", { href, download: "", style: { display: "none" } });
    R.root.append(link);
    link.click();
    link.remove();
  };

  /* ---- storage --------------------------------------------------------------------------------------------- */

  const memory = new Map();

  /** JSON under "relisten.<key>" in localStorage; where the browser refuses storage, in memory for this page. */
  R.store = {
    get(key, fallback) {
      try {
        const raw = localStorage.getItem("relisten." + key);
        if (raw !== null) return JSON.parse(raw);
      } catch {
        if (memory.has(key)) return memory.get(key);
      }
      return fallback === undefined ? null : fallback;
    },
    set(key, value) {
      try {
        localStorage.setItem("relisten." + key, JSON.stringify(value));
        return true;
      } catch {
        memory.set(key, value);
        return false;
      }
    },
    remove(key) {
      memory.delete(key);
      try {
        localStorage.removeItem("relisten." + key);
      } catch {
        return;
      }
    },
    keys(prefix) {
      try {
        return Object.keys(localStorage).filter((k) => k.startsWith("relisten." + prefix)).map((k) => k.slice(9));
      } catch {
        return [...memory.keys()].filter((k) => k.startsWith(prefix));
      }
    },
  };

  /* ---- toasts and dialogs ---------------------------------------------------------------------------------- */

  let toasts = null;

  /** A sentence at the foot of the page; options: kind "error"|"ok", action {label, run}, ms (0 = until closed). */
  R.toast = function (text, options) {
    const { kind, action, ms } = options || {};
    if (!toasts || !toasts.isConnected) {
      toasts = R.el("div", { class: "toasts", role: "status", aria: { live: "polite" } });
      R.root.append(toasts);
    }
    const node = R.el("div", { class: "toast" + (kind ? " " + kind : "") }, [
      R.el("span", { text }),
      action && R.el("button", { type: "button", text: action.label, on: { click: () => { close(); action.run(); } } }),
      R.button({ icon: "close", label: R.t("close"), bare: true, on: () => close() }),
    ]);
    const stay = ms === undefined ? DEFAULT_TOAST_MS : ms;
    const timer = stay ? setTimeout(() => close(), stay) : 0;
    function close() {
      clearTimeout(timer);
      node.remove();
    }
    toasts.append(node);
    while (toasts.children.length > 3) toasts.firstChild.remove();
    return close;
  };

  /** A modal dialog; actions: [{label, value, kind}]. Resolves to the chosen value, null when left by Esc or outside. */
  R.dialog = function (options) {
    const { title, body, actions, wide } = options;
    return new Promise((resolve) => {
      let chosen = null;
      const heading = R.el("h2", { text: title, id: "relisten-dialog-title" });
      const node = R.el("dialog", { class: "dialog" + (wide ? " wide" : ""), aria: { labelledby: heading.id } }, [
        heading,
        R.el("div", { class: "dialog-body" }, typeof body === "string" ? R.el("p", { text: body }) : body),
        R.el("div", { class: "dialog-actions" }, (actions || []).map((action) => R.el("button", {
          type: "button", class: "btn " + (action.kind || ""), text: action.label,
          on: { click: () => { chosen = action.value; node.close(); } } }))),
      ]);
      node.addEventListener("click", (event) => { if (event.target === node) node.close(); });
      node.addEventListener("keydown", (event) => {
        if (event.code !== "Enter" || event.isComposing || !event.target.matches("input:not([type=checkbox])")) return;
        event.preventDefault();
        node.querySelector(".dialog-actions").lastChild.click();
      });
      node.addEventListener("close", () => { node.remove(); resolve(chosen); });
      R.root.append(node);
      node.showModal();
    });
  };

  /** Ask before something that cannot be taken back; resolves to true or false. */
  R.confirm = async function (title, body, yes) {
    const answer = await R.dialog({ title, body, actions: [
      { label: R.t("cancel"), value: false }, { label: yes, value: true, kind: "danger" }] });
    return answer === true;
  };

  /** Ask for a name; resolves to it, null when it was not given. */
  R.askName = async function (title, label, yes, value) {
    const input = R.el("input", { type: "text", class: "name-input", value, maxLength: 200, dir: "auto", aria: { label } });
    queueMicrotask(() => input.select());
    const answer = await R.dialog({ title, body: input, actions: [{ label: R.t("cancel"), value: false }, { label: yes, value: true, kind: "primary" }] });
    return (answer && input.value.trim()) || null;
  };

  /** 32 hexadecimal digits that nobody can guess; works without https, unlike crypto.randomUUID. */
  R.randomId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  /* ---- timing ---------------------------------------------------------------------------------------------- */

  /** Run `work` at most once a frame. */
  R.onceAFrame = function (work) {
    let asked = 0;
    return function () {
      if (asked) return;
      asked = requestAnimationFrame(() => { asked = 0; work(); });
    };
  };
})(R);
