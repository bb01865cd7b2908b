// What the editor does beyond HTML: places in texts, and regions drawn with the mouse.
(() => {
  const told = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

  // A button beside a text makes a gap, or marks the selected words.
  const free = (text, start) => {
    let number = 1;
    while (text.includes(`[[${start}${number}]]`) || text.includes(`[[${start}${number}|`)) number += 1;
    return `${start}${number}`;
  };
  const mark = (button) => {
    const field = document.getElementById(button.dataset.for);
    const { selectionStart: from, selectionEnd: to, value } = field;
    const words = value.slice(from, to);
    if (button.dataset.mark === "words" && !words.trim()) return field.focus();
    const name = button.dataset.mark === "words" ? free(value, "w") : free(value, "gap");
    const put = button.dataset.mark === "words" ? `[[${name}|${words}]]` : `[[${name}]]`;
    field.setRangeText(put, from, to, "end");
    field.focus();
    told(field);
  };

  // Regions: numbers in a field, and the same as a shape over the picture.
  const field = (row, part) => document.querySelector(`[name="${row}-${part}"]`);
  const numbers = (row) => (field(row, "numbers")?.value ?? "").split(/[\s,;]+/).filter(Boolean).map(Number);
  const shape = (row) => {
    const kind = field(row, "shape")?.value;
    const at = numbers(row);
    const make = (name, own) => {
      const made = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(own)) made.setAttribute(key, value);
      made.setAttribute("class", "drawn");
      return made;
    };
    if (at.some(Number.isNaN) || !at.length) return null;
    if (kind === "circle" && at.length === 3) return make("circle", { cx: at[0], cy: at[1], r: Math.max(0, at[2]) });
    if (kind === "rect" && at.length === 4) {
      return make("rect", { x: at[0], y: at[1], width: Math.max(0, at[2] - at[0]), height: Math.max(0, at[3] - at[1]) });
    }
    return kind === "poly" && at.length % 2 === 0 ? make("polygon", { points: at.join(" ") }) : null;
  };
  const paint = (box) => {
    const svg = box.querySelector("svg");
    const chosen = box.querySelector("[data-draw]").value;
    svg.querySelectorAll(".drawn").forEach((one) => one.remove());
    for (const { value } of box.querySelector("[data-draw]").options) {
      const made = shape(value);
      if (made) {
        made.classList.toggle("chosen", value === chosen);
        svg.append(made);
      }
    }
  };
  const place = (svg, event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const { width, height } = svg.viewBox.baseVal;
    return [Math.round(Math.min(Math.max(at.x, 0), width)), Math.round(Math.min(Math.max(at.y, 0), height))];
  };
  const put = (box, row, at) => {
    field(row, "numbers").value = at.join(", ");
    paint(box);
  };
  const draw = (box) => {
    const svg = box.querySelector("svg");
    let from = null;
    const along = (event) => {
      const row = box.querySelector("[data-draw]").value;
      const [x, y] = place(svg, event);
      if (field(row, "shape").value === "circle") {
        const most = Math.min(from[0], from[1], svg.viewBox.baseVal.width - from[0], svg.viewBox.baseVal.height - from[1]);
        put(box, row, [...from, Math.min(most, Math.round(Math.hypot(x - from[0], y - from[1])))]);
      } else {
        put(box, row, [Math.min(x, from[0]), Math.min(y, from[1]), Math.max(x, from[0]), Math.max(y, from[1])]);
      }
    };
    svg.addEventListener("pointerdown", (event) => {
      const row = box.querySelector("[data-draw]").value;
      if (!row) return;
      event.preventDefault();
      if (field(row, "shape").value === "poly") {
        put(box, row, [...numbers(row), ...place(svg, event)]);
        told(field(row, "numbers"));
        return;
      }
      from = place(svg, event);
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener("pointermove", (event) => { if (from) along(event); });
    svg.addEventListener("pointerup", (event) => {
      if (!from) return;
      along(event);
      from = null;
      told(field(box.querySelector("[data-draw]").value, "numbers"));
    });
    box.addEventListener("change", () => paint(box));
    box.hidden = false;
    paint(box);
  };

  // What is typed while an answer of the server is on its way stays when it comes.
  let sent = new Map();
  let typed = [];
  const held = (one) => (/^(checkbox|radio)$/.test(one.type) ? one.checked : one.value);
  const values = () => [...document.querySelectorAll("#fields [id][name]:not([type=file])")].map((one) => [one.id, held(one)]);
  const ofFields = (event) => event.detail.target?.id === "fields";
  document.addEventListener("htmx:beforeRequest", (event) => { if (ofFields(event)) sent = new Map(values()); });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (ofFields(event)) typed = values().filter(([id, value]) => sent.has(id) && sent.get(id) !== value);
  });
  const keep = () => {
    for (const [id, value] of typed) {
      const one = document.getElementById(id);
      if (one) one[typeof value === "boolean" ? "checked" : "value"] = value;
    }
    typed = [];
  };

  const begin = () => {
    document.querySelectorAll("button[data-mark]").forEach((one) => { one.hidden = false; });
    document.querySelectorAll("[data-drawing]").forEach(draw);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-mark]");
    if (button) mark(button);
  });
  document.addEventListener("input", (event) => {
    if (/-numbers$|-shape$/.test(event.target.name ?? "")) document.querySelectorAll("[data-drawing]").forEach(paint);
  });
  document.addEventListener("htmx:afterSwap", (event) => { if (ofFields(event)) { keep(); begin(); } });
  begin();
})();
