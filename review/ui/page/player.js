/* Playing: a native <audio> (the playback copy, else the WAV the lines were heard from), which plays exactly a line's time
   with its padding, or on and on. Emits "playing" {on, line}, "word" {line, index}. */
(function (R) {
  "use strict";
  const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
  const PADDINGS = [0, 100, 200, 300, 500, 1000];
  const END_SLACK_MS = 4;

  const settings = { loop: false, speed: 1, pad: 200, arrive: true, ...R.store.get("player", {}) };
  let audio = null;
  let token = null;
  let media = null;
  let sources = "";
  let range = null;
  let line = null;
  let frame = 0;
  let stopTimer = 0;
  let word = -1;

  const remember = () => R.store.set("player", settings);
  const now = () => (audio ? audio.currentTime * 1000 : 0);
  const usable = () => Boolean(media && media.state === "ready");

  /* ---- where to stop ------------------------------------------------------------------------------------------ */

  function rangeOf(row) {
    const end = media && media.duration_ms ? media.duration_ms : Infinity;
    return { from: Math.max(0, row.start - settings.pad), to: Math.min(end, row.end + settings.pad) };
  }

  function atEnd() {
    if (!range || audio.paused || now() < range.to - END_SLACK_MS) return false;
    if (settings.loop) {
      audio.currentTime = range.from / 1000;
      return true;
    }
    audio.pause();
    audio.currentTime = range.to / 1000;
    return true;
  }

  /** The frame loop may sleep in a hidden tab: a timer set to the exact end stops there too. */
  function armStop() {
    clearTimeout(stopTimer);
    if (!range || audio.paused) return;
    stopTimer = setTimeout(() => { if (!atEnd()) armStop(); }, Math.max(1, (range.to - now()) / audio.playbackRate));
  }

  function follow() {
    frame = 0;
    if (audio.paused) return;
    atEnd();
    R.wave.movePlayhead();
    if (!range) followLine();
    tellWord();
    R.emit("time", { ms: now() });
    frame = requestAnimationFrame(follow);
  }

  /** Playing on: the selection goes with the sound. */
  function followLine() {
    const heard = R.rows.atTime(now());
    if (heard && heard.id !== line) {
      line = heard.id;
      R.desk.follow(heard.id);
    }
  }

  function tellWord() {
    const row = line && R.rows.get(line);
    const words = (row && row.words) || [];
    const ms = now();
    let index = -1;
    for (let i = 0; i < words.length; i += 1) if (words[i][1] !== null && words[i][1] <= ms && ms < words[i][2]) index = i;
    if (index === word) return;
    word = index;
    R.emit("word", { line, index });
  }

  /* ---- playing ------------------------------------------------------------------------------------------------ */

  function started() {
    if (!frame) frame = requestAnimationFrame(follow);
    armStop();
    R.emit("playing", { on: true, line });
  }

  function stopped() {
    clearTimeout(stopTimer);
    word = -1;
    R.emit("word", { line, index: -1 });
    R.emit("playing", { on: false, line });
    R.wave.movePlayhead();
    takeSources();
  }

  function start() {
    if (!usable()) return;
    audio.playbackRate = settings.speed;
    audio.preservesPitch = true;
    audio.play().catch((error) => {
      if (error.name !== "AbortError") R.toast(R.t("player.cannot"), { kind: "error" });
    });
  }

  function playRow(row, fromMs) {
    if (!row || !usable()) return;
    line = row.id;
    range = rangeOf(row);
    audio.currentTime = R.clamp(fromMs ?? range.from, range.from, range.to) / 1000;
    start();
    armStop();
  }

  function playOn(fromMs) {
    if (!usable()) return;
    range = null;
    line = null;
    clearTimeout(stopTimer);
    if (fromMs !== undefined) audio.currentTime = fromMs / 1000;
    start();
  }

  function toggle() {
    const row = R.desk.current();
    if (!audio.paused) audio.pause();
    else if (!row) playOn();
    else if (line === row.id && range && now() > range.from && now() < range.to - 30) start();
    else playRow(row);
  }

  /** Go to `ms`; outside the line's stretch it plays on from there. */
  function seek(ms) {
    const row = R.desk.current();
    if (!usable()) return;
    if (row && ms >= rangeOf(row).from && ms < rangeOf(row).to) playRow(row, ms);
    else playOn(ms);
  }

  /* ---- the recording ------------------------------------------------------------------------------------------ */

  /** Sources change only while nothing plays, and the place is kept. */
  function takeSources() {
    if (!usable() || !audio.paused) return;
    const wanted = [media.playback && "playback.m4a", "audio.wav"].filter(Boolean);
    if (sources === token + wanted.join()) return;
    sources = token + wanted.join();
    const at = audio.currentTime;
    R.clear(audio, wanted.map((name) => R.el("source", { src: R.route(token, name),
      type: name.endsWith("m4a") ? "audio/mp4" : "audio/wav" })));
    audio.load();
    if (at) audio.addEventListener("loadedmetadata", () => { audio.currentTime = at; }, { once: true });
  }

  function setMedia(forToken, facts) {
    if (token === forToken && JSON.stringify(facts) === JSON.stringify(media)) return;
    token = forToken;
    media = facts;
    R.wave.setMedia(token, Boolean(media && media.peaks), media && media.duration_ms);
    takeSources();
  }

  function change(name, value) {
    settings[name] = value;
    remember();
    if (name === "speed") audio.playbackRate = value;
    if (name === "pad" && range && line && R.rows.get(line)) range = rangeOf(R.rows.get(line));
    armStop();
    R.emit("player", {});
  }

  R.player = {
    SPEEDS,
    PADDINGS,
    settings,
    mount(parent) {
      audio = R.el("audio", { preload: "metadata" });
      audio.addEventListener("play", started);
      audio.addEventListener("pause", stopped);
      audio.addEventListener("ended", stopped);
      audio.addEventListener("timeupdate", () => atEnd());
      audio.addEventListener("ratechange", armStop);
      audio.addEventListener("seeked", () => { armStop(); R.wave.movePlayhead(); });
      parent.append(audio);
    },
    setMedia,
    change,
    play: playRow,
    playOn,
    toggle,
    seek,
    stop() { if (audio && !audio.paused) audio.pause(); },
    close() {
      R.player.stop();
      range = null;
      line = null;
      media = null;
      sources = "";
      if (audio) R.clear(audio, null).load();
    },
    faster(step) {
      const at = SPEEDS.indexOf(settings.speed);
      change("speed", SPEEDS[R.clamp((at < 0 ? 2 : at) + step, 0, SPEEDS.length - 1)]);
    },
    isPlaying: () => Boolean(audio && !audio.paused),
    line: () => line,
    position: now,
    usable,
    audio: () => audio,
  };
})(R);
