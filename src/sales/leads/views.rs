//! Pages of leads.

use askama::Template;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::model::{Around, Lead, Next, TOPIC, ToDo, is_of_visit};
use super::rules::{Called, Reached, View};
use super::text::{self, LeadText, state_tone};
use super::told::{Contact, Told};
use crate::access::Permission;
use crate::customers::commands::{Looks, Revealed};
use crate::followups::rules::NoteChannel;
use crate::platform::db::FormToken;
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, durations, times};
use crate::platform::vault::Pii;
use crate::platform::web::narrow::{Chooser, Narrowed, Tab, address};
use crate::platform::web::page::{Choice, avatar_tone};
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::sales::clock::model::Step;
use crate::sales::clock::rules::StepKind;
use crate::sales::clock::views::{Chain, Chip};
use crate::sales::export::Table;
use crate::sales::rules::{LeadState, SourceKind};
use crate::values::ids::{LeadId, StaffId};

/// The query string of the list, as typed: what can't be read counts as not said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub view: String,
    pub source: String,
    /// `me`, `none`, or somebody's id.
    pub owner: String,
    /// How far they came.
    pub reached: String,
    /// How they were called first.
    pub called: String,
    /// Who called: `none`, or somebody's id.
    pub caller: String,
    /// First and last day of receipt.
    pub from: String,
    pub to: String,
    pub after: String,
}

impl Narrowed for ListQuery {
    const PATH: &'static str = "/leads";

    fn all(&self) -> Vec<(&'static str, &String)> {
        vec![
            ("view", &self.view),
            ("source", &self.source),
            ("owner", &self.owner),
            ("reached", &self.reached),
            ("called", &self.called),
            ("caller", &self.caller),
            ("from", &self.from),
            ("to", &self.to),
        ]
    }
}

/// A line.
pub struct Line {
    pub id: String,
    pub href: String,
    pub name: String,
    pub phone: String,
    pub model: String,
    pub city: String,
    pub source: String,
    pub state: &'static str,
    pub state_tone: &'static str,
    pub owner: String,
    pub owner_initial: String,
    pub owner_tone: &'static str,
    pub received: String,
    pub iso: String,
    /// What it asks for next; nothing where nothing is asked for.
    pub due: Option<Chip>,
}

/// `/leads`
#[derive(Template)]
#[template(path = "sales/leads/list.html", blocks = ["leads"])]
pub struct ListPage {
    page: Page,
    w: &'static LeadText,
    tabs: Vec<Tab>,
    choosers: Vec<Chooser>,
    lines: Vec<Line>,
    narrowed: bool,
    /// It shows less than all there is to do.
    partial: bool,
    next: String,
    shown: String,
    here: String,
    /// Where the list is taken away as a file.
    export: String,
    may_sources: bool,
    may_assign: bool,
    token: String,
}

regions!(ListPage { main, leads: as_leads });

impl ListPage {
    pub fn new(
        cx: &Cx,
        query: &ListQuery,
        view: View,
        (counts, total): (ToDo, Option<i64>),
        slice: Slice<(Lead, Option<Next>)>,
        around: &Around,
    ) -> Result<Self, Error> {
        let w = LeadText::of(cx.lang);
        let lines: Vec<Line> = slice
            .rows
            .iter()
            .map(|(lead, next)| line(cx, lead, *next, around))
            .collect();
        Ok(Self {
            page: cx.page(w.title).live(TOPIC),
            w,
            tabs: tabs(cx, query, view, counts),
            choosers: choosers(cx, query, around),
            narrowed: query.pairs().iter().any(|(name, _)| *name != "view"),
            partial: !query.pairs().is_empty(),
            next: slice.next.map(|after| query.with("after", &after)).unwrap_or_default(),
            shown: match total {
                Some(total) => text::shown_of(lines.len(), total, cx.lang),
                None => text::shown(lines.len(), cx.lang),
            },
            lines,
            here: query.with("after", &query.after),
            export: address("/leads/export", query.pairs()),
            may_sources: cx.actor()?.may(Permission::ManageLeadSources),
            may_assign: cx.actor()?.may(Permission::AssignLeads),
            token: FormToken::new().to_string(),
        })
    }
}

fn tabs(cx: &Cx, query: &ListQuery, view: View, counts: ToDo) -> Vec<Tab> {
    View::ALL
        .iter()
        .map(|&each| {
            let count = match each {
                View::Open => Some(counts.open),
                View::Late => Some(counts.late),
                View::Unassigned => Some(counts.unassigned),
                _ => None,
            };
            let code = if each == View::Open { "" } else { each.code() };
            Tab {
                href: query.with("view", code),
                label: each.label(cx.lang),
                count: count.map(|count| count.to_string()).unwrap_or_default(),
                hot: match each {
                    View::Unassigned => counts.unassigned > 0,
                    View::Late => counts.late > 0,
                    _ => false,
                },
                current: each == view,
            }
        })
        .collect()
}

fn choosers(cx: &Cx, query: &ListQuery, around: &Around) -> Vec<Chooser> {
    let w = LeadText::of(cx.lang);
    let sources = around
        .sources
        .iter()
        .map(|source| Choice::new(source.id.to_string(), source.label(cx.lang)))
        .collect();
    let named = around
        .people
        .iter()
        .filter(|person| person.works_sales())
        .map(|person| Choice::new(person.id.to_string(), person.name.clone()));
    let callers = std::iter::once(Choice::new("none", w.nobody))
        .chain(named.clone())
        .collect();
    let people = [Choice::new("me", w.me), Choice::new("none", w.nobody)]
        .into_iter()
        .chain(named)
        .collect();
    vec![
        query.chooser("source", w.source, &query.source, sources),
        query.chooser("owner", w.owner, &query.owner, people),
        query.chooser("reached", w.reached, &query.reached, Reached::choices(cx.lang)),
        query.chooser("called", w.called, &query.called, Called::choices(cx.lang)),
        query.chooser("caller", w.caller, &query.caller, callers),
    ]
}

fn line(cx: &Cx, lead: &Lead, next: Option<Next>, around: &Around) -> Line {
    let owner = around.person(lead.owner);
    Line {
        id: lead.id.to_string(),
        href: format!("/leads/{}", lead.id),
        name: lead.name.expose().clone(),
        phone: lead.masked_phone(),
        model: lead.model.clone(),
        city: lead.city.clone(),
        source: around.source(lead.source, cx.lang),
        state: lead.state.label(cx.lang),
        state_tone: state_tone(lead.state),
        owner_initial: initial(&owner),
        owner_tone: avatar_tone(&owner),
        owner,
        received: times::recent(lead.received_at, cx.now, cx.lang),
        iso: times::iso(lead.received_at),
        due: next.map(|(kind, at)| Chip::of(kind, at, cx.now, cx.lang)),
    }
}

/// The lines of the list for a file.
pub fn table(cx: &Cx, rows: &[(Lead, Option<Next>)], around: &Around) -> Table {
    let w = LeadText::of(cx.lang);
    let rows = rows.iter().map(|(lead, next)| {
        let line = line(cx, lead, *next, around);
        vec![
            line.name,
            line.phone,
            line.model,
            line.city,
            line.source,
            next.map(|(kind, at)| format!("{} {}", kind.label(cx.lang), times::minute(at)))
                .unwrap_or_default(),
            line.state.to_owned(),
            line.owner,
            times::minute(lead.received_at),
        ]
    });
    Table {
        head: vec![
            w.name,
            w.phone,
            w.model,
            w.city,
            w.source,
            w.next_step,
            w.state,
            w.owner,
            w.received,
        ],
        rows: rows.collect(),
    }
}

fn initial(name: &str) -> String {
    name.chars().next().map(String::from).unwrap_or_default()
}

/// `/leads/new`
#[derive(Template)]
#[template(path = "sales/leads/new.html")]
pub struct NewPage {
    page: Page,
    w: &'static LeadText,
    sources: Vec<Choice>,
    people: Vec<Choice>,
    may_assign: bool,
    form: FormView,
}

regions!(NewPage { main });

impl NewPage {
    pub fn new(cx: &Cx, around: &Around, form: FormView) -> Result<Self, Error> {
        let w = LeadText::of(cx.lang);
        Ok(Self {
            page: cx.page(w.new),
            w,
            sources: sources_to_choose(around, cx.lang),
            people: around
                .people
                .iter()
                .filter(|person| person.works_sales())
                .map(|person| Choice::new(person.id.to_string(), person.name.clone()))
                .collect(),
            may_assign: cx.actor()?.may(Permission::AssignLeads),
            form,
        })
    }
}

/// The sources in use, and the plain one of each kind whether the store has it yet or not.
pub(in crate::sales) fn sources_to_choose(around: &Around, lang: Lang) -> Vec<Choice> {
    let mut choices = Vec::new();
    for &kind in SourceKind::ALL {
        let of_kind = || around.sources.iter().filter(move |source| source.kind == kind);
        let plain = of_kind().find(|source| source.name.is_empty());
        if plain.is_none_or(|source| !source.retired) {
            choices.push(Choice::new(kind.code(), kind.label(lang)));
        }
        choices.extend(
            of_kind()
                .filter(|source| !source.retired && !source.name.is_empty())
                .map(|source| Choice::new(source.id.to_string(), source.label(lang))),
        );
    }
    choices
}

/// Where a lead's number is asked for.
pub fn reveal_url(id: LeadId) -> String {
    format!("/leads/{id}/reveals")
}

/// What is said of so many looks; nothing as long as they are few.
pub fn warning(looks: Looks, lang: Lang) -> String {
    if looks.many {
        text::looks_today(looks.today, lang)
    } else {
        String::new()
    }
}

/// `/leads/{id}`
#[derive(Template)]
#[template(path = "sales/leads/detail.html", blocks = ["lead"])]
pub struct LeadPage {
    page: Page,
    w: &'static LeadText,
    base: String,
    name: String,
    phone: String,
    reveal: Option<(String, String)>,
    state: &'static str,
    tone: &'static str,
    age: String,
    iso: String,
    exact: String,
    words: String,
    joins: &'static str,
    /// (label, href)
    links: Vec<(&'static str, String)>,
    props: Vec<(&'static str, String)>,
    again: Vec<(String, String, String)>,
    history: Vec<Entry>,
    /// Nobody has spoken with them yet: that comes before anything else.
    call_first: bool,
    may_qualify: bool,
    may_dismiss: bool,
    may_reopen: bool,
    may_assign: bool,
    /// Where a message is written while one is asked for; of a lead that is no opportunity nowhere.
    write: Option<String>,
    token: String,
    chain: Chain,
}

regions!(LeadPage { main, lead: as_lead });

impl LeadPage {
    pub fn new(cx: &Cx, lead: &Lead, around: &Around, told: &Told, steps: &[Step]) -> Result<Self, Error> {
        let (w, lang, actor) = (LeadText::of(cx.lang), cx.lang, cx.actor()?);
        let owner = around.person(lead.owner);
        let open = lead.state == LeadState::Open;
        let because = lead
            .invalid_because
            .map(|because| (w.because, because.label(lang).to_owned()));
        let said = |label, text: Option<String>| text.filter(|text| !text.is_empty()).map(|text| (label, text));
        let props = [
            said(w.model, Some(lead.model.clone())),
            said(w.city, Some(lead.city.clone())),
            said(w.source, Some(around.source(lead.source, lang))),
            said(w.external, lead.external_id.clone().filter(|id| !is_of_visit(id))),
            said(
                w.owner,
                Some(if owner.is_empty() { w.nobody.to_owned() } else { owner }),
            ),
            said(w.received, Some(times::minute(lead.received_at))),
            said(w.sent, lead.sent_at.map(times::minute)),
            because,
        ];
        let customer = lead.customer.filter(|_| actor.may(Permission::SeeCustomers));
        let links = [
            customer.map(|id| (w.customer, format!("/customers/{id}"))),
            lead.opportunity
                .map(|id| (w.opportunity, format!("/opportunities/{id}"))),
            lead.joined.map(|id| (w.earlier, format!("/leads/{id}"))),
        ];
        Ok(Self {
            page: cx.page(w.lead).live(TOPIC),
            w,
            base: format!("/leads/{}", lead.id),
            name: lead.name.expose().clone(),
            phone: lead.masked_phone(),
            reveal: actor
                .may(Permission::RevealContact)
                .then(|| (reveal_url(lead.id), FormToken::new().to_string())),
            state: lead.state.label(lang),
            tone: state_tone(lead.state),
            age: durations::ago(cx.now - lead.received_at, lang),
            iso: times::iso(lead.received_at),
            exact: times::minute(lead.received_at),
            words: lead
                .words
                .as_ref()
                .map(|words| words.expose().clone())
                .unwrap_or_default(),
            joins: if lead.state == LeadState::Duplicate {
                text::joins(lead.opportunity.is_some(), lead.joined.is_some(), lang)
            } else {
                ""
            },
            links: links.into_iter().flatten().collect(),
            props: props.into_iter().flatten().collect(),
            history: history(cx, lead, around, told),
            again: told
                .again
                .iter()
                .map(|(source, at)| (around.source(*source, lang), times::minute(*at), times::iso(*at)))
                .collect(),
            call_first: steps
                .iter()
                .any(|step| step.row.kind == StepKind::FirstCall && step.row.is_open()),
            may_qualify: open && actor.may(Permission::OwnSales),
            may_dismiss: open,
            may_reopen: lead.state == LeadState::Invalid,
            may_assign: open && actor.may(Permission::AssignLeads),
            write: lead
                .opportunity
                .filter(|_| lead.state == LeadState::Qualified && actor.may(Permission::WorkSales))
                .filter(|_| steps.iter().any(|step| step.row.is_open()))
                .map(|id| format!("/opportunities/{id}/messages")),
            chain: Chain::new(steps, cx.now, lang),
            token: FormToken::new().to_string(),
        })
    }
}

/// Something that happened with a lead.
struct Entry {
    at: DateTime<Utc>,
    day: Option<String>,
    icon: &'static str,
    title: String,
    who: String,
    time: String,
    iso: String,
    note: String,
}

/// How a timeline shows a contact with a lead.
pub(in crate::sales) fn contact_icon(one: &Contact) -> &'static str {
    match one.channel {
        NoteChannel::Phone if one.outcome.reached() => "phone",
        NoteChannel::Phone => "phone-x",
        NoteChannel::WeChat => "brand-wechat",
        NoteChannel::Email => "mail",
        NoteChannel::Visit => "door-enter",
        NoteChannel::Sms | NoteChannel::Note => "message-2",
    }
}

/// What happened, the latest first, with a heading for each day.
fn history(cx: &Cx, lead: &Lead, around: &Around, told: &Told) -> Vec<Entry> {
    let lang = cx.lang;
    let entry = |at: DateTime<Utc>, icon, title: String, who: Option<StaffId>, note: Option<&Pii<String>>| Entry {
        at,
        day: None,
        icon,
        title,
        who: match around.person(who) {
            name if name.is_empty() => lang.pick("系统", "System").to_owned(),
            name => name,
        },
        time: times::clock(at),
        iso: times::iso(at),
        note: note.map(|note| note.expose().clone()).unwrap_or_default(),
    };
    let came = format!(
        "{} · {}",
        LeadText::of(lang).lead_came,
        around.source(lead.source, lang)
    );
    let came = entry(lead.received_at, "target-arrow", came, lead.created_by, None);
    let stamps = told.stamps.iter().map(|one| {
        let title = text::stamp(&one.action, &around.person(one.owner), lang);
        entry(one.at, "flag", title, one.staff, one.note.as_ref())
    });
    let contacts = told.contacts.iter().map(|one| {
        let title = format!("{} · {}", one.channel.label(lang), one.outcome.label(lang));
        let icon = contact_icon(one);
        entry(one.at, icon, title, one.staff, Some(&one.body))
    });
    let mut all: Vec<Entry> = std::iter::once(came).chain(stamps).chain(contacts).collect();
    all.sort_by_key(|one| one.at);
    all.reverse();
    let today = times::day_of(cx.now);
    let mut last = None;
    for entry in &mut all {
        let day = times::day_of(entry.at);
        if last != Some(day) {
            entry.day = Some(times::heading(day, today, lang));
            last = Some(day);
        }
    }
    all
}

/// A number in full on a page of its own; nothing but a regret when there are no looks left today.
#[derive(Template)]
#[template(path = "sales/leads/reveal.html")]
pub struct RevealPage {
    page: Page,
    w: &'static LeadText,
    shown: Option<Pii<String>>,
    warning: String,
    back: String,
}

regions!(RevealPage { main });

impl RevealPage {
    /// `back` leads to the record whose number it is.
    pub fn new(cx: &Cx, back: String, shown: Option<Revealed>) -> Self {
        let w = LeadText::of(cx.lang);
        Self {
            page: cx.page(if shown.is_some() { w.phone } else { w.looks_used }),
            w,
            warning: shown
                .as_ref()
                .map_or_else(String::new, |shown| warning(shown.looks, cx.lang)),
            shown: shown.map(|shown| shown.text),
            back,
        }
    }
}
