// The editor of pathways with the mouse: rows are dragged, boxes are connected.
// Each gesture posts what a button of the tree would: the editor works without this file.
(() => {
  const board = () => document.getElementById("drawing");
  const post = (values) => window.htmx.ajax("POST", board().dataset.post, { target: "#drawing", swap: "outerHTML", values });

  // A row by its grip: onto a row, and it stands before it; onto a step, and it is the last in it.
  let dragged = null;
  const row = (event) => event.target.closest?.(".pw-row");
  document.addEventListener("dragstart", (event) => {
    if (!event.target.closest?.(".pw-grip")) return;
    dragged = row(event);
    event.dataTransfer.setData("text/plain", dragged.dataset.place);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setDragImage(dragged, 10, 10);
  });
  document.addEventListener("dragover", (event) => {
    const goal = row(event);
    document.querySelectorAll(".pw-row.over").forEach((one) => one.classList.toggle("over", one === goal));
    if (!dragged || !goal || dragged.contains(goal)) return;
    event.preventDefault();
    goal.classList.add("over");
  });
  document.addEventListener("drop", (event) => {
    const goal = row(event);
    if (!dragged || !goal || dragged.contains(goal)) return;
    event.preventDefault();
    const step = goal.classList.contains("pw-row-step");
    const inner = step ? goal.querySelector(":scope > .pw-rows") : goal.parentElement;
    post({
      do: "drop", place: dragged.dataset.place,
      into: step ? goal.dataset.place : inner.dataset.into,
      number: step ? inner.children.length : goal.dataset.number,
    });
  });
  document.addEventListener("dragend", () => {
    dragged = null;
    document.querySelectorAll(".pw-row.over").forEach((one) => one.classList.remove("over"));
  });

  // From box to box: the first comes before the second.
  let from = null;
  let thread = null;
  const box = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest(".pw-board .pw-part[data-name]");
  const at = (svg, event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  document.addEventListener("pointerdown", (event) => {
    const part = event.target.closest?.(".pw-board .pw-part[data-name]");
    if (!part || event.button !== 0) return;
    event.preventDefault();
    const svg = part.ownerSVGElement;
    const start = at(svg, event);
    thread = document.createElementNS("http://www.w3.org/2000/svg", "line");
    thread.setAttribute("class", "pw-thread");
    for (const [name, value] of [["x1", start.x], ["y1", start.y], ["x2", start.x], ["y2", start.y]]) thread.setAttribute(name, value);
    svg.append(thread);
    from = part;
  });
  document.addEventListener("pointermove", (event) => {
    if (!thread) return;
    const end = at(from.ownerSVGElement, event);
    thread.setAttribute("x2", end.x);
    thread.setAttribute("y2", end.y);
  });
  document.addEventListener("pointerup", (event) => {
    if (!thread) return;
    thread.remove();
    thread = null;
    const to = box(event);
    if (to && to.dataset.name !== from.dataset.name) post({ do: "before", first: from.dataset.name, then: to.dataset.name });
  });
  document.addEventListener("pointercancel", () => { thread?.remove(); thread = null; });

  // What cannot be done now is said to be so, and does nothing.
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[aria-disabled=true]")) event.preventDefault();
  }, true);

  // What is typed while an answer of the server is on its way stays when it comes, and is sent.
  let sent = new Map();
  let typed = [];
  const values = () => [...document.querySelectorAll("#drawing [id][name]:not(button)")].map((one) => [one.id, one.value]);
  const ours = (event) => event.detail.target?.id === "drawing";
  document.addEventListener("htmx:beforeRequest", (event) => { if (ours(event)) sent = new Map(values()); });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (ours(event)) typed = values().filter(([id, value]) => sent.has(id) && sent.get(id) !== value);
  });
  document.addEventListener("htmx:afterSettle", () => {
    const late = typed;
    typed = [];
    for (const [id, value] of late) {
      const one = document.getElementById(id);
      if (!one || one.value === value) continue;
      one.value = value;
      one.dispatchEvent(new Event(id === "find" ? "input" : "change", { bubbles: true }));
    }
  });

  const begin = () => {
    document.querySelectorAll(".pw-grip, .pw-hint").forEach((one) => { one.hidden = false; });
    document.querySelectorAll(".pw-board").forEach((one) => one.classList.add("connecting"));
  };
  document.addEventListener("htmx:afterSettle", begin);
  begin();
})();
