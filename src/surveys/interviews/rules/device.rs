//! A device answers a poster once a day: what its browser keeps of that.

use chrono::NaiveDate;

use crate::values::ids::SurveyId;

/// So many surveys of a day are kept.
const KEPT: usize = 8;

fn on(day: NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}

fn named(survey: SurveyId) -> String {
    survey.uuid().simple().to_string()
}

/// The surveys that were answered on this day, as they are kept: `20261122_…_…`.
fn of_day(kept: &str, day: NaiveDate) -> Vec<String> {
    let mut parts = kept.split('_');
    if parts.next() == Some(on(day).as_str()) {
        parts.map(str::to_owned).collect()
    } else {
        Vec::new()
    }
}

/// Whether this survey was answered on this day from the device that kept this.
pub fn has_answered(kept: &str, day: NaiveDate, survey: SurveyId) -> bool {
    of_day(kept, day).contains(&named(survey))
}

/// What the device keeps once it has answered this survey too; what was on another day is dropped.
pub fn with_answered(kept: &str, day: NaiveDate, survey: SurveyId) -> String {
    let mut surveys = of_day(kept, day);
    surveys.retain(|known| *known != named(survey));
    surveys.insert(0, named(survey));
    surveys.truncate(KEPT);
    format!("{}_{}", on(day), surveys.join("_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_answers_once_a_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let (one, other) = (SurveyId::new(), SurveyId::new());
        let kept = with_answered("", day("2026-11-22"), one);
        assert!(has_answered(&kept, day("2026-11-22"), one));
        assert!(!has_answered(&kept, day("2026-11-22"), other));
        assert!(!has_answered(&kept, day("2026-11-23"), one), "the next day anew");
        let both = with_answered(&kept, day("2026-11-22"), other);
        assert!(has_answered(&both, day("2026-11-22"), one) && has_answered(&both, day("2026-11-22"), other));
        assert!(!has_answered(
            &with_answered(&both, day("2026-11-23"), one),
            day("2026-11-23"),
            other
        ));
        assert!(!has_answered("nonsense", day("2026-11-22"), one));
        let many = (0..20).fold(String::new(), |kept, _| {
            with_answered(&kept, day("2026-11-22"), SurveyId::new())
        });
        assert!(many.len() < 400, "a cookie stays small");
    }
}
