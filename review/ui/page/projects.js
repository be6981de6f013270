/* The list of projects: those this browser has opened, or the login's own. Keeps itself up to date while it is shown. */
(function (R) {
  "use strict";
  const EVERY_MS = 2000;
  const IDLE_MS = 10000;
  const BUSY = new Set(["queued", "preparing", "downloading", "loading", "hearing"]);

  let list = null;
  let projects = null;
  let timer = 0;
  let shown = false;
  let failed = false;

  /* ---- what this browser knows ---------------------------------------------------------------------------------- */

  const tokens = () => R.store.get("projects", []).filter((token) => typeof token === "string");

  function remember(token) {
    R.store.set("projects", [token, ...tokens().filter((each) => each !== token)].slice(0, 1000));
  }

  function forget(token) {
    R.store.set("projects", tokens().filter((each) => each !== token));
    for (const key of ["view." + token]) R.store.remove(key);
  }

  /* ---- actions ---------------------------------------------------------------------------------------------------- */

  async function act(name, payload) {
    try {
      await R.call(name, payload);
      return true;
    } catch (error) {
      R.toast(R.errorText(error), { kind: "error" });
      return false;
    } finally {
      refresh();
    }
  }

  async function rename(project) {
    const name = await R.askName(R.t("projects.rename"), R.t("projects.name"), R.t("projects.rename.yes"), project.name);
    if (name && name !== project.name) await act("rename", { token: project.token, name });
  }

  async function remove(project) {
    const sure = await R.confirm(R.t("projects.delete.title", { name: project.name }), R.t("projects.delete.body"), R.t("projects.delete.yes"));
    if (sure && await act("remove", { token: project.token })) forget(project.token);
  }

  /* ---- drawing ---------------------------------------------------------------------------------------------------- */

  function open(event, project) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    R.main.open(project.token);
  }

  function facts(project) {
    const found = [project.duration_ms && R.fmtTime(project.duration_ms, 0), R.t("projects.lines", { n: project.lines }), R.words.date(project.updated_at)];
    return found.filter(Boolean).join(" · ");
  }

  function state(project) {
    if (project.state === "ready" || project.state === "done") {
      return project.examined ? R.el("span", { class: "run run-examined", text: R.t("projects.examined") }) : null;
    }
    const bar = BUSY.has(project.state) && R.el("progress", { max: 1, value: project.fraction || 0, aria: { label: R.t("run." + project.state) } });
    const percent = bar && project.fraction ? " " + R.words.percent(project.fraction) : "";
    return R.el("span", { class: "run run-" + project.state }, [R.el("span", { text: R.t("run." + project.state) + percent }), bar]);
  }

  function row(project) {
    const link = R.el("a", { class: "open", href: R.main.address(project.token), on: { click: (event) => open(event, project) } }, [
      R.el("b", { text: project.name, dir: "auto" }), project.sample && R.el("span", { class: "tag", text: R.t("projects.sample") }),
      R.el("span", { class: "facts", text: facts(project) })]);
    const named = (key) => R.t(key) + ": " + project.name;
    const tool = (icon, key, run) => R.el("button", { type: "button", class: "btn bare", title: R.t(key), aria: { label: named(key) }, on: { click: run } }, R.icon(icon));
    return R.el("li", { class: "project", data: { token: project.token } }, [link, state(project), R.el("span", { class: "tools" }, [
      tool("download", "projects.download", () => R.download(R.route(project.token, "export/json"))),
      tool("pencil", "projects.rename", () => rename(project)),
      tool("trash", "projects.delete", () => remove(project))])]);
  }

  function draw() {
    if (!list) return;
    const focused = list.contains(document.activeElement) ? [...list.querySelectorAll("a, button")].indexOf(document.activeElement) : -1;
    R.clear(list, projects && projects.length ? projects.map(row)
      : R.el("li", { class: "none", text: R.t(projects ? (R.facts && (R.facts.lists_all || R.facts.user) ? "projects.none_at_all" : "projects.none") : failed ? "error.network" : "projects.loading") }));
    if (focused >= 0) (list.querySelectorAll("a, button")[focused] || list).focus();
  }

  /* ---- asking ------------------------------------------------------------------------------------------------------ */

  async function refresh() {
    clearTimeout(timer);
    try {
      const answer = await R.call("projects", { tokens: tokens(), visitor: R.visitor });
      failed = false;
      if (JSON.stringify(answer.projects) !== JSON.stringify(projects)) {
        projects = answer.projects;
        draw();
      }
    } catch {
      failed = true;
      if (!projects) draw();
    }
    clearTimeout(timer);
    const busy = (projects || []).some((project) => BUSY.has(project.state) || project.examined);
    if (shown) timer = setTimeout(refresh, busy || failed ? EVERY_MS : IDLE_MS);
  }

  document.addEventListener("visibilitychange", () => { if (shown && document.visibilityState === "visible") refresh(); });

  R.projects = {
    remember,
    forget,
    refresh,
    /** The list's node; it is filled and kept up to date between show() and hide(). */
    mount() {
      list = R.el("ul", { class: "projects" });
      R.on("lang", draw);
      draw();
      return list;
    },
    show() {
      shown = true;
      refresh();
    },
    hide() {
      shown = false;
      clearTimeout(timer);
    },
  };
})(R);
