//! `/admin/settings`: every rule that the store may change, on one kind of page.

use actix_web::web::Path;
use askama::Template;
use chrono::{DateTime, Utc};

use crate::access::Permission;
use crate::customers::rules::Tier;
use crate::platform::db::SeeOther;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::{Lang, times};
use crate::platform::settings::{self, Field, Kind, Setting, Sheet, Unit};
use crate::platform::web::page::Choice;
use crate::platform::web::{Answer, Bare, Cx, FormView, Page, Posted};
use crate::staff::hours::Hours;
use crate::values::ids::StoreId;
use crate::visits::appointments::commands::see_to_hours;
use crate::visits::appointments::text::hours_saved;
use crate::{complaints, customers, figures, membership, regions, sales, service, staff, surveys, visits, words};

/// The sheets of all rooms, and who may change them; one line per room.
const SHEETS: &[(Permission, &[Sheet])] = &[
    (Permission::ChangeSettings, staff::SETTINGS),
    (Permission::SecureSignIn, staff::SIGN_IN_SETTINGS),
    (Permission::ChangeSettings, customers::SETTINGS),
    (Permission::ChangeSettings, visits::appointments::SETTINGS),
    (Permission::ChangeSettings, membership::SETTINGS),
    (Permission::ChangeSettings, visits::SETTINGS),
    (Permission::ChangeSettings, complaints::SETTINGS),
    (Permission::ChangeSettings, service::SETTINGS),
    (Permission::ChangeSalesRules, sales::SETTINGS),
    (Permission::ChangeSalesRules, sales::clock::SETTINGS),
    (Permission::ChangeSalesRules, sales::quotes::SETTINGS),
    (Permission::ChangeSettings, surveys::programmes::SETTINGS),
    (Permission::ChangeSettings, surveys::interviews::SETTINGS),
    (Permission::ChangeSettings, figures::SETTINGS),
    (Permission::SetGroups, figures::groups::SETTINGS),
    (Permission::SetGroups, figures::predictions::SETTINGS),
];

/// How many past changes a page shows.
const PAST: i64 = 30;

words! {
    pub struct SettingsText {
        title: "规则设置", "Rules";
        intro: "门店可以自行调整的规则。修改立即生效，并留下记录。", "The rules your store may change. A change takes effect at once and is recorded.";
        terms: "投诉类别与原因", "Complaint categories and causes";
        changed: "最近修改", "Changed";
        never: "默认值", "Default";
        saved: "规则已保存，立即生效", "Saved; the rules are in effect now";
        stale: "别人刚刚修改了这些规则。请核对下面的当前值后再保存。", "Somebody has just changed these rules. Compare with the values shown and save again.";
        past: "修改记录", "Past changes";
        who: "修改人", "Changed by";
        no_past: "还没有修改过", "Never changed";
        field: "项目", "Rule";
        before: "原值", "Before";
        after: "新值", "After";
        at: "时间", "When";
        open: "开门", "Opens";
        close: "关门", "Closes";
        open_again: "第二段开门", "Opens again";
        close_again: "第二段关门", "Closes again";
        zh: "中文名称", "Chinese name";
        en: "英文名称", "English name";
        lines: "每行一项", "One on a line";
    }
}

pub struct Row {
    pub href: String,
    pub label: &'static str,
    pub rules: String,
    pub changed: Option<String>,
}

#[derive(Template)]
#[template(path = "admin/settings.html")]
pub struct ListPage {
    page: Page,
    w: &'static SettingsText,
    /// Whether the categories of complaints are theirs to keep, too.
    may_terms: bool,
    rows: Vec<Row>,
}

regions!(ListPage { main });

/// One field as the form shows it.
pub struct Shown {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub kind: Kind,
    pub unit: &'static str,
    /// Code, Chinese and English name of each entry, with an empty row for a new one.
    pub names: Vec<(String, String, String)>,
    /// What there is to choose from, if the rule is a choice.
    pub choices: Vec<Choice>,
}

/// The tiers of members by their rank.
fn choices(kind: Kind, lang: Lang) -> Vec<Choice> {
    let Kind::Number {
        unit: Unit::Tiers,
        min,
        max,
    } = kind
    else {
        return Vec::new();
    };
    (0..)
        .zip(Tier::ALL)
        .filter(|(rank, _)| (min..=max).contains(rank))
        .map(|(rank, tier)| Choice::new(rank.to_string(), tier.label(lang)))
        .collect()
}

impl Shown {
    fn of(field: &'static Field, form: &FormView, w: &'static SettingsText, lang: Lang) -> Self {
        let part = |part: &str| form.list(&format!("{}.{part}", field.name)).to_vec();
        let mut names: Vec<(String, String, String)> = part("code")
            .into_iter()
            .zip(part("zh"))
            .zip(part("en"))
            .map(|((code, zh), en)| (code, zh, en))
            .collect();
        names.extend([const { (String::new(), String::new(), String::new()) }; 2]);
        let hint = lang.pick(field.hint.0, field.hint.1);
        let lines = matches!(field.kind, Kind::Words { .. }) && hint.is_empty();
        Self {
            name: field.name,
            label: lang.pick(field.label.0, field.label.1),
            hint: if lines { w.lines } else { hint },
            kind: field.kind,
            unit: unit(field.kind, lang),
            names,
            choices: choices(field.kind, lang),
        }
    }

    /// The name of one input of several.
    pub fn part(&self, part: &str) -> String {
        format!("{}.{part}", self.name)
    }

    pub fn is_tick(&self) -> bool {
        self.kind == Kind::Bool
    }

    pub fn is_names(&self) -> bool {
        matches!(self.kind, Kind::Names { .. })
    }

    pub fn is_periods(&self) -> bool {
        self.kind == Kind::Periods
    }

    pub fn is_lines(&self) -> bool {
        matches!(
            self.kind,
            Kind::Words { .. } | Kind::Phones { .. } | Kind::Dates | Kind::DatedPeriods
        )
    }
}

fn unit(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::Number { unit, .. } => match unit {
            Unit::Minutes => lang.pick("分钟", "minutes"),
            Unit::Hours => lang.pick("小时", "hours"),
            Unit::Days => lang.pick("天", "days"),
            Unit::Months => lang.pick("个月", "months"),
            Unit::Count => lang.pick("次", "times"),
            Unit::OClock => lang.pick("点", "o'clock"),
            Unit::Km => lang.pick("公里", "km"),
            Unit::Places => lang.pick("位", "places"),
            Unit::Points => lang.pick("分", "points"),
            Unit::WholeYuan => lang.pick("元", "yuan"),
            Unit::Percents => "%",
            Unit::Year => lang.pick("年", ""),
            Unit::Tiers => "",
        },
        Kind::Yuan { .. } => lang.pick("元", "yuan"),
        Kind::Share { .. } => "%",
        _ => "",
    }
}

pub struct PastRow {
    pub field: String,
    pub old: String,
    pub new: String,
    pub who: String,
    pub at: String,
    pub iso: String,
}

#[derive(Template)]
#[template(path = "admin/setting.html")]
pub struct EditPage {
    page: Page,
    w: &'static SettingsText,
    title: &'static str,
    action: String,
    form: FormView,
    fields: Vec<Shown>,
    past: Vec<PastRow>,
}

regions!(EditPage { main });

/// The sheet of an address, if this person may change it.
fn find(cx: &Cx, key: &str) -> Result<&'static Sheet, Error> {
    let actor = cx.actor()?;
    let (needs, sheet) = SHEETS
        .iter()
        .flat_map(|(needs, sheets)| sheets.iter().map(move |sheet| (*needs, sheet)))
        .find(|(_, sheet)| sheet.key == key)
        .ok_or(Error::NotFound)?;
    if actor.may(needs) {
        Ok(sheet)
    } else {
        Err(Error::Forbidden(needs))
    }
}

/// `9 项`
fn rules(count: usize, lang: Lang) -> String {
    match (count, lang) {
        (count, Lang::Zh) => format!("{count} 项"),
        (1, Lang::En) => "1 rule".to_owned(),
        (count, Lang::En) => format!("{count} rules"),
    }
}

/// The name of a rule, of whichever sheet.
pub fn rule(name: &str, lang: Lang) -> Option<&'static str> {
    SHEETS
        .iter()
        .flat_map(|(_, sheets)| *sheets)
        .flat_map(|sheet| sheet.fields)
        .find(|field| field.name == name)
        .map(|field| lang.pick(field.label.0, field.label.1))
}

/// `GET /admin/settings`
pub async fn list(cx: Cx) -> Answer {
    let actor = cx.actor()?;
    let store = actor.store;
    let changes = cx.read(move |conn| settings::last_change(conn, store)).await?;
    let changed = |key: &str| {
        let found: Option<DateTime<Utc>> = changes.iter().find(|(known, ..)| known == key).map(|(_, at, _)| *at);
        found.map(times::minute)
    };
    let w = SettingsText::of(cx.lang);
    let rows = SHEETS
        .iter()
        .filter(|(needs, _)| actor.may(*needs))
        .flat_map(|(_, sheets)| *sheets)
        .map(|sheet| Row {
            href: format!("/admin/settings/{}", sheet.key),
            label: sheet.label(cx.lang),
            rules: rules(sheet.fields.len(), cx.lang),
            changed: changed(sheet.key),
        })
        .collect();
    let page = cx.page(w.title);
    let may_terms = actor.may(Permission::ChangeSettings);
    cx.show(&ListPage {
        page,
        w,
        may_terms,
        rows,
    })
}

/// `GET /admin/settings/{key}`
pub async fn edit(cx: Cx, key: Path<String>) -> Answer {
    let (sheet, store) = (find(&cx, &key)?, cx.actor()?.store);
    let pairs = current(&cx, sheet, store).await?;
    let view = edit_page(&cx, sheet, FormView::fresh(pairs)).await?;
    cx.show(&view)
}

/// `POST /admin/settings/{key}`
pub async fn save(cx: Cx, key: Path<String>, posted: Posted<Bare>) -> Answer {
    let (sheet, store) = (find(&cx, &key)?, cx.actor()?.store);
    let value = match sheet.parse(posted.pairs()) {
        Ok(value) => value,
        Err(errors) => return wrong(&cx, sheet, &posted, &errors).await,
    };
    let seen = posted.pairs().iter().find(|(name, _)| name == "lock_version");
    let seen: i32 = seen
        .and_then(|(_, version)| version.parse().ok())
        .ok_or(Error::BadRequest)?;
    let (saved, lang) = (SettingsText::of(cx.lang).saved, cx.lang);
    let done = cx
        .submit(&posted, move |tx, ()| {
            sheet.save(tx, store, value, seen)?;
            if sheet.key == <Hours as Setting>::KEY {
                let outside = see_to_hours(tx, store)?;
                if let Some((day, line, _)) = outside.first() {
                    // The calendar names them, each with the way to another time.
                    let there = if tx.actor()?.may(Permission::SeeAppointments) {
                        format!("/appointments?day={day}&line={}", line.code())
                    } else {
                        "/admin/settings".to_owned()
                    };
                    return Ok(SeeOther::to(there).saying(hours_saved(&outside, lang)));
                }
            }
            Ok(SeeOther::to("/admin/settings").saying(saved))
        })
        .await;
    match done {
        Err(Error::Invalid(errors)) => wrong(&cx, sheet, &posted, &errors).await,
        Err(Error::Stale) => {
            let theirs = current(&cx, sheet, store).await?;
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            let form = form.with_error("", SettingsText::of(cx.lang).stale);
            cx.conflict(&edit_page(&cx, sheet, form).await?)
        }
        answer => answer,
    }
}

async fn wrong(cx: &Cx, sheet: &'static Sheet, posted: &Posted<Bare>, errors: &FieldErrors) -> Answer {
    let form = posted.view(cx.lang, errors);
    cx.unprocessable(&edit_page(cx, sheet, form).await?)
}

/// The values as they are now, as the form types them.
async fn current(cx: &Cx, sheet: &'static Sheet, store: StoreId) -> Result<Vec<(String, String)>, Error> {
    let stored = cx.read(move |conn| sheet.load(conn, store)).await?;
    let mut pairs = sheet.typed(&stored.value);
    pairs.push(("lock_version".to_owned(), stored.lock_version.to_string()));
    Ok(pairs)
}

async fn edit_page(cx: &Cx, sheet: &'static Sheet, form: FormView) -> Result<EditPage, Error> {
    let (store, vault) = (cx.actor()?.store, cx.db().vault().clone());
    let subject = settings::subject(store, sheet.key);
    let past = cx
        .read(move |conn| staff::queries::changes(conn, &vault, subject, PAST))
        .await?;
    let w = SettingsText::of(cx.lang);
    let label = |name: &str| {
        let field = sheet.fields.iter().find(|field| field.name == name);
        field.map_or_else(
            || name.to_owned(),
            |field| cx.lang.pick(field.label.0, field.label.1).to_owned(),
        )
    };
    let opened = |value: Option<crate::platform::vault::Pii<String>>| {
        value.map(crate::platform::vault::Pii::into_exposed).unwrap_or_default()
    };
    Ok(EditPage {
        page: cx.page(sheet.label(cx.lang)),
        w,
        title: sheet.label(cx.lang),
        action: format!("/admin/settings/{}", sheet.key),
        fields: sheet
            .fields
            .iter()
            .map(|field| Shown::of(field, &form, w, cx.lang))
            .collect(),
        form,
        past: past
            .into_iter()
            .map(|past| PastRow {
                field: label(&past.field),
                old: opened(past.old),
                new: opened(past.new),
                who: past.by.unwrap_or_default(),
                at: times::minute(past.at),
                iso: times::iso(past.at),
            })
            .collect(),
    })
}
