// Public pages that keep themselves up to date: the call board on a television, and a visitor's own place on a phone.
// Without htmx and app.js: this runs for weeks on a television. No words here: texts come from data attributes.
//   #box data-poll="seconds" data-zone data-at [data-events="stream"] · [data-lost] [data-updated] [data-clock] [data-said] [data-sound]
//   [data-auto] is true only with this script
// The stream says when to look; it is asked again every half minute even then, since a dead line is silent. When the
// stream is gone it polls; when that fails too, it says since when.
// Floor: Chromium 90, Safari 15.4.
const $ = selector => document.querySelector(selector);
const box = $('[data-poll]'), { poll, zone, events } = box.dataset;
const often = Number(poll) * 1000, seldom = events ? 30000 : often;
const time = at => new Date(at).toLocaleTimeString('en-GB', { timeZone: zone, hourCycle: 'h23' });
const say = (el, text) => { if (el && el.textContent !== text) el.textContent = text; };

let seen = Date.parse(box.dataset.at), ahead = seen - Date.now(); // the last answer, and how far the server's clock is ahead
let streamUp = false, asking = false, again = false, timer, shown;

/* ---- asking for the inside of the box */
async function look() {
  if (asking) { again = true; return; }
  asking = true;
  again = false;
  clearTimeout(timer);
  const stop = new AbortController(), late = setTimeout(() => stop.abort(), 8000);
  let well = false;
  try {
    const headers = { 'HX-Request': 'true', 'HX-Request-Type': 'partial', 'HX-Target': `div#${box.id}`, 'X-Background': 'true' };
    const answer = await fetch(location.href, { cache: 'no-store', signal: stop.signal, headers });
    if (answer.status === 404) { location.reload(); return; } // revoked: the server says so itself
    if (!answer.ok) throw answer;
    show(await answer.text());
    ahead = (Date.parse(answer.headers.get('date')) || Date.now()) - Date.now();
    seen = Date.now() + ahead;
    well = true;
  } catch { /* told below */ } finally {
    clearTimeout(late);
    asking = false;
    state(well);
    timer = setTimeout(look, again ? 300 : well && streamUp ? seldom : often);
  }
}
function state(well) {
  const lost = $('[data-lost]'), updated = $('[data-updated]');
  lost.hidden = well;
  say(lost, well ? '' : `${lost.dataset.lost} ${time(seen)}`);
  say(updated, `${updated.dataset.updated} ${time(seen)}`);
}

/* ---- what is new is marked, read aloud and rung for; a call again counts as new */
const known = new Set([...box.querySelectorAll('[data-call]')].map(el => el.dataset.call));
let said = []; // the calls that were read aloud last: who is passed over is not sent there any more
function show(html) {
  if (html === shown) return;
  shown = html;
  box.innerHTML = html;
  const calls = [...box.querySelectorAll('[data-call]')], fresh = calls.filter(el => !known.has(el.dataset.call));
  if (!fresh.length) {
    if (!calls.some(el => said.includes(el.dataset.call))) say($('[data-said]'), '');
    return;
  }
  said = fresh.map(el => el.dataset.call);
  for (const el of fresh) { known.add(el.dataset.call); el.classList.add('tv-fresh'); }
  say($('[data-said]'), fresh.map(el => el.dataset.say).join(', '));
  ring();
}

/* ---- the stream: events without content */
function listen() {
  const source = new EventSource(events);
  source.onopen = () => { streamUp = true; look(); };
  source.onerror = () => {
    streamUp = false;
    look();
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 30000); // refused: there are too many, or it is revoked
  };
  source.addEventListener('changed-visits', look);
}
if (events) listen();

/* ---- the chime: browsers allow sound only after a click */
const button = $('[data-sound]');
let sound;
function ring() {
  if (sound?.state !== 'running') return;
  for (const [after, pitch] of [[0, 880], [0.35, 698], [0.7, 880]]) {
    const from = sound.currentTime + after, tone = sound.createOscillator(), gain = sound.createGain();
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0.0001, from);
    gain.gain.exponentialRampToValueAtTime(0.4, from + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, from + 0.6);
    tone.connect(gain).connect(sound.destination);
    tone.start(from);
    tone.stop(from + 0.65);
  }
}
if (button && window.AudioContext) {
  const label = button.querySelector('span'), off = label.textContent;
  button.hidden = false;
  button.onclick = async () => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    sound ??= new AudioContext();
    await (on ? sound.resume() : sound.suspend());
    button.setAttribute('aria-pressed', on);
    label.textContent = on ? button.dataset.on : off;
    if (on) ring();
  };
}

/* ---- the clock of the store, not of the television */
const clock = $('[data-clock]');
if (clock) setInterval(() => say(clock, time(Date.now() + ahead).slice(0, 5)), 1000);

document.addEventListener('visibilitychange', () => { if (!document.hidden) look(); });
for (const name of ['online', 'offline']) addEventListener(name, look);
for (const el of document.querySelectorAll('[data-auto]')) el.hidden = false;
look();
