/* Bringing lyrics or a script (paste, file, drop) and choosing among several; what is kept out of the comparison. */
(function (R) {
  "use strict";
  const ENDINGS = ["txt", "lrc", "srt", "vtt", "md", "docx"];
  const SWITCHES = ["headings", "repeats", "speakers", "directions", "backing"];
  const NORMALISATIONS = ["raw", "standard", "english"];

  const data = R.compareData;

  /* ---- asking the server -------------------------------------------------------------------------------------------------- */

  async function change(name, payload) {
    try {
      await data.change(name, payload);
      return true;
    } catch (error) {
      R.toast(R.errorText(error), { kind: "error", ms: 12000 });
      return false;
    }
  }

  async function addFile(file) {
    try {
      const refused = R.upload.refused(file);
      if (refused) throw refused;
      const path = await R.upload.send(file);
      await data.change("add_reference", { name: file.name, upload: { path, name: file.name } });
      return true;
    } catch (error) {
      R.toast(R.errorText(error), { kind: "error", ms: 12000 });
      return false;
    }
  }

  /* ---- the form: paste, choose or drop ----------------------------------------------------------------------------------------- */

  /** `done` runs once there is a reference more. */
  function form(done) {
    const area = R.el("textarea", { class: "paste", rows: 8, dir: "auto", spellcheck: false, tPlaceholder: "compare.paste", tLabel: "compare.paste",
      on: { input: () => { add.disabled = !area.value.trim(); } } });
    const busy = async (work) => {
      node.classList.add("busy");
      const ok = await work;
      node.classList.remove("busy");
      if (ok) done();
    };
    const add = R.el("button", { type: "button", class: "btn primary", disabled: true, data: { act: "compare-pasted" }, t: "compare.add",
      on: { click: () => busy(change("add_reference", { text: area.value })) } });
    const input = R.el("input", { type: "file", class: "file", accept: ENDINGS.map((name) => "." + name).join(","), tabIndex: -1, tLabel: "compare.choose",
      on: { change: () => { if (input.files[0]) busy(addFile(input.files[0])); input.value = ""; } } });
    const choose = R.el("button", { type: "button", class: "btn", t: "compare.choose", on: { click: () => input.click() } });
    const node = R.el("div", { class: "bring" }, [area, R.el("div", { class: "choices" }, [add, choose, input, R.el("span", { class: "soft", t: "compare.kinds" })])]);
    return node;
  }

  function emptyState() {
    return R.el("div", { class: "no-reference" }, [R.el("h2", { t: "compare.empty" }), R.el("p", { class: "soft", t: "compare.empty.what" }), form(() => R.compareList.focus())]);
  }

  /** Another reference for a project that has one. */
  function addAnother() {
    const body = form(() => body.closest("dialog").close());
    R.dialog({ title: R.t("compare.add_title"), body, wide: true, actions: [{ label: R.t("cancel"), value: null }] });
  }

  /** Files dropped anywhere on `panel` are references. */
  function takeDrops(panel) {
    const files = (event) => [...((event.dataTransfer && event.dataTransfer.types) || [])].includes("Files");
    const over = (on) => (event) => {
      if (!files(event)) return;
      event.preventDefault();
      panel.classList.toggle("over", on);
    };
    panel.addEventListener("dragover", over(true));
    panel.addEventListener("dragleave", over(false));
    panel.addEventListener("drop", async (event) => {
      if (!files(event)) return;
      over(false)(event);
      for (const file of R.upload.dropped(event.dataTransfer).files) await addFile(file);
    });
  }

  /* ---- several references ---------------------------------------------------------------------------------------------------------- */

  async function rename(reference) {
    const name = await R.askName(R.t("compare.rename"), R.t("compare.reference_name"), R.t("compare.rename"), reference.name);
    if (name && name !== reference.name) change("rename_reference", { reference: reference.id, name });
  }

  async function remove(reference) {
    const sure = await R.confirm(R.t("compare.remove.title", { name: reference.name }), R.t("compare.remove.body"), R.t("compare.remove.yes"));
    if (sure) change("remove_reference", { reference: reference.id });
  }

  async function show(reference) {
    try {
      const { text } = await R.call("reference_text", { token: R.desk.token, reference: reference.id });
      R.dialog({ title: reference.name, body: R.el("pre", { class: "whole", text, dir: "auto", tabIndex: 0 }), wide: true,
        actions: [{ label: R.t("close"), value: null, kind: "primary" }] });
    } catch (error) {
      R.toast(R.errorText(error), { kind: "error" });
    }
  }

  function entry(reference, close) {
    const after = (work) => () => {
      close();
      work(reference);
    };
    const tool = (icon, key, work) => R.el("button", { type: "button", class: "btn bare", title: R.t(key), aria: { label: R.t(key) + ": " + reference.name },
      on: { click: after(work) } }, R.icon(icon));
    const choose = R.el("input", { type: "radio", name: "reference", checked: reference.active,
      on: { change: after(() => change("activate_reference", { reference: reference.id })) } });
    return R.el("li", {}, [R.el("label", {}, [choose, R.el("span", {}, [R.el("b", { text: reference.name, dir: "auto" }),
      R.el("span", { class: "soft", text: R.t("compare.reference_facts", { format: reference.format, lines: reference.lines, words: reference.words }) })])]),
    tool("search", "compare.show", show), tool("pencil", "compare.rename", rename), tool("trash", "compare.remove", remove)]);
  }

  function referencesMenu(close) {
    return [R.el("ul", { class: "references" }, data.facts().references.map((reference) => entry(reference, close))),
      R.el("button", { type: "button", class: "btn", on: { click: () => { close(); addAnother(); } } }, [R.icon("plus"), R.el("span", { t: "compare.add_another" })])];
  }

  /* ---- what is compared ---------------------------------------------------------------------------------------------------------------- */

  const set = (settings) => change("set_comparison", { ...data.facts().settings, ...settings });

  function settingsMenu() {
    const now = data.facts().settings;
    const choice = (name) => R.el("label", { class: "choice" }, [
      R.el("input", { type: "radio", name: "normalisation", value: name, checked: name === now.normalisation, on: { change: () => set({ normalisation: name }) } }),
      R.el("span", {}, [R.el("b", { t: "compare.normalisation." + name }), R.el("span", { class: "soft", t: "compare.normalisation." + name + ".what" })])]);
    const toggle = (name) => R.el("label", { class: "choice" }, [
      R.el("input", { type: "checkbox", name: "kept-" + name, checked: now.kept_out[name],
        on: { change: (event) => set({ kept_out: { ...data.facts().settings.kept_out, [name]: event.target.checked } }) } }),
      R.el("span", {}, [R.el("b", { t: "compare.kept." + name }), R.el("span", { class: "soft", t: "compare.kept." + name + ".what" })])]);
    return [R.el("h3", { t: "compare.normalisation" }), NORMALISATIONS.map(choice), R.el("h3", { t: "compare.kept_out" }), SWITCHES.map(toggle)];
  }

  R.compareReference = { emptyState, takeDrops, referencesMenu, settingsMenu };
})(R);
