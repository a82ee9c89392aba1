//! Pages of quotes.

use askama::Template;
use chrono::NaiveDate;

use super::model::{CatalogueModel, Context, Finance, Listed, Offered, Quote, QuoteRow, TOPIC};
use super::rules::{ACCESSORIES, Line, LineKind, QuoteState, Sum, View, compare, may_accept};
use super::text::{self, QuoteText};
use crate::access::Permission;
use crate::platform::db::page::Slice;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::{Lang, times};
use crate::platform::web::narrow::Tab;
use crate::platform::web::page::Choice;
use crate::platform::web::steps::{Field, Kind, MovedOn, StepPage};
use crate::platform::web::{Cx, FormView, Page, Qr};
use crate::regions;
use crate::sales::within::Within;
use crate::values::ids::QuoteId;
use crate::values::money::Fen;
use crate::vehicles::rules::Energy;

/// What a quote is called in a list: words and tone.
fn standing(row: &QuoteRow, today: NaiveDate, lang: Lang) -> (&'static str, &'static str) {
    if row.is_expired(today) {
        return (QuoteText::of(lang).expired, "");
    }
    let tone = match row.state {
        QuoteState::Pending => "amber",
        QuoteState::Sent => "blue",
        QuoteState::Accepted => "green",
        QuoteState::Draft | QuoteState::Superseded | QuoteState::Withdrawn | QuoteState::Discarded => "",
    };
    (row.state.label(lang), tone)
}

/// A charge on a page.
pub struct Charge {
    pub place: String,
    pub label: String,
    pub covers: String,
    pub amount: String,
}

fn label(kind: LineKind, name: &str, lang: Lang) -> String {
    if name.is_empty() {
        kind.label(lang).to_owned()
    } else {
        format!("{} · {name}", kind.label(lang))
    }
}

fn charges(lines: &[Line], row: &QuoteRow, finance: Option<&Finance>, lang: Lang) -> Vec<Charge> {
    (0..)
        .zip(lines)
        .map(|(place, line): (i16, &Line)| Charge {
            place: place.to_string(),
            label: label(line.kind, &line.label, lang),
            covers: text::covers(line, row, finance, lang),
            amount: line.amount.display(),
        })
        .collect()
}

/// How the money comes together: (label, amount).
fn payments(total: Fen, finance: Option<&Finance>, w: &'static QuoteText) -> Vec<(&'static str, String)> {
    let Some(finance) = finance else {
        return Vec::new();
    };
    vec![
        (w.on_delivery, finance.on_delivery(total).display()),
        (w.loan, finance.loan.amount.display()),
        (w.monthly, finance.plan.monthly.display()),
        (w.last, finance.plan.last.display()),
        (w.interest, finance.plan.interest.display()),
    ]
}

fn car(row: &QuoteRow, lang: Lang) -> String {
    let parts = [row.model.as_str(), row.colour.as_str(), row.energy.label(lang)];
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// A quote in a list.
pub struct QuoteLine {
    pub id: String,
    pub href: String,
    pub number: String,
    pub version: String,
    pub customer: String,
    pub opportunity: String,
    pub model: String,
    pub total: String,
    pub state: &'static str,
    pub tone: &'static str,
    pub until: String,
    pub compare: String,
}

impl QuoteLine {
    fn new(row: &QuoteRow, customer: &str, opportunity: &str, cx: &Cx) -> Self {
        let (state, tone) = standing(row, times::day_of(cx.now), cx.lang);
        Self {
            id: row.id.to_string(),
            href: format!("/quotes/{}", row.id),
            number: row.number.clone(),
            version: text::version(row.version, cx.lang),
            customer: customer.to_owned(),
            opportunity: opportunity.to_owned(),
            model: row.model.clone(),
            total: row.total().display(),
            state,
            tone,
            until: times::date(row.valid_until),
            compare: if row.version > 1 {
                format!("/quotes/{}/comparison", row.id)
            } else {
                String::new()
            },
        }
    }
}

/// `/quotes`
#[derive(Template)]
#[template(path = "quotes/list.html", blocks = ["quotes"])]
pub struct ListPage {
    page: Page,
    w: &'static QuoteText,
    tabs: Vec<Tab>,
    lines: Vec<QuoteLine>,
    shown: String,
    next: String,
    here: String,
    /// Where the list isn't narrowed; empty if it isn't anyway.
    unbound: String,
}

regions!(ListPage {
    main,
    quotes: as_quotes
});

impl ListPage {
    pub fn new(cx: &Cx, view: View, within: Within, slice: Slice<Listed>, pending: i64) -> Self {
        let (w, lang) = (QuoteText::of(cx.lang), cx.lang);
        let here = within.address("/quotes", view.code());
        Self {
            page: cx.page(w.title).live(TOPIC),
            w,
            tabs: View::ALL
                .iter()
                .map(|one| {
                    let tab = Tab::new(within.address("/quotes", one.code()), one.label(lang), *one == view);
                    match one {
                        View::Pending => Tab {
                            count: pending.to_string(),
                            hot: pending > 0,
                            ..tab
                        },
                        _ => tab,
                    }
                })
                .collect(),
            shown: text::shown(slice.rows.len(), lang),
            lines: slice
                .rows
                .iter()
                .map(|one| QuoteLine::new(&one.row, &one.customer, &one.opportunity, cx))
                .collect(),
            next: slice
                .next
                .map(|after| format!("{here}&after={after}"))
                .unwrap_or_default(),
            here,
            unbound: if within.narrows() {
                Within::default().address("/quotes", view.code())
            } else {
                String::new()
            },
        }
    }
}

/// `/opportunities/{id}/quotes`
#[derive(Template)]
#[template(path = "quotes/versions.html")]
pub struct VersionsPage {
    page: Page,
    w: &'static QuoteText,
    opportunity: String,
    back: String,
    /// Where a new one begins; empty while one is being written, or for who only reads.
    new: String,
    /// Where the one that is being written goes on.
    draft: String,
    lines: Vec<QuoteLine>,
}

regions!(VersionsPage { main });

impl VersionsPage {
    pub fn new(cx: &Cx, context: &Context, rows: &[QuoteRow]) -> Result<Self, Error> {
        let w = QuoteText::of(cx.lang);
        let writing = |row: &QuoteRow| matches!(row.state, QuoteState::Draft | QuoteState::Pending);
        let may = cx.actor()?.may(Permission::WorkSales) && !rows.iter().any(writing);
        let new = match rows.first() {
            _ if !may => String::new(),
            Some(last) => format!("/opportunities/{}/quotes/new?from={}", context.id, last.id),
            None => format!("/opportunities/{}/quotes/new", context.id),
        };
        Ok(Self {
            page: cx.page(w.versions),
            w,
            opportunity: context.number.clone(),
            back: format!("/opportunities/{}", context.id),
            new,
            draft: rows
                .iter()
                .find(|row| row.state == QuoteState::Draft)
                .map(|row| format!("/quotes/{}/edit", row.id))
                .unwrap_or_default(),
            lines: rows
                .iter()
                .map(|row| QuoteLine::new(row, "", &context.number, cx))
                .collect(),
        })
    }
}

/// What a form holds when a quote is opened in it; with other days when it is written on as a new version.
pub fn opened(quote: &Quote, days: Option<(NaiveDate, NaiveDate)>) -> Vec<(&'static str, String)> {
    let row = &quote.row;
    let typed = |kind| quote.amount(kind).yuan();
    let covers = |kind| quote.line(kind).map(|line| line.covers.clone()).unwrap_or_default();
    let optional = |kind| quote.line(kind).map(|line| line.amount.yuan()).unwrap_or_default();
    let (invoice_on, valid_until) = match days {
        Some((today, until)) => (row.invoice_on.max(today), until),
        None => (row.invoice_on, row.valid_until),
    };
    let off = Fen::new(quote.amount(LineKind::Discount).fen().saturating_neg());
    let mut start = vec![
        ("model_id", row.model_id.map(|id| id.to_string()).unwrap_or_default()),
        ("model", row.model.clone()),
        ("colour", row.colour.clone()),
        ("energy", row.energy.code().to_owned()),
        ("invoice_on", times::date(invoice_on)),
        ("valid_until", times::date(valid_until)),
        ("car_price", typed(LineKind::Car)),
        ("discount", if off > Fen::ZERO { off.yuan() } else { String::new() }),
        ("discount_because", row.discount_because.clone()),
        ("compulsory", typed(LineKind::Compulsory)),
        ("commercial", optional(LineKind::Commercial)),
        ("commercial_covers", covers(LineKind::Commercial)),
        ("vehicle_tax", typed(LineKind::VehicleTax)),
        ("plate_fee", typed(LineKind::PlateFee)),
        ("warranty", optional(LineKind::Warranty)),
        ("warranty_covers", covers(LineKind::Warranty)),
        ("remark", row.remark.clone()),
        ("source", row.source.clone()),
        ("lock_version", row.lock_version.to_string()),
    ];
    for line in quote.lines.iter().filter(|line| line.kind == LineKind::Accessory) {
        start.push(("accessory", line.label.clone()));
        start.push(("accessory_price", line.amount.yuan()));
    }
    if let Some(Finance { loan, .. }) = &quote.finance {
        start.push(("loan", loan.amount.yuan()));
        start.push(("loan_months", loan.months.to_string()));
        start.push(("loan_rate", loan.rate.to_string()));
        start.push(("loan_fee", loan.fee.yuan()));
    }
    if quote.line(LineKind::TradeIn).is_some() {
        start.push(("trade_in", "1".to_owned()));
    }
    start
}

/// `/opportunities/{id}/quotes/new`, `/quotes/{id}/edit`
#[derive(Template)]
#[template(path = "quotes/form.html")]
pub struct FormPage {
    page: Page,
    w: &'static QuoteText,
    title: &'static str,
    opportunity: String,
    action: String,
    total: String,
    back: String,
    /// Where a model is taken over; only for a new quote.
    take: String,
    notice: String,
    models: Vec<Choice>,
    energies: Vec<Choice>,
    /// (end of the id, number, name, price)
    accessories: Vec<(String, usize, String, String)>,
    /// The rest, folded away.
    more: Vec<(String, usize, String, String)>,
    trade_in: String,
    form: FormView,
}

regions!(FormPage { main });

impl FormPage {
    pub fn new(
        cx: &Cx,
        context: &Context,
        quote: Option<QuoteId>,
        catalogue: &[CatalogueModel],
        worth: Option<Fen>,
        form: FormView,
        notice: String,
    ) -> Self {
        let (w, lang) = (QuoteText::of(cx.lang), cx.lang);
        let title = if quote.is_some() { w.edit } else { w.new };
        let of_deal = format!("/opportunities/{}/quotes", context.id);
        let (names, prices) = (form.list("accessory"), form.list("accessory_price"));
        let at = |list: &[String], place: usize| list.get(place).cloned().unwrap_or_default();
        let row = |place: usize| {
            // The first is where the summary of faults leads.
            let end = if place == 0 { String::new() } else { format!("-{place}") };
            (end, place + 1, at(names, place), at(prices, place))
        };
        // Those that are filled in, and room for another.
        let filled = |place: &usize| !at(names, *place).is_empty() || !at(prices, *place).is_empty();
        let last = (0..ACCESSORIES).rev().find(filled).map_or(0, |place| place + 1);
        let open = (last + 1).clamp(3, ACCESSORIES);
        Self {
            page: cx.page(title),
            w,
            title,
            opportunity: context.number.clone(),
            action: quote.map_or_else(|| of_deal.clone(), |id| format!("/quotes/{id}")),
            total: format!("{of_deal}/total"),
            back: quote.map_or_else(|| of_deal.clone(), |id| format!("/quotes/{id}")),
            take: if quote.is_none() {
                format!("{of_deal}/new")
            } else {
                String::new()
            },
            notice,
            models: catalogue
                .iter()
                .map(|model| {
                    let price = model.list_price.map(Fen::display).unwrap_or_default();
                    Choice::new(
                        model.id.to_string(),
                        format!("{} {price}", model.title).trim().to_owned(),
                    )
                })
                .collect(),
            energies: Energy::choices(lang),
            accessories: (0..open).map(row).collect(),
            more: (open..ACCESSORIES).map(row).collect(),
            trade_in: worth
                .map(|worth| format!("{} ({})", w.trade_in, worth.display()))
                .unwrap_or_default(),
            form,
        }
    }
}

/// `POST /opportunities/{id}/quotes/total`
#[derive(Template)]
#[template(
    source = r#"{% if known %}<details><summary>{{ w.total }} <b class="num">{{ total }}</b></summary><dl class="props">{% for (label, amount) in rows %}<dt>{{ label }}</dt><dd class="num">{{ amount }}</dd>{% endfor %}</dl></details>{% else %}<p class="muted">{{ w.not_yet }}{% if !missing.is_empty() %} <span data-missing>{{ w.missing }}{{ missing }}</span>{% endif %}</p>{% endif %}"#,
    ext = "html"
)]
pub struct TotalPart {
    w: &'static QuoteText,
    known: bool,
    total: String,
    rows: Vec<(String, String)>,
    /// What is to be filled in or mended first.
    missing: String,
}

/// What a field of the form is called.
fn field(name: &str, w: &'static QuoteText) -> &'static str {
    match name {
        "model" | "model_id" => w.model,
        "energy" => w.energy,
        "car_price" => w.car_price,
        "discount" => w.discount,
        "invoice_on" => w.invoice_on,
        "valid_until" => w.valid_until,
        "compulsory" => w.compulsory,
        "commercial" => w.commercial,
        "commercial_covers" => w.commercial_covers,
        "vehicle_tax" => w.vehicle_tax,
        "plate_fee" => w.plate_fee,
        "accessory" => w.accessory,
        "warranty" => w.warranty,
        "warranty_covers" => w.warranty_covers,
        "loan" => w.loan,
        "loan_months" => w.loan_months,
        "loan_rate" => w.loan_rate,
        "loan_fee" => w.loan_fee,
        "source" => w.source,
        _ => "",
    }
}

impl TotalPart {
    pub fn new(lang: Lang, sum: Option<&Sum>, missing: &FieldErrors) -> Self {
        let w = QuoteText::of(lang);
        let lines = sum.iter().flat_map(|sum| &sum.lines);
        let mut rows: Vec<_> = lines
            .map(|line| (label(line.kind, &line.label, lang), line.amount.display()))
            .collect();
        let plan = sum.and_then(|sum| sum.plan);
        rows.extend(plan.map(|plan| (w.monthly.to_owned(), plan.monthly.display())));
        rows.extend(sum.map(|sum| (w.total.to_owned(), sum.total.display())));
        Self {
            w,
            known: sum.is_some(),
            total: sum.map(|sum| sum.total.display()).unwrap_or_default(),
            rows,
            missing: missing
                .keys()
                .map(|name| field(name, w))
                .filter(|label| !label.is_empty())
                .collect::<Vec<_>>()
                .join(lang.pick("、", ", ")),
        }
    }
}

/// Where a customer finds a quote.
pub struct Address {
    pub whole: String,
    pub qr: Qr,
}

fn address(cx: &Cx, row: &QuoteRow) -> Result<Option<Address>, Error> {
    let Some(token) = row.token.as_ref().filter(|_| row.state.stands()) else {
        return Ok(None);
    };
    let base = cx.app.config.base_url.trim_end_matches('/');
    let whole = format!("{base}/q/{token}");
    let qr = Qr::new(&whole)?;
    Ok(Some(Address { whole, qr }))
}

/// A decision about a discount.
pub struct Decided {
    pub state: &'static str,
    pub words: String,
    pub decided: String,
    pub answer: String,
}

/// `/quotes/{id}`
#[derive(Template)]
#[template(path = "quotes/quote.html", blocks = ["quote"])]
pub struct QuotePage {
    page: Page,
    w: &'static QuoteText,
    base: String,
    number: String,
    state: &'static str,
    tone: &'static str,
    notice: String,
    above: String,
    facts: Vec<(&'static str, String)>,
    customer: String,
    customer_href: String,
    versions: String,
    charges: Vec<Charge>,
    total: String,
    payments: Vec<(&'static str, String)>,
    remark: String,
    source: String,
    address: Option<Address>,
    approvals: Vec<Decided>,
    may_edit: bool,
    release: &'static str,
    release_hint: &'static str,
    may_decide: bool,
    /// Whether they wait for somebody else's decision about what they asked for.
    own: bool,
    /// Where a message to the customer is written.
    messages: String,
    may_accept: bool,
    may_withdraw: bool,
    new_version: String,
    lock_version: i32,
    form: FormView,
}

regions!(QuotePage { main, quote: as_quote });

impl QuotePage {
    pub fn new(cx: &Cx, quote: &Quote, form: FormView, notice: impl Into<String>) -> Result<Self, Error> {
        let (w, lang, actor) = (QuoteText::of(cx.lang), cx.lang, cx.actor()?);
        let (row, today) = (&quote.row, times::day_of(cx.now));
        let works = actor.may(Permission::WorkSales);
        let draft = row.state == QuoteState::Draft;
        let waits = row.state == QuoteState::Pending;
        let own = quote.asked_by() == Some(actor.id);
        let (state, tone) = standing(row, today, lang);
        let mut facts = vec![
            (w.version, text::version(row.version, lang)),
            (w.car, car(row, lang)),
            (w.valid_until, times::date(row.valid_until)),
            (w.consultant, quote.consultant.clone()),
        ];
        facts.extend(
            row.list_price_fen
                .map(|price| (w.list_price, Fen::new(price).display())),
        );
        let because = Some(row.discount_because.clone()).filter(|because| !because.is_empty());
        facts.extend(because.map(|because| (w.discount_because, because)));
        let accepted = row.accepted_at.zip(row.accepted_how);
        facts.extend(accepted.map(|(at, how)| (how.label(lang), times::minute(at))));
        facts.extend(row.withdrawn_because.clone().map(|because| (w.reason, because)));
        let above = if (draft || waits) && row.needs_approval() {
            text::above(Fen::new(row.given_fen), Fen::new(row.limit_fen), lang)
        } else {
            String::new()
        };
        Ok(Self {
            page: cx.page(format!("{} {}", w.one, row.number)),
            w,
            base: format!("/quotes/{}", row.id),
            number: row.number.clone(),
            state,
            tone,
            notice: notice.into(),
            above,
            facts,
            customer: quote.customer_name.expose().clone(),
            customer_href: format!("/customers/{}", quote.customer),
            versions: format!("/opportunities/{}/quotes", row.opportunity_id),
            charges: charges(&quote.lines, row, quote.finance.as_ref(), lang),
            total: row.total().display(),
            payments: payments(row.total(), quote.finance.as_ref(), w),
            remark: row.remark.clone(),
            source: row.source.clone(),
            address: address(cx, row)?,
            approvals: quote
                .approvals
                .iter()
                .map(|one| {
                    let given = Fen::new(one.given_fen).display();
                    let decided = one.decided_by.as_ref().zip(one.decided_at);
                    Decided {
                        state: one.state.label(lang),
                        words: format!(
                            "{given} · {} {} · {}",
                            w.asked_by,
                            one.asked_by,
                            times::minute(one.asked_at)
                        ),
                        decided: decided
                            .map(|(who, at)| format!("{} {who} · {}", w.decided_by, times::minute(at)))
                            .unwrap_or_default(),
                        answer: one.answer.clone(),
                    }
                })
                .collect(),
            may_edit: works && draft,
            release: if row.needs_approval() { w.ask } else { w.release },
            release_hint: if row.needs_approval() {
                w.ask_hint
            } else {
                w.release_hint
            },
            may_decide: waits && actor.may(Permission::ApproveDiscounts) && !own,
            own: waits && own,
            messages: if works && row.state.stands() {
                format!("/opportunities/{}/messages", row.opportunity_id)
            } else {
                String::new()
            },
            may_accept: works && may_accept(row.state, row.valid_until, today),
            may_withdraw: works && row.state == QuoteState::Sent,
            new_version: if works && !draft && !waits {
                format!("/opportunities/{}/quotes/new?from={}", row.opportunity_id, row.id)
            } else {
                String::new()
            },
            lock_version: row.lock_version,
            form,
        })
    }
}

impl QuotePage {
    /// The page follows what happens with the quote, while nothing is typed into it.
    #[must_use]
    pub fn live(mut self) -> Self {
        self.page = self.page.live(TOPIC);
        self
    }
}

/// A line of two versions.
pub struct Difference {
    pub label: String,
    pub before: String,
    pub after: String,
    pub difference: String,
    pub covers_changed: bool,
    pub changed: bool,
}

/// `/quotes/{id}/comparison`
#[derive(Template)]
#[template(path = "quotes/compare.html")]
pub struct ComparePage {
    page: Page,
    w: &'static QuoteText,
    number: String,
    back: String,
    action: String,
    versions: Vec<Choice>,
    known: bool,
    same: bool,
    /// What the two columns are called.
    before: String,
    after: String,
    lines: Vec<Difference>,
    total: Difference,
    form: FormView,
}

regions!(ComparePage { main });

impl ComparePage {
    pub fn new(cx: &Cx, quote: &Quote, other: Option<&Quote>, rows: &[QuoteRow]) -> Self {
        let (w, lang) = (QuoteText::of(cx.lang), cx.lang);
        let other_id = other.map(|other| other.row.id);
        // The older one stands before the newer one, whichever was opened.
        let (old, new) = match other {
            Some(other) if other.row.version > quote.row.version => (quote, other),
            Some(other) => (other, quote),
            None => (quote, quote),
        };
        let shown = |amount: Option<Fen>| amount.map_or_else(|| "–".to_owned(), Fen::display);
        let compared = compare(&old.lines, &new.lines);
        let difference = Fen::new(new.row.total_fen.saturating_sub(old.row.total_fen));
        Self {
            page: cx.page(format!("{} {}", w.compare_title, quote.row.number)),
            w,
            number: quote.row.number.clone(),
            back: format!("/quotes/{}", quote.row.id),
            action: format!("/quotes/{}/comparison", quote.row.id),
            versions: rows
                .iter()
                .filter(|row| row.id != quote.row.id)
                .map(|row| Choice::new(row.id.to_string(), text::choice(row, lang)))
                .collect(),
            known: other.is_some(),
            same: !compared.iter().any(super::rules::Compared::changed),
            before: text::version(old.row.version, lang),
            after: text::version(new.row.version, lang),
            lines: compared
                .iter()
                .map(|one| Difference {
                    label: label(one.kind, &one.label, lang),
                    before: shown(one.before),
                    after: shown(one.after),
                    difference: one.difference().display(),
                    covers_changed: one.covers_changed,
                    changed: one.changed(),
                })
                .collect(),
            total: Difference {
                label: w.total.to_owned(),
                before: old.row.total().display(),
                after: new.row.total().display(),
                difference: difference.display(),
                covers_changed: false,
                changed: difference != Fen::ZERO,
            },
            form: FormView::fresh([("with", other_id.map(|id| id.to_string()).unwrap_or_default())]),
        }
    }
}

/// `/quotes/{id}/sheet`
#[derive(Template)]
#[template(path = "quotes/sheet.html")]
pub struct Sheet {
    page: Page,
    w: &'static QuoteText,
    store: String,
    number: String,
    rows: Vec<(&'static str, String)>,
    charges: Vec<Charge>,
    total: String,
    payments: Vec<(&'static str, String)>,
    remark: String,
    source: String,
    address: Option<Address>,
    state: &'static str,
    /// Struck across a sheet that is no offer; empty where it is one.
    stamp: &'static str,
    printed: String,
}

impl Sheet {
    pub fn new(cx: &Cx, store: String, quote: &Quote) -> Result<Self, Error> {
        let (w, lang, row) = (QuoteText::of(cx.lang), cx.lang, &quote.row);
        let state = standing(row, times::day_of(cx.now), lang).0;
        let holds = row.state.stands() && !row.is_expired(times::day_of(cx.now));
        Ok(Self {
            page: cx.page(format!("{} {}", w.one, row.number)),
            w,
            store,
            number: row.number.clone(),
            rows: vec![
                (w.customer, quote.customer_name.expose().clone()),
                (w.car, car(row, lang)),
                (w.version, text::version(row.version, lang)),
                (w.valid_until, times::date(row.valid_until)),
                (w.consultant, quote.consultant.clone()),
            ],
            charges: charges(&quote.lines, row, quote.finance.as_ref(), lang),
            total: row.total().display(),
            payments: payments(row.total(), quote.finance.as_ref(), w),
            remark: row.remark.clone(),
            source: row.source.clone(),
            address: address(cx, row)?,
            state,
            stamp: match row.state {
                _ if holds => "",
                QuoteState::Draft if row.needs_approval() => w.not_approved,
                _ => state,
            },
            printed: times::minute(cx.now),
        })
    }
}

/// `/q/{token}`
#[derive(Template)]
#[template(path = "quotes/public.html", blocks = ["main"])]
pub struct PublicPage {
    page: Page,
    w: &'static QuoteText,
    action: String,
    rows: Vec<(&'static str, String)>,
    charges: Vec<Charge>,
    total: String,
    payments: Vec<(&'static str, String)>,
    remark: String,
    source: String,
    /// What became of it, where there is nothing to agree to any more.
    over: &'static str,
    accepted: bool,
    /// Where the customer asks, or declines.
    reply: String,
    /// That the consultant was told.
    told: &'static str,
    store: String,
    store_phone: String,
    store_address: String,
    form: FormView,
}

regions!(PublicPage { main: as_main });

impl PublicPage {
    pub fn new(cx: &Cx, token: &str, offered: &Offered, form: FormView) -> Self {
        let (w, lang, row) = (QuoteText::of(cx.lang), cx.lang, &offered.row);
        let accepted = row.state == QuoteState::Accepted;
        let over = if accepted {
            w.thanks
        } else if row.is_expired(times::day_of(cx.now)) {
            w.public_expired
        } else if row.state == QuoteState::Sent {
            ""
        } else {
            w.public_replaced
        };
        // What was replaced or withdrawn no longer tells its prices.
        let stands = row.state.stands();
        let store = lang.pick(&offered.store.0, &offered.store.1).clone();
        Self {
            page: cx.page(w.hello),
            w,
            action: format!("/q/{token}?lang={}", lang.code()),
            reply: format!("/q/{token}/reply?lang={}", lang.code()),
            told: "",
            store,
            store_phone: offered.store_phone.clone(),
            store_address: offered.store_address.clone(),
            rows: vec![
                (w.consultant, offered.consultant.clone()),
                (w.number, row.number.clone()),
                (w.car, car(row, lang)),
                (w.valid_until, times::date(row.valid_until)),
            ],
            charges: if stands {
                charges(&offered.lines, row, offered.finance.as_ref(), lang)
            } else {
                Vec::new()
            },
            total: row.total().display(),
            payments: if stands {
                payments(row.total(), offered.finance.as_ref(), w)
            } else {
                Vec::new()
            },
            remark: if stands { row.remark.clone() } else { String::new() },
            source: if stands { row.source.clone() } else { String::new() },
            over,
            accepted,
            form,
        }
    }
}

impl PublicPage {
    /// Says that the consultant was told just now.
    #[must_use]
    pub fn told(mut self) -> Self {
        self.told = self.w.reply_told;
        self
    }
}

/// A step that can't be taken any more.
pub fn moved_on(cx: &Cx, back: String) -> MovedOn {
    let w = QuoteText::of(cx.lang);
    MovedOn::new(cx, w.one, w.moved_on, w.back, back)
}

/// The decision about a discount by itself.
pub fn decision(cx: &Cx, quote: &Quote, form: FormView) -> StepPage {
    let (w, lang, row) = (QuoteText::of(cx.lang), cx.lang, &quote.row);
    let mut about = vec![
        (w.customer, quote.customer_name.expose().clone()),
        (w.car, car(row, lang)),
        (w.consultant, quote.consultant.clone()),
        (w.total, row.total().display()),
    ];
    if !row.discount_because.is_empty() {
        about.push((w.discount_because, row.discount_because.clone()));
    }
    let verdicts = vec![Choice::new("approve", w.approve), Choice::new("refuse", w.refuse)];
    StepPage {
        page: cx.page(w.decide),
        title: w.decide,
        submit: w.decide,
        look: "primary",
        action: format!("/quotes/{}/approval", row.id),
        back: format!("/quotes/{}", row.id),
        number: row.number.clone(),
        notice: text::above(Fen::new(row.given_fen), Fen::new(row.limit_fen), lang),
        about,
        place: String::new(),
        restored: String::new(),
        fields: vec![
            Field::new(Kind::Pills, "decision", w.decide)
                .of(verdicts, "")
                .required(),
            Field::new(Kind::Text, "answer", w.answer).hint(w.answer_hint),
        ],
        form,
    }
}
