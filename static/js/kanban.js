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
  drawn = true;
  ask(item, to.dataset.column);
}

// A card that was drawn where nothing is missing moves at once; else its form says what is.
let drawn = false;
document.addEventListener('htmx:after:settle', ({ target }) => {
  if (target.id !== 'dialog' || !drawn) return;
  drawn = false;
  const form = target.querySelector('form');
  if (form?.elements.ready?.value === '1') form.requestSubmit();
});

// Asks for the step that moves a card, with a column, `next` or `previous` chosen.
function ask(card, to) {
  const there = `${card.dataset.card}/stage?to=${encodeURIComponent(to)}&back=${encodeURIComponent(location.pathname + location.search)}`;
  if (window.htmx) window.htmx.ajax('GET', there, { target: '#dialog', swap: 'innerHTML', source: card.querySelector('[data-move]') });
  else location.assign(there);
}

ready();
addEventListener('load', ready);
document.addEventListener('htmx:after:settle', ready);

// `[` and `]` ask to move the card under the cursor one stage back or on, as `m` asks to move it anywhere.
document.addEventListener('keydown', event => {
  const to = { '[': 'previous', ']': 'next' }[event.key], { target } = event;
  if (!to || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.hotkeys === 'off') return;
  if (document.querySelector('dialog[open]') || target.isContentEditable || target.matches?.('input, select, textarea')) return;
  const card = document.querySelector('[data-kanban] [data-card][data-cursor]');
  if (!card?.querySelector('[data-move]')) return;
  event.preventDefault();
  ask(card, to);
});

// The arrows lead from card to card: up and down in a column, left and right to the nearest column that has one. `j` and `k`
// of the shell begin; what a card does stands on its buttons.
document.addEventListener('keydown', event => {
  const card = event.target, step = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !card.matches?.('[data-kanban] [data-card]')) return;
  const columns = [...card.closest('[data-kanban]').querySelectorAll('[data-column]')].map(column => [...column.querySelectorAll(':scope > [data-card]')]);
  let column = columns.findIndex(cards => cards.includes(card));
  const row = columns[column].indexOf(card) + step[1];
  if (step[0]) do column += step[0]; while (columns[column] && !columns[column].length);
  const cards = columns[column];
  const next = cards && cards[Math.max(0, Math.min(row, cards.length - 1))];
  event.preventDefault();
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
});
