// Yingke: what the server's HTML can't do alone. No words here: texts come from #words and data attributes.
// Everything is delegated from the document, so swapped-in content needs no set-up. Floor: Chromium 109, Safari 15.4.
(() => {
  'use strict';
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const on = (names, handler, capture = false) => { for (const name of names.split(' ')) document.addEventListener(name, handler, capture); };
  const at = (event, selector) => event.target.closest?.(selector);
  const words = $('#words')?.dataset ?? {};
  const composing = event => event.isComposing || event.keyCode === 229;
  const inField = el => el?.matches?.('textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit])');
  const seen = el => el.getClientRects().length > 0;
  const clone = id => document.getElementById(id).content.firstElementChild.cloneNode(true);
  const fire = (el, name) => el.dispatchEvent(new CustomEvent(name));
  const setIcon = (el, name) => $('use', el)?.setAttribute('href', `${words.sprite}#${name}`);

  /* ---- toasts: {text, kind: ok|info|bad, undo: {action, token}, again: function} */
  const icons = { ok: 'circle-check', info: 'info-circle', bad: 'alert-circle' };
  function toast({ text, kind = 'ok', undo, again }) {
    const box = clone('toast-template');
    box.classList.add(`toast-${kind}`);
    setIcon(box, icons[kind] ?? icons.info);
    $('span', box).textContent = text;
    if (kind === 'bad') { box.setAttribute('role', 'alert'); box.dataset.stay = ''; }
    const last = $('[data-toast-close]', box);
    if (undo) {
      const form = document.createElement('form');
      form.method = 'post';
      form.action = undo.action;
      const token = Object.assign(document.createElement('input'), { type: 'hidden', name: 'token', value: undo.token });
      const button = Object.assign(document.createElement('button'), { type: 'submit', textContent: words.undo });
      button.dataset.hotkey = 'z';
      form.append(token, button);
      last.before(form);
    }
    if (again) {
      const button = Object.assign(document.createElement('button'), { type: 'button', textContent: words.retry });
      button.onclick = () => { box.remove(); again(); };
      last.before(button);
    }
    if (kind === 'bad') for (const old of $$('#toasts .toast-bad')) old.remove();
    $('#toasts')?.append(box);
  }
  on('toast', event => toast(event.detail));
  on('click', event => at(event, '[data-toast-close]')?.closest('[data-toast]').remove());
  setInterval(() => {
    const area = $('#toasts');
    if (!area?.firstElementChild || area.matches(':hover') || area.contains(document.activeElement)) return;
    for (const box of $$('[data-toast]:not([data-stay])', area)) {
      box.left = (box.left ?? ($('form', box) ? 10 : 8)) - 1;
      if (box.left < 0) box.remove();
    }
  }, 1000);

  /* ---- asking before something: the dialog #ask */
  function ask({ title, text, yes, no, danger }) {
    const box = $('#ask');
    if (!box || box.open) return Promise.resolve(false);
    const put = (el, value) => { el.textContent = value ?? el.dataset.default; };
    const [noButton, yesButton] = $$('.dialog-f button', box);
    put($('#ask-title'), title);
    put(noButton, no);
    put(yesButton, yes);
    $('#ask-text').textContent = text;
    yesButton.className = danger ? 'btn btn-danger' : 'btn btn-primary';
    return new Promise(done => {
      box.returnValue = '';
      noButton.onclick = yesButton.onclick = event => box.close(event.target.value);
      box.onclose = () => { box.onclose = null; done(box.returnValue === 'yes'); };
      box.showModal();
      noButton.focus();
    });
  }
  const askFor = el => ask({ text: el.dataset.confirm, title: el.dataset.confirmTitle, yes: el.dataset.confirmYes, danger: 'danger' in el.dataset });
  on('htmx:confirm', event => {
    const { ctx, issueRequest, dropRequest } = event.detail;
    event.preventDefault();
    ask({ text: ctx.confirm, yes: ctx.sourceElement.dataset.confirmYes, danger: 'danger' in ctx.sourceElement.dataset })
      .then(yes => (yes ? issueRequest() : dropRequest()));
  });

  /* ---- dialogs */
  const topDialog = () => $$('dialog[open]').pop();
  function openDialog(dialog, from) {
    if (!dialog.open) {
      dialog.from = from ?? document.activeElement;
      dialog.showModal();
    }
    const first = $('[aria-invalid=true], [autofocus]', dialog) ?? $$('.dialog-b input, .dialog-b select, .dialog-b textarea', dialog).find(el => el.type !== 'hidden' && seen(el));
    first?.focus();
  }
  async function closeDialog(dialog) {
    if ($$('form', dialog).some(dirty) && !(await askDiscard())) return;
    dialog.close();
  }
  const askDiscard = () => ask({ title: words.discardTitle, text: words.discardText, yes: words.discard, no: words.keep, danger: true });
  on('close', event => {
    const dialog = event.target;
    if (dialog.from?.isConnected) dialog.from.focus();
    if (dialog.id === 'dialog') dialog.replaceChildren();
  }, true);
  on('cancel', event => {
    if (event.target.localName !== 'dialog' || event.target.id === 'ask') return;
    event.preventDefault();
    closeDialog(event.target);
  }, true);
  let pressedOn;
  on('pointerdown', event => { pressedOn = event.target; });
  on('click', event => {
    const dialog = event.target;
    if (dialog.localName === 'dialog' && dialog.id !== 'ask' && pressedOn === dialog) return closeDialog(dialog);
    const close = at(event, '[data-close]');
    if (close?.closest('dialog')) { event.preventDefault(); return closeDialog(close.closest('dialog')); }
    const opener = at(event, '[data-dialog]');
    if (opener) { event.preventDefault(); openDialog(document.getElementById(opener.dataset.dialog), opener); }
  });
  on('dialog-close', () => $('#dialog')?.close());
  on('htmx:before:request', event => {
    const { sourceElement, target } = event.detail.ctx;
    if (target?.id === 'dialog' && !target.open) target.from = sourceElement;
  });

  /* ---- forms: what was typed is not lost, and nothing is sent twice */
  const fields = form => [...form.elements].filter(el => el.name && el.type !== 'hidden' && !('pick' in el.dataset));
  const typed = form => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string')).toString();
  function dirty(form) {
    if (form.busy || form.draft === typed(form)) return false;
    if (form.method !== 'post') return false;
    return 'dirty' in form.dataset || fields(form).some(el =>
      el.type === 'checkbox' || el.type === 'radio' ? el.checked !== el.defaultChecked
        : el.localName === 'select' ? [...el.options].some(o => o.selected !== o.defaultSelected) && !(el.selectedIndex === 0 && ![...el.options].some(o => o.defaultSelected))
          : el.type === 'file' ? el.files.length > 0 : el.value !== el.defaultValue);
  }
  addEventListener('beforeunload', event => { if ($$('form[data-guard]').some(dirty)) event.preventDefault(); });

  function setBusy(form, button, busy) {
    form.busy = busy;
    for (const el of busy ? [button ?? $('[type=submit]', form)] : $$('[aria-busy]', form)) {
      if (!el) continue;
      if (busy) { el.setAttribute('aria-disabled', 'true'); el.setAttribute('aria-busy', 'true'); } else { el.removeAttribute('aria-disabled'); el.removeAttribute('aria-busy'); }
    }
  }
  on('submit', event => {
    const form = event.target, button = event.submitter, source = button?.dataset.confirm ? button : form;
    if (form.busy) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    if (source.dataset.confirm && !form.confirmed) {
      event.preventDefault();
      event.stopImmediatePropagation();
      askFor(source).then(yes => { if (yes) { form.confirmed = true; form.requestSubmit(button); } });
      return;
    }
    form.confirmed = false;
    if (form.method !== 'post') return;
    setTimeout(() => {
      if (event.defaultPrevented) return;
      setBusy(form, button, true);
      setTimeout(() => setBusy(form, button, false), 15000);
    });
  }, true);
  on('htmx:before:request', event => { const { form, submitter, method } = event.detail.ctx.request; if (form && method !== 'GET' && event.detail.ctx.sourceElement === form) setBusy(form, submitter, true); });
  on('htmx:finally:request', event => { const { form } = event.detail.ctx.request; if (form?.busy) setBusy(form, null, false); });
  addEventListener('pageshow', event => { if (event.persisted) for (const form of document.forms) setBusy(form, null, false); });
  on('formdata', event => { if (event.target.method === 'get') for (const [name, value] of [...event.formData]) if (value === '') event.formData.delete(name); });
  on('change', event => { const form = at(event, '[data-submit-on-change]'); if (form) form.requestSubmit(); });

  /* drafts */
  async function saveDraft(form) {
    clearTimeout(form.draftTimer);
    const now = typed(form), state = $('[data-autosave-state]', form);
    if (form.busy || form.draft === now || !form.isConnected) return;
    try {
      const answer = await fetch(form.dataset.autosave, { method: 'POST', body: new URLSearchParams(now), headers: { 'HX-Request': 'true' }, keepalive: true });
      if (!answer.ok) throw answer;
      form.draft = now;
      if (state) state.textContent = `${words.saved} ${new Date().toTimeString().slice(0, 5)}`;
    } catch {
      if (state) state.textContent = words.unsaved;
      form.draftTimer = setTimeout(() => saveDraft(form), 30000);
    }
  }
  on('input', event => {
    const form = event.target.form;
    if (!form?.dataset.autosave) return;
    clearTimeout(form.draftTimer);
    form.draftTimer = setTimeout(() => saveDraft(form), 10000);
  });
  on('visibilitychange', () => { if (document.hidden) for (const form of $$('form[data-autosave]')) if (dirty(form)) saveDraft(form); });

  /* typing: searches never fire inside an input method, phones are grouped 3-4-4 */
  function searchSoon(el) {
    clearTimeout(el.timer);
    el.timer = setTimeout(() => {
      const text = el.value.trim(), least = Number(el.dataset.min ?? 2);
      if (text === (el.last ?? '') || text.startsWith('>')) return;
      if (text && [...text].length < least && !/\p{Script=Han}/u.test(text)) return;
      el.last = text;
      el.dispatchEvent(new CustomEvent('search-changed', { bubbles: true }));
    }, 200);
  }
  function groupPhone(el) {
    const text = el.value, digits = text.replace(/\D/g, '');
    if (!/^1\d{0,10}$/.test(digits) || /[^\d\s-]/.test(text)) return;
    const before = text.slice(0, el.selectionStart).replace(/\D/g, '').length;
    const grouped = [digits.slice(0, 3), digits.slice(3, 7), digits.slice(7)].filter(Boolean).join(' ');
    if (grouped === text) return;
    el.value = grouped;
    let caret = 0;
    for (let count = 0; count < before; caret++) if (grouped[caret] !== ' ') count++;
    el.setSelectionRange(caret, caret);
  }
  on('input compositionend', event => {
    if (event.isComposing && event.type === 'input') return;
    const el = event.target;
    if (el.matches?.('[data-search]')) searchSoon(el);
    if (el.dataset?.format === 'phone') groupPhone(el);
    if (el.id === 'palette-q') filterPalette();
  });

  function focusProblem(root) {
    const box = $('[data-problems]', root), bad = $$('[aria-invalid=true]', root);
    for (const form of new Set(bad.map(el => el.form))) if (form) form.dataset.dirty = '';
    if (bad.length > 3 && box) { box.tabIndex = -1; box.focus(); } else (bad[0] ?? box?.querySelector('a'))?.focus();
  }

  /* ---- small things a click does */
  on('click', event => {
    if (at(event, '[data-print]')) print();
    const copy = at(event, '[data-copy]');
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => toast({ text: words.copied }));
    const peek = at(event, '[data-peek]');
    if (peek) {
      const input = document.getElementById(peek.getAttribute('aria-controls')), show = input.type === 'password';
      input.type = show ? 'text' : 'password';
      peek.setAttribute('aria-pressed', String(show));
      peek.setAttribute('aria-label', show ? words.hide : words.show);
      setIcon(peek, show ? 'eye-off' : 'eye');
    }
    const panel = at(event, '[data-again]')?.closest('[data-panel]');
    if (panel) fire(panel, 'again');
    if (at(event, '[data-palette]')) { event.preventDefault(); openPalette(); }
    if (at(event, '[data-drawer]')) { event.preventDefault(); drawer(true); }
    if (at(event, '[data-drawer-close]')) { event.preventDefault(); drawer(false); }
    for (const menu of $$('details[data-menu][open]')) if (!menu.contains(event.target)) menu.open = false;
    const row = at(event, '[data-row][data-href]');
    if (row && !at(event, 'a, button, input, label, select, summary, form, .pop') && !String(getSelection())) openRow(row);
  });
  function drawer(open) {
    const root = document.documentElement;
    if (open) root.dataset.nav = 'open'; else delete root.dataset.nav;
    if (location.hash === '#nav') history.replaceState(history.state, '', location.pathname + location.search);
    (open ? $('.nav-close') : $('[data-drawer]'))?.focus();
  }
  function reveal(root) {
    for (const el of $$('[data-reveal-seconds]:not([data-running])', root)) {
      el.dataset.running = '';
      let left = Number(el.dataset.revealSeconds);
      const timer = setInterval(() => {
        left -= 1;
        const shown = $('[data-left]', el);
        if (shown) shown.textContent = left;
        if (left > 0 && el.isConnected) return;
        clearInterval(timer);
        const again = $('template', el)?.content.firstElementChild.cloneNode(true);
        el.replaceWith(again ?? el.dataset.masked);
        if (again) window.htmx?.process(again);
      }, 1000);
    }
  }
  const offline = () => { const bar = $('#offline'); if (bar) bar.hidden = navigator.onLine; };
  addEventListener('offline', offline);
  addEventListener('online', () => { offline(); toast({ text: words.online, kind: 'info' }); });

  /* ---- lists: cursor, opening, picking */
  let cursorId;
  const cursor = () => $('[data-row][data-cursor]');
  function setCursor(row, focus = true) {
    for (const old of $$('[data-cursor]')) { delete old.dataset.cursor; old.removeAttribute('aria-selected'); }
    if (!row) return;
    cursorId = row.id;
    row.dataset.cursor = '';
    if (row.matches('tr, [role=row], [role=option]')) row.setAttribute('aria-selected', 'true');
    if (focus) { row.focus({ preventScroll: true }); row.scrollIntoView({ block: 'nearest' }); }
  }
  function move(step) {
    const rows = $$('[data-rows] [data-row]', topDialog() ?? document).filter(seen);
    if (!rows.length) return false;
    const here = rows.indexOf(cursor());
    setCursor(rows[Math.max(0, Math.min(rows.length - 1, here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step))]);
    return true;
  }
  function openRow(row) { const link = $('[data-open]', row); if (link) link.click(); else if (row.dataset.href) location.assign(row.dataset.href); }
  on('focusin', event => { const row = at(event, '[data-row]'); if (row && row !== cursor()) setCursor(row, false); });

  let lastPick;
  function countPicks(root) {
    const picks = $$('[data-pick]', root), count = picks.filter(el => el.checked).length, all = $('[data-pick-all]', root), bar = $('[data-bulk]', root);
    if (all) { all.checked = count > 0 && count === picks.length; all.indeterminate = count > 0 && count < picks.length; }
    if (!bar) return;
    if (count) bar.dataset.count = count; else delete bar.dataset.count;
    $('[data-bulk-count]', bar).textContent = count;
  }
  on('click', event => {
    const root = event.target.form ?? at(event, 'form') ?? document;
    if (event.target.matches?.('[data-pick]')) {
      const picks = $$('[data-pick]', root), a = picks.indexOf(lastPick), b = picks.indexOf(event.target);
      if (event.shiftKey && a >= 0) for (const el of picks.slice(Math.min(a, b), Math.max(a, b) + 1)) el.checked = event.target.checked;
      lastPick = event.target;
    } else if (event.target.matches?.('[data-pick-all]')) for (const el of $$('[data-pick]', root)) el.checked = event.target.checked;
    else if (at(event, '[data-bulk-clear]')) for (const el of $$('[data-pick]', root)) el.checked = false;
    else return;
    countPicks(root);
  });

  /* ---- live regions: <section id data-live="changed-complaints" hx-get hx-trigger="live-refresh" hx-swap="innerMorph"> */
  const heard = new Set();
  let streamUp = false, ownUntil = 0;
  const working = el => (matchMedia('(hover: hover)').matches && el.matches(':hover')) || el.contains(document.activeElement) || $('[data-pick]:checked, details[open]', el);
  const moreButton = el => $(`[data-live-more="${el.id}"]`);
  function refresh(el) {
    el.waiting = 0;
    const button = moreButton(el);
    if (button) button.hidden = true;
    fire(el, 'live-refresh');
  }
  function changed(el) {
    el.waiting = (el.waiting ?? 0) + 1;
    clearTimeout(el.liveTimer);
    el.liveTimer = setTimeout(() => {
      if (!el.waiting || !el.isConnected) return;
      const button = moreButton(el);
      if (!working(el) || Date.now() < ownUntil || !button) return refresh(el);
      $('[data-n]', button).textContent = el.waiting;
      button.hidden = false;
    }, 250);
  }
  function hear() {
    for (const name of $$('[data-live]').flatMap(el => el.dataset.live.split(/\s+/))) {
      if (!name || heard.has(name)) continue;
      heard.add(name);
      on(name, () => { for (const el of $$(`[data-live~="${name}"]`)) changed(el); fire(document.body, 'counts-changed'); });
    }
  }
  function stream(up) {
    streamUp = up;
    for (const el of $$('[data-live-state]')) { el.classList.toggle('live-down', !up); el.textContent = up ? el.dataset.up : el.dataset.down; }
  }
  on('click', event => { const button = at(event, '[data-live-more]'); if (button) refresh(document.getElementById(button.dataset.liveMore)); });
  on('pointerout focusout', event => {
    const el = at(event, '[data-live]');
    if (el?.waiting) setTimeout(() => { if (el.waiting && !working(el)) refresh(el); }, 800);
  });
  on('htmx:sse:after:connection', event => { stream(true); if (event.detail.connection.attempt > 0) for (const el of $$('[data-live]')) changed(el); });
  on('htmx:sse:error htmx:sse:close', () => stream(false));
  setInterval(() => {
    const source = $('#live');
    if (!source || streamUp || document.hidden || !navigator.onLine) return;
    stream(false);
    for (const el of $$('[data-live]')) if (!working(el)) refresh(el);
    fire(document.body, 'counts-changed');
    if (!source._htmx?.sse) window.htmx?.ajax('GET', source.getAttribute('hx-sse:connect'), { source });
  }, 30000);

  /* ---- requests: the bar, errors, what to do after a swap */
  let running = 0;
  const inBackground = ctx => ctx.sourceElement?.matches?.('[data-live], [data-panel], .ct, #live') || ['every', 'load'].includes(ctx.sourceEvent?.type);
  const bar = step => { running = Math.max(0, running + step); document.documentElement.classList.toggle('busy', running > 0); };
  on('htmx:before:request', ({ detail: { ctx } }) => { if (!inBackground(ctx)) { ctx.counted = true; bar(1); } });
  on('htmx:finally:request', ({ detail: { ctx } }) => { if (ctx.counted) bar(-1); if (ctx.request.method !== 'GET') ownUntil = Date.now() + 1500; });
  // an action answered by a redirect is a page, not a fragment
  on('htmx:before:response', event => {
    const { raw } = event.detail.ctx.response;
    if (raw.redirected && event.detail.ctx.request.method !== 'GET') { event.preventDefault(); location.assign(raw.url); }
  });
  function failed(ctx, text) {
    const el = ctx.sourceElement;
    if (el?.matches?.('[data-panel]')) return el.replaceChildren(clone('failed-template'));
    if (inBackground(ctx)) return;
    const form = ctx.request.form;
    const again = el?.localName === 'form' ? () => el.requestSubmit() : el?.isConnected && ctx.sourceEvent?.type ? () => fire(el, ctx.sourceEvent.type) : null;
    toast({ text, kind: 'bad', again: form?.isConnected === false ? null : again });
  }
  on('htmx:response:error', ({ detail: { ctx } }) => {
    const { status } = ctx.response;
    if (ctx.hx.redirect || ctx.hx.refresh || status === 401 || status === 409 || status === 422) return;
    failed(ctx, words[status] ?? words.failed);
  });
  on('htmx:error', ({ detail: { ctx } }) => { if (ctx && !ctx.response) failed(ctx, navigator.onLine ? words.timeout : words.offline); });
  on('htmx:after:settle', event => {
    const target = event.target;
    hear();
    reveal(document);
    for (const button of $$('[data-peek][hidden]')) button.hidden = false;
    for (const form of $$('form')) if ($('[data-bulk]', form)) countPicks(form);
    if (cursorId && !cursor()) setCursor(document.getElementById(cursorId), false);
    if (target.id === 'palette-results') return filterPalette();
    if (target.id === 'dialog') { if (target.firstElementChild) openDialog(target, target.from); else target.close(); }
    if (target.matches?.('main, form, dialog') || target.closest?.('dialog')) focusProblem(target);
  });

  /* ---- command palette: pages and actions come from the DOM, the rest from POST /search */
  const palette = $('#palette'), query = $('#palette-q');
  const labelOf = el => (el.getAttribute('aria-label') ?? $('.lbl, span:not(.ct):not(.sr)', el)?.textContent ?? el.textContent).trim();
  function addOption(box, el, number) {
    const option = document.createElement('div');
    option.className = 'pop-item';
    option.id = `${box.id}-${number}`;
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    const icon = $('svg', el)?.cloneNode(true), text = document.createElement('span');
    text.textContent = labelOf(el);
    option.append(...(icon ? [icon] : []), text);
    if (el.dataset.hotkey) option.append(keyCaps(el.dataset.hotkey));
    option.onclick = () => { palette.close(); act(el); };
    box.append(option);
  }
  function openPalette() {
    if (!palette || palette.open || topDialog()) return;
    for (const old of $$('#palette-pages [role=option], #palette-actions [role=option]')) old.remove();
    $$('.nav-list a').forEach((el, i) => addOption($('#palette-pages'), el, i));
    $$('main [data-hotkey], .top .pop-item[href]').filter(el => el.closest('.pop') || seen(el)).forEach((el, i) => addOption($('#palette-actions'), el, i));
    openDialog(palette);
    query.focus();
    query.select();
    filterPalette();
  }
  function filterPalette() {
    const text = query.value.trim().toLowerCase(), only = text.startsWith('>'), part = only ? text.slice(1).trim() : text;
    if (!part || only) { $('#palette-results').replaceChildren(); if (!part) query.last = ''; }
    for (const box of [$('#palette-actions'), $('#palette-pages')]) {
      const options = $$('[role=option]', box);
      for (const el of options) el.hidden = !el.textContent.toLowerCase().includes(part) || (only && box.id === 'palette-pages');
      box.hidden = options.every(el => el.hidden);
    }
    choose(paletteOptions()[0]);
    $('#palette-none').hidden = paletteOptions().length > 0;
  }
  const paletteOptions = () => $$('#palette-list [role=option]').filter(seen);
  function choose(option) {
    for (const el of $$('#palette-list [aria-selected=true]')) el.setAttribute('aria-selected', 'false');
    if (!option) return query.removeAttribute('aria-activedescendant');
    option.setAttribute('aria-selected', 'true');
    query.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  }
  query?.addEventListener('keydown', event => {
    if (composing(event)) { if (event.key === 'Enter') event.stopPropagation(); return; }
    const options = paletteOptions(), here = options.findIndex(el => el.getAttribute('aria-selected') === 'true');
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      choose(options[(here + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % options.length]);
    } else if (event.key === 'Enter') { event.preventDefault(); options[here]?.click(); }
  });

  /* ---- keys: data-hotkey="n" or "g h"; data-row-hotkey acts on the row under the cursor */
  function keyCaps(keys) {
    const span = document.createElement('span');
    for (const key of keys.split(' ')) span.append(Object.assign(document.createElement('kbd'), { textContent: key.toUpperCase() }), ' ');
    return span;
  }
  function act(el) {
    if (inField(el)) { el.focus(); el.select?.(); return; }
    el.click();
    if (el.localName === 'summary') el.parentElement.querySelector('.pop a, .pop button, .pop input')?.focus();
  }
  function showKeys() {
    const sheet = $('#keys');
    if (!sheet || topDialog()) return;
    for (const list of $$('[data-keys]', sheet)) {
      const found = new Map($$('[data-hotkey], [data-row-hotkey]').filter(seen).map(el => [el.dataset.hotkey ?? el.dataset.rowHotkey, el]));
      const items = [...found].filter(([key]) => key !== '/' && key.includes(' ') === (list.dataset.keys === 'go'));
      list.replaceChildren(...items.map(([key, el]) => { const item = document.createElement('li'); item.append(labelOf(el), keyCaps(key)); return item; }));
      list.parentElement.hidden = !items.length;
    }
    openDialog(sheet);
  }
  let first = '', firstTimer;
  on('keydown', event => {
    if (composing(event) || event.defaultPrevented) return;
    const { key, target } = event, command = event.ctrlKey || event.metaKey, dialog = topDialog();
    if (command && key.toLowerCase() === 'k' && palette) { event.preventDefault(); return openPalette(); }
    if (command && (key === 'Enter' || key.toLowerCase() === 's')) {
      const form = target.form ?? target.closest?.('form') ?? $('form[data-guard]', dialog ?? document);
      if (!form || form.method !== 'post' || form.closest('.top, .nav')) return;
      event.preventDefault();
      return form.requestSubmit($('[type=submit]:not([form])', form));
    }
    if (command || event.altKey) return;
    if (key === 'Escape') {
      const menu = $('details[data-menu][open]');
      if (menu) { menu.open = false; $('summary', menu).focus(); } else if (document.documentElement.dataset.nav) drawer(false);
      return;
    }
    const item = target.closest?.('.pop');
    if (item && (key === 'ArrowDown' || key === 'ArrowUp')) {
      const items = $$('a, button, input', item), here = items.indexOf(document.activeElement);
      event.preventDefault();
      return items[(here + (key === 'ArrowDown' ? 1 : -1) + items.length) % items.length]?.focus();
    }
    if (target.matches?.('[data-row]')) {
      if (key === 'Enter') { event.preventDefault(); return openRow(target); }
      if ((key === 'ArrowDown' || key === 'ArrowUp') && move(key === 'ArrowDown' ? 1 : -1)) return event.preventDefault();
    }
    if (inField(target) || document.body.dataset.hotkeys === 'off' || key.length !== 1) return;
    const pressed = key.toLowerCase();
    if (key === '?') { event.preventDefault(); return showKeys(); }
    const row = cursor();
    if ((pressed === 'j' || pressed === 'k') && !first && move(pressed === 'j' ? 1 : -1)) return event.preventDefault();
    if (pressed === 'x' && row) { const pick = $('[data-pick]', row); if (pick) { event.preventDefault(); return pick.click(); } }
    const keys = first ? `${first} ${pressed}` : pressed, root = dialog ?? document;
    const own = !first && row && $(`[data-row-hotkey="${CSS.escape(pressed)}"]`, row);
    const hits = $$('[data-hotkey]', root).filter(el => el.dataset.hotkey === keys && (seen(el) || el.closest('.nav')));
    first = '';
    clearTimeout(firstTimer);
    if (own || hits.length) { event.preventDefault(); return act(own || hits[0]); }
    if (pressed === '/' && !dialog) { event.preventDefault(); return openPalette(); }
    if ($$('[data-hotkey]', root).some(el => el.dataset.hotkey.startsWith(`${keys} `))) {
      first = keys;
      firstTimer = setTimeout(() => { first = ''; }, 1500);
    }
  });

  /* ---- the page as it came */
  document.documentElement.classList.add('js');
  for (const button of $$('[data-peek]')) button.hidden = false;
  offline();
  hear();
  reveal(document);
  if ($('[data-problems], main [aria-invalid=true]')) focusProblem($('main') ?? document);
})();
