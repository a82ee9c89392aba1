// Yingke: what the server's HTML can't do alone. No words here: texts come from #words and data attributes.
// A module (deferred, own scope). All is delegated from the document, so swapped-in content needs no set-up.
// Floor: Chromium 109, Safari 15.4.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (names, handler, capture = false) => { for (const name of names.split(' ')) document.addEventListener(name, handler, capture); };
const at = (event, selector) => event.target.closest?.(selector);
const byId = id => document.getElementById(id);
const make = (tag, props, ...inside) => { const el = Object.assign(document.createElement(tag), props); el.append(...inside); return el; };
const fire = (el, name, bubbles = false) => el.dispatchEvent(new CustomEvent(name, { bubbles }));
const seen = el => el.getClientRects().length > 0;
const clamp = (number, most) => Math.max(0, Math.min(most, number));
const composing = event => event.isComposing || event.keyCode === 229;
const inField = el => el.matches?.('textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])');
const setIcon = (el, name) => $('use', el).setAttribute('href', `${words.sprite}#${name}`);
const fromTemplate = id => byId(id).content.firstElementChild.cloneNode(true);
const words = byId('words')?.dataset ?? {};

/* ---- toasts: HX-Trigger {"toast": {text, kind: ok|info|bad}}, or _toast.html out of band (with undo); bad ones stay.
   HX-Trigger {"told": {notices: [{key, text, href, link}]}} of a counter: each is told once in a tab, with the way there */
function toast({ text, kind = 'ok', again, href, link }) {
  const box = fromTemplate('toast-template');
  box.classList.add(`toast-${kind}`);
  setIcon(box, { ok: 'circle-check', bad: 'alert-circle' }[kind] ?? 'info-circle');
  $('span', box).textContent = text;
  if (again) $('.x', box).before(make('button', { type: 'button', textContent: words.retry, onclick() { box.remove(); again(); } }));
  if (href) $('.x', box).before(make('a', { href, textContent: link }));
  let list = byId('toasts');
  if (kind === 'bad') {
    for (const old of $$('.toasts .toast-bad')) old.remove();
    box.setAttribute('role', 'alert');
    box.dataset.stay = '';
  }
  const dialog = (kind === 'bad' || href) && topDialog(); // all else lies behind it and can't be clicked
  if (dialog) {
    list = $('.toasts', dialog) ?? dialog.appendChild(make('div', { className: 'toasts', role: 'status', ariaLive: 'polite' }));
  }
  list?.append(box);
}
on('toast', event => toast(event.detail));
on('told', ({ detail: { notices } }) => {
  const told = sessionStorage.getItem('told')?.split(' ') ?? [];
  const fresh = notices.filter(({ key }) => !told.includes(key));
  if (fresh.length) sessionStorage.setItem('told', [...told, ...fresh.map(({ key }) => key)].slice(-50).join(' '));
  for (const { text, href, link } of fresh) toast({ text, href, link, kind: 'info' });
});
on('animationend', event => { if (event.animationName === 'leave') event.target.remove(); });

/* ---- asking first: data-confirm on a form or its button, hx-confirm, unsaved changes */
function ask({ title, text, yes, no, danger }) {
  const box = byId('ask'), [noButton, yesButton] = $$('.dialog-f button', box);
  if (box.open) return Promise.resolve(false);
  for (const [el, value] of [[byId('ask-title'), title], [noButton, no], [yesButton, yes]]) el.textContent = value ?? el.dataset.default;
  byId('ask-text').textContent = text;
  yesButton.className = `btn btn-${danger ? 'danger' : 'primary'}`;
  box.returnValue = 'no';
  box.showModal();
  noButton.focus();
  return new Promise(done => { box.onclose = () => done(box.returnValue === 'yes'); });
}
const askFor = (el, text) => ask({ text: text ?? el.dataset.confirm, yes: el.dataset.confirmYes, danger: 'danger' in el.dataset });
on('htmx:confirm', event => {
  const { ctx, issueRequest, dropRequest } = event.detail;
  event.preventDefault();
  askFor(ctx.sourceElement, ctx.confirm).then(yes => (yes ? issueRequest() : dropRequest()));
});

/* ---- dialogs: data-dialog="id", or hx-target="#dialog"; data-close, Esc and the backdrop close */
const topDialog = () => $$('dialog[open]').pop();
function openDialog(dialog, from = document.activeElement) {
  if (!dialog.open) { dialog.from = from; dialog.showModal(); }
  ($('[aria-invalid=true], [autofocus]', dialog) ?? $$('.dialog-b :is(input, select, textarea)', dialog).find(seen))?.focus();
}
async function closeDialog(dialog) {
  if ($$('form', dialog).some(dirty) && !(await ask({ title: words.discardTitle, text: words.discardText, yes: words.discard, no: words.keep, danger: true }))) return;
  dialog.close();
}
on('close', ({ target }) => {
  if (target.from?.isConnected) target.from.focus();
  if (target.id === 'dialog') target.replaceChildren();
}, true);
on('cancel', event => { if (event.target.matches('dialog:not(#ask)')) { event.preventDefault(); closeDialog(event.target); } }, true);
on('dialog-close', () => byId('dialog').close());

/* ---- forms: what was typed is not lost, and nothing is sent twice */
const typed = form => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string')).toString();
const dirty = form => 'guard' in form.dataset && !form.busy && typed(form) !== form.kept;
const keepAll = () => { for (const form of $$('form[data-guard]')) form.kept ??= $('[aria-invalid=true]', form) ? '' : typed(form); };
addEventListener('beforeunload', event => { if ($$('form').some(dirty)) event.preventDefault(); });
function setBusy(form, button, busy = false) {
  form.busy = busy;
  for (const el of button ? [button] : $$('[aria-busy]', form)) for (const name of ['aria-busy', 'aria-disabled']) busy ? el.setAttribute(name, 'true') : el.removeAttribute(name);
}
/* a post that nobody answers would leave the page, and what was typed with it: first ask whether somebody is there */
async function reach(form, button) {
  setBusy(form, button, true);
  const late = new Promise(done => { setTimeout(done, 5000); });
  const there = (await Promise.race([fetch('/readyz', { cache: 'no-store' }).catch(() => {}), late]))?.ok;
  setBusy(form);
  form.confirmed = form.reached = there;
  if (there) form.requestSubmit(button);
  else toast({ text: navigator.onLine ? words.timeout : words.offline, kind: 'bad', again: () => form.requestSubmit(button) });
}
const leaves = form => form.method === 'post' && !form.matches('[hx-post]:not([hx-ignore] *)');
on('submit', event => {
  const form = event.target, button = event.submitter, source = [button, form].find(el => el?.dataset.confirm);
  const stop = () => { event.preventDefault(); event.stopImmediatePropagation(); };
  if (form.busy) return stop();
  if (source && !form.confirmed) {
    stop();
    return askFor(source).then(yes => { form.confirmed = yes; if (yes) form.requestSubmit(button); });
  }
  if (!form.reached && 'guard' in form.dataset && !form.matches('[hx-post]:not([hx-ignore] *)')) {
    stop();
    return reach(form, button);
  }
  // what is typed into other forms is kept before the page goes
  const others = 'discard' in form.dataset || form.flushed || !leaves(form) ? [] : $$('form[data-autosave]').filter(one => one !== form && dirty(one));
  if (others.length) {
    stop();
    setBusy(form, button, true);
    return Promise.all(others.map(saveDraft)).then(() => { setBusy(form); form.flushed = true; form.requestSubmit(button); });
  }
  form.confirmed = form.reached = form.flushed = false;
  // what is discarded is not kept once more on the way out
  if ('discard' in form.dataset) for (const one of $$('form[data-autosave]')) one.kept = typed(one);
  if (form.method !== 'post') return;
  setTimeout(setBusy, 0, form, button, true);
  // a file comes without a page: nothing else tells that it came
  setTimeout(setBusy, 'file' in form.dataset ? 2000 : 15000, form);
}, true);
on('htmx:finally:request', ({ detail: { ctx } }) => {
  const form = ctx.sourceElement;
  if (form.localName !== 'form') return;
  // what was taken is no longer typed: leaving for where it led asks nothing and keeps no draft
  if (ctx.hx?.redirect) form.kept = typed(form);
  setBusy(form);
});
addEventListener('pageshow', event => { if (event.persisted) for (const form of document.forms) setBusy(form); });
on('formdata', ({ target, formData }) => { if (target.method === 'get') for (const [name, value] of [...formData]) if (value === '') formData.delete(name); });
on('change', event => at(event, '[data-submit-on-change]')?.requestSubmit());
/* data-purpose: who is picked comes for this, unless another purpose was chosen */
on('change', event => {
  const who = at(event, '[data-purpose]'), { purpose, preset } = who?.form?.elements ?? {};
  if (preset && purpose.value === preset.value) purpose.value = preset.value = who.dataset.purpose;
});

/* drafts: data-autosave="URL", ten seconds after the last key and when the tab is left */
async function saveDraft(form) {
  clearTimeout(form.timer);
  if (!form.isConnected || !dirty(form)) return;
  const now = typed(form), state = $('[data-autosave-state]', form) ?? form;
  try {
    const answer = await fetch(form.dataset.autosave, { method: 'POST', body: new URLSearchParams(now), headers: { 'HX-Request': 'true' }, keepalive: true });
    if (!answer.ok) throw answer;
    form.kept = now;
    if (state !== form) state.textContent = `${words.saved} ${new Date().toTimeString().slice(0, 5)}`;
  } catch {
    if (state !== form) state.textContent = words.unsaved;
    form.timer = setTimeout(() => saveDraft(form), 30000);
  }
}
on('visibilitychange', () => { if (document.hidden) $$('form[data-autosave]').forEach(saveDraft); });

/* typing: never inside an input method; data-search fires search-changed, phones are grouped 3-4-4 */
function search(el) {
  const text = el.value.trim(), short = text && [...text].length < (el.dataset.min ?? 2) && !/\p{Script=Han}/u.test(text);
  if (text === (el.last ?? '') || short || text[0] === '>') return;
  el.last = text;
  fire(el, 'search-changed', true);
}
/* data-clears="id": what was found by another text is gone from there as soon as the text changes */
function unfind(el) {
  if (el.value.trim() === (el.last ?? '')) return;
  el.last = undefined;
  $('[data-found]', byId(el.dataset.clears))?.remove();
}
on('htmx:before:response', event => {
  const el = event.detail.ctx.sourceElement;
  if ('clears' in el.dataset && el.last === undefined) event.preventDefault();
});
function groupPhone(el) {
  const text = el.value, digits = text.replace(/\D/g, '');
  if (!/^1\d{0,10}$/.test(digits) || /[^\d\s-]/.test(text)) return;
  let before = text.slice(0, el.selectionStart).replace(/\D/g, '').length, caret = 0;
  el.value = [digits.slice(0, 3), digits.slice(3, 7), digits.slice(7)].filter(Boolean).join(' ');
  for (; before > 0; caret++) if (el.value[caret] !== ' ') before--;
  el.setSelectionRange(caret, caret);
}
on('compositionstart', event => clearTimeout(event.target.timer));
on('input compositionend', event => {
  const el = event.target, form = el.form;
  if (form?.dataset.autosave) { clearTimeout(form.timer); form.timer = setTimeout(saveDraft, 10000, form); }
  if (event.isComposing && event.type === 'input') return;
  if ('clears' in el.dataset) unfind(el);
  if ('search' in el.dataset) { clearTimeout(el.timer); el.timer = setTimeout(search, 200, el); }
  if (el.dataset.format === 'phone') groupPhone(el);
  if (el === query) filterPalette();
});
/* the summary calls each field by its label */
function nameProblems() {
  for (const link of $$('[data-problems] li > a:not([data-named])')) {
    const field = byId(link.hash.slice(1)), label = field && ($(`label[for="${CSS.escape(field.id)}"]`) ?? $('legend', field) ?? $('span', field.closest('label') ?? make('i')));
    const name = label?.firstChild?.textContent.trim() || field?.getAttribute('aria-label');
    link.dataset.named = '';
    if (name) link.prepend(`${name}${/[？?！!。.]$/.test(name) ? ' ' : words.colon}`);
  }
}
function focusProblem(root) {
  const bad = $$('[aria-invalid=true], [data-invalid]', root).filter(el => !el.closest('.gallery'));
  ((bad.length > 3 && $('[data-problems]', root)) || bad[0])?.focus();
}

/* ---- lists: [data-rows] holds [data-row]; its [data-open] link opens it; [data-pick] ticks it.
   Ticks, bulk bar and header tick belong together inside [data-picks] or one form. */
let cursorId, lastPick;
const listOf = el => el.closest('[data-picks]') ?? el.closest('form') ?? document;
const cursor = () => $('[data-cursor]');
function setCursor(row) {
  const old = cursor();
  if (old) { delete old.dataset.cursor; old.removeAttribute('aria-selected'); }
  if (!row) return;
  cursorId = row.id;
  row.dataset.cursor = '';
  if (row.matches('tr, [role]')) row.setAttribute('aria-selected', 'true');
}
function move(step) {
  const rows = $$('[data-rows] [data-row]').filter(seen), here = rows.indexOf(cursor());
  const row = rows[here < 0 ? 0 : clamp(here + step, rows.length - 1)];
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: 'nearest' });
  return row;
}
on('focusin', event => { const row = at(event, '[data-row]'); if (row) setCursor(row); });
function countPicks(root) {
  const picks = $$('[data-pick]', root), count = picks.filter(el => el.checked).length, all = $('[data-pick-all]', root), bulk = $('[data-bulk]', root);
  if (all) { all.checked = count > 0 && count === picks.length; all.indeterminate = count > 0 && !all.checked; }
  if (bulk) { bulk.classList.toggle('bulk-on', count > 0); $('[data-bulk-count]', bulk).textContent = count; }
}
function pickClick(el, shift) {
  const root = listOf(el), picks = $$('[data-pick]', root), here = picks.indexOf(el), from = shift ? picks.indexOf(lastPick) : -1;
  if (here < 0) for (const pick of picks) pick.checked = el.checked ?? false;
  else if (from >= 0) for (const pick of picks.slice(Math.min(from, here), Math.max(from, here))) pick.checked = el.checked;
  lastPick = el;
  countPicks(root);
}

/* ---- clicks */
function drawer(open) {
  document.documentElement.dataset.nav = open ? 'open' : '';
  $(open ? '.nav-close' : '[data-drawer]')?.focus();
}
const clicks = {
  toastClose: el => el.closest('[data-toast]').remove(),
  close: el => closeDialog(el.closest('dialog')),
  dialog: el => openDialog(byId(el.dataset.dialog), el),
  answer: el => byId('ask').close(el.value),
  palette: () => openPalette(),
  drawer: () => drawer(true),
  drawerClose: () => drawer(false),
  print: () => print(),
  copy: el => navigator.clipboard?.writeText(el.dataset.copy).then(() => toast({ text: words.copied })),
  again: el => fire(el.closest('[data-panel]'), 'again'),
  bulkClear: el => pickClick(el),
  liveMore: el => refresh(byId(el.dataset.liveMore)),
  tables(el) {
    const tables = $$('main details.data'), open = tables.some(one => !one.open);
    for (const one of tables) one.open = open;
    el.setAttribute('aria-pressed', open);
  },
  peek(el) {
    const input = byId(el.getAttribute('aria-controls')), show = input.type === 'password';
    input.type = show ? 'text' : 'password';
    el.setAttribute('aria-pressed', show);
    setIcon(el, show ? 'eye-off' : 'eye');
  },
};
addEventListener('beforeprint', () => { for (const el of $$('[data-print-open]')) el.open = true; });
/* a menu that would end below the screen opens upwards */
on('toggle', ({ target }) => {
  const pop = target.matches?.('[data-menu][open]') && $('.pop', target);
  if (!pop) return;
  pop.classList.remove('pop-up');
  const { bottom, height } = pop.getBoundingClientRect();
  pop.classList.toggle('pop-up', bottom > innerHeight && target.getBoundingClientRect().top > height + 60);
}, true);
let pressed;
on('pointerdown', event => { pressed = event.target; });
on('click', event => {
  const { target } = event;
  for (const menu of $$('[data-menu][open]')) if (!menu.contains(target)) menu.open = false;
  if (target === pressed && target.matches('dialog:not(#ask)')) return closeDialog(target);
  if (target.matches?.('[data-pick], [data-pick-all]')) return pickClick(target, event.shiftKey);
  const el = at(event, 'a, button'), name = Object.keys(clicks).find(key => key in (el?.dataset ?? {}));
  if (name && (name !== 'close' || el.closest('dialog'))) { event.preventDefault(); return clicks[name](el); }
  if (!at(event, 'a, button, input, label, select, summary, .pop') && !String(getSelection())) $('[data-open]', at(event, '[data-row]') ?? make('i'))?.click();
});

/* ---- live regions: <div id data-live="event names" hx-get hx-trigger="live-refresh" hx-swap="innerMorph">.
   Nothing moves under the pointer: while someone points at the region, by mouse or with J and K, types in it or has a menu, a
   tick or a dialog open, a button says how much waits. The focus on a button holds nothing back: it stays there. */
const heard = new Set();
let streamUp = false, ownUntil = 0;
const typesIn = el => el.contains(document.activeElement) && inField(document.activeElement);
const working = el => (matchMedia('(hover: hover)').matches && el.matches(':hover')) || typesIn(el) || topDialog() || $('[data-pick]:checked, details[open], [data-row]:focus-visible', el);
const moreButton = el => $(`[data-live-more="${el.id}"]`);
function refresh(el) {
  el.waiting = 0;
  moreButton(el)?.setAttribute('hidden', '');
  fire(el, 'live-refresh');
}
function changed(el) {
  el.waiting = (el.waiting ?? 0) + 1;
  clearTimeout(el.timer);
  el.timer = setTimeout(() => {
    const button = moreButton(el);
    if (!button || !working(el) || Date.now() < ownUntil) return refresh(el);
    $('[data-n]', button).textContent = el.waiting;
    button.hidden = false;
  }, 250);
}
function hear() {
  // what the page follows moves the counters, also where no region of it shows the topic
  const topics = byId('live')?.getAttribute('hx-sse:connect').split('topic=')[1]?.split(',') ?? [];
  for (const name of new Set([...topics.map(topic => `changed-${topic}`), ...$$('[data-live]').flatMap(el => el.dataset.live.split(' '))])) {
    if (heard.has(name)) continue;
    heard.add(name);
    on(name, () => { $$(`[data-live~="${name}"]`).forEach(changed); fire(document.body, 'counts-changed'); });
  }
}
function stream(up) {
  streamUp = up;
  showStream();
}
function showStream() {
  const up = streamUp && navigator.onLine;
  for (const el of $$('[data-live-state]')) { el.classList.toggle('live-down', !up); el.textContent = up ? el.dataset.up : el.dataset.down; }
}
const release = el => { if (el?.waiting) setTimeout(() => { if (el.waiting && !working(el)) refresh(el); }, 800); };
on('pointerout focusout', event => release(at(event, '[data-live]')));
on('close toggle', () => $$('[data-live]').forEach(release), true);
on('htmx:sse:after:connection', event => { stream(true); if (event.detail.connection.attempt > 0) $$('[data-live]').forEach(changed); });
on('htmx:sse:error htmx:sse:close', () => stream(false));
setInterval(() => {
  const source = byId('live');
  if (!source || streamUp || document.hidden) return;
  stream(false);
  $$('[data-live]').filter(el => !working(el)).forEach(refresh);
  fire(document.body, 'counts-changed');
  if (!source._htmx?.sse) window.htmx?.ajax('GET', source.getAttribute('hx-sse:connect'), { source });
}, 30000);

/* ---- requests: the bar, errors, what to do after a swap */
let running = 0;
const background = ctx => ctx.sourceElement.matches('[data-live], [data-panel], .ct, #live') || ['every', 'load'].includes(ctx.sourceEvent?.type);
const count = step => { running += step; document.documentElement.classList.toggle('busy', running > 0); };
on('htmx:before:request', ({ detail: { ctx } }) => { if (background(ctx)) ctx.request.headers['X-Background'] = 'true'; else { ctx.counted = true; count(1); } });
// a page that is worked through one by one (data-onward) is where a saved form leads back to
on('htmx:config:request', ({ detail: { ctx } }) => {
  const onward = ctx.request.method !== 'GET' && ctx.sourceElement.closest('#dialog, #main') && $('[data-onward]')?.dataset.onward;
  if (onward) ctx.request.headers['X-Onward'] = onward;
});
// a form that stands on a page of its own is answered there, not in a dialog over it
on('htmx:config:request', ({ detail: { ctx } }) => {
  const main = byId('main');
  if (ctx.request.method !== 'POST' || ctx.target?.id !== 'dialog' || !main?.contains(ctx.sourceElement)) return;
  ctx.target = main;
  ctx.request.headers['HX-Target'] = 'main#main';
});
on('htmx:finally:request', ({ detail: { ctx } }) => { if (ctx.counted) count(-1); if (ctx.request.method !== 'GET') ownUntil = Date.now() + 1500; });
// an action that was answered by a redirect has become a page, not a fragment
on('htmx:before:response', event => {
  const { request, response } = event.detail.ctx;
  if (response.raw.redirected && request.method !== 'GET') { event.preventDefault(); location.assign(response.raw.url); }
});
function failed(ctx, text, lasting = false) {
  const el = ctx.sourceElement;
  if (el.matches('[data-panel]')) el.replaceChildren(fromTemplate('failed-template'));
  else if (!background(ctx)) toast({ text, kind: 'bad', again: !lasting && el.isConnected && (() => (el.requestSubmit ? el.requestSubmit() : fire(el, ctx.sourceEvent.type))) });
}
on('htmx:response:error', ({ detail: { ctx } }) => {
  const { status } = ctx.response;
  if (!ctx.hx.redirect && ![401, 409, 422].includes(status)) failed(ctx, words[status] ?? words.failed, [403, 404].includes(status));
});
on('htmx:error', ({ detail: { ctx } }) => { if (ctx && !ctx.response) failed(ctx, navigator.onLine ? words.timeout : words.offline); });
function settle() {
  hear();
  nameProblems();
  keepAll();
  for (const bulk of $$('[data-bulk]')) countPicks(listOf(bulk));
  for (const button of $$('[data-peek][hidden], [data-fill][hidden]')) button.hidden = false;
  for (const input of $$('input[name=fits]')) fit(input.form);
  $$('[data-only]').forEach(onlyWith);
  for (const here of $$('.stages > [aria-current]')) here.parentElement.scrollLeft = here.offsetLeft - 24;
  for (const el of $$('[data-reveal-seconds]:not([data-running])')) {
    let left = Number(el.dataset.revealSeconds);
    el.dataset.running = '';
    const timer = setInterval(() => {
      $('[data-left]', el).textContent = --left;
      if (left > 0) return;
      clearInterval(timer);
      const masked = $('template', el).content.firstElementChild;
      el.replaceWith(masked);
      window.htmx?.process(masked);
    }, 1000);
  }
}
/* data-fill="id" data-value: fills a field by a click, and by the choice that data-when names ("level=h") */
const fill = button => { const field = byId(button.dataset.fill); field.value = button.dataset.value; field.dispatchEvent(new Event('input', { bubbles: true })); };
on('click', event => { const button = at(event, '[data-fill]'); if (button) fill(button); });
on('change', ({ target }) => { const button = target.form && target.name && $(`[data-when="${CSS.escape(target.name)}=${CSS.escape(target.value)}"]`, target.form); if (button) fill(button); });
/* a field named fits says which outcomes a way of contact has ("phone=answered booked;…"): the others are not offered */
function fit(form) {
  const ways = Object.fromEntries(form.elements.fits.value.split(';').map(way => way.split('='))), outcomes = ways[form.elements.kind?.value]?.split(' ');
  for (const radio of $$('[name=outcome]', form)) {
    const out = Boolean(outcomes && !outcomes.includes(radio.value));
    radio.closest('label').hidden = out;
    if (out) radio.checked = false;
  }
}
on('change', ({ target }) => { if (target.name === 'kind' && target.form?.elements.fits) fit(target.form); });
/* data-only="stage=comparing quoted": shown with these choices of another field; what is wrong or was changed stays in sight */
function onlyWith(el) {
  const [name, choices] = el.dataset.only.split('=');
  el.hidden = !choices.split(' ').includes(el.closest('form').elements[name]?.value) && !$('.err, [data-theirs]', el);
}
on('change', ({ target }) => { if (target.form) $$('[data-only]', target.form).forEach(onlyWith); });
on('htmx:after:settle', ({ target }) => {
  settle();
  if (cursorId && !cursor()) setCursor(byId(cursorId));
  if (target.id === 'palette-results') filterPalette();
  else if (target.id === 'dialog') target.firstElementChild ? openDialog(target) : target.close();
  if (target.matches?.('main, form, dialog')) focusProblem(target);
});
const offline = () => { const bar = byId('offline'); if (bar) bar.hidden = navigator.onLine; };
for (const name of ['offline', 'online']) addEventListener(name, () => { offline(); showStream(); });

/* ---- command palette: pages and actions come from this page, the rest from POST /search */
const palette = byId('palette'), query = byId('palette-q');
const label = el => (el.getAttribute('aria-label') ?? el.labels?.[0]?.textContent ?? $('span:not(.ct, .sr)', el)?.textContent ?? el.textContent).trim();
function caps(keys) { return make('span', { className: 'caps' }, ...keys.split(' ').flatMap(key => [make('kbd', { textContent: key.toUpperCase() }), ' '])); }
function fillGroup(box, elements) {
  for (const old of $$('[role=option]', box)) old.remove();
  elements.forEach((el, number) => {
    const icon = $('svg', inField(el) ? el.parentElement : el)?.cloneNode(true) ?? '', keys = el.dataset.hotkey ? caps(el.dataset.hotkey) : '';
    const option = make('div', { className: 'pop-item', id: `${box.id}-${number}`, onclick() { palette.close(); act(el); } }, icon, make('span', { textContent: label(el) }), keys);
    option.setAttribute('role', 'option');
    box.append(option);
  });
}
function openPalette() {
  if (!palette || topDialog()) return;
  fillGroup(byId('palette-pages'), $$('.nav-list a'));
  // what leads to the same place stands there once, what can't be seen now not at all
  const actions = [...$$('main [data-hotkey]'), ...$$('.top .pop > a')].filter(el => seen(el) || el.closest('details'));
  fillGroup(byId('palette-actions'), actions.filter((el, at) => !el.href || actions.findIndex(other => other.href === el.href) === at));
  openDialog(palette);
  query.focus();
  query.select();
  filterPalette();
}
const options = () => $$('#palette-list [role=option]').filter(seen);
function filterPalette() {
  const text = query.value.trim().toLowerCase(), only = text[0] === '>', part = only ? text.slice(1).trim() : text;
  if (!part || only) { byId('palette-results').replaceChildren(); query.last = ''; }
  for (const box of $$('#palette-actions, #palette-pages')) {
    for (const el of $$('[role=option]', box)) el.hidden = (only && box.id === 'palette-pages') || !el.textContent.toLowerCase().includes(part);
    box.hidden = !$('[role=option]:not([hidden])', box);
  }
  choose(options()[0]);
}
function choose(option) {
  for (const el of options()) el.setAttribute('aria-selected', el === option);
  query.setAttribute('aria-activedescendant', option?.id ?? '');
  byId('palette-none').hidden = Boolean(option);
  option?.scrollIntoView({ block: 'nearest' });
}
query?.addEventListener('keydown', event => {
  if (composing(event)) return;
  const all = options(), here = all.findIndex(el => el.id === query.getAttribute('aria-activedescendant')), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose(all[clamp(here + step, all.length - 1)]);
  else if (event.key === 'Enter') all[here]?.click();
  else return;
  event.preventDefault();
});

/* ---- keys: data-hotkey="n" or "g h", data-hotkey-too a second one; data-row-hotkey acts in the row under the cursor; <body data-hotkeys="off"> */
function act(el) {
  el.focus();
  if (!inField(el)) el.click();
  if (el.localName === 'summary') $('.pop :is(a, button, input)', el.parentElement)?.focus();
}
function showKeys() {
  for (const list of $$('#keys [data-keys]')) {
    // what a row can do is told of the one under the cursor; without one, of no row in particular
    const row = cursor(), here = el => !el.dataset.rowHotkey || !row || row.contains(el);
    const found = new Map($$('[data-hotkey], [data-row-hotkey]').filter(el => (seen(el) || el.closest('.bulk')) && here(el)).map(el => [el.dataset.hotkey ?? el.dataset.rowHotkey, el]));
    const items = [...found].filter(([keys]) => keys !== '/' && keys.includes(' ') === (list.dataset.keys === 'go'));
    const said = list.dataset.keys === 'go' ? [] : $$('main [data-keys-say]').map(el => make('li', {}, el.textContent, caps(el.dataset.keysSay)));
    list.replaceChildren(...items.map(([keys, el]) => make('li', {}, el.dataset.rowHotkey && !row && el.title || label(el), caps(keys))), ...said);
    list.parentElement.hidden = !items.length && !said.length;
  }
  openDialog(byId('keys'));
}
/* returns true when the key was used */
let first = '', firstTimer;
function single(key, dialog) {
  const row = cursor(), keys = first ? `${first} ${key}` : key, elements = $$('[data-hotkey]', dialog ?? document);
  const target = (!first && row && $(`[data-row-hotkey="${CSS.escape(key)}"]`, row)) || elements.find(el => [el.dataset.hotkey, el.dataset.hotkeyToo].includes(keys) && (seen(el) || el.closest('.nav')));
  const begun = first;
  first = '';
  clearTimeout(firstTimer);
  if (target) return act(target) ?? true;
  if (!begun && !dialog && !row && $(`[data-rows] [data-row-hotkey="${CSS.escape(key)}"]`)) return move(1); // a key of a row chooses the first
  if (begun || dialog) return false;
  if (key === '?' || key === '/') { key === '?' ? showKeys() : openPalette(); return true; }
  if (key === 'j' || key === 'k') return move(key === 'j' ? 1 : -1);
  if (key === 'x' && row) return $('[data-pick]', row)?.click() ?? true;
  if (elements.some(el => el.dataset.hotkey.startsWith(`${key} `))) { first = key; firstTimer = setTimeout(() => { first = ''; }, 1500); }
  return false;
}
function pressedKey(event) {
  const { target } = event, key = event.key.toLowerCase(), command = event.ctrlKey || event.metaKey, dialog = topDialog(), row = target.matches?.('[data-row]');
  if (command && key === 'k' && palette) { openPalette(); return true; }
  if (command && (key === 'enter' || key === 's')) {
    const form = target.closest?.('form') ?? $('form[data-guard]', dialog ?? document);
    if (form?.method !== 'post') return false;
    form.requestSubmit($('[type=submit]', form));
    return true;
  }
  if (command || event.altKey) return false;
  if (key === 'escape') {
    const menu = $('[data-menu][open]');
    if (menu) { menu.open = false; $('summary', menu).focus(); } else if (document.documentElement.dataset.nav) drawer(false);
    return false;
  }
  if (row && key === 'enter') return $('[data-open]', target)?.click() ?? true;
  if (row && key.startsWith('arrow')) return move({ arrowdown: 1, arrowup: -1 }[key] ?? 0);
  return key.length === 1 && !inField(target) && document.body.dataset.hotkeys !== 'off' && single(key, dialog);
}
on('keydown', event => { if (!composing(event) && !event.defaultPrevented && pressedKey(event)) event.preventDefault(); });

offline();
settle();
focusProblem(document);
