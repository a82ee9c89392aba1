// A questionnaire answered by keys: a number key chooses in the question that has the focus, Enter goes to the next one.
// Of choices the number is their place; 10 is 1 and then 0. Without this script they are plain radios and ticks.
const on = (names, handler) => { for (const name of names.split(' ')) document.addEventListener(name, handler); };
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const composing = event => event.isComposing || event.keyCode === 229;

/* questions that an earlier answer rules out: the server says which are shown, when it keeps an answer */
function hide() {
  const said = document.querySelector('[data-shown]')?.dataset.shown.split(' ');
  if (!said) return;
  for (const ask of $$('[data-interview] [data-ask]')) ask.hidden = !said.includes(ask.id.slice(2));
}

/* the question gets the focus on what is chosen, else on its first choice */
const into = ask => (ask.querySelector(':checked') ?? ask.querySelector('input, textarea'))?.focus();
function next(ask) {
  const all = $$('[data-ask]:not([hidden])', ask.form ?? ask.closest('form'));
  const after = all[all.indexOf(ask) + 1];
  if (after) { into(after); after.scrollIntoView({ block: 'nearest' }); }
  else ask.closest('form').querySelector('.form-foot [type=submit]').focus();
}

let ten; // when 1 was pressed in a question that goes up to 10
function choose(ask, digit, now) {
  const boxes = $$('input:is([type=radio], [type=checkbox])', ask), kind = ask.dataset.ask;
  let box;
  if (kind === 'score' || kind === 'nps') {
    const whole = kind === 'nps' && digit === '0' && ten?.ask === ask && now - ten.at < 1200 ? '10' : digit;
    ten = kind === 'nps' && digit === '1' ? { ask, at: now } : undefined;
    box = boxes.find(one => one.value === whole);
  } else if (kind === 'yes_no') {
    box = boxes.find(one => one.value === { 1: 'yes', 0: 'no', 2: 'no' }[digit]);
  } else box = boxes[Number(digit) - 1];
  if (!box) return;
  box.focus();
  if (box.type === 'radio' && box.checked) return;
  box.click();
}

on('keydown', event => {
  const ask = event.target.closest?.('[data-interview] [data-ask]');
  if (!ask || composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches('textarea, input:not([type=radio], [type=checkbox])');
  if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    next(ask);
  } else if (/^\d$/.test(event.key) && !typing) {
    event.preventDefault();
    event.stopPropagation();
    choose(ask, event.key, event.timeStamp);
  }
});
/* from a field above the questions Enter leads into the first of them, and never sends the form off by accident */
on('keydown', event => {
  const form = event.target.closest?.('form[data-interview]');
  if (!form || event.key !== 'Enter' || composing(event) || event.target.closest('[data-ask], button, textarea, a')) return;
  event.preventDefault();
  const first = $$('[data-ask]:not([hidden])', form)[0];
  const before = first && event.target.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING;
  if (before) into(first);
  else form.querySelector('.form-foot [type=submit]').focus();
});
on('htmx:after:settle', hide);
hide();
/* whoever calls begins with the first question; what is to be said stays in sight */
if (document.activeElement === document.body) {
  const first = $$('[data-begin] [data-ask]:not([hidden])')[0];
  (first?.querySelector(':checked') ?? first?.querySelector('input, textarea'))?.focus({ preventScroll: true });
}
