// A word of an advertisement and its skill in the list beside it light up together.
(() => {
  const same = (number) => document.querySelectorAll(`[data-draft] [data-skill="${CSS.escape(number)}"]`);

  const glow = (event) => {
    const one = event.target.closest?.("[data-draft] [data-skill]");
    document.querySelectorAll(".glow").forEach((other) => other.classList.remove("glow"));
    if (one && one.dataset.skill !== "0") same(one.dataset.skill).forEach((other) => other.classList.add("glow"));
  };
  document.addEventListener("mouseover", glow);
  document.addEventListener("focusin", glow);

  // A skill that is taken out goes dark in the text.
  document.addEventListener("click", (event) => {
    const line = event.target.closest("[data-remove]")?.closest("[data-row][data-skill]");
    if (!line || line.dataset.skill === "0") return;
    for (const mark of document.querySelectorAll(`mark[data-skill="${CSS.escape(line.dataset.skill)}"]`)) {
      mark.querySelector(".lit-skill")?.remove();
      mark.replaceWith(mark.textContent);
    }
  }, true);

  // Enter in the search takes the first skill found instead of sending the form.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-picks]")) return;
    event.preventDefault();
    document.querySelector(`${event.target.dataset.picks} button`)?.click();
  });

  // The same skill is asked for once only.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "lines") return;
    const uri = new URLSearchParams(event.detail.pathInfo.requestPath.split("?")[1]).get("skill");
    const there = [...document.querySelectorAll("#lines input[name=skill]")].find((field) => field.value === uri);
    if (there) {
      event.detail.shouldSwap = false;
      there.closest("[data-row]").scrollIntoView({ block: "nearest" });
    }
  });

  document.documentElement.classList.add("scripted");
})();
