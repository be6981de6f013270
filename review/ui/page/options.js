/* The form of decoding options, drawn from the server's own table: the everyday few, the rest folded under "advanced".
   What was chosen is kept in this browser. */
(function (R) {
  "use strict";
  const FIRST = ["ko", "en", "ja", "zh", "es"];
  const MODES = ["off", "fast", "thorough"];

  const say = (key, fallback) => (R.has(key) ? R.t(key) : fallback);

  function field(name, control, help, source) {
    const id = "relisten-option-" + name + "-" + Math.random().toString(36).slice(2, 7);
    control.id = id;
    const about = R.el("p", { class: "help", id: id + "-help" }, [help,
      source && [" ", R.el("a", { href: source, target: "_blank", rel: "noopener noreferrer", class: "source", text: R.t("option.source"), aria: { label: R.t("option.source_of", { name }) } })]]);
    control.setAttribute("aria-describedby", about.id);
    const label = R.el("label", { htmlFor: id }, [R.el("span", { text: say("option." + name, name) }), R.el("code", { text: name })]);
    return R.el("div", { class: "field field-" + name }, control.type === "checkbox" ? [R.el("div", { class: "check" }, [control, label]), about] : [label, control, about]);
  }

  function select(choices, value) {
    return R.el("select", {}, choices.map((choice) => (choice.group
      ? R.el("optgroup", { label: choice.group }, choice.choices.map((each) => option(each, value)))
      : option(choice, value))));
  }

  const option = (choice, value) => R.el("option", { value: choice.value, text: choice.text, selected: choice.value === value });

  function models(facts) {
    return facts.models.map((model) => ({ value: model.name, text: [model.name, R.words.bytes(model.size_mb * 1048576),
      !model.multilingual && R.t("model.english_only"), model.name === facts.default_model && R.t("model.default_here")].filter(Boolean).join(" · ") }));
  }

  function languages(facts) {
    const named = facts.languages.map(([code, name]) => ({ value: code, text: R.words.language(code, name) }));
    const collator = new Intl.Collator(R.lang);
    const often = FIRST.map((code) => named.find((each) => each.value === code)).filter(Boolean);
    const rest = named.filter((each) => !FIRST.includes(each.value)).sort((a, b) => collator.compare(a.text, b.text));
    return [{ value: "", text: R.t("language.detect") }, { group: R.t("language.often"), choices: often }, { group: R.t("language.all"), choices: rest }];
  }

  /** A control for one row of the table; `value` is what was chosen before, undefined for the default. */
  function control(spec, value, facts) {
    const now = value === undefined ? spec.default : value;
    if (spec.kind === "bool") return R.el("input", { type: "checkbox", checked: Boolean(now) });
    if (spec.name === "language") return select(languages(facts), now || "");
    if (spec.kind === "choice") return select(spec.choices.map((each) => ({ value: each, text: say("option." + spec.name + "." + each, each) })), now);
    if (spec.kind === "text") {
      const long = spec.name === "initial_prompt";
      return R.el(long ? "textarea" : "input", { ...(long ? { rows: 2 } : { type: "text" }), value: now ?? "", maxLength: spec.max ?? 10000,
        spellcheck: false, autocomplete: "off", placeholder: long ? R.t("option.initial_prompt.example") : "" });
    }
    return R.el("input", { type: "number", inputMode: "decimal", min: spec.min ?? undefined, max: spec.max ?? undefined, step: spec.kind === "int" ? 1 : "any",
      required: !spec.nullable, value: now ?? "", placeholder: spec.nullable ? R.t("option.empty") : "" });
  }

  /** What a control holds, in the type of its option. */
  function valueOf(spec, node) {
    if (spec.kind === "bool") return node.checked;
    const text = node.value;
    if (spec.kind === "int" || spec.kind === "float") return text.trim() === "" ? null : Number(text);
    return text === "" && spec.nullable ? null : text;
  }

  /** {node, values(), check()}: values() are those that differ from the defaults; check() points at what is wrong.
      `given` are values to begin with instead of those this browser kept; `reset` draws a form of defaults. */
  function form(facts, given, reset) {
    const kept = given || R.store.get("options", {});
    const nodes = new Map();
    const known = facts.models.some((model) => model.name === kept.model);
    const model = select(models(facts), known ? kept.model : facts.default_model);
    const engine = select([{ value: "", text: R.t("engine.default", { name: facts.default_engine || "" }) }, ...facts.engines.map((name) => ({ value: name, text: name }))],
      facts.engines.includes(kept.engine) ? kept.engine : "");
    const evidence = select(MODES.map((mode) => ({ value: mode, text: R.t("option.evidence." + mode) })), MODES.includes(kept.evidence) ? kept.evidence : facts.evidence);
    const draw = (spec) => {
      nodes.set(spec, control(spec, kept[spec.name], facts));
      return field(spec.name, nodes.get(spec), say("option." + spec.name + ".help", spec.help), spec.source);
    };
    const everyday = facts.options.filter((spec) => spec.everyday);
    const advanced = R.el("details", { class: "advanced" }, [
      R.el("summary", { text: R.t("option.advanced") }),
      R.el("div", { class: "fields" }, [field("engine", engine, R.t("option.engine.help")), facts.options.filter((spec) => !spec.everyday).map(draw),
        reset && R.el("button", { type: "button", class: "btn reset", text: R.t("option.reset"), on: { click: () => { R.store.remove("options"); reset(); } } })])]);
    const node = R.el("div", { class: "options" }, [
      R.el("div", { class: "fields" }, [field("model", model, R.t("option.model.help")), everyday.map(draw),
        field("evidence", evidence, R.t("option.evidence.help"))]), advanced]);

    function values() {
      const found = { model: model.value };
      if (engine.value) found.engine = engine.value;
      if (evidence.value !== facts.evidence) found.evidence = evidence.value;
      for (const [spec, each] of nodes) {
        const value = valueOf(spec, each);
        if (value !== spec.default && !(value === null && spec.default === null)) found[spec.name] = value;
      }
      return found;
    }
    function keep() {
      const found = values();
      if (found.model === facts.default_model) delete found.model;
      delete found.initial_prompt; // it belongs to one recording
      R.store.set("options", found);
    }
    node.addEventListener("change", keep);
    return { node, values: () => ({ ...values(), engine: engine.value || facts.default_engine || undefined }), check: () => check(nodes, advanced) };
  }

  function check(nodes, advanced) {
    const wrong = [...nodes.values()].find((each) => !each.checkValidity());
    if (!wrong) return true;
    if (advanced.contains(wrong)) advanced.open = true;
    wrong.focus();
    wrong.reportValidity();
    return false;
  }

  R.options = { form };
})(R);
