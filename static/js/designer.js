// The list of a questionnaire: Alt+↑ and Alt+↓ press the buttons of the question or section that has the focus; a question
// that is dragged sends its own form with where it was put. Without this script the buttons do the same.
//   [data-designer] > [data-section="id"] > [data-question="id"] > [data-grip], form[data-move]
// Floor: Chromium 90, Safari 15.4.
const made = new WeakSet();

function ready() {
  if (!window.Sortable) return;
  for (const list of document.querySelectorAll('[data-designer] [data-section]')) {
    if (made.has(list)) continue;
    made.add(list);
    list.dataset.draggable = '';
    window.Sortable.create(list, {
      group: 'questions',
      draggable: '[data-question]',
      handle: '[data-grip]',
      animation: 120,
      delay: 120,
      delayOnTouchOnly: true,
      onEnd: drop,
    });
  }
}

function put(form, name, value) {
  const field = form.querySelector(`input[name="${name}"]`) || form.appendChild(Object.assign(document.createElement('input'), { type: 'hidden', name }));
  field.value = value;
}

function drop({ item, from, to, oldDraggableIndex, newDraggableIndex }) {
  if (from === to && oldDraggableIndex === newDraggableIndex) return;
  const form = item.querySelector('form[data-move]');
  put(form, 'section', to.dataset.section);
  put(form, 'before', item.nextElementSibling?.dataset.question || '');
  if (form.requestSubmit) form.requestSubmit(); else form.submit();
}

ready();
addEventListener('load', ready);
document.addEventListener('htmx:after:settle', ready);

document.addEventListener('keydown', event => {
  const way = { ArrowUp: 'up', ArrowDown: 'down' }[event.key];
  if (!way || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const row = event.target.closest?.('[data-designer] [data-question], [data-designer] [data-heading]');
  const button = row?.querySelector(`form[data-move] button[value="${way}"]`);
  if (!button) return;
  event.preventDefault();
  if (!button.disabled) button.click();
});

// Choices are asked for where the kind has them; a button for the preview isn't needed while the preview follows.
const form = document.getElementById('question-form');
form?.addEventListener('change', ({ target }) => {
  if (target.name !== 'kind') return;
  form.querySelector('[data-choices]').hidden = !['single', 'multiple'].includes(target.value);
});
