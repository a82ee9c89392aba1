// The follow-up board: a card that is drawn into another column asks for the step that moves it, with that column chosen.
// The card goes back to where it was until the move is done; without this script the step is opened by its button.
//   [data-kanban] > … [data-column="code"] > [data-card="/opportunities/id"] [data-move]
// Floor: Chromium 90, Safari 15.4.
const made = new WeakSet();

function ready() {
  if (!window.Sortable) return;
  for (const column of document.querySelectorAll('[data-kanban] [data-column]')) {
    if (made.has(column)) continue;
    made.add(column);
    window.Sortable.create(column, {
      group: 'board',
      draggable: '[data-card]',
      filter: 'a, button, summary',
      preventOnFilter: false,
      animation: 120,
      delay: 200,
      delayOnTouchOnly: true,
      sort: false,
      onEnd: drop,
    });
  }
}

function drop({ item, from, to, oldDraggableIndex }) {
  if (from === to) return;
  const before = from.querySelectorAll(':scope > [data-card]')[oldDraggableIndex] || null;
  from.insertBefore(item, before);
  const there = `${item.dataset.card}/stage?to=${encodeURIComponent(to.dataset.column)}`;
  if (window.htmx) window.htmx.ajax('GET', there, { target: '#dialog', swap: 'innerHTML', source: item.querySelector('[data-move]') });
  else location.assign(there);
}

ready();
addEventListener('load', ready);
document.addEventListener('htmx:after:settle', ready);
