// Review links by keyboard: arrows (or J and K) go from one to the next, A accepts, R rejects.
// Everything is also a button; without this script the page is loaded anew after each decision.
(() => {
  const list = document.querySelector("[data-review]");
  if (!list) return;
  const rows = () => [...list.querySelectorAll(":scope > li")];

  const go = (from, step) => {
    const all = rows();
    const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(from) + step))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };

  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select, input")) return;
    const row = event.target.closest("[data-review] > li");
    if (!row) return;
    const key = event.key.toLowerCase();
    if (key === "arrowdown" || key === "j") go(row, 1);
    else if (key === "arrowup" || key === "k") go(row, -1);
    else if (key === "a" || key === "r") {
      const button = row.querySelector(`button[value="${key === "a" ? "accepted" : "rejected"}"]`);
      if (!button) return;
      list.dataset.next = String(Math.min(rows().indexOf(row) + 1, rows().length - 1));
      button.click();
    } else return;
    event.preventDefault();
  });

  // The decided row is swapped for what it is now: the focus goes on to the next.
  document.addEventListener("htmx:afterSettle", () => {
    if (list.dataset.next === undefined) return;
    rows()[Number(list.dataset.next)]?.focus();
    delete list.dataset.next;
  });
})();
