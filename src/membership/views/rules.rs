//! Tiers and benefits, and what other rules would change.

use askama::Template;

use super::tier_label;
use crate::access::Permission;
use crate::customers::rules::Tier;
use crate::membership::model::Shift;
use crate::membership::rules::{Benefit, Privilege, Rules, Thresholds, entitled};
use crate::membership::settings::TierSettings;
use crate::membership::text::{self, MemberText};
use crate::platform::error::Error;
use crate::platform::settings::{Kind, Setting, Unit};
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::decimal::grouped;

/// What a tier does not have.
const NONE: &str = "–";

/// A rule as the form shows it.
pub struct RuleField {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub unit: &'static str,
}

pub struct ShiftView {
    pub from: (&'static str, &'static str),
    pub to: (&'static str, &'static str),
    pub members: String,
    pub way: &'static str,
    pub tone: &'static str,
}

/// `/members/rules`
#[derive(Template)]
#[template(path = "membership/rules.html", blocks = ["effect"])]
pub struct RulesPage {
    page: Page,
    w: &'static MemberText,
    tiers: Vec<(&'static str, &'static str)>,
    /// What, then one cell for each tier.
    table: Vec<(&'static str, Vec<String>)>,
    form: FormView,
    fields: Vec<RuleField>,
    shifts: Vec<ShiftView>,
    stay: String,
    /// How points come, go and expire: what, how much.
    facts: Vec<(&'static str, String)>,
    may_save: bool,
    /// Who may change the rules, for whoever may not.
    who_may: String,
}

regions!(RulesPage {
    main,
    effect: as_effect
});

impl RulesPage {
    pub fn new(cx: &Cx, rules: &Rules, form: FormView, shifts: &[Shift]) -> Result<Self, Error> {
        let (w, lang) = (MemberText::of(cx.lang), cx.lang);
        let (staying, moving): (Vec<&Shift>, Vec<&Shift>) = shifts.iter().partition(|one| one.from == one.to);
        Ok(Self {
            page: cx.page(w.rules),
            w,
            tiers: Tier::ALL.iter().map(|tier| tier_label(*tier, lang)).collect(),
            table: table(rules, cx),
            fields: fields(cx),
            form,
            shifts: moving
                .into_iter()
                .map(|one| ShiftView {
                    from: tier_label(one.from, lang),
                    to: tier_label(one.to, lang),
                    members: grouped(one.members),
                    way: if one.to > one.from { w.up } else { w.down },
                    tone: if one.to > one.from { "green" } else { "amber" },
                })
                .collect(),
            stay: grouped(staying.iter().map(|one| one.members).sum::<i64>()),
            facts: facts(rules, cx),
            may_save: cx.actor()?.may(Permission::ChangeSettings),
            who_may: {
                let roles = Permission::ChangeSettings.roles().iter();
                let roles: Vec<&str> = roles.map(|role| role.label(lang)).collect();
                text::who_may(&roles, lang)
            },
        })
    }
}

fn fields(cx: &Cx) -> Vec<RuleField> {
    let lang = cx.lang;
    TierSettings::FIELDS
        .iter()
        .map(|field| RuleField {
            name: field.name,
            label: lang.pick(field.label.0, field.label.1),
            hint: lang.pick(field.hint.0, field.hint.1),
            unit: match field.kind {
                Kind::Yuan { .. } => lang.pick("元", "yuan"),
                Kind::Share { .. } => "%",
                Kind::Number { unit: Unit::Months, .. } => lang.pick("个月", "months"),
                Kind::Number { unit: Unit::Days, .. } => lang.pick("天", "days"),
                Kind::Number { unit: Unit::Points, .. } => lang.pick("分", "points"),
                _ => "",
            },
        })
        .collect()
}

/// How points come, go and expire.
fn facts(rules: &Rules, cx: &Cx) -> Vec<(&'static str, String)> {
    let (w, lang, points) = (MemberText::of(cx.lang), cx.lang, &rules.points);
    vec![
        (w.fact_earn, text::earn_rule(points.yuan_per_point, lang)),
        (w.fact_life, text::months(points.life_months, lang)),
        (w.fact_worth, text::worth_rule(points.points_per_yuan, lang)),
        (w.fact_most, points.most_of_bill.to_string()),
        (w.fact_window, text::months(rules.tiers.window_months, lang)),
    ]
}

fn table(rules: &Rules, cx: &Cx) -> Vec<(&'static str, Vec<String>)> {
    let (w, lang, points) = (MemberText::of(cx.lang), cx.lang, &rules.points);
    let thresholds = Thresholds::from(&rules.tiers);
    let each = |cell: &dyn Fn(Tier) -> Option<String>| -> Vec<String> {
        let cell = |tier: &Tier| cell(*tier).unwrap_or_else(|| NONE.to_owned());
        Tier::ALL.iter().map(cell).collect()
    };
    let multiplier = |tier| match tier {
        Tier::Regular => points.regular_multiplier,
        Tier::Silver => points.silver_multiplier,
        Tier::Gold => points.gold_multiplier,
        Tier::Platinum => points.platinum_multiplier,
    };
    let mut rows = vec![
        (
            w.threshold,
            each(&|tier| Some(thresholds.of(tier).display()).filter(|_| tier > Tier::Regular)),
        ),
        (
            w.multiplier,
            each(&|tier| Some(text::times_as_many(multiplier(tier), lang))),
        ),
        (
            w.discount,
            each(&|tier| {
                let share = entitled(tier, &rules.benefits).discount;
                Some(share.to_string()).filter(|_| share.basis_points() > 0)
            }),
        ),
    ];
    for benefit in Benefit::ALL {
        let times = |tier| {
            let all = entitled(tier, &rules.benefits).counted;
            all.into_iter().find(|(known, _)| known == benefit)
        };
        let cell = |tier| times(tier).map(|(_, times)| format!("{times} {}", w.a_year));
        rows.push((text::benefit(*benefit, lang), each(&cell)));
    }
    for privilege in [Privilege::PriorityRepair, Privilege::OwnAdvisor, Privilege::Events] {
        let has = |tier| entitled(tier, &rules.benefits).privileges.contains(&privilege);
        let cell = |tier| has(tier).then(|| w.yes.to_owned());
        rows.push((text::privilege(privilege, lang), each(&cell)));
    }
    rows
}
