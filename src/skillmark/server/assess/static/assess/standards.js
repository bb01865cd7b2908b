// Rating by keyboard: the scale has the focus at once, and Enter in it saves and goes on.
(() => {
  const form = document.getElementById("rating");
  if (!form) return;
  const scale = form.querySelector(".scale-marks input:checked") ?? form.querySelector(".scale-marks input");
  if (scale && matchMedia("(hover: hover)").matches) scale.focus({ preventScroll: true });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input[type=radio]")) {
      event.preventDefault();
      form.querySelector("button[name=go]").click();
    }
  });
  // The booklet is leafed through with the arrows.
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea, select") || event.altKey || event.ctrlKey || event.metaKey) return;
    form.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
  });
})();
