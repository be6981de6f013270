/* One quiet line above the player, where it moves no line when it comes or goes: what is being found out about the lines beside the job (evidence, lines heard
   again), how far that is, and what went wrong with it. */
(function (R) {
  "use strict";
  const GOING = new Set(["queued", "gathering"]);

  const slot = R.el("div", { class: "job-slot side" });
  const parts = {};
  let told = null;
  let asked = null;
  let dismissed = "";
  let shown = "";

  /** What a person has read and closed stays closed, until it happens again. */
  const sign = () => (told && told.state === "failed" ? [R.desk.token, told.kind, JSON.stringify(told.error)].join() : "");

  /** "queued", "gathering", "failed", or "" for nothing to say. */
  function phase() {
    if (!told || !R.desk.token) return "";
    if (GOING.has(told.state)) return told.state;
    return told.state === "failed" && sign() !== dismissed ? "failed" : "";
  }

  function sentence() {
    const again = told.kind === "rehear";
    if (told.state === "failed") {
      const reason = told.error ? R.errorText(told.error) : R.t("run.failed");
      return again ? R.t("gathering.rehear_failed", { reason }) : R.t("gathering.failed", { reason });
    }
    if (asked === "cancel_gathering" || told.cancelling) return R.t("gathering.stopping");
    if (again && told.download) return R.t("job.downloading", { model: told.model });
    const percent = R.words.percent(told.fraction || 0);
    if (again) return R.t("gathering.rehear", { n: told.lines, model: told.model, percent });
    return told.state === "queued" ? R.t("gathering.queued") : R.t("gathering.evidence", { percent });
  }

  async function act(name) {
    asked = name;
    draw();
    try {
      await R.call(name, { token: R.desk.token });
    } catch (error) {
      asked = null;
      R.toast(R.errorText(error), { kind: "error" });
    }
    if (name !== "cancel_gathering") asked = null;
    R.pull.now();
    draw();
  }

  function close() {
    dismissed = sign();
    draw();
  }

  function buttons() {
    const button = (key, click) => R.el("button", { type: "button", class: "link", text: R.t(key), disabled: Boolean(asked), on: { click } });
    if (phase() === "failed") return [button("job.again", () => act("resume_gathering")), button("close", close)];
    return [button("job.cancel", () => act("cancel_gathering"))];
  }

  /** The line is made anew when its phase changes; between, only its words do. */
  function draw() {
    const now = phase();
    const key = now && [now, told.kind, asked, R.lang].join();
    if (key !== shown) {
      shown = key;
      parts.text = R.el("span", { class: "text", role: now === "failed" ? "alert" : undefined });
      R.clear(slot, now ? R.el("section", { class: "gathering " + now, tLabel: "gathering.title" }, [parts.text, R.el("span", { class: "acts" }, buttons())]) : []);
    }
    if (!now) return;
    const text = sentence();
    if (parts.text.textContent !== text) parts.text.textContent = text;
  }

  function take(answer) {
    told = answer.gathering || null;
    if (asked === "cancel_gathering" && !(told && GOING.has(told.state))) asked = null;
    draw();
  }

  R.gathering = {
    start() {
      R.on("opened", (answer) => {
        R.desk.node.querySelector(".player").before(slot);
        asked = null;
        take(answer);
      });
      R.on("run", take);
      R.on("lang", draw);
      R.on("closed", () => { told = null; draw(); });
    },
  };
})(R);
