// The slider and the number field of the budget say the same.
document.querySelectorAll("[data-follows]").forEach((slider) => {
  const field = document.getElementById(slider.dataset.follows);
  if (!field) return;
  slider.addEventListener("input", () => { field.value = slider.value; });
  field.addEventListener("input", () => { slider.value = field.value; });
});
// "Keep" leaves the page, so htmx must not catch it.
document.querySelectorAll("[data-plain-submit]").forEach((button) => {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const form = button.closest("form");
    const keep = document.createElement("input");
    keep.type = "hidden"; keep.name = button.name; keep.value = button.value;
    form.append(keep);
    HTMLFormElement.prototype.submit.call(form);
  });
});
