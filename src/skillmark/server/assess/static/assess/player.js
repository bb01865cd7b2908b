// The clock of the player. The server's clock decides; this one only shows it.
(() => {
  const shown = document.querySelector("[data-seconds]");
  if (!shown) return;
  const said = document.getElementById("clock-said");
  const end = performance.now() + 1000 * Number(shown.dataset.seconds);
  const aloud = new Set([600, 300, 60]);
  let leaving = false;

  const tick = () => {
    const left = Math.max(0, Math.round((end - performance.now()) / 1000));
    const minutes = Math.floor(left / 60);
    const words = left >= 60
      ? `${minutes} ${shown.dataset.minutesLeft}`
      : `${left} ${shown.dataset.secondsLeft}`;
    if (shown.textContent !== words) shown.textContent = words;
    shown.parentElement.classList.toggle("soon", left <= 120);
    for (const mark of aloud) {
      if (left <= mark) {
        aloud.delete(mark);
        if (left > mark - 5) said.textContent = words;
      }
    }
    if (left === 0 && shown.dataset.over && !leaving) {
      leaving = true;
      window.location.assign(shown.dataset.over);
    }
  };
  tick();
  setInterval(tick, 1000);
})();

// A number with a scale beside it: moving the scale types the number.
(() => {
  for (const field of document.querySelectorAll("[data-slider]")) {
    const [typed, scale] = field.querySelectorAll("input");
    scale.hidden = false;
    const follow = () => { if (typed.value !== "") scale.value = typed.value.replace(",", "."); };
    follow();
    typed.addEventListener("input", follow);
    scale.addEventListener("input", () => {
      typed.value = scale.value;
      typed.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
})();

// Regions of a picture: a click on one chooses it in the list below.
(() => {
  for (const map of document.querySelectorAll("[data-map]")) {
    const inputs = [...map.closest("fieldset").querySelectorAll("input[name=answer]")];
    const of = (region) => inputs.find((input) => input.value === region.dataset.region);
    const regions = [...map.querySelectorAll("[data-region]")];
    const paint = () => regions.forEach((one) => one.classList.toggle("chosen", of(one).checked));
    regions.forEach((one) => one.addEventListener("click", () => of(one).click()));
    inputs.forEach((input) => input.addEventListener("change", paint));
    paint();
  }
})();
