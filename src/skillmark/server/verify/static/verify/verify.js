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
