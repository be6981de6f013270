/* The reader's language, and what depends on it: sizes, lengths of time, dates, names of languages. */
(function (R) {
  "use strict";
  const NAMES = { en: "English", ko: "한국어" };
  const UNITS = ["B", "KB", "MB", "GB", "TB"];

  /** What was chosen here before, else the first of the browser's languages that the page speaks, else English. */
  function preferred() {
    const wanted = [R.store.get("lang"), ...(navigator.languages || [navigator.language])];
    const known = wanted.map((tag) => String(tag || "").slice(0, 2).toLowerCase()).find((tag) => R.languages.includes(tag));
    return known || "en";
  }

  function choose(lang) {
    R.store.set("lang", lang);
    R.setLang(lang);
    R.root.setAttribute("lang", R.lang);
  }

  /** A button that names the other language in that language. */
  function switcher() {
    const other = () => (R.lang === "ko" ? "en" : "ko");
    const button = R.el("button", { type: "button", class: "btn bare lang", on: { click: () => choose(other()) } });
    const draw = () => {
      button.textContent = NAMES[other()];
      button.lang = other();
    };
    draw();
    R.on("lang", draw);
    return button;
  }

  R.i18n = {
    start() {
      R.setLang(preferred());
      R.root.setAttribute("lang", R.lang);
    },
    choose,
    switcher,
  };

  R.words = {
    /** 1536 -> "1.5 KB" */
    bytes(count) {
      let power = 0;
      let value = count;
      while (value >= 1024 && power < UNITS.length - 1) {
        value /= 1024;
        power += 1;
      }
      return value.toLocaleString(R.lang, { maximumFractionDigits: power && value < 10 ? 1 : 0 }) + " " + UNITS[power];
    },

    /** 3723400 -> "1 h 2 min": what is left or allowed; never more exact than a reader needs. */
    span(ms) {
      const seconds = Math.max(0, Math.round(ms / 1000));
      if (seconds < 60) return R.t("span.s", { n: seconds });
      const minutes = Math.round(seconds / 60);
      if (minutes < 60) return seconds < 600 && seconds % 60 ? R.t("span.min_s", { min: Math.floor(seconds / 60), s: seconds % 60 }) : R.t("span.min", { n: minutes });
      const rest = minutes % 60;
      return rest ? R.t("span.h_min", { h: Math.floor(minutes / 60), min: rest }) : R.t("span.h", { n: minutes / 60 });
    },

    /** An ISO date or ms since 1970 as the reader's country writes it; today's only as a time. */
    date(value) {
      const date = new Date(value);
      if (Number.isNaN(date.getTime())) return "";
      const today = date.toDateString() === new Date().toDateString();
      return new Intl.DateTimeFormat(R.lang, today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" }).format(date);
    },

    percent: (fraction) => Math.floor(R.clamp(fraction || 0, 0, 1) * 100) + " %",

    /** The name of a language in the reader's own. */
    language(code, fallback) {
      try {
        const name = new Intl.DisplayNames([R.lang], { type: "language", fallback: "none" }).of(code);
        return name || fallback;
      } catch {
        return fallback;
      }
    },

    /** A sentence the server wrote in English (a note on a recording), in the reader's language where there is one. */
    note(sentence) {
      const english = (R.props.dictionaries || {}).en || {};
      const key = Object.keys(english).find((name) => name.startsWith("note.") && english[name] === sentence);
      return key ? R.t(key) : sentence;
    },
  };
})(R);
