// Answers are saved as they come. What cannot be sent is kept in this browser and sent again.
//
// Kept are the fields of one's own answer, under `skillmark:answer:<attempt>:<place>`, with the
// number that says when it was given (numbering.py), until the server has it. Of the key to a
// question nothing is known here.
(() => {
  const page = document.querySelector("[data-attempt]");
  if (!page) return;
  const PREFIX = `skillmark:answer:${page.dataset.attempt}:`;
  const LONGEST_GAP = 30_000;
  const DAYS_KEPT = 14;
  const here = Number(page.dataset.place);
  const status = document.getElementById("saved");
  const words = document.getElementById("said");

  // What is kept. A browser that keeps nothing has at least this page's memory.
  const memory = new Map();
  let lasting = true;
  const parsed = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const keys = () => {
    try { return Object.keys(localStorage); } catch { return []; }
  };
  const kept = () => {
    const found = new Map(memory);
    for (const key of keys()) {
      if (key.startsWith(PREFIX)) found.set(Number(key.slice(PREFIX.length)), parsed(key));
    }
    return [...found]
      .filter(([place, one]) => Number.isInteger(place) && Array.isArray(one?.fields))
      .sort(([a], [b]) => a - b);
  };
  const keep = (place, one) => {
    memory.set(place, one);
    try {
      localStorage.setItem(PREFIX + place, JSON.stringify(one));
      memory.delete(place);
      lasting = true;
    } catch { lasting = false; }
  };
  const drop = (place, sequence) => {
    for (const [at, one] of kept()) {
      if (at !== place || one.sequence > sequence) continue;
      memory.delete(place);
      try { localStorage.removeItem(PREFIX + place); } catch { /* nothing was kept */ }
    }
  };
  for (const key of keys()) {  // what was left behind long ago
    if (!key.startsWith("skillmark:answer:")) continue;
    if (!(Date.now() - parsed(key)?.at < DAYS_KEPT * 86_400_000)) localStorage.removeItem(key);
  }

  // The result: what did not arrive is named, and is kept no longer.
  if ("submitted" in page.dataset) {
    const there = new Map(page.dataset.submitted.split(" ").map((one) => one.split(":").map(Number)));
    const lost = kept().filter(([place, one]) => one.sequence > (there.get(place) ?? 0));
    for (const [place] of kept()) drop(place, Infinity);
    page.querySelector("[data-places]").textContent = lost.map(([place]) => place).join(", ");
    page.hidden = lost.length === 0;
    return;
  }

  // The server's clock, as it goes on here; that of this computer only says how much has passed.
  let told;
  const hear = (now) => { told = { now, date: Date.now(), ticks: performance.now() }; };
  const moment = () => Math.round(
    told.now + Math.max(Date.now() - told.date, performance.now() - told.ticks),
  );
  hear(Number(page.dataset.now));
  let given = Number(page.dataset.sequence ?? 0);

  let saying = "";
  const say = (name, places = []) => {
    if (name === saying && !places.length) return;
    saying = name;
    const said = words.content.querySelector(`[data-say=${name}]`).cloneNode(true);
    const list = said.querySelector("[data-places]");
    if (list) list.textContent = places.join(", ");
    status.replaceChildren(said);
  };
  const show = (html) => { saying = ""; status.innerHTML = html; };

  const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1]
    ?? page.querySelector("[name=csrfmiddlewaretoken]").value;

  async function post(url, body) {
    let answer;
    try {
      answer = await fetch(url, {
        method: "POST",
        body,
        redirect: "manual",
        headers: { "HX-Request": "true", "X-CSRFToken": token() },
        signal: AbortSignal.timeout(body instanceof FormData ? 120_000 : 20_000),
      });
      if (answer.type === "opaqueredirect" || answer.status === 403) return { state: "signed-out" };
      if (answer.status === 404) return { state: "gone" };
      if (answer.status >= 400 && answer.status < 500 && ![408, 429].includes(answer.status)) {
        return { state: "not-taken" };
      }
      // Whoever answers without our header (a broken server, a hotel's sign-in page) is not ours.
      const { answer: said } = JSON.parse(answer.headers.get("HX-Trigger"));
      hear(said.now);
      document.dispatchEvent(new CustomEvent("clock", { detail: said }));
      return { ...said, html: await answer.text(), onward: answer.headers.get("HX-Redirect") };
    } catch {
      return { state: "unreachable" };
    }
  }

  const fields = () => [...new FormData(page)].filter(
    ([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string",
  );
  const files = page.enctype === "multipart/form-data";
  const parcel = (pairs, more) => new URLSearchParams([...pairs, ...Object.entries(more)]);

  // Where the person wants to go: `{ url, go }`. It happens once everything is sent.
  let leaving = null;
  let clear = () => {};
  let warned = false;
  let underway = false;
  const rests = "rests" in page.dataset;

  // Send what is kept, and then go where the person wants to. Return the state that stopped it.
  async function round() {
    for (const [place, one] of rests ? [] : kept()) {
      if (one.refused || (place === here && leaving)) continue;
      const result = await post(
        page.dataset.base + place, parcel(one.fields, { sequence: one.sequence }),
      );
      const stopped = settle(result, place, one);
      if (stopped) return stopped;
    }
    return leaving ? depart(leaving) : "";
  }

  // What became of one answer. Return a state that stops the sending, or nothing.
  function settle(result, place, one) {
    const mine = place === here;
    const state = result.state === "gone" && !mine && here ? "closed" : result.state;
    switch (state) {
      case "saved":
        drop(place, one.sequence);
        if (mine) show(result.html);
        else arrived = true;
        return "";
      case "older":
        drop(place, one.sequence);
        if (mine) say("older");
        return "";
      case "refused":
        // Half an answer: it stays in its fields, and is sent again when it is changed.
        if (kept().some(([at, now]) => at === place && now.sequence === one.sequence)) {
          keep(place, { ...one, refused: true });
        }
        if (mine) show(result.html);
        return "";
      case "closed":
        drop(place, one.sequence);
        if (mine) show(result.html);
        return "";
      case "over":
        window.location.assign(result.onward);
        return "gone-on";
      case "paused":
        window.location.reload();
        return "gone-on";
      default:
        return state;
    }
  }

  // The server has something to ask before it goes on: the form itself gets that page.
  function byForm(go) {
    const step = document.createElement("input");
    Object.assign(step, { type: "hidden", name: "go", value: go });
    page.append(step);
    page.querySelector("[name=csrfmiddlewaretoken]").value = token();
    page.submit();
    return "gone-on";
  }

  async function depart(where) {
    const unfinished = kept().filter(([place]) => place !== here).map(([place]) => place);
    if (where.submits && unfinished.length && !warned) {
      warned = true;
      leaving = null;
      say("unfinished", unfinished);
      status.focus();
      return "";
    }
    const sequence = given;
    let body = parcel(fields(), where.go === undefined ? {} : { go: where.go, sequence });
    if (files) {
      body = new FormData(page);
      body.set("go", where.go);
    }
    const result = await post(where.url, body);
    if (leaving !== where) return result.state === "unreachable" ? result.state : "";
    if (result.onward) {
      if (["saved", "older", "closed"].includes(result.state)) drop(here, sequence);
      leaving = null;
      window.location.assign(result.onward);
      return "gone-on";
    }
    if (["unreachable", "signed-out"].includes(result.state)) return result.state;
    leaving = null;
    if (result.state === "page") return byForm(where.go);
    const mine = kept().find(([place]) => place === here)?.[1];
    const stopped = settle(result, here, mine ?? { sequence, fields: [] });
    if (result.html) show(result.html);
    status.focus();
    return stopped;
  }

  // One sending at a time; what comes meanwhile is sent after it.
  let running = false;
  let again = false;
  let arrived = false;  // an answer to a question of another page
  let gap = 1000;
  let timer = 0;
  async function send() {
    again = true;
    if (running) return;
    running = true;
    clearTimeout(timer);
    let stopped = "";
    while (again && !stopped) {
      again = false;
      stopped = await round();
    }
    running = false;
    underway = stopped === "gone-on";
    if (!stopped) {
      gap = 1000;
      if (arrived && page.id === "submit") window.location.reload();  // its list is an old one
      else if (arrived || ["kept", "kept-here", "signed-out"].includes(saying)) say("sent");
      arrived = false;
      return;
    }
    if (underway) return;
    if (stopped !== "unreachable") { say(stopped); return; }
    if (leaving) say(files ? "file-waits" : "waits");
    else say(lasting ? "kept" : "kept-here");
    // Not all at once: a server that has just come back has hundreds of pages waiting for it.
    timer = setTimeout(send, gap * (0.5 + Math.random()));
    gap = Math.min(2 * gap, LONGEST_GAP);
  }
  const waiting = () => leaving || kept().some(([, one]) => !one.refused);
  const now = () => { if (waiting()) { gap = 1000; send(); } };
  window.addEventListener("online", now);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) now(); });
  window.addEventListener("beforeunload", (event) => {
    if (!underway && ((files && leaving) || (!lasting && waiting()))) event.preventDefault();
  });

  // The time is over by what is shown: the server says what comes now, once it can be asked.
  async function over() {
    try {
      const answer = await fetch(window.location.href, {
        method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(20_000),
      });
      if (answer.status < 500) {
        underway = true;
        window.location.reload();
        return;
      }
    } catch { /* not yet */ }
    say(rests ? "waits" : "ended");
    setTimeout(over, 2000 * (0.5 + Math.random()));
  }
  document.addEventListener("clock-over", over);

  // In a break no window of this browser shows a question.
  const others = "BroadcastChannel" in window ? new BroadcastChannel(PREFIX) : null;
  if (rests) others?.postMessage("break");
  else if (others) others.onmessage = () => window.location.reload();

  page.addEventListener("submit", (event) => {
    event.preventDefault();
    const go = event.submitter?.value || undefined;
    if (go === "clear" && !files) { clear(); return; }
    leaving = here ? { url: window.location.pathname, go: go ?? "next" } : { url: page.action };
    if (page.id === "submit") leaving.submits = true;
    send();
  });

  if (here && !files) {
    const filled = () => page.dispatchEvent(new Event("filled"));
    const fill = (values) => {
      for (const control of page.elements) {
        if (!control.name || ["hidden", "submit", "file"].includes(control.type)) continue;
        const own = values.get(control.name) ?? [];
        if (["radio", "checkbox"].includes(control.type)) control.checked = own.includes(control.value);
        else control.value = own[0] ?? "";
      }
      filled();
    };
    let soon = 0;
    const take = (delay) => {
      given = Math.max(given + 1, moment());
      keep(here, { sequence: given, fields: fields(), at: Date.now() });
      if (leaving) { leaving = null; saying = ""; }  // who writes on has changed their mind
      clearTimeout(soon);
      soon = setTimeout(send, delay);
    };
    clear = () => { fill(new Map()); take(0); };
    page.addEventListener("change", () => take(200));
    page.addEventListener("input", () => take(900));
    document.addEventListener("clock-ends", () => { clearTimeout(soon); now(); });

    const mine = kept().find(([place]) => place === here)?.[1];
    if (mine && mine.sequence > given) {
      given = mine.sequence;
      const values = new Map();
      for (const [name, value] of mine.fields) values.set(name, [...(values.get(name) ?? []), value]);
      fill(values);
      keep(here, { ...mine, refused: false });
    } else if (mine) {
      drop(here, Infinity);
    }
  }
  if (waiting() && !rests) send();
})();
