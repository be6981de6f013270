/* Where the reader is: home or a project (?project=token), in which language, light or dark. Comes last and starts all. */
(function (R) {
  "use strict";
  const THEMES = ["system", "light", "dark"];
  const SVG = "http://www.w3.org/2000/svg";
  const SHAPES = {
    system: "M8 2.2a5.8 5.8 0 1 0 0 11.6zM8 2.2a5.8 5.8 0 0 1 0 11.6",
    light: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M12.8 3.2l-1.1 1.1M4.3 11.7l-1.1 1.1",
    dark: "M12.9 10.2A5.6 5.6 0 0 1 5.8 3.1a5.6 5.6 0 1 0 7.1 7.1z",
  };

  /* ---- light and dark ---------------------------------------------------------------------------------------------- */

  const theme = () => (THEMES.includes(R.store.get("theme")) ? R.store.get("theme") : "system");

  function applyTheme() {
    const now = theme();
    if (now === "system") R.root.removeAttribute("data-theme");
    else R.root.dataset.theme = now;
    R.emit("theme", {});
  }

  function shape(path) {
    const svg = document.createElementNS(SVG, "svg");
    const drawn = document.createElementNS(SVG, "path");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    drawn.setAttribute("d", path);
    svg.append(drawn);
    return svg;
  }

  function themeButton() {
    const button = R.el("button", { type: "button", class: "btn bare theme", on: { click: () => {
      R.store.set("theme", THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
      applyTheme();
    } } });
    const draw = () => {
      R.clear(button, shape(SHAPES[theme()]));
      button.title = R.t("theme." + theme());
      button.setAttribute("aria-label", R.t("theme.label", { now: R.t("theme." + theme()) }));
    };
    draw();
    R.on("theme", draw);
    R.on("lang", draw);
    return button;
  }

  /* ---- head of the home page; the desk has its own and takes the same tools --------------------------------------- */

  const tools = () => [R.i18n.switcher(), themeButton()];

  function masthead() {
    const user = R.facts && R.facts.user ? R.el("span", { class: "soft", text: R.facts.user, dir: "auto" }) : null;
    return R.el("header", { class: "masthead" }, [R.el("b", { text: "Relisten" }), R.el("span", { class: "soft motto", t: "home.motto" }), R.el("span", { class: "right" }, [user, tools()])]);
  }

  /* ---- routes --------------------------------------------------------------------------------------------------------- */

  const tokenHere = () => new URLSearchParams(location.search).get("project");

  function address(token) {
    const url = new URL(location.href);
    if (token) url.searchParams.set("project", token);
    else url.searchParams.delete("project");
    url.hash = "";
    return url.href;
  }

  const goTo = (token) => { if (tokenHere() !== (token || null)) history.pushState(null, "", address(token)); };

  async function showHome() {
    if (R.desk.token) await R.desk.close();
    document.title = "Relisten";
    R.home.show();
  }

  /** Show a project; what cannot be opened leads home with the reason. */
  async function showProject(token) {
    try {
      R.home.hide();
      await R.desk.open(token);
      R.projects.remember(token);
    } catch (error) {
      if (error.code === "project_not_found") R.projects.forget(token);
      history.replaceState(null, "", address(null));
      await showHome();
      R.toast(R.errorText(error), { kind: "error", ms: 0 });
    }
  }

  async function open(token) {
    goTo(token);
    await showProject(token);
  }

  async function home() {
    goTo(null);
    await showHome();
  }

  /** What the server offers. Kept when a later question fails. */
  async function ask() {
    try {
      R.facts = await R.call("hello", {});
      R.desk.facts = R.facts;
      return null;
    } catch (error) {
      return error;
    }
  }

  function visitor() {
    const known = R.store.get("visitor");
    if (typeof known === "string" && /^[0-9a-f]{32}$/.test(known)) return known;
    const made = R.randomId();
    R.store.set("visitor", made);
    return made;
  }

  let toolsGiven = false;
  function listen() {
    R.on("home", home);
    R.on("gone", async ({ error }) => {
      R.projects.forget(R.desk.token);
      await home();
      R.toast(R.errorText(error), { kind: "error", ms: 0 });
    });
    R.on("opened", ({ project }) => {
      document.title = project.name + " · Relisten";
      if (!toolsGiven) R.header.tools().append(...tools());
      toolsGiven = true;
    });
    window.addEventListener("popstate", () => (tokenHere() ? showProject(tokenHere()) : showHome()));
  }

  async function start() {
    R.visitor = visitor();
    R.i18n.start();
    applyTheme();
    R.home.start();
    R.job.start();
    R.gathering.start();
    R.compare.start();
    R.exporting.start();
    listen();
    let error = await ask();
    while (error) {
      const close = R.toast(R.errorText(error), { kind: "error", ms: 0 });
      await new Promise((go) => setTimeout(go, 2000));
      close();
      error = await ask();
    }
    await (tokenHere() ? showProject(tokenHere()) : showHome());
  }

  R.main = { open, home, address, ask, masthead };
  start();
})(R);
