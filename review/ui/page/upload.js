/* Files on their way to the server: which belong together, and sending them with progress. */
(function (R) {
  "use strict";
  const TRANSCRIPTS = ["srt", "vtt", "lrc", "txt", "tsv", "csv", "json"];
  const ACCEPT = ["audio/*", "video/*", ".amr", ".caf", ".wma", ".mkv", ".flv", ".ac3", ".opus", ".aiff", ...TRANSCRIPTS.map((name) => "." + name)];

  const ending = (name) => (/\.([^.]+)$/.exec(name) || ["", ""])[1].toLowerCase();
  const isTranscript = (name) => TRANSCRIPTS.includes(ending(name));

  /** "봄.ko.srt" and "봄.mp3" share the stem "봄"; so do "봄.mp3.json" and "봄.mp3". */
  function stems(name) {
    const parts = name.normalize("NFC").toLowerCase().split(".");
    return parts.map((_, index) => parts.slice(0, parts.length - index).join(".")).filter(Boolean);
  }

  function belongs(transcript, media) {
    const own = stems(media.name)[1] || stems(media.name)[0];
    return stems(transcript.name).slice(1).some((stem) => stem === own || stem === media.name.normalize("NFC").toLowerCase());
  }

  /** Files that came together as jobs {media, transcript}: a transcript goes to the recording of its name; one of each
      belongs together whatever they are called. */
  function pair(files) {
    const media = files.filter((file) => !isTranscript(file.name)).map((file) => ({ media: file, transcript: null }));
    const alone = [];
    for (const file of files.filter((each) => isTranscript(each.name))) {
      const job = media.find((each) => !each.transcript && belongs(file, each.media));
      if (job) job.transcript = file;
      else alone.push({ media: null, transcript: file });
    }
    if (media.length === 1 && alone.length === 1 && !media[0].transcript) {
      media[0].transcript = alone.pop().transcript;
    }
    return [...media, ...alone];
  }

  /** Post one file to Gradio's upload route. Resolves to the path the server gave it; rejects with a RelistenError
      ("upload_failed", "upload_too_large", "not_signed_in", "aborted"). `progress` gets 0..1. */
  function send(file, { progress, signal } = {}) {
    return new Promise((resolve, reject) => {
      const fail = (code, params) => reject(new R.RelistenError(code, params, code));
      const request = new XMLHttpRequest();
      const form = new FormData();
      // A name of its own: Gradio puts equal files of one name in one place, and the first to take it would leave none.
      form.append("files", file, R.randomId());
      request.open("POST", new URL("gradio_api/upload", location.origin + location.pathname.replace(/[^/]*$/, "")).href);
      request.responseType = "text";
      request.upload.addEventListener("progress", (event) => {
        if (progress && event.lengthComputable) progress(event.loaded / Math.max(1, event.total));
      });
      request.addEventListener("load", () => {
        if (request.status === 413) reject(tooLarge(file));
        else if (request.status === 401 || request.status === 403) fail("not_signed_in");
        else if (request.status !== 200) fail("upload_failed", { name: file.name });
        else answer(request.responseText, resolve, () => fail("upload_failed", { name: file.name }));
      });
      request.addEventListener("error", () => fail("upload_failed", { name: file.name }));
      request.addEventListener("abort", () => fail("aborted"));
      if (signal) signal.addEventListener("abort", () => request.abort(), { once: true });
      request.send(form);
    });
  }

  function answer(text, resolve, fail) {
    try {
      const paths = JSON.parse(text);
      if (Array.isArray(paths) && typeof paths[0] === "string") resolve(paths[0]);
      else fail();
    } catch {
      fail();
    }
  }

  /** Files of a drop without its folders, which a browser offers as files that cannot be read. */
  function dropped(transfer) {
    const items = [...(transfer.items || [])].filter((item) => item.kind === "file");
    const folders = items.some((item) => item.webkitGetAsEntry && (item.webkitGetAsEntry() || {}).isDirectory);
    const files = items.length
      ? items.filter((item) => !(item.webkitGetAsEntry && (item.webkitGetAsEntry() || {}).isDirectory)).map((item) => item.getAsFile())
      : [...transfer.files];
    return { files: files.filter(Boolean), folders };
  }

  function tooLarge(file) {
    const megabytes = (bytes) => Math.floor(bytes / 1048576);
    return new R.RelistenError("upload_too_large", { megabytes: megabytes(file.size) + 1, limit: megabytes(R.upload.limit()) }, "too large");
  }

  /** What is wrong with a file before a byte is sent, as a RelistenError, or null. */
  function refused(file) {
    if (file.size === 0) return new R.RelistenError("empty_file", {}, "empty");
    if (file.size > R.upload.limit()) return tooLarge(file);
    return null;
  }

  R.upload = {
    ACCEPT: ACCEPT.join(","),
    isTranscript,
    pair,
    send,
    dropped,
    refused,
    limit: () => (R.facts && R.facts.limits && R.facts.limits.upload_bytes) || Infinity,
  };
})(R);
