//! Pages of the imports room.

use askama::Template;
use chrono::{DateTime, Utc};

use super::model::{Counts, Import, ImportLine, Origin, Rows, Tab};
use super::report::{self, RowError};
use super::rules::checking::Entry;
use super::rules::columns::{Kind, likelier};
use super::rules::leads::Enquiry;
use super::rules::services::Service;
use super::rules::states::{Action, State, can_undo};
use super::text::{self, ImportText, KindWords};
use crate::access::Permission;
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::decimal::grouped;
use crate::values::ids::{CustomerId, LeadId, PastServiceId};
use crate::values::phone::Phone;
use crate::values::vin::Vin;

/// Label and tone of a state.
fn state_tag(state: State, lang: Lang) -> (&'static str, &'static str) {
    let tone = match state {
        State::Done => "green",
        State::Checking | State::Running | State::Undoing => "blue",
        State::Checked | State::Uploaded => "amber",
        State::Failed => "red",
        State::Cancelled | State::Undone => "",
    };
    (state.label(lang), tone)
}

/// An instant as a list shows it: short, in full, for `datetime`.
pub struct Moment {
    pub short: String,
    pub full: String,
    pub iso: String,
}

impl Moment {
    fn of(at: DateTime<Utc>, cx: &Cx) -> Self {
        Self {
            short: times::short(at, cx.now, cx.lang),
            full: times::minute(at),
            iso: times::iso(at),
        }
    }
}

/// `/imports`
#[derive(Template)]
#[template(path = "imports/list.html")]
pub struct ListPage {
    pub page: Page,
    pub w: &'static ImportText,
    pub lines: Vec<Line>,
    pub first: String,
    pub next: String,
}

regions!(ListPage { main });

impl ListPage {
    pub fn shown(&self) -> String {
        text::files(self.lines.len(), self.page.lang)
    }
}

/// The counts of an import as they are shown.
pub struct Figures {
    pub rows: String,
    pub good: String,
    pub imported: String,
    pub duplicates: String,
    pub bad: String,
    pub odd: String,
    pub kept: String,
}

impl Figures {
    fn of(counts: &Counts) -> Self {
        Self {
            rows: grouped(counts.rows),
            good: grouped(counts.good()),
            imported: grouped(counts.imported),
            duplicates: grouped(counts.duplicates),
            bad: grouped(counts.bad),
            odd: grouped(counts.warnings),
            kept: grouped(counts.kept),
        }
    }
}

pub struct Line {
    pub id: String,
    pub kind: &'static str,
    pub file_name: String,
    pub state: (&'static str, &'static str),
    /// None while nobody has looked at the rows.
    pub counts: Option<Figures>,
    pub by: Option<String>,
    pub at: Moment,
}

/// Who brought a file in.
fn by(name: Option<String>, origin: Origin, w: &ImportText) -> Option<String> {
    name.or_else(|| (origin == Origin::Command).then(|| w.command_line.to_owned()))
}

impl ListPage {
    pub fn new(cx: &Cx, lines: Slice<ImportLine>, later: bool) -> Self {
        let w = ImportText::of(cx.lang);
        Self {
            page: cx.page(w.title),
            w,
            first: if later { "/imports".to_owned() } else { String::new() },
            next: lines
                .next
                .map(|next| format!("/imports?after={next}"))
                .unwrap_or_default(),
            lines: lines
                .rows
                .into_iter()
                .map(|line| Line {
                    id: line.id.to_string(),
                    kind: line.kind.label(cx.lang),
                    file_name: line.file_name,
                    state: state_tag(line.state, cx.lang),
                    counts: (line.counts.rows > 0).then(|| Figures::of(&line.counts)),
                    by: by(line.created_by_name, line.origin, w),
                    at: Moment::of(line.created_at, cx),
                })
                .collect(),
        }
    }
}

/// A step of the way from file to customers.
pub struct Step {
    pub label: &'static str,
    pub done: bool,
    pub current: bool,
}

/// The five steps, with `current` from 0; beyond the last all are done.
fn steps(w: &ImportText, current: usize) -> Vec<Step> {
    [w.step_upload, w.step_map, w.step_check, w.step_confirm, w.step_run]
        .into_iter()
        .enumerate()
        .map(|(place, label)| Step {
            label,
            done: place < current,
            current: place == current,
        })
        .collect()
}

/// How far an import got that is at work no more: what was taken back, or never begun, isn't done.
fn ended(w: &ImportText, import: &Import) -> Vec<Step> {
    let done = match import.state {
        State::Cancelled if import.counts.rows == 0 => 1,
        State::Cancelled if import.counts.imported == 0 => 3,
        _ => 4,
    };
    let stays = |step: Step| Step { current: false, ..step };
    steps(w, done).into_iter().map(stays).collect()
}

/// `/imports/new`
#[derive(Template)]
#[template(path = "imports/new.html")]
pub struct NewPage {
    pub page: Page,
    pub w: &'static ImportText,
    pub form: FormView,
    pub steps: Vec<Step>,
    pub kinds: Vec<Choice>,
}

regions!(NewPage { main });

impl NewPage {
    pub fn new(cx: &Cx, form: FormView) -> Self {
        let w = ImportText::of(cx.lang);
        Self {
            page: cx.page(w.new),
            w,
            form,
            steps: steps(w, 0),
            kinds: Kind::choices(cx.lang),
        }
    }
}

/// `/imports/{id}/columns`
#[derive(Template)]
#[template(path = "imports/columns.html")]
pub struct ColumnsPage {
    pub page: Page,
    pub w: &'static ImportText,
    pub form: FormView,
    pub steps: Vec<Step>,
    pub k: KindWords,
    pub kind: Kind,
    pub title: String,
    /// What the headers look like instead.
    pub likelier: Option<Likelier>,
    pub id: String,
    pub file_name: String,
    pub format: &'static str,
    pub hint: String,
    /// A column that must be there was not found by its header.
    pub incomplete: bool,
    pub can_cancel: bool,
    pub columns: Vec<Column>,
    pub fields: Vec<Choice>,
}

regions!(ColumnsPage { main });

/// What the headers look like, and the button that takes them for it.
pub struct Likelier {
    pub code: &'static str,
    pub told: String,
    pub button: String,
}

/// One column of the file.
pub struct Column {
    pub header: String,
    pub samples: Vec<String>,
    pub chosen: String,
}

impl ColumnsPage {
    /// Whether columns can be changed now.
    pub fn opens_for(import: &Import) -> bool {
        import.state.allows(Action::Check)
    }

    /// The columns as they are matched now.
    pub fn fresh(import: &Import) -> FormView {
        let columns = import
            .mapping
            .codes()
            .into_iter()
            .map(|code| ("columns", code.to_owned()));
        FormView::fresh(columns.chain([
            ("kind", import.kind.code().to_owned()),
            ("lock_version", import.lock_version.to_string()),
        ]))
    }

    pub fn new(cx: &Cx, import: &Import, form: FormView) -> Self {
        let w = ImportText::of(cx.lang);
        let chosen = form.list("columns");
        Self {
            page: cx.page(text::map_title(import.kind, cx.lang)),
            title: text::map_title(import.kind, cx.lang),
            likelier: likelier(import.kind, &import.top.headers)
                .filter(|_| import.state == State::Uploaded)
                .map(|kind| Likelier {
                    code: kind.code(),
                    told: text::looks_like(kind, cx.lang),
                    button: text::import_as(kind, cx.lang),
                }),
            w,
            steps: steps(w, 1),
            k: KindWords::of(import.kind, cx.lang),
            kind: import.kind,
            id: import.id.to_string(),
            file_name: import.file_name.clone(),
            format: import.format.label(cx.lang),
            hint: text::map_hint(&import.mapping, cx.lang),
            incomplete: !import.mapping.missing().is_empty(),
            can_cancel: import.state.allows(Action::Cancel),
            columns: import
                .top
                .headers
                .iter()
                .enumerate()
                .map(|(place, header)| Column {
                    header: header.clone(),
                    samples: import
                        .top
                        .samples
                        .iter()
                        .filter_map(|sample| sample.get(place))
                        .filter(|cell| !cell.trim().is_empty())
                        .cloned()
                        .collect(),
                    chosen: chosen.get(place).cloned().unwrap_or_default(),
                })
                .collect(),
            fields: import
                .kind
                .fields()
                .into_iter()
                .map(|field| Choice::new(field.code(), text::field(field, cx.lang)))
                .collect(),
            form,
        }
    }
}

/// `/imports/{id}`
#[derive(Template)]
#[template(path = "imports/show.html", blocks = ["state"])]
pub struct ImportPage {
    pub page: Page,
    pub w: &'static ImportText,
    pub form: FormView,
    pub steps: Vec<Step>,
    pub import: Import,
    pub k: KindWords,
    pub id: String,
    pub state: (&'static str, &'static str),
    pub format: &'static str,
    pub at: Moment,
    pub by: Option<String>,
    /// When it was undone, by whom, with what outcome.
    pub undone: Option<String>,
    /// What is going on, how far, out of how much (nothing while that is unknown).
    pub work: Option<Work>,
    pub run: String,
    pub can_run: bool,
    pub can_change_columns: bool,
    /// The columns as they are matched, to check again with.
    pub codes: Vec<&'static str>,
    /// An import was undone since this one was checked.
    pub outdated: bool,
    pub can_cancel: bool,
    pub can_undo: bool,
    /// It could be undone, but by others.
    pub undo_others: bool,
    pub failure: Option<&'static str>,
    /// (what a kind of fault is about, records that have it)
    pub kinds: Vec<(String, String)>,
    pub figures: Figures,
    pub tabs: Vec<TabLink>,
    pub tab: &'static str,
    pub errors: Vec<(String, RowError)>,
    pub odd: Vec<OddRow>,
    pub duplicates: Vec<DuplicateRow>,
    pub imported: Vec<ImportedRow>,
    pub kept: Vec<KeptRow>,
    pub first: String,
    pub next: String,
}

regions!(ImportPage { main, state: as_state });

pub struct Work {
    pub label: &'static str,
    pub done: i32,
    pub all: Option<i32>,
    pub text: String,
}

pub struct TabLink {
    pub href: String,
    pub label: &'static str,
    pub current: bool,
    pub count: String,
}

pub struct OddRow {
    pub line: String,
    /// The order's number or the person's name; once it is there with its address.
    pub name: String,
    pub href: String,
    pub words: Vec<&'static str>,
}

pub struct ImportedRow {
    pub line: String,
    /// (address, words); no address for whoever may not open it.
    pub record: Option<(String, String)>,
    /// The phone of a lead, masked.
    pub phone: String,
    /// Of a service.
    pub facts: Option<Facts>,
}

/// What a service was, in a line.
pub struct Facts {
    pub car: String,
    pub plate: String,
    pub day: String,
    pub items: String,
    pub total: String,
}

pub struct DuplicateRow {
    pub line: String,
    pub name: String,
    /// Phone and VIN, masked.
    pub keys: Vec<String>,
    pub of_line: Option<String>,
    /// (address, words)
    pub record: Option<(String, String)>,
}

pub struct KeptRow {
    pub line: String,
    /// As of an imported row.
    pub record: Option<(String, String)>,
    pub phone: String,
    pub because: &'static str,
}

impl ImportPage {
    pub fn new(cx: &Cx, import: Import, tab: Tab, rows: Rows, after: u32, outdated: bool) -> Result<Self, Error> {
        let (w, lang, actor) = (ImportText::of(cx.lang), cx.lang, cx.actor()?);
        let id = import.id.to_string();
        let undoable = can_undo(import.state, import.finished_at, import.counts.imported, cx.now);
        let may_undo = import.is_of(actor) || actor.may(Permission::UndoImports);
        let base = format!("/imports/{id}?tab={}", tab.code());
        let Rows {
            records,
            next,
            checker,
            of_lines,
            names,
            services,
            cars,
            leads_of_lines,
            leads,
        } = rows;
        let customer = |customer: Option<CustomerId>| {
            let customer = customer?;
            Some((format!("/customers/{customer}"), names.get(&customer).cloned()?))
        };
        let service = |service: Option<PastServiceId>| {
            let place = services.get(&service?)?;
            Some((format!("/vehicles/{}", place.car), place.number.clone()))
        };
        let facts = |service: Option<PastServiceId>| {
            let place = services.get(&service?)?;
            let car = cars.get(&place.car);
            Some(Facts {
                car: car.map(|car| car.title.clone()).unwrap_or_default(),
                plate: car.and_then(|car| car.plate.clone()).unwrap_or_default(),
                day: times::date(times::day_of(place.at)),
                items: place.items.join(lang.pick("、", ", ")),
                total: place.total.display(),
            })
        };
        let sees_leads = actor.may(Permission::SeeSales);
        let lead = |lead: Option<LeadId>| {
            let (lead, brief) = (lead?, leads.get(&lead?)?);
            let href = if sees_leads {
                format!("/leads/{lead}")
            } else {
                String::new()
            };
            Some((href, brief.name.expose().clone()))
        };
        let phone = |lead: Option<LeadId>| {
            let brief = lead.and_then(|lead| leads.get(&lead));
            brief.map(|brief| brief.phone.clone()).unwrap_or_default()
        };
        let (mut errors, mut odd, mut duplicates) = (Vec::new(), Vec::new(), Vec::new());
        let (mut imported, mut kept) = (Vec::new(), Vec::new());
        for row in records {
            match tab {
                Tab::Errors => errors.extend(
                    checker
                        .iter()
                        .flat_map(|checker| report::errors(&import, checker, &row, lang))
                        .map(|error| (text::line_number(error.line, lang), error)),
                ),
                Tab::Warnings => {
                    let there = service(row.service).or_else(|| lead(row.lead()));
                    let (href, name) = there.unwrap_or_else(|| {
                        let typed = checker.as_ref().and_then(|checker| match import.kind {
                            Kind::Leads => checker
                                .enquiry(&row.cells, row.defect)
                                .ok()
                                .map(|typed| typed.name.canonical().to_owned()),
                            _ => checker.service(&row.cells, row.defect).ok().map(|typed| typed.number),
                        });
                        (String::new(), typed.unwrap_or_default())
                    });
                    odd.push(OddRow {
                        line: text::line_number(row.line, lang),
                        name,
                        href,
                        words: row.warnings.iter().map(|one| text::warning(*one, lang)).collect(),
                    });
                }
                Tab::Duplicates if import.kind == Kind::Services => {
                    let typed = checker
                        .as_ref()
                        .and_then(|checker| checker.service(&row.cells, row.defect).ok());
                    duplicates.push(DuplicateRow {
                        line: text::line_number(row.line, lang),
                        name: typed.as_ref().map(|typed| typed.number.clone()).unwrap_or_default(),
                        keys: typed.as_ref().map(masked_car).unwrap_or_default(),
                        of_line: row.of_line.map(|line| text::line_number(line, lang)),
                        record: service(row.service),
                    });
                }
                Tab::Duplicates if import.kind == Kind::Leads => {
                    let typed = checker
                        .as_ref()
                        .and_then(|checker| checker.enquiry(&row.cells, row.defect).ok());
                    let became = row.of_line.and_then(|line| leads_of_lines.get(&line).copied());
                    duplicates.push(DuplicateRow {
                        line: text::line_number(row.line, lang),
                        name: typed
                            .as_ref()
                            .map(|typed| typed.name.canonical().to_owned())
                            .unwrap_or_default(),
                        keys: typed.into_iter().flat_map(keys_of_lead).collect(),
                        of_line: row.of_line.map(|line| text::line_number(line, lang)),
                        record: lead(row.lead().or(became)),
                    });
                }
                Tab::Duplicates => {
                    let entry = checker
                        .as_ref()
                        .and_then(|checker| checker.check(&row.cells, row.defect).ok());
                    let became = row.of_line.and_then(|line| of_lines.get(&line).copied());
                    duplicates.push(DuplicateRow {
                        line: text::line_number(row.line, lang),
                        name: entry
                            .as_ref()
                            .map(|entry| entry.name.canonical().to_owned())
                            .unwrap_or_default(),
                        keys: entry.as_ref().map(masked_keys).unwrap_or_default(),
                        of_line: row.of_line.map(|line| text::line_number(line, lang)),
                        record: customer(row.customer.or(became)),
                    });
                }
                Tab::Imported => imported.push(ImportedRow {
                    line: text::line_number(row.line, lang),
                    record: customer(row.customer)
                        .or_else(|| service(row.service))
                        .or_else(|| lead(row.lead())),
                    phone: phone(row.lead()),
                    facts: facts(row.service),
                }),
                Tab::Kept => kept.push(KeptRow {
                    line: text::line_number(row.line, lang),
                    record: customer(row.customer).or_else(|| lead(row.lead())),
                    phone: phone(row.lead()),
                    because: text::kept_because(row.kept_because.as_deref().unwrap_or_default(), lang),
                }),
            }
        }
        Ok(Self {
            page: cx.page(w.title),
            w,
            form: FormView::blank(),
            steps: match import.state {
                State::Cancelled | State::Undoing | State::Undone => ended(w, &import),
                state => steps(w, place(state)),
            },
            state: state_tag(import.state, lang),
            format: import.format.label(lang),
            at: Moment::of(import.created_at, cx),
            by: by(import.created_by_name.clone(), import.origin, w),
            undone: import.undone_at.map(|at| {
                let (at, by) = (times::minute(at), import.undone_by_name.as_deref());
                text::undone(import.kind, &at, by, import.counts.undone, import.counts.kept, lang)
            }),
            work: work(&import, w),
            run: text::run(import.kind, import.counts.good(), lang),
            k: KindWords::of(import.kind, lang),
            can_run: import.state.allows(Action::Run) && import.counts.good() > 0,
            can_change_columns: ColumnsPage::opens_for(&import),
            codes: import.mapping.codes(),
            outdated,
            can_cancel: import.state.allows(Action::Cancel),
            can_undo: undoable && may_undo,
            undo_others: undoable && !may_undo,
            failure: import.failure.as_deref().map(|code| text::unreadable(code, lang)),
            kinds: import
                .faults
                .iter()
                .map(|(code, count)| (text::kind(code, lang), grouped(*count)))
                .collect(),
            figures: Figures::of(&import.counts),
            tabs: tabs(&import, tab, w, lang),
            tab: tab.code(),
            errors,
            odd,
            duplicates,
            imported,
            kept,
            first: if after > 0 { base.clone() } else { String::new() },
            next: next.map(|line| format!("{base}&after={line}")).unwrap_or_default(),
            id,
            import,
        })
    }

    /// An address under the import's own.
    pub fn path(&self, rest: &str) -> String {
        format!("/imports/{}{rest}", self.id)
    }

    /// Nothing was imported yet, and something can be.
    pub fn is_preview(&self) -> bool {
        self.import.state == State::Checked
    }

    pub fn was_cancelled(&self) -> bool {
        self.import.state == State::Cancelled
    }

    pub fn was_undone(&self) -> bool {
        self.import.state == State::Undone
    }

    /// The figures stand: every record was looked at.
    pub fn has_figures(&self) -> bool {
        self.import.counts.rows > 0 && self.work.is_none()
    }

    /// There is nothing to show but that there is nothing: it was cancelled before, or the file has no rows.
    pub fn is_bare(&self) -> bool {
        !self.has_figures() && self.work.is_none() && self.failure.is_none()
    }

    /// Customers that it brought and that are still there.
    pub fn brought(&self) -> bool {
        self.import.counts.still_there() > 0
    }

    pub fn of_services(&self) -> bool {
        self.import.kind == Kind::Services
    }

    pub fn shown(&self) -> String {
        let count = match self.tab {
            "errors" => self.errors.len(),
            "warnings" => self.odd.len(),
            "duplicates" => self.duplicates.len(),
            "imported" => self.imported.len(),
            _ => self.kept.len(),
        };
        text::rows(count, self.page.lang)
    }
}

/// The phone and the VIN of a record, masked.
fn masked_keys(entry: &Entry) -> Vec<String> {
    let phone = entry.phones.first().map(Phone::masked);
    let vin = entry.car.as_ref().and_then(|car| car.vin.as_ref()).map(Vin::masked);
    phone.into_iter().chain(vin).collect()
}

/// The phone of a lead, masked, and the source's own id.
fn keys_of_lead(lead: Enquiry) -> Vec<String> {
    [lead.phone.masked()].into_iter().chain(lead.external_id).collect()
}

/// The VIN of a service, masked.
fn masked_car(service: &Service) -> Vec<String> {
    vec![service.vin.masked()]
}

/// How far along the five steps an import is.
fn place(state: State) -> usize {
    match state {
        State::Uploaded | State::Failed => 1,
        State::Checking => 2,
        State::Checked => 3,
        State::Running => 4,
        State::Done | State::Cancelled | State::Undoing | State::Undone => 5,
    }
}

fn work(import: &Import, w: &ImportText) -> Option<Work> {
    let counts = &import.counts;
    let (label, done, all) = match import.state {
        State::Checking => (w.checking, 0, None),
        State::Running => (w.running, counts.imported, Some(counts.good())),
        State::Undoing => (w.undoing, counts.undone + counts.kept, Some(counts.imported)),
        _ => return None,
    };
    Some(Work {
        label,
        done,
        all,
        text: all.map(|all| text::progress(done, all)).unwrap_or_default(),
    })
}

fn tabs(import: &Import, current: Tab, w: &ImportText, lang: Lang) -> Vec<TabLink> {
    let all = [
        (Tab::Errors, w.errors, import.counts.bad),
        (Tab::Warnings, w.odd_title, import.counts.warnings),
        (Tab::Duplicates, w.duplicates, import.counts.duplicates),
        (
            Tab::Imported,
            KindWords::of(import.kind, lang).imported_title,
            import.counts.still_there(),
        ),
        (
            Tab::Kept,
            KindWords::of(import.kind, lang).kept_title,
            import.counts.kept,
        ),
    ];
    all.into_iter()
        .filter(|(tab, _, count)| matches!(tab, Tab::Errors | Tab::Duplicates) || *count > 0)
        .map(|(tab, label, count)| TabLink {
            href: format!("/imports/{}?tab={}", import.id, tab.code()),
            label,
            current: tab == current,
            count: grouped(count),
        })
        .collect()
}
