// Says that the check is under way; pasting a picture or file works like dropping it.
(() => {
  const form = document.querySelector("form[data-verify]");
  if (!form) return;
  form.addEventListener("submit", () => { form.dataset.busy = ""; });
  window.addEventListener("pageshow", () => { delete form.dataset.busy; });
  document.addEventListener("paste", (event) => {
    const files = event.clipboardData?.files;
    const field = form.querySelector("input[type=file]");
    if (!files?.length) return;
    field.files = files;
    field.dispatchEvent(new Event("change"));
  });
})();

// Filters and order of many results, at once and without asking the site. The form does the same
// without this script, and the export gets the rows that are seen.
(() => {
  const form = document.querySelector("form[data-choose]");
  if (!form) return;
  const table = document.getElementById(form.dataset.choose);
  const bodies = [...table.tBodies];
  const count = document.querySelector("[data-count]");
  const none = document.querySelector("[data-none]");
  const rows = form.elements.rows;
  const language = document.documentElement.lang || "en";
  const compare = new Intl.Collator(language, { numeric: true, sensitivity: "base" }).compare;
  const attention = ["invalid", "unknown", "valid"];
  const number = (body) => Number(body.dataset.row);
  const empty = (value) => (value ? 0 : 1);
  const orders = {
    verdict: (a, b) => attention.indexOf(a.dataset.verdict) - attention.indexOf(b.dataset.verdict)
      || compare(a.dataset.reason, b.dataset.reason),
    person: (a, b) => empty(a.dataset.person) - empty(b.dataset.person) || compare(a.dataset.person, b.dataset.person),
    achievement: (a, b) => empty(a.dataset.achievement) - empty(b.dataset.achievement)
      || compare(a.dataset.achievement, b.dataset.achievement),
    issuer: (a, b) => empty(a.dataset.name) - empty(b.dataset.name) || compare(a.dataset.name, b.dataset.name)
      || compare(a.dataset.issuer, b.dataset.issuer),
  };
  const heads = [...table.querySelectorAll("thead [data-order]")];
  let backwards = false;

  const seen = () => [...table.tBodies].filter((body) => !body.hidden);

  const choose = () => {
    const value = (name) => form.elements[name]?.value ?? "";
    const words = value("words").toLowerCase().split(/\s+/).filter(Boolean);
    for (const body of bodies) {
      body.hidden = ["verdict", "reason", "issuer"].some((name) => value(name) && body.dataset[name] !== value(name))
        || !words.every((word) => body.dataset.words.includes(word));
    }
    const shown = seen().length;
    count.textContent = count.dataset.words.replace("[shown]", shown).replace("[all]", bodies.length);
    none.hidden = shown > 0;
  };

  const sort = () => {
    const order = form.elements.order.value;
    const by = orders[order] ?? (() => 0);
    const turned = backwards ? -1 : 1;
    bodies.sort((a, b) => turned * by(a, b) || number(a) - number(b));
    table.append(...bodies);
    for (const head of heads) {
      if (head.dataset.order === order) head.setAttribute("aria-sort", backwards ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  };

  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => {
      backwards = form.elements.order.value === head.dataset.order && !backwards;
      form.elements.order.value = head.dataset.order;
      sort();
    });
    head.append(button);
  }
  form.querySelector("[data-apply]").hidden = true;
  form.addEventListener("input", choose);
  form.elements.order.addEventListener("change", () => { backwards = false; sort(); });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "format") { event.preventDefault(); return; }
    rows.disabled = false;
    rows.value = seen().map(number).join(",") || "0";
    setTimeout(() => { rows.disabled = true; });
  });

  // The page may have been chosen by the form, without its script, or kept by the browser.
  if (bodies.length === Number(table.dataset.all)) { choose(); sort(); }
})();
