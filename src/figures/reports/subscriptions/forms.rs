//! What the form of a subscription holds.

use serde::Deserialize;
use validator::Validate;

use super::model::NewSubscription;
use super::rules::{Language, Plan, Rhythm, Topic};
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::fault::Fault;

#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SubscriptionForm {
    pub person: String,
    pub report: String,
    pub rhythm: String,
    pub weekday: String,
    pub day: String,
    pub hour: String,
    pub language: String,
    pub lock_version: String,
}

fn within(raw: &str, most: u32, least: u32) -> Result<u32, Fault> {
    let number: u32 = raw.trim().parse().map_err(|_| Fault::Choice)?;
    if (least..=most).contains(&number) {
        Ok(number)
    } else {
        Err(Fault::Choice)
    }
}

impl Form for SubscriptionForm {
    type Parsed = NewSubscription;

    fn parse(&self) -> Result<NewSubscription, FieldErrors> {
        let mut check = Checker::of(self);
        let person = check.required("person", &self.person, |raw| raw.parse().map_err(|_| Fault::Choice));
        let topic = check.required("report", &self.report, Topic::chosen);
        let rhythm = check.required("rhythm", &self.rhythm, Rhythm::chosen);
        let day = match rhythm {
            Some(Rhythm::Weekly) => check.required("weekday", &self.weekday, |raw| within(raw, 7, 1)),
            Some(Rhythm::Monthly) => check.required("day", &self.day, |raw| within(raw, 28, 1)),
            None => None,
        };
        let hour = check.required("hour", &self.hour, |raw| within(raw, 23, 0));
        let language = check.required("language", &self.language, Language::chosen);
        check.finish(|| {
            Some(NewSubscription {
                person: person?,
                topic: topic?,
                plan: Plan {
                    rhythm: rhythm?,
                    day: day?,
                    hour: hour?,
                },
                language: language?,
                seen: self.lock_version.parse().unwrap_or_default(),
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        (name == "report_subscriptions_once").then_some(("person", Fault::Taken))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::ids::StaffId;

    fn form(rhythm: &str, weekday: &str, day: &str, hour: &str) -> SubscriptionForm {
        SubscriptionForm {
            person: StaffId::new().to_string(),
            report: "management".into(),
            rhythm: rhythm.into(),
            weekday: weekday.into(),
            day: day.into(),
            hour: hour.into(),
            language: "zh".into(),
            lock_version: String::new(),
        }
    }

    #[test]
    fn the_day_goes_with_the_rhythm() {
        let plan = |form: SubscriptionForm| form.parse().map(|new| (new.plan.day, new.plan.hour));
        assert_eq!(plan(form("weekly", "1", "28", "8")), Ok((1, 8)));
        assert_eq!(plan(form("monthly", "", "28", "0")), Ok((28, 0)));
        assert!(plan(form("weekly", "8", "", "8")).unwrap_err().contains_key("weekday"));
        assert!(plan(form("monthly", "", "29", "8")).unwrap_err().contains_key("day"));
        assert!(plan(form("monthly", "", "1", "24")).unwrap_err().contains_key("hour"));
        assert!(plan(form("daily", "1", "1", "8")).unwrap_err().contains_key("rhythm"));
    }
}
