// The clock of the player. The server's clock decides; this one only shows it.
(() => {
  const shown = document.querySelector("[data-seconds]");
  if (!shown) return;
  const said = document.getElementById("clock-said");
  const aloud = new Set([600, 300, 60]);
  let from;
  let leaving = false;
  let ending = false;

  const set = (seconds) => { from = { seconds, date: Date.now(), ticks: performance.now() }; };
  // A computer that slept counts on by its date, one whose date was set back by its ticks.
  const passed = () => Math.max(Date.now() - from.date, performance.now() - from.ticks) / 1000;

  const tick = () => {
    const left = Math.max(0, Math.round(from.seconds - passed()));
    const minutes = Math.floor(left / 60);
    const words = left >= 60
      ? `${minutes} ${minutes === 1 ? shown.dataset.minuteLeft : shown.dataset.minutesLeft}`
      : `${left} ${shown.dataset.secondsLeft}`;
    if (shown.textContent !== words) shown.textContent = words;
    shown.parentElement.classList.toggle("soon", left <= 120);
    for (const mark of aloud) {
      if (left <= mark) {
        aloud.delete(mark);
        if (left > mark - 5) said.textContent = words;
      }
    }
    if (left <= 3 && !ending) {
      ending = true;
      document.dispatchEvent(new Event("clock-ends"));  // what is typed goes out in time
    }
    if (left === 0 && !leaving) {
      leaving = true;
      document.dispatchEvent(new Event("clock-over"));
    }
  };
  document.addEventListener("clock", (event) => {
    if (event.detail.seconds === undefined || leaving) return;
    set(event.detail.seconds);
    ending = false;
    tick();
  });
  set(Number(shown.dataset.seconds));
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
    typed.form.addEventListener("filled", follow);
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
    inputs[0].form.addEventListener("filled", paint);
    paint();
  }
})();

// Lines to put in order: a button moves its line, and every line gets the number of its place.
(() => {
  for (const list of document.querySelectorAll("ol.order")) {
    const lines = () => [...list.children];
    const field = (line) => line.querySelector("input");
    const place = (line) => (/^\d+$/.test(field(line).value) ? Number(field(line).value) : Infinity);
    const arrange = (order) => {
      list.append(...order);
      for (const way of ["up", "down"]) {
        const last = way === "up" ? order[0] : order.at(-1);
        for (const line of order) line.querySelector(`.move.${way}`).disabled = line === last;
      }
    };
    // The sort is stable: lines without a number stay behind the others as they were.
    const sorted = () => lines().sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
    list.addEventListener("click", (event) => {
      const button = event.target.closest(".move");
      if (!button) return;
      event.preventDefault();
      const order = sorted();
      const line = button.closest("li");
      const at = order.indexOf(line);
      order.splice(at, 1);
      order.splice(Math.max(0, at + (button.classList.contains("up") ? -1 : 1)), 0, line);
      order.forEach((one, n) => { field(one).value = n + 1; });
      arrange(order);
      (button.disabled ? line.querySelector(".move:not([disabled])") : button).focus();
      list.dispatchEvent(new Event("change", { bubbles: true }));
    });
    const settle = () => {
      const order = sorted();
      if (order.some((line, n) => line !== lines()[n])) arrange(order);
    };
    field(lines()[0]).form.addEventListener("filled", settle);
    settle();
  }
})();
