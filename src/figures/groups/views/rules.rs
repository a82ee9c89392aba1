//! The thresholds, and what others would change.

use askama::Template;

use crate::access::Permission;
use crate::figures::groups::model::Shift;
use crate::figures::groups::rules::{MoveKind, RfmGroup};
use crate::figures::groups::settings::GroupSettings;
use crate::figures::groups::text::{self, GroupText};
use crate::platform::error::Error;
use crate::platform::settings::{Kind, Setting, Unit};
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::decimal::grouped;

/// A threshold as the form shows it.
pub struct RuleField {
    pub name: &'static str,
    pub label: &'static str,
    pub unit: &'static str,
}

pub struct ShiftView {
    pub from: &'static str,
    pub to: &'static str,
    pub customers: String,
}

/// `/customer-groups/rules`
#[derive(Template)]
#[template(path = "figures/groups/rules.html", blocks = ["effect"])]
pub struct RulesPage {
    page: Page,
    w: &'static GroupText,
    form: FormView,
    fields: Vec<RuleField>,
    definitions: Vec<(&'static str, &'static str, String)>,
    tried: bool,
    groups: Vec<ShiftView>,
    stages: Vec<ShiftView>,
    stay: String,
    may_save: bool,
}

regions!(RulesPage {
    main,
    effect: as_effect
});

impl RulesPage {
    /// `shifts`: once other thresholds were tried.
    pub fn new(cx: &Cx, rules: &GroupSettings, form: FormView, shifts: Option<&[Shift]>) -> Result<Self, Error> {
        let (w, lang) = (GroupText::of(cx.lang), cx.lang);
        let all = shifts.unwrap_or_default();
        let of = |kind: MoveKind| -> Vec<ShiftView> {
            all.iter()
                .filter(|one| one.kind == kind && one.was != one.became)
                .map(|one| ShiftView {
                    from: named(kind, &one.was, cx),
                    to: named(kind, &one.became, cx),
                    customers: grouped(one.n),
                })
                .collect()
        };
        let stay = all
            .iter()
            .filter(|one| one.kind == MoveKind::Group && one.was == one.became);
        Ok(Self {
            page: cx.page(w.rules),
            w,
            form,
            fields: fields(cx),
            definitions: RfmGroup::ALL
                .iter()
                .map(|&group| {
                    let (lost, dormant) = (rules.lost_days, rules.dormant_days);
                    (
                        group.label(lang),
                        text::tone(group),
                        text::definition(group, lost, dormant, lang),
                    )
                })
                .collect(),
            tried: shifts.is_some(),
            groups: of(MoveKind::Group),
            stages: of(MoveKind::Stage),
            stay: grouped(stay.map(|one| one.n).sum::<i64>()),
            may_save: cx.actor()?.may(Permission::SetGroups),
        })
    }
}

fn named(kind: MoveKind, code: &str, cx: &Cx) -> &'static str {
    match kind {
        MoveKind::Group => text::group_named(code, cx.lang),
        MoveKind::Stage => text::stage_named(code, cx.lang),
    }
}

fn fields(cx: &Cx) -> Vec<RuleField> {
    let lang = cx.lang;
    GroupSettings::FIELDS
        .iter()
        .map(|field| RuleField {
            name: field.name,
            label: lang.pick(field.label.0, field.label.1),
            unit: match field.kind {
                Kind::Yuan { .. } => lang.pick("元", "yuan"),
                Kind::Number { unit: Unit::Months, .. } => lang.pick("个月", "months"),
                Kind::Number { unit: Unit::Days, .. } => lang.pick("天", "days"),
                Kind::Number { unit: Unit::Count, .. } => lang.pick("次", "times"),
                _ => "",
            },
        })
        .collect()
}
