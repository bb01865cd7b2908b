// What pages do beyond HTML. Everything works without it, only less comfortably.
(() => {
  const root = document.documentElement;

  document.addEventListener("click", async (event) => {
    const target = event.target.closest("[data-theme-switch], [data-copy], [data-remove]");
    if (!target) return;
    if (target.hasAttribute("data-remove")) {
      target.closest("[data-row]").remove();
    } else if (target.hasAttribute("data-theme-switch")) {
      const dark = root.dataset.theme
        ? root.dataset.theme === "dark"
        : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* not kept */ }
    } else {
      const source = document.getElementById(target.dataset.copy);
      try {
        await navigator.clipboard.writeText(source.value ?? source.textContent);
        target.textContent = target.dataset.copied;
      } catch { source.select?.(); }
    }
  });

  // Ask before what cannot be undone.
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });

  // Choices that take effect at once.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });

  // One box that ticks all of a name in its form: <label hidden data-all="chosen">.
  for (const label of document.querySelectorAll("label[data-all]")) {
    const all = label.querySelector("input");
    const boxes = [...all.form.querySelectorAll(`[name="${CSS.escape(label.dataset.all)}"]`)];
    label.hidden = false;
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
    });
    all.form.addEventListener("change", () => {
      const ticked = boxes.filter((box) => box.checked).length;
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && !all.checked;
    });
  }

  // Files dropped on a drop area go into its file field.
  for (const area of document.querySelectorAll("[data-drop]")) {
    const field = area.querySelector("input[type=file]");
    const list = area.querySelector("[data-names]");
    const show = () => {
      if (list) list.textContent = [...field.files].map((file) => file.name).join(", ");
    };
    field.addEventListener("change", show);
    for (const type of ["dragenter", "dragover"]) {
      area.addEventListener(type, (event) => { event.preventDefault(); area.classList.add("over"); });
    }
    for (const type of ["dragleave", "drop"]) {
      area.addEventListener(type, (event) => { event.preventDefault(); area.classList.remove("over"); });
    }
    area.addEventListener("drop", (event) => { field.files = event.dataTransfer.files; show(); });
  }

  // Rows of a table hidden by a filter: <select data-filter="table-id" name="verdict">.
  document.addEventListener("change", (event) => {
    const id = event.target.dataset?.filter;
    if (!id) return;
    const filters = [...document.querySelectorAll(`[data-filter="${CSS.escape(id)}"]`)];
    for (const row of document.getElementById(id).tBodies[0].rows) {
      row.hidden = filters.some((f) => f.value && row.dataset[f.name] !== f.value);
    }
  });
})();
