//! Pages of the search desk.

use askama::Template;

use super::filters::{CHANGED, Filters, View};
use super::model::{Hit, Outcome, Row};
use super::text::{self, SearchText};
use crate::access::Permission;
use crate::complaints::queries::Named;
use crate::customers::model::Duplicate;
use crate::customers::rules::{Class, Kind, NOTICE_VERSION, Purpose, Source, Tier};
use crate::customers::term::Term;
use crate::customers::text::CustomerText;
use crate::customers::views::{DuplicateView, Fields, class_tag, duplicate_views, tier_tag};
use crate::platform::db::page::Place;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::vault::Pii;
use crate::platform::web::narrow::Tab;
use crate::platform::web::page::{Choice, avatar_tone};
use crate::platform::web::pieces;
use crate::platform::web::{Cx, FormView, Page, Region};
use crate::regions;
use crate::sales::lookup::{self, Record};
use crate::values::ids::{CustomerId, StaffId};
use crate::vehicles::rules::Energy;
use crate::vehicles::text::VehicleText;

/// `/customers`
#[derive(Template)]
#[template(path = "search/list.html", blocks = ["list"])]
pub struct List {
    page: Page,
    w: &'static SearchText,
    tabs: Vec<Tab>,
    chips: Vec<Chip>,
    filters: Filters,
    term: Option<String>,
    expired: bool,
    may_create: bool,
    may_ask: bool,
    rows: Vec<RowView>,
    asks: Vec<String>,
    shown: String,
    previous: String,
    next: String,
    by_age: bool,
}

regions!(List { main, list: as_list });

/// A filter chip with its own form.
struct Chip {
    name: &'static str,
    label: &'static str,
    /// What is chosen, in words; empty for nothing.
    value: String,
    choices: Vec<ChipChoice>,
    kept: Vec<(&'static str, String)>,
    clear: String,
    /// A text to type instead of choices.
    typed: Option<String>,
}

struct ChipChoice {
    value: String,
    label: String,
    checked: bool,
}

/// A customer's row.
pub struct RowView {
    pub id: CustomerId,
    pub name: String,
    pub company: bool,
    pub tier: Option<(&'static str, &'static str)>,
    pub class: (&'static str, &'static str),
    pub phone: Option<String>,
    pub vehicle: Option<VehicleView>,
    pub more_vehicles: usize,
    pub owner: Option<(String, String, &'static str)>,
    /// The moment the list is sorted by: short, exact, for machines.
    pub at: Option<(String, String, String)>,
}

/// A car in a row.
pub struct VehicleView {
    pub plate: Option<String>,
    pub plate_kind: &'static str,
    pub title: String,
}

impl RowView {
    fn new(row: Row, cx: &Cx, by_age: bool) -> Self {
        let customer = row.customer;
        let at = if by_age {
            customer.verified_at
        } else {
            Some(customer.updated_at)
        };
        let vehicle = row.vehicles.first().map(|vehicle| VehicleView {
            plate: vehicle.plate.clone(),
            plate_kind: if vehicle.new_energy { "nev" } else { "" },
            title: vehicle.title.clone(),
        });
        Self {
            id: customer.id,
            company: customer.kind == Kind::Company,
            tier: tier_tag(customer.tier, cx.lang),
            class: class_tag(row.class, cx.lang),
            phone: customer.phone,
            vehicle,
            more_vehicles: row.vehicles.len().saturating_sub(1),
            owner: customer.owner.map(|name| {
                let initial = name.chars().next().map(String::from).unwrap_or_default();
                let tone = avatar_tone(&name);
                (name, initial, tone)
            }),
            at: at.map(|at| (times::short(at, cx.now, cx.lang), times::minute(at), times::iso(at))),
            name: customer.name.into_exposed(),
        }
    }
}

impl List {
    pub fn new(cx: &Cx, filters: Filters, outcome: Outcome, owners: Vec<(StaffId, String)>) -> Result<Self, Error> {
        let w = SearchText::of(cx.lang);
        let actor = cx.actor()?;
        let mut list = Self {
            page: cx.page(w.customers),
            w,
            tabs: tabs(&filters, cx.lang),
            chips: chips(&filters, &owners, actor.id, cx.lang),
            term: None,
            expired: false,
            may_create: actor.may(Permission::EditCustomers),
            may_ask: actor.may(Permission::RequestAccess),
            rows: Vec::new(),
            asks: Vec::new(),
            shown: String::new(),
            previous: String::new(),
            next: String::new(),
            by_age: filters.view == View::Unverified,
            filters,
        };
        match outcome {
            Outcome::Page(found) => {
                list.shown = text::shown(found.rows.len(), cx.lang);
                list.previous = found
                    .previous
                    .map_or(String::new(), |key| list.filters.page("before", &key));
                list.next = found.next.map_or(String::new(), |key| list.filters.page("after", &key));
                list.put(cx, found.rows);
            }
            Outcome::Found { term, found } => {
                list.shown = text::found(found.rows.len(), found.more, cx.lang);
                list.term = Some(term);
                list.put(cx, found.rows);
                if list.may_ask {
                    list.asks = found
                        .hidden
                        .iter()
                        .map(|id| format!("/customers/{id}/access"))
                        .collect();
                }
            }
            Outcome::Expired => list.expired = true,
        }
        Ok(list)
    }

    fn put(&mut self, cx: &Cx, rows: Vec<Row>) {
        let by_age = self.by_age;
        self.rows = rows.into_iter().map(|row| RowView::new(row, cx, by_age)).collect();
    }

    /// What an empty list says: why it is empty, and what to do about it (icon, title, text, address, action).
    fn emptiness(&self) -> (&'static str, &'static str, &'static str, String, &'static str) {
        let (w, t) = (self.w, self.page.t);
        let new = || {
            if self.may_create {
                "/customers/new".to_owned()
            } else {
                String::new()
            }
        };
        if self.filters.any() {
            ("filter", w.none_fit, "", address(&self.filters), t.clear_filters)
        } else if self.term.is_some() {
            let text = if self.may_ask {
                w.none_found_ask
            } else {
                w.none_found_text
            };
            ("search", w.none_found, text, new(), w.new)
        } else if self.filters.view == View::Unverified {
            ("shield-check", w.all_verified, w.all_verified_text, String::new(), "")
        } else if self.filters.view == View::Mine {
            ("users", w.none_mine, w.none_mine_text, new(), w.new)
        } else {
            ("users", w.none_yet, w.none_yet_text, new(), w.new)
        }
    }
}

/// The list as it is with every chip cleared: the tab and the search stay.
fn address(filters: &Filters) -> String {
    Filters {
        owner: None,
        tier: None,
        source: None,
        tag: None,
        class: None,
        changed: None,
        place: Place::Start,
        ..filters.clone()
    }
    .href()
}

fn tabs(filters: &Filters, lang: Lang) -> Vec<Tab> {
    [View::Mine, View::All, View::Members, View::Unverified]
        .into_iter()
        .map(|view| {
            let there = Filters {
                view,
                place: Place::Start,
                ..filters.clone()
            };
            Tab::new(there.href(), view.label(lang), view == filters.view)
        })
        .collect()
}

fn chips(filters: &Filters, owners: &[(StaffId, String)], me: StaffId, lang: Lang) -> Vec<Chip> {
    let w = SearchText::of(lang);
    let mut chips = Vec::new();
    let mut add = |name, label, chosen: Option<String>, choices: Vec<(String, String)>| {
        let value = choices.iter().find(|choice| Some(&choice.0) == chosen.as_ref());
        let value = value.map(|choice| choice.1.clone()).unwrap_or_default();
        let any = ChipChoice {
            value: String::new(),
            label: w.anyone.to_owned(),
            checked: chosen.is_none(),
        };
        let choices = choices.into_iter().map(|(code, label)| ChipChoice {
            checked: chosen.as_ref() == Some(&code),
            value: code,
            label,
        });
        chips.push(Chip {
            name,
            label,
            clear: if value.is_empty() {
                String::new()
            } else {
                filters.without(name)
            },
            value,
            choices: std::iter::once(any).chain(choices).collect(),
            kept: filters.kept(name),
            typed: None,
        });
    };
    if !owners.is_empty() {
        let label = |(id, name): &(StaffId, String)| {
            let name = if *id == me {
                format!("{name} ({})", w.me)
            } else {
                name.clone()
            };
            (id.to_string(), name)
        };
        let choices = owners.iter().map(label).collect();
        add("owner", w.owner, filters.owner.map(|owner| owner.to_string()), choices);
    }
    let coded = |code: &'static str, label: &'static str| (code.to_owned(), label.to_owned());
    add(
        "class",
        w.class,
        filters.class.map(|class| class.code().to_owned()),
        Class::ALL
            .iter()
            .map(|one| coded(one.code(), one.label(lang)))
            .collect(),
    );
    add(
        "tier",
        w.tier,
        filters.tier.map(|tier| tier.code().to_owned()),
        Tier::ALL.iter().map(|one| coded(one.code(), one.label(lang))).collect(),
    );
    add(
        "source",
        w.source,
        filters.source.map(|source| source.code().to_owned()),
        Source::ALL
            .iter()
            .map(|one| coded(one.code(), one.label(lang)))
            .collect(),
    );
    add(
        "changed",
        w.changed,
        filters.changed.map(|days| days.to_string()),
        CHANGED
            .iter()
            .map(|days| (days.to_string(), text::days(*days, lang)))
            .collect(),
    );
    chips.push(Chip {
        name: "tag",
        label: w.tag,
        value: filters.tag.clone().unwrap_or_default(),
        choices: Vec::new(),
        kept: filters.kept("tag"),
        clear: if filters.tag.is_some() {
            filters.without("tag")
        } else {
            String::new()
        },
        typed: Some(filters.tag.clone().unwrap_or_default()),
    });
    chips
}

/// `/search`
#[derive(Template)]
#[template(path = "search/palette.html")]
pub struct Palette {
    page: Page,
    w: &'static SearchText,
    term: Term,
    results: Results,
    /// Pages of the portal that the term names; the palette itself knows them from the navigation.
    pages: Vec<Group>,
}

/// What stands inside the palette.
#[derive(Template)]
#[template(path = "search/_results.html")]
struct Results {
    w: &'static SearchText,
    groups: Vec<Group>,
    /// (id, address) of each request that may be made.
    asks: Vec<(String, String)>,
}

struct Group {
    label: &'static str,
    options: Vec<OptionView>,
}

struct OptionView {
    id: String,
    href: String,
    icon: &'static str,
    label: String,
    small: String,
}

impl Region for Palette {
    fn region(&self, id: &str) -> Option<Result<String, askama::Error>> {
        match id {
            "main" => Some(self.render()),
            "palette-results" => Some(self.results.render()),
            _ => None,
        }
    }

    fn whole(&self) -> Result<String, askama::Error> {
        pieces::in_shell(&self.page, self)
    }
}

impl Palette {
    pub fn new(cx: &Cx, term: Term, hits: Vec<Hit>, hidden: Vec<CustomerId>) -> Self {
        let w = SearchText::of(cx.lang);
        let (mut customers, mut vehicles, mut complaints, mut sales) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for hit in hits {
            match hit {
                Hit::Customer(row) => customers.push(customer_option(row)),
                Hit::Vehicle { vehicle, owner } => vehicles.push(OptionView {
                    id: format!("found-{}", vehicle.id),
                    href: format!("/vehicles/{}", vehicle.id),
                    icon: "car",
                    label: joined([vehicle.plate.as_deref(), Some(&vehicle.title)]),
                    small: owner,
                }),
                Hit::Complaint(found) => complaints.push(complaint_option(found, cx.lang)),
                Hit::Sale(found) => sales.push(sale_option(found, w, cx.lang)),
            }
        }
        let groups = [
            (w.complaints, complaints),
            (w.sales, sales),
            (w.customers, customers),
            (w.vehicles, vehicles),
        ];
        let may_ask = cx.signed_in().is_some_and(|actor| actor.may(Permission::RequestAccess));
        let page = cx.page(w.search);
        Self {
            pages: pages(&page, &term),
            page,
            w,
            term,
            results: Results {
                w,
                groups: groups
                    .into_iter()
                    .filter(|group| !group.1.is_empty())
                    .map(|(label, options)| Group { label, options })
                    .collect(),
                asks: hidden
                    .into_iter()
                    .filter(|_| may_ask)
                    .map(|id| (format!("ask-{id}"), format!("/customers/{id}/access")))
                    .collect(),
            },
        }
    }
}

fn pages(page: &Page, term: &Term) -> Vec<Group> {
    let wanted = term.text.to_lowercase();
    let items = page.nav.iter().flat_map(|group| &group.items);
    let options: Vec<OptionView> = items
        .filter(|item| !wanted.is_empty() && item.label.to_lowercase().contains(&wanted))
        .map(|item| OptionView {
            id: format!("page-{}", item.href.replace('/', "-")),
            href: item.href.to_owned(),
            icon: item.icon,
            label: item.label.to_owned(),
            small: String::new(),
        })
        .collect();
    if options.is_empty() {
        return Vec::new();
    }
    vec![Group {
        label: page.t.palette_pages,
        options,
    }]
}

fn complaint_option(found: Named, lang: Lang) -> OptionView {
    let customer = found.customer.map(Pii::into_exposed);
    let category = lang.pick(&found.category.0, &found.category.1).as_str();
    OptionView {
        id: format!("found-{}", found.id),
        href: format!("/complaints/{}", found.id),
        icon: "message-report",
        label: joined([Some(&found.number), customer.as_deref()]),
        small: joined([Some(category), Some(crate::complaints::text::state(found.state, lang))]),
    }
}

fn sale_option(found: lookup::Named, w: &'static SearchText, lang: Lang) -> OptionView {
    let (id, href, icon, what, state) = match found.record {
        Record::Lead(id, state) => (
            id.uuid(),
            format!("/leads/{id}"),
            "target-arrow",
            w.lead,
            state.label(lang),
        ),
        Record::Opportunity(id, stage) => (
            id.uuid(),
            format!("/opportunities/{id}"),
            "layout-kanban",
            w.opportunity,
            stage.label(lang),
        ),
        Record::Quote(id, state) => (
            id.uuid(),
            format!("/quotes/{id}"),
            "receipt",
            w.quote,
            state.label(lang),
        ),
        Record::Order(id, state) => (
            id.uuid(),
            format!("/sales-orders/{id}"),
            "car",
            w.order,
            state.label(lang),
        ),
    };
    let customer = found.customer.into_exposed();
    OptionView {
        id: format!("found-{id}"),
        href,
        icon,
        label: joined([Some(&found.number), Some(&customer)]),
        small: joined([Some(what), Some(state)]),
    }
}

fn customer_option(row: Row) -> OptionView {
    let car = row.vehicles.first();
    let plate = car.and_then(|car| car.plate.as_deref());
    let title = car.map(|car| car.title.as_str());
    OptionView {
        id: format!("found-{}", row.customer.id),
        href: format!("/customers/{}", row.customer.id),
        icon: if row.customer.kind == Kind::Company {
            "building"
        } else {
            "user"
        },
        small: joined([row.customer.phone.as_deref(), plate, title]),
        label: row.customer.name.into_exposed(),
    }
}

fn joined<const N: usize>(parts: [Option<&str>; N]) -> String {
    let parts: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join("  ")
}

/// `/customers/new`
#[derive(Template)]
#[template(path = "search/new.html")]
pub struct NewPage {
    page: Page,
    w: &'static CustomerText,
    v: &'static VehicleText,
    form: FormView,
    fields: Fields,
    energies: Vec<Choice>,
    purposes: Vec<Choice>,
    notice_hint: String,
    duplicates: Vec<DuplicateView>,
}

regions!(NewPage { main });

impl NewPage {
    pub fn new(cx: &Cx, form: FormView, owners: Vec<Choice>, found: Vec<Duplicate>) -> Self {
        let w = CustomerText::of(cx.lang);
        let may_ask = cx.signed_in().is_some_and(|actor| actor.may(Permission::RequestAccess));
        Self {
            page: cx.page(w.new),
            w,
            v: VehicleText::of(cx.lang),
            fields: Fields::new(&form, None, owners, cx.lang),
            form,
            energies: Energy::choices(cx.lang),
            purposes: Purpose::choices(cx.lang)
                .into_iter()
                .filter(|choice| choice.value != Purpose::Sharing.code())
                .collect(),
            notice_hint: format!("{} {NOTICE_VERSION}", w.notice_tick_hint),
            duplicates: duplicate_views(found, may_ask, cx.lang),
        }
    }
}
