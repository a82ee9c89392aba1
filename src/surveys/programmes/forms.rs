//! Forms of surveys.

use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::model::{Filter, Plan};
use crate::customers::rules::{Tier, Usage};
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::surveys::rules::Way;
use crate::values::date::parse_day;
use crate::values::fault::Fault;
use crate::values::text;

/// The longest name, the longest reason.
const NAME: usize = 60;
pub(super) const NOTE: usize = 500;
/// Most models in a filter.
const MODELS: usize = 50;

/// The version a form was opened with.
pub(super) fn seen(raw: &str) -> i32 {
    raw.trim().parse().unwrap_or(-1)
}

/// A whole number within bounds.
fn whole(raw: &str, min: i32, max: i32) -> Result<i32, Fault> {
    let typed = text::squeeze(&text::normalize_width(raw));
    let number: i32 = typed.parse().map_err(|_| Fault::Number)?;
    if number < min {
        return Err(Fault::TooSmall { min: min.into() });
    }
    if number > max {
        return Err(Fault::TooLarge { max: max.into() });
    }
    Ok(number)
}

/// What the form of a survey says.
pub struct Typed {
    pub standing: bool,
    pub plan: Plan,
    pub seen: i32,
}

/// `POST /surveys`, `POST /surveys/{id}`, and what is counted meanwhile.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SurveyForm {
    /// `standing` or `one_off`
    pub kind: String,
    pub name: String,
    pub questionnaire: String,
    pub way: String,
    pub anonymous: String,
    pub starts_on: String,
    pub ends_on: String,
    pub delay_days: String,
    pub cool_off_days: String,
    pub remind_after_days: String,
    pub expire_after_days: String,
    pub self_paid_quota: String,
    pub models: Vec<String>,
    pub tiers: Vec<String>,
    pub usages: Vec<String>,
    pub visited_from: String,
    pub visited_to: String,
    pub bought_from: String,
    pub bought_to: String,
    pub lock_version: String,
}

impl SurveyForm {
    pub fn is_standing(&self) -> bool {
        self.kind == "standing"
    }

    /// The filter as far as it can be read: for counting while somebody types.
    pub fn filter(&self) -> Filter {
        let day = |raw: &str| parse_day(raw).ok();
        Filter {
            models: self.models.iter().take(MODELS).cloned().collect(),
            tiers: self.tiers.iter().filter_map(|code| Tier::parse(code)).collect(),
            usages: self.usages.iter().filter_map(|code| Usage::parse(code)).collect(),
            visited_from: day(&self.visited_from),
            visited_to: day(&self.visited_to),
            bought_from: day(&self.bought_from),
            bought_to: day(&self.bought_to),
        }
    }

    /// A figure as far as it can be read.
    pub fn figure(raw: &str) -> Option<i32> {
        whole(raw, 0, 365).ok()
    }

    fn check_filter(&self, check: &mut Checker) -> Option<Filter> {
        if self.models.len() > MODELS {
            check.fault("models", Fault::TooMany { max: MODELS });
        }
        let models: Result<Vec<String>, Fault> = self.models.iter().map(|name| text::line(name, 100)).collect();
        let tiers: Result<Vec<Tier>, Fault> = self.tiers.iter().map(|code| Tier::chosen(code)).collect();
        let usages: Result<Vec<Usage>, Fault> = self.usages.iter().map(|code| Usage::chosen(code)).collect();
        for (field, fault) in [
            ("models", models.as_ref().err()),
            ("tiers", tiers.as_ref().err()),
            ("usages", usages.as_ref().err()),
        ] {
            if let Some(fault) = fault {
                check.fault(field, *fault);
            }
        }
        let visited_from = check.optional("visited_from", &self.visited_from, parse_day);
        let visited_to = check.optional("visited_to", &self.visited_to, parse_day);
        let bought_from = check.optional("bought_from", &self.bought_from, parse_day);
        let bought_to = check.optional("bought_to", &self.bought_to, parse_day);
        for (field, from, to) in [
            ("visited_to", visited_from, visited_to),
            ("bought_to", bought_from, bought_to),
        ] {
            if let (Some(Some(from)), Some(Some(to))) = (from, to)
                && to < from
            {
                check.fault(field, Fault::EndBeforeStart);
            }
        }
        Some(Filter {
            models: models.ok()?,
            tiers: tiers.ok()?,
            usages: usages.ok()?,
            visited_from: visited_from?,
            visited_to: visited_to?,
            bought_from: bought_from?,
            bought_to: bought_to?,
        })
    }
}

/// What doesn't fit together: (field, fault).
fn misfits(
    standing: bool,
    (starts_on, ends_on): (Option<NaiveDate>, Option<Option<NaiveDate>>),
    (remind, expire): (Option<i32>, Option<i32>),
) -> Vec<(&'static str, Fault)> {
    let mut misfits = Vec::new();
    if !standing && ends_on == Some(None) {
        misfits.push(("ends_on", Fault::Required));
    }
    if let (Some(from), Some(Some(to))) = (starts_on, ends_on)
        && to < from
    {
        misfits.push(("ends_on", Fault::EndBeforeStart));
    }
    if let (Some(remind), Some(expire)) = (remind, expire)
        && remind >= expire
    {
        let max = i64::from(expire) - 1;
        misfits.push(("remind_after_days", Fault::TooLarge { max }));
    }
    misfits
}

impl Form for SurveyForm {
    type Parsed = Typed;

    fn parse(&self) -> Result<Typed, FieldErrors> {
        let mut check = Checker::of(self);
        let standing = self.is_standing();
        if !standing && self.kind != "one_off" {
            check.fault("kind", Fault::Choice);
        }
        let name = check.required("name", &self.name, |raw| text::line(raw, NAME));
        let questionnaire = check.required("questionnaire", &self.questionnaire, |raw| {
            raw.trim().parse().map_err(|_| Fault::Choice)
        });
        let way = check.required("way", &self.way, Way::chosen);
        let starts_on = check.required("starts_on", &self.starts_on, parse_day);
        let ends_on = check.optional("ends_on", &self.ends_on, parse_day);
        let delay = check.optional("delay_days", &self.delay_days, |raw| whole(raw, 0, 30));
        let cool_off = check.required("cool_off_days", &self.cool_off_days, |raw| whole(raw, 1, 365));
        let remind = check.required("remind_after_days", &self.remind_after_days, |raw| whole(raw, 0, 60));
        let expire = check.required("expire_after_days", &self.expire_after_days, |raw| whole(raw, 1, 90));
        let quota = check.optional("self_paid_quota", &self.self_paid_quota, |raw| whole(raw, 0, 100));
        for (field, fault) in misfits(standing, (starts_on, ends_on), (remind, expire)) {
            check.fault(field, fault);
        }
        let filter = self.check_filter(&mut check);
        let seen = seen(&self.lock_version);
        check.finish(|| {
            Some(Typed {
                standing,
                seen,
                plan: Plan {
                    name: name?,
                    questionnaire: questionnaire?,
                    way: way?,
                    anonymous: !self.anonymous.is_empty(),
                    starts_on: starts_on?,
                    ends_on: ends_on?,
                    delay_days: delay?.unwrap_or_default(),
                    cool_off_days: cool_off?,
                    remind_after_days: remind?,
                    expire_after_days: expire?,
                    self_paid_quota: quota?.filter(|quota| *quota > 0),
                    filter: filter?,
                },
            })
        })
    }
}

/// `POST /surveys/{id}/stop`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct StopForm {
    pub reason: String,
}

impl Form for StopForm {
    type Parsed = String;

    fn parse(&self) -> Result<String, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, NOTE));
        check.finish(|| reason)
    }
}

/// `POST /surveys/invitations/{id}/cancellation`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CancelForm {
    pub reason: String,
    pub lock_version: String,
}

impl Form for CancelForm {
    type Parsed = (String, i32);

    fn parse(&self) -> Result<(String, i32), FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, NOTE));
        let seen = seen(&self.lock_version);
        check.finish(|| Some((reason?, seen)))
    }
}

/// `POST /surveys/{id}/slips`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SlipForm {
    /// The number of a service order or of a sales order, as typed.
    pub order: String,
}

impl Form for SlipForm {
    type Parsed = Option<String>;

    fn parse(&self) -> Result<Option<String>, FieldErrors> {
        let mut check = Checker::of(self);
        let order = check.optional("order", &self.order, |raw| {
            text::line(&text::normalize_width(raw), 40).map(|number| number.to_ascii_uppercase())
        });
        check.finish(|| order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> SurveyForm {
        SurveyForm {
            kind: "one_off".into(),
            name: "冬季用车".into(),
            questionnaire: uuid::Uuid::nil().to_string(),
            way: "email".into(),
            starts_on: "2026-11-22".into(),
            ends_on: "2026-12-22".into(),
            cool_off_days: "３０".into(),
            remind_after_days: "3".into(),
            expire_after_days: "15".into(),
            ..SurveyForm::default()
        }
    }

    fn faults(form: &SurveyForm) -> Vec<String> {
        form.parse().err().unwrap_or_default().into_keys().collect()
    }

    #[test]
    fn what_is_typed_is_read() {
        let read = typed().parse().ok().unwrap();
        assert_eq!((read.standing, read.plan.cool_off_days), (false, 30));
        assert_eq!(read.plan.self_paid_quota, None);
        assert_eq!(read.plan.filter, Filter::default());
    }

    #[test]
    fn a_one_off_ends_and_nobody_is_reminded_after_the_end() {
        let endless = SurveyForm {
            ends_on: String::new(),
            ..typed()
        };
        assert_eq!(faults(&endless), ["ends_on"]);
        assert!(
            faults(&SurveyForm {
                kind: "standing".into(),
                ..endless
            })
            .is_empty()
        );
        assert_eq!(
            faults(&SurveyForm {
                ends_on: "2026-11-21".into(),
                ..typed()
            }),
            ["ends_on"]
        );
        assert_eq!(
            faults(&SurveyForm {
                remind_after_days: "15".into(),
                ..typed()
            }),
            ["remind_after_days"]
        );
    }

    #[test]
    fn nonsense_is_named() {
        let form = SurveyForm {
            kind: "often".into(),
            way: "pigeon".into(),
            tiers: vec!["gold".into(), "tin".into()],
            visited_from: "2026-05-01".into(),
            visited_to: "2026-04-01".into(),
            self_paid_quota: "101".into(),
            ..typed()
        };
        assert_eq!(faults(&form), ["kind", "self_paid_quota", "tiers", "visited_to", "way"]);
        assert_eq!(form.filter().tiers, [Tier::Gold]);
    }
}
