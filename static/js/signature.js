// Draws a signature with mouse, finger or pen, and writes its strokes into the hidden
// field `strokes` as {"width", "height", "strokes": [[[x, y, ms], ...], ...]}.
// Without a canvas or pointer events the pad stays hidden and the typed name remains.
const INK = "#231f1c"; // the pad is white in both schemes
const NEAR = 1.5; // px; closer points add weight, not shape

function pad(root) {
  const canvas = root.querySelector("canvas");
  const pen = canvas.getContext && canvas.getContext("2d");
  if (!pen || !window.PointerEvent) return;
  const field = root.querySelector("[name=strokes]");
  const said = root.querySelector("[role=status]");
  const buttons = root.querySelectorAll("[data-signature]");
  let drawn = { width: 0, height: 0, strokes: [] };
  let stroke = null;
  let finger = null;
  let start = 0;

  root.hidden = false;

  function line(points) {
    pen.beginPath();
    pen.moveTo(points[0][0], points[0][1]);
    // A dot is a stroke too: 点 begins with one.
    if (points.length === 1) pen.lineTo(points[0][0] + 0.1, points[0][1]);
    for (let i = 1; i < points.length; i += 1) {
      const [x, y] = points[i];
      const [px, py] = points[i - 1];
      pen.quadraticCurveTo(px, py, (px + x) / 2, (py + y) / 2);
    }
    const last = points[points.length - 1];
    pen.lineTo(last[0], last[1]);
    pen.stroke();
  }

  function redraw() {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    drawn.strokes.forEach(line);
  }

  function fit() {
    const { width, height } = canvas.getBoundingClientRect();
    if (!width || (width === drawn.width && height === drawn.height)) return;
    if (drawn.width) {
      // A turned phone keeps what was written, at the new size and the same shape.
      const scale = Math.min(width / drawn.width, height / drawn.height);
      drawn.strokes = drawn.strokes.map((points) =>
        points.map(([x, y, t]) => [round(x * scale), round(y * scale), t]));
    }
    const ratio = window.devicePixelRatio || 1;
    drawn.width = Math.round(width);
    drawn.height = Math.round(height);
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    pen.scale(ratio, ratio);
    pen.strokeStyle = INK;
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    redraw();
    save();
  }

  const round = (n) => Math.round(n * 10) / 10;

  function point(event) {
    const box = canvas.getBoundingClientRect();
    start = start || event.timeStamp;
    return [round(event.clientX - box.left), round(event.clientY - box.top),
      Math.round(event.timeStamp - start)];
  }

  function save() {
    const count = drawn.strokes.length;
    field.value = count ? JSON.stringify(drawn) : "";
    buttons.forEach((button) => { button.disabled = !count; });
    said.textContent = count ? `已写 ${count} 笔` : "";
  }

  function down(event) {
    // One finger writes; a second one, or the right button, is not ink.
    if (finger !== null || event.button > 0) return;
    event.preventDefault();
    finger = event.pointerId;
    canvas.setPointerCapture(finger);
    stroke = [point(event)];
    drawn.strokes.push(stroke);
    redraw();
  }

  function move(event) {
    if (event.pointerId !== finger) return;
    const moments = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const moment of moments.length ? moments : [event]) {
      const next = point(moment);
      const [x, y] = stroke[stroke.length - 1];
      if (Math.hypot(next[0] - x, next[1] - y) >= NEAR) stroke.push(next);
    }
    redraw();
  }

  function up(event) {
    if (event.pointerId !== finger) return;
    finger = null;
    stroke = null;
    save();
  }

  canvas.addEventListener("pointerdown", down);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      if (button.dataset.signature === "undo") drawn.strokes.pop();
      else drawn.strokes = [];
      redraw();
      save();
    });
  }
  window.addEventListener("resize", fit);
  fit();
}

document.querySelectorAll(".signature").forEach(pad);
