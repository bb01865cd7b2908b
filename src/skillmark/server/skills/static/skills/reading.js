// A text that is read: words and their skill light up together, and words that are selected are
// filled in where a skill is added for them. Everything works without it, only less comfortably.
(() => {
  document.documentElement.classList.add("scripted");

  const glow = (event) => {
    const one = event.target.closest?.("[data-line]");
    for (const other of document.querySelectorAll(".glow")) other.classList.remove("glow");
    if (!one) return;
    const number = CSS.escape(one.dataset.line);
    for (const other of document.querySelectorAll(`[data-line="${number}"]`)) other.classList.add("glow");
  };
  document.addEventListener("mouseover", glow);
  document.addEventListener("focusin", glow);

  // Where a place of the page is in the text: its stretch begins at `data-at`.
  const placed = (node, offset) => {
    const stretch = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-at]");
    if (!stretch) return null;
    const words = node.nodeType === Node.TEXT_NODE && !node.parentElement.closest("sup");
    return Number(stretch.dataset.at) + (words ? offset : 0);
  };

  const spoken = (range) => {
    const part = range.cloneContents();
    for (const number of part.querySelectorAll("sup")) number.remove();
    return part.textContent;
  };

  let waiting = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const chosen = document.getSelection();
      const field = document.getElementById("for_words");
      const text = document.getElementById("lit-text");
      if (!field || !text || chosen.isCollapsed || !chosen.rangeCount) return;
      const range = chosen.getRangeAt(0);
      if (!text.contains(range.commonAncestorContainer)) return;
      const words = spoken(range).replace(/\s+/g, " ").trim().slice(0, 200);
      if (!words) return;
      field.value = words;
      document.getElementById("for_start").value = placed(range.startContainer, range.startOffset) ?? "";
      const search = document.getElementById("add");
      search.value = words;
      htmx.trigger(search, "search");
    }, 250);
  });

  // Words that are typed stand wherever they stand first.
  document.addEventListener("input", (event) => {
    if (event.target.id === "for_words") document.getElementById("for_start").value = "";
  });

  // Enter in the search takes the first skill found instead of sending the form.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-picks]")) return;
    event.preventDefault();
    document.querySelector(`${event.target.dataset.picks} button`)?.click();
  });

  // Who follows a number is there with the keyboard, too.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#line-'], a[href^='#mark-']");
    if (link) setTimeout(() => document.querySelector(link.getAttribute("href"))?.focus(), 0);
  });

  // Once the skills are there, the text steps back; the keyboard goes on where the step was.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "read" || !document.getElementById("lit-text")) return;
    const about = document.querySelector(".about-text");
    if (event.detail.requestConfig?.elt?.closest(".about-text")) about.open = false;
    const lost = !document.activeElement || document.activeElement === document.body;
    if (lost) (document.querySelector("[data-focus]") ?? document.getElementById("skills-heading")).focus();
  });
})();
