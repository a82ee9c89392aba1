//! Pages of the administration desk.

use askama::Template;

use super::model::{Line, Names};
use super::text::{self, AdminText};
use crate::access::{Actor, Permission, Role};
use crate::platform::db::page::Slice;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::staff::views::HandingOver;
use crate::values::ids::StaffId;

/// One right, and for each role whether it has it.
pub struct Right {
    pub label: &'static str,
    pub by_role: Vec<(&'static str, bool)>,
}

/// `/admin/permissions`
#[derive(Template)]
#[template(path = "admin/permissions.html")]
pub struct PermissionsPage {
    pub page: Page,
    pub w: &'static AdminText,
    pub roles: Vec<&'static str>,
    pub rights: Vec<Right>,
    pub scopes: Vec<(&'static str, &'static str)>,
}

regions!(PermissionsPage { main });

impl PermissionsPage {
    pub fn new(cx: &Cx) -> Self {
        let w = AdminText::of(cx.lang);
        let roles = || Role::ALL.iter().copied();
        Self {
            page: cx.page(w.permissions),
            w,
            roles: roles().map(|role| role.label(cx.lang)).collect(),
            rights: Permission::ALL
                .iter()
                .map(|permission| Right {
                    label: permission.label(cx.lang),
                    by_role: roles()
                        .map(|role| (role.label(cx.lang), permission.roles().contains(&role)))
                        .collect(),
                })
                .collect(),
            scopes: roles()
                .map(|role| (role.label(cx.lang), text::scope(role, cx.lang)))
                .collect(),
        }
    }
}

/// One entry of the log.
pub struct EntryItem {
    pub at: String,
    pub iso: String,
    pub who: String,
    pub roles: String,
    pub action: String,
    pub code: String,
    pub kind: String,
    /// What the record is called, where that says nothing about a customer.
    pub name: String,
    /// The record's page, if the reader may open it.
    pub href: String,
    /// Only the entries of this record.
    pub only: String,
    pub fields: String,
    /// Why, as far as the person had to say.
    pub reason: String,
    /// How many entries this one stands for, and where they are listed.
    pub alike: Option<(String, String)>,
    pub address: String,
}

impl EntryItem {
    fn new(line: Line, names: &Names, actor: &Actor, lang: Lang) -> Self {
        let Line { entry, reason, many } = line;
        let w = AdminText::of(lang);
        let who = match (entry.staff_id, &entry.address) {
            (Some(person), _) => names.staff.get(&person).cloned().unwrap_or_default(),
            (None, Some(_)) => w.visitor.to_owned(),
            (None, None) => w.system.to_owned(),
        };
        let roles: Vec<&str> = entry
            .roles
            .iter()
            .flatten()
            .filter_map(|code| Role::parse(code))
            .map(|role| role.label(lang))
            .collect();
        let (kind, id) = (entry.subject_kind.unwrap_or_default(), entry.subject_id);
        Self {
            at: times::minute(entry.at),
            iso: times::iso(entry.at),
            who,
            roles: roles.join(lang.pick("、", ", ")),
            action: text::action(&entry.action, lang),
            href: id
                .and_then(|id| page_of(&kind, &id.to_string(), actor))
                .unwrap_or_default(),
            only: id
                .map(|id| format!("/admin/audit?kind={kind}&subject={id}"))
                .unwrap_or_default(),
            name: id.and_then(|id| names.of(&kind, id)).unwrap_or_default(),
            kind: text::kind(&kind, lang),
            reason: reason.map_or_else(String::new, |given| text::reason(given.expose(), lang)),
            alike: (many > 1).then(|| {
                let day = times::date(times::day_of(entry.at));
                let list = format!("/admin/audit?action={}&from={day}&to={day}", entry.action);
                (text::alike(many, lang), list)
            }),
            code: entry.action,
            fields: text::fields(&entry.fields, lang),
            address: entry.address.unwrap_or_default(),
        }
    }
}

/// Where a record is shown, if this person may see such records at all.
fn page_of(kind: &str, id: &str, actor: &Actor) -> Option<String> {
    let (needs, path) = match kind {
        "staff" => (Permission::SeeStaff, format!("/staff/{id}")),
        "team" => (Permission::ManageStaff, format!("/teams/{id}")),
        "customer" => (Permission::SeeCustomers, format!("/customers/{id}")),
        "vehicle" => (Permission::SeeCustomers, format!("/vehicles/{id}")),
        "appointment" => (Permission::SeeAppointments, format!("/appointments/{id}")),
        "appointment_wait" => (Permission::SeeAppointments, format!("/appointments/waits/{id}")),
        "working_plan" => (Permission::PlanWork, format!("/working-plans/{id}")),
        "service_order" => (Permission::SeeServiceOrders, format!("/service-orders/{id}")),
        "opportunity" => (Permission::SeeSales, format!("/opportunities/{id}")),
        "lead" => (Permission::SeeSales, format!("/leads/{id}")),
        "lead_source" => (Permission::ManageLeadSources, format!("/lead-sources/{id}")),
        "price_item" => (Permission::EditPriceList, format!("/price-list/{id}")),
        "complaint" => (Permission::SeeComplaints, format!("/complaints/{id}")),
        "visit" => (Permission::SeeReception, format!("/visits/{id}")),
        "courtesy_car" => (Permission::ManageFleet, format!("/courtesy-cars/{id}")),
        "quote" => (Permission::SeeSales, format!("/quotes/{id}")),
        "courtesy_loan" => (Permission::LendCars, format!("/courtesy-cars/loans/{id}")),
        "demo_car" => (Permission::ManageDemoCars, format!("/demo-cars/{id}")),
        "test_drive" => (Permission::SeeSales, format!("/test-drives/{id}")),
        "sales_order" => (Permission::SeeSales, format!("/sales-orders/{id}")),
        "delivery" => (Permission::SeeSales, format!("/deliveries/{id}")),
        "questionnaire" => (Permission::SeeSurveys, format!("/questionnaires/{id}")),
        "survey_response" => (Permission::SeeSurveyAnswers, format!("/survey-answers/{id}")),
        "import" => (Permission::ImportCustomers, format!("/imports/{id}")),
        _ => return None,
    };
    actor.may(needs).then_some(path)
}

fn items(lines: Vec<Line>, names: &Names, actor: &Actor, lang: Lang) -> Vec<EntryItem> {
    lines
        .into_iter()
        .map(|line| EntryItem::new(line, names, actor, lang))
        .collect()
}

/// What the filters of the log offer.
pub struct Offers {
    pub people: Vec<(StaffId, String)>,
    pub actions: Vec<String>,
    pub kinds: Vec<String>,
}

/// `/admin/audit`
#[derive(Template)]
#[template(path = "admin/audit.html")]
pub struct AuditPage {
    pub page: Page,
    pub w: &'static AdminText,
    pub form: FormView,
    pub people: Vec<Choice>,
    pub actions: Vec<Choice>,
    pub kinds: Vec<Choice>,
    /// The filters, for the export.
    pub keep: Vec<(&'static str, String)>,
    pub filtered: bool,
    pub one_record: bool,
    pub entries: Vec<EntryItem>,
    pub shown: String,
    pub next: String,
}

regions!(AuditPage { main });

impl AuditPage {
    pub fn new(
        cx: &Cx,
        actor: &Actor,
        filters: Vec<(&'static str, String)>,
        offers: Offers,
        names: &Names,
        found: Slice<Line>,
    ) -> Self {
        let w = AdminText::of(cx.lang);
        let keep: Vec<_> = filters.iter().filter(|(_, value)| !value.is_empty()).cloned().collect();
        let next = found.next.map(|after| {
            let query: String = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(keep.iter().map(|(name, value)| (*name, value.as_str())))
                .append_pair("after", &after)
                .finish();
            format!("/admin/audit?{query}")
        });
        Self {
            page: cx.page(w.audit),
            w,
            form: FormView::fresh(filters),
            people: offers
                .people
                .into_iter()
                .map(|(id, name)| Choice::new(id.to_string(), name))
                .collect(),
            actions: choices(offers.actions, |code| text::action(code, cx.lang)),
            kinds: choices(offers.kinds, |code| text::kind(code, cx.lang)),
            filtered: !keep.is_empty(),
            one_record: keep.iter().any(|(name, _)| *name == "subject"),
            keep,
            shown: text::entries(found.rows.len(), cx.lang),
            entries: items(found.rows, names, actor, cx.lang),
            next: next.unwrap_or_default(),
        }
    }
}

fn choices(codes: Vec<String>, words: impl Fn(&str) -> String) -> Vec<Choice> {
    codes
        .into_iter()
        .map(|code| {
            let label = words(&code);
            Choice::new(code, label)
        })
        .collect()
}

/// The panel on a person's page.
#[derive(Template)]
#[template(path = "admin/_recent.html")]
pub struct Recent {
    pub w: &'static AdminText,
    pub entries: Vec<EntryItem>,
}

impl Recent {
    pub fn new(cx: &Cx, actor: &Actor, names: &Names, entries: Vec<Line>) -> Self {
        Self {
            w: AdminText::of(cx.lang),
            entries: items(entries, names, actor, cx.lang),
        }
    }
}

/// One row of the export: the same words, and the codes behind them.
pub fn export_row(line: Line, names: &Names, actor: &Actor, lang: Lang) -> [String; 9] {
    let subject = line.entry.subject_id.map(|id| id.to_string()).unwrap_or_default();
    let request = line.entry.request_id.map(|id| id.to_string()).unwrap_or_default();
    let one = EntryItem::new(line, names, actor, lang);
    [
        one.iso,
        one.who,
        one.roles,
        one.action,
        one.code,
        one.kind,
        subject,
        one.fields,
        format!("{} {request}", one.address),
    ]
}

/// The headings of [`export_row`].
pub fn export_head(lang: Lang) -> [&'static str; 9] {
    let w = AdminText::of(lang);
    [
        w.time, w.person, w.role, w.action, "code", w.kind, "id", w.fields, w.address,
    ]
}

/// `/staff/{id}/disable`
#[derive(Template)]
#[template(path = "admin/disable.html")]
pub struct DisablePage {
    pub page: Page,
    pub w: &'static AdminText,
    pub form: FormView,
    pub id: String,
    pub name: String,
    /// It is one's own account: nothing to do here.
    pub own: bool,
    pub handing: Option<HandingOver>,
}

regions!(DisablePage { main });

impl DisablePage {
    pub fn new(cx: &Cx, form: FormView, id: StaffId, name: &str, own: bool, handing: Option<HandingOver>) -> Self {
        let w = AdminText::of(cx.lang);
        Self {
            page: cx.page(format!("{} · {name}", w.disable)),
            w,
            form,
            id: id.to_string(),
            name: name.to_owned(),
            own,
            handing,
        }
    }
}
