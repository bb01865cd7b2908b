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
