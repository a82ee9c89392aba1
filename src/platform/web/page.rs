//! What every page template needs besides its own data: `Page` feeds the layouts.
//!
//! A page template holds `page: Page`; the layouts read nothing else. Items of the navigation, quick-create entries and
//! the store switch are built per actor from the access table, so what a person may not do isn't in the vectors.

use askama::Template;
use serde::Serialize;

use crate::platform::i18n::Lang;
use crate::platform::web::shell_text::ShellText;

/// Everything the layouts show around the page's own content.
#[derive(Debug, Clone)]
pub struct Page {
    pub lang: Lang,
    pub t: &'static ShellText,
    /// Goes into `<title>`; the page's `<h1>` is written by the page itself.
    pub title: String,
    /// Own path with query, for `next=`. Never holds personal data (security.md §2).
    pub path: String,
    pub theme: Theme,
    /// Single-key shortcuts on (WCAG 2.1.4: each person can turn them off).
    pub hotkeys: bool,
    pub demo: bool,
    /// Whether the search box finds customers, or only pages and actions.
    pub finds_customers: bool,
    /// `None` on pages without a session: the shell then has no navigation.
    pub actor: Option<PageActor>,
    pub nav: Vec<NavGroup>,
    pub create: Vec<QuickCreate>,
    /// Stores the person may switch to; the switch shows from two on.
    pub stores: Vec<StoreChoice>,
    /// Only at depth three or more.
    pub crumbs: Vec<Crumb>,
    /// URL of the event stream of this page, such as `/events?topic=complaints`.
    pub live: Option<String>,
    pub toast: Option<Toast>,
}

impl Page {
    /// A page without a person: sign-in, public forms, errors before the session is known.
    pub fn bare(lang: Lang, title: impl Into<String>, path: impl Into<String>) -> Self {
        Page {
            lang,
            t: ShellText::of(lang),
            title: title.into(),
            path: path.into(),
            theme: Theme::System,
            hotkeys: false,
            demo: false,
            finds_customers: false,
            actor: None,
            nav: Vec::new(),
            create: Vec::new(),
            stores: Vec::new(),
            crumbs: Vec::new(),
            live: None,
            toast: None,
        }
    }

    /// Follows topics (`complaints` or `complaints,tasks`): regions with `data-live="changed-<topic>"` fetch themselves.
    pub fn live(mut self, topics: &str) -> Self {
        self.live = Some(format!("/events?topic={topics}"));
        self
    }

    /// For the few places where the languages differ in more than words.
    pub fn english(&self) -> bool {
        self.lang.tag() == "en"
    }

    /// Whether there is more to go to than one's own day.
    pub fn leads_on(&self) -> bool {
        self.nav
            .iter()
            .flat_map(|group| &group.items)
            .any(|item| item.href != "/")
    }

    /// True when there is a choice of stores to show.
    pub fn many_stores(&self) -> bool {
        self.stores.len() > 1
    }
}

/// Chosen in the profile; `System` follows the browser and needs no script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
    System,
}

impl Theme {
    /// The value of `data-theme`, of the column and of the form field.
    pub const fn tag(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::System => "system",
        }
    }

    /// `<meta name="color-scheme">`: keeps the browser from painting white before the style sheet is there.
    pub const fn color_scheme(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::System => "light dark",
        }
    }

    pub fn parse(tag: &str) -> Option<Self> {
        [Theme::Light, Theme::Dark, Theme::System]
            .into_iter()
            .find(|theme| theme.tag() == tag)
    }
}

#[derive(Debug, Clone)]
pub struct PageActor {
    pub name: String,
    /// First character of the name, for the avatar.
    pub initial: String,
    /// Names of the roles in the page's language, joined.
    pub roles: String,
    /// Name of the store the person works in now.
    pub store: String,
}

#[derive(Debug, Clone)]
pub struct NavGroup {
    pub label: Option<&'static str>,
    pub items: Vec<NavItem>,
}

#[derive(Debug, Clone)]
pub struct NavItem {
    pub href: &'static str,
    pub icon: &'static str,
    pub label: &'static str,
    /// Such as `g t`: typed one after the other.
    pub hotkey: Option<&'static str>,
    /// Answers the inside of the counter: `12` or `<span class="hot">6</span>`, nothing for zero.
    pub count_url: Option<&'static str>,
    pub current: bool,
}

/// What [`NavItem::count_url`] answers: what is pressing, in red; what is open, while nothing presses.
#[derive(Template)]
#[template(
    source = r#"{% if pressing > 0 %}<span class="hot">{{ pressing }}</span>{% else if open > 0 %}{{ open }}{% endif %}"#,
    ext = "html"
)]
pub struct NavCount {
    pub pressing: i64,
    pub open: i64,
}

#[derive(Debug, Clone)]
pub struct QuickCreate {
    pub href: &'static str,
    pub label: &'static str,
    pub icon: &'static str,
}

#[derive(Debug, Clone)]
pub struct StoreChoice {
    pub id: String,
    pub name: String,
    pub current: bool,
}

#[derive(Debug, Clone)]
pub struct Crumb {
    pub href: String,
    pub label: String,
}

/// A short word after something was done; shown eight seconds, errors until closed.
#[derive(Debug, Clone)]
pub struct Toast {
    pub kind: ToastKind,
    pub text: String,
    pub undo: Option<Undo>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToastKind {
    Done,
    Info,
    Failed,
}

impl ToastKind {
    /// Ending of the class and the `kind` of a toast sent in `HX-Trigger`.
    pub const fn tag(self) -> &'static str {
        match self {
            ToastKind::Done => "ok",
            ToastKind::Info => "info",
            ToastKind::Failed => "bad",
        }
    }

    pub const fn icon(self) -> &'static str {
        match self {
            ToastKind::Done => "circle-check",
            ToastKind::Info => "info-circle",
            ToastKind::Failed => "alert-circle",
        }
    }

    /// Errors interrupt a screen reader and stay; the rest is polite and goes.
    pub const fn stays(self) -> bool {
        matches!(self, ToastKind::Failed)
    }
}

/// A form that takes the last action back: posted with its one-time token.
#[derive(Debug, Clone)]
pub struct Undo {
    pub action: String,
    pub token: String,
}

/// What a person is told once in each of their tabs, whatever page it shows; travels with the answer of a counter. Nothing
/// personal: it is a header.
#[derive(Debug, Clone, Serialize)]
pub struct Notice {
    /// Tells one from another.
    pub key: String,
    pub text: String,
    pub href: String,
    pub link: &'static str,
}

/// One entry of a select, radio or checkbox group.
#[derive(Debug, Clone)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Choice {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// Class ending of an avatar, the same for the same name every time.
pub fn avatar_tone(name: &str) -> &'static str {
    match name
        .chars()
        .fold(7_u32, |sum, c| sum.wrapping_mul(31).wrapping_add(u32::from(c)))
        % 4
    {
        0 => "b",
        1 => "v",
        2 => "g",
        _ => "o",
    }
}
