// The check-in sheet: a signature drawn with finger, pen or mouse, and what saved itself is no longer unsaved.
const on = (names, handler) => { for (const name of names.split(' ')) document.addEventListener(name, handler); };
const typed = form => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string')).toString();

on('htmx:before:request', ({ detail: { ctx } }) => {
  if (ctx.sourceElement.id === 'saved') { const form = ctx.sourceElement.closest('form'); form.sent = typed(form); }
});
on('htmx:finally:request', ({ detail: { ctx } }) => {
  if (ctx.sourceElement.id !== 'saved' || ctx.response?.status !== 200) return;
  const form = ctx.sourceElement.closest('form');
  if (form) form.kept = form.sent;
});

/* points in the field's own measure, strokes apart: 12,34 15,36;80,90 81,92 */
const field = canvas => document.getElementById(canvas.dataset.sign);
function draw(canvas) {
  const pen = canvas.getContext('2d');
  pen.clearRect(0, 0, canvas.width, canvas.height);
  Object.assign(pen, { lineWidth: 3, lineCap: 'round', lineJoin: 'round', strokeStyle: getComputedStyle(canvas).color });
  for (const stroke of field(canvas).value.split(';').filter(Boolean)) {
    pen.beginPath();
    for (const point of stroke.trim().split(' ')) pen.lineTo(...point.split(',').map(Number));
    pen.stroke();
  }
}
function point(canvas, event) {
  const box = canvas.getBoundingClientRect();
  const along = (at, length, most) => Math.max(0, Math.min(most, Math.round((at / length) * most)));
  return `${along(event.clientX - box.left, box.width, canvas.width)},${along(event.clientY - box.top, box.height, canvas.height)}`;
}
let drawing;
on('pointerdown', event => {
  const canvas = event.target.closest?.('canvas[data-sign]');
  if (!canvas) return;
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  drawing = canvas;
  const input = field(canvas);
  input.value += `${input.value ? ';' : ''}${point(canvas, event)}`;
});
on('pointermove', event => {
  if (!drawing || event.target !== drawing) return;
  const input = field(drawing), next = point(drawing, event);
  if (input.value.endsWith(next)) return;
  input.value += ` ${next}`;
  draw(drawing);
});
on('pointerup pointercancel', () => { drawing = undefined; });
on('click', event => {
  if (!event.target.closest?.('[data-sign-clear]')) return;
  for (const canvas of document.querySelectorAll('canvas[data-sign]')) { field(canvas).value = ''; draw(canvas); }
});
function ready() {
  for (const el of document.querySelectorAll('canvas[data-sign][hidden], [data-sign-clear][hidden]')) {
    el.hidden = false;
    if (el.localName === 'canvas') draw(el);
  }
}
on('htmx:after:settle', ready);
ready();
