/* The Export tab: a file a format with what it cannot hold, and the data set of all sounds and texts. */
(function (R) {
  "use strict";
  const PADDINGS = [0, 100, 200, 500, 1000];
  const PATIENCE_MS = 5000;

  const parts = {};
  let panel = null;

  /** Edits on their way must be in the file: wait for them a little, then say so if they are not. */
  async function saved() {
    const until = Date.now() + PATIENCE_MS;
    R.outbox.now();
    while (R.outbox.waiting() && Date.now() < until) await new Promise((go) => setTimeout(go, 50));
    return !R.outbox.waiting() && R.outbox.state() === "saved";
  }

  async function take(path, query) {
    if (!await saved()) {
      const anyway = await R.dialog({ title: R.t("export.unsaved"), body: R.t("export.unsaved.body"), actions: [
        { label: R.t("cancel"), value: false }, { label: R.t("export.anyway"), value: true, kind: "primary" }] });
      if (!anyway) return;
    }
    R.download(R.route(R.desk.token, path, query));
  }

  const thresholds = () => ({ avg_logprob: R.flags.thresholds.avg_logprob, no_speech_prob: R.flags.thresholds.no_speech_prob });

  function card(format) {
    const key = "format." + format.name;
    const button = R.el("button", { type: "button", class: "btn", data: { format: format.name }, aria: { label: R.t("export.as", { name: format.extension }) },
      on: { click: () => take("export/" + format.name, thresholds()) } }, [R.icon("download"), R.el("span", { text: format.extension })]);
    const holds = R.has(key + ".cannot_hold") ? R.t(key + ".cannot_hold") : format.cannot_hold;
    return R.el("li", { class: "format" }, [button, R.el("div", {}, [R.el("p", { class: "for", text: R.has(key) ? R.t(key) : "" }),
      R.el("p", { class: "soft" }, [R.el("span", { class: "not", text: R.t("export.cannot_hold") + " " }), holds])])]);
  }

  function dataset() {
    const kept = R.store.get("dataset.pad", 200);
    parts.pad = R.el("select", { name: "dataset-pad", on: { change: () => R.store.set("dataset.pad", Number(parts.pad.value)) } },
      PADDINGS.map((ms) => R.el("option", { value: String(ms), text: "±" + R.t("span.s", { n: ms / 1000 }), selected: ms === kept })));
    const available = Boolean(R.desk.media && R.desk.media.state === "ready");
    return R.el("section", { class: "dataset" }, [R.el("h2", { text: R.t("export.dataset") }), R.el("p", { class: "soft", text: R.t("export.dataset.what") }),
      R.el("div", { class: "choices" }, [R.el("label", {}, [R.el("span", { text: R.t("export.pad") }), parts.pad]),
        R.el("button", { type: "button", class: "btn", data: { format: "dataset" }, disabled: !available, on: { click: () => take("dataset.zip", { pad: parts.pad.value }) } },
          [R.icon("download"), R.el("span", { text: ".zip" })])]),
      !available && R.el("p", { class: "soft", text: R.t("export.no_media") })]);
  }

  /** Where projects do not last, the day this one goes. */
  function expiry() {
    const at = R.desk.project && R.desk.project.expires_at;
    return at && R.el("p", { class: "expires", text: R.t("export.expires", { date: R.words.date(at) }) });
  }

  function draw() {
    if (!panel || !R.facts) return;
    R.clear(panel, R.el("div", { class: "inner" }, [R.el("h2", { text: R.t("export.files") }), R.el("p", { class: "soft", text: R.t("export.edited") }), expiry(),
      R.el("ul", { class: "formats" }, R.facts.formats.map(card)), dataset(), R.el("p", { class: "soft note", text: R.t("export.one_snippet") })]));
  }

  R.exporting = {
    /** Download `path` of the project's routes once every edit is saved. */
    take,
    start() {
      R.desk.addTab({ key: "export", label: "export.tab", show: (node) => { panel = node; draw(); }, hide: () => { panel = null; } });
      let ready = null;
      R.on("run", ({ media }) => {
        const now = Boolean(media && media.state === "ready");
        if (now !== ready) draw();
        ready = now;
      });
      R.on("lang", draw);
    },
  };
})(R);
