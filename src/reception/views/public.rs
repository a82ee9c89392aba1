//! The call board, and a visitor's own place.

use askama::Template;

use crate::platform::i18n::{Lang, times};
use crate::platform::web::{Cx, Page};
use crate::reception::text::boards::{self as text, BoardText};
use crate::regions;
use crate::visits::model::{Board, Position};
use crate::visits::rules::{VisitState, rough_wait};
use crate::visits::settings::Reception;

/// More numbers than a television shows.
const WAITING: usize = 20;
/// Beyond that nobody believes an estimate.
const LONGEST_GUESS: i64 = 120;

/// A number that was called.
pub struct Call {
    pub ticket: String,
    pub counter: String,
    /// The same for the same call: another call of the same number is another one.
    pub key: String,
    pub said: String,
}

/// `/call-board/{token}`: numbers and counters, nothing else.
#[derive(Template)]
#[template(path = "reception/call_board.html", blocks = ["main", "board"])]
pub struct CallBoard {
    pub page: Page,
    pub w: &'static BoardText,
    pub events: String,
    pub store: String,
    pub zone: &'static str,
    pub clock: String,
    pub at: String,
    pub calls: Vec<Call>,
    pub waiting: Vec<String>,
    pub count: String,
    pub more: String,
}

regions!(CallBoard {
    main: as_main,
    board: as_board
});

impl CallBoard {
    pub fn new(cx: &Cx, token: &str, board: Board, rules: &Reception) -> Self {
        let (w, lang) = (BoardText::of(cx.lang), cx.lang);
        let calls = board.calls.into_iter().map(|call| {
            let counter = counter(rules, &call.counter, lang);
            Call {
                key: format!("{}-{}-{}", call.ticket, call.at.timestamp_millis(), call.times),
                said: text::call(&call.ticket, &counter, lang),
                ticket: call.ticket,
                counter,
            }
        });
        let all = board.waiting.len();
        let mut waiting = board.waiting;
        waiting.truncate(WAITING);
        Self {
            page: cx.page(w.board),
            w,
            events: format!("/call-board/{token}/events"),
            store: lang.pick(board.store_name.0, board.store_name.1),
            zone: times::ZONE.name(),
            clock: times::clock(cx.now),
            at: times::iso(cx.now),
            calls: calls.collect(),
            count: text::people(all, lang),
            more: if all > waiting.len() {
                text::more(all - waiting.len(), lang)
            } else {
                String::new()
            },
            waiting,
        }
    }
}

/// What a counter is called; one that is no longer kept, by its code.
fn counter(rules: &Reception, code: &str, lang: Lang) -> String {
    let known = rules.counters.iter().find(|counter| counter.code == code);
    known.map_or_else(|| code.to_owned(), |counter| counter.label(lang).to_owned())
}

/// `/position/{token}`
#[derive(Template)]
#[template(path = "reception/position.html", blocks = ["main", "place"])]
pub struct Place {
    pub page: Page,
    pub w: &'static BoardText,
    pub store: String,
    pub zone: &'static str,
    pub at: String,
    pub ticket: String,
    pub state: &'static str,
    /// Where to go, once called.
    pub counter: String,
    pub before: String,
    pub about: String,
    /// Why there is nothing more to wait for.
    pub over: &'static str,
    pub waits: bool,
}

regions!(Place {
    main: as_main,
    place: as_place
});

impl Place {
    pub fn new(cx: &Cx, position: &Position, rules: &Reception) -> Self {
        let (w, lang) = (BoardText::of(cx.lang), cx.lang);
        let today = times::day_of(position.arrived_at) == times::day_of(cx.now);
        let over = match position.state {
            VisitState::Left => w.over,
            state if state.waits() && !today => w.out_of_date,
            _ => "",
        };
        let waits = position.state.waits() && over.is_empty();
        let called = position.counter.as_deref().filter(|_| waits);
        let minutes = rough_wait(position.before, position.on_duty, &position.took, rules.usual_minutes);
        let queues = waits && called.is_none();
        Self {
            page: cx.page(w.place),
            w,
            store: lang.pick(position.store_name.0.clone(), position.store_name.1.clone()),
            zone: times::ZONE.name(),
            at: times::iso(cx.now),
            ticket: position.ticket.clone(),
            state: text::standing(position.state, lang),
            counter: called.map(|code| counter(rules, code, lang)).unwrap_or_default(),
            before: match position.before {
                _ if !queues => String::new(),
                0 => w.next.to_owned(),
                count => text::before(count, lang),
            },
            about: minutes
                .filter(|minutes| queues && *minutes <= LONGEST_GUESS)
                .map(|minutes| text::about(minutes, lang))
                .unwrap_or_default(),
            over,
            waits,
        }
    }
}

/// An address of a board or a place that leads nowhere, in words for whoever stands there.
#[derive(Template)]
#[template(path = "reception/nowhere.html", blocks = ["main"])]
pub struct Nowhere {
    pub page: Page,
    pub w: &'static BoardText,
    pub text: &'static str,
}

regions!(Nowhere { main: as_main });

impl Nowhere {
    pub fn board(cx: &Cx) -> Self {
        Self::new(cx, BoardText::of(cx.lang).nowhere_board)
    }

    pub fn place(cx: &Cx) -> Self {
        Self::new(cx, BoardText::of(cx.lang).nowhere_place)
    }

    fn new(cx: &Cx, text: &'static str) -> Self {
        let w = BoardText::of(cx.lang);
        Self {
            page: cx.page(w.nowhere),
            w,
            text,
        }
    }
}
