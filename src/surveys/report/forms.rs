//! What the report's addresses and forms hold.

use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::model::{Edition, Narrow};
use super::rules::{Days, Dimension, Fault, Period, Remarks, bounds};
use crate::customers::rules::Tier;
use crate::platform::error::FieldErrors;
use crate::platform::web::narrow::Narrowed;
use crate::platform::web::{Checker, Form};
use crate::surveys::rules::Way;
use crate::values::date::parse_day;
use crate::values::ids::{ModelId, StaffId, SurveyId};
use crate::values::text;

/// Where the report is.
pub const PATH: &str = "/surveys/report";
/// The longest reason for an export.
const REASON: usize = 200;
/// What stands in an address for answers of which something isn't known.
pub const UNKNOWN: &str = "none";

/// The filters of the report, as they stand in its address: what can't be read counts as not said.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReportQuery {
    pub survey: String,
    /// The id of a version, `all`, or nothing for the newest.
    pub version: String,
    pub period: String,
    pub from: String,
    pub to: String,
    pub advisor: String,
    pub technician: String,
    pub model: String,
    pub tier: String,
    pub way: String,
    pub remarks: String,
    /// Of the export.
    pub with_remarks: String,
    pub reason: String,
}

/// What is taken out of the portal, and what for.
#[derive(Clone, Debug)]
pub struct Export {
    pub query: ReportQuery,
    /// With what customers wrote.
    pub reason: Option<String>,
}

impl Form for ReportQuery {
    type Parsed = Export;

    fn parse(&self) -> Result<Export, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = if self.wants_remarks() {
            check
                .required("reason", &self.reason, |raw| text::line(raw, REASON))
                .map(Some)
        } else {
            Some(None)
        };
        check.finish(|| {
            Some(Export {
                query: self.clone(),
                reason: reason?,
            })
        })
    }
}

impl ReportQuery {
    pub fn survey(&self) -> Option<SurveyId> {
        self.survey.parse().ok()
    }

    pub fn edition(&self) -> Edition {
        match self.version.as_str() {
            "all" => Edition::All,
            id => id.parse().map_or(Edition::Newest, Edition::One),
        }
    }

    pub fn period(&self) -> Period {
        Period::parse(&self.period).unwrap_or(Period::Year)
    }

    pub fn remarks(&self) -> Remarks {
        Remarks::parse(&self.remarks).unwrap_or(Remarks::All)
    }

    pub fn days(&self, today: NaiveDate) -> (Days, Option<Fault>) {
        bounds(
            self.period(),
            parse_day(&self.from).ok(),
            parse_day(&self.to).ok(),
            today,
        )
    }

    /// Whether the days were typed.
    pub fn typed_days(&self) -> bool {
        parse_day(&self.from).is_ok() || parse_day(&self.to).is_ok()
    }

    pub fn raw(&self, dimension: Dimension) -> &str {
        match dimension {
            Dimension::Advisor => &self.advisor,
            Dimension::Technician => &self.technician,
            Dimension::Model => &self.model,
            Dimension::Tier => &self.tier,
            Dimension::Way => &self.way,
        }
    }

    pub fn narrow(&self) -> Narrow {
        let values = Dimension::ALL.iter().filter_map(|dimension| {
            let raw = self.raw(*dimension);
            let value = match (raw, dimension) {
                ("", _) => None,
                (UNKNOWN, _) => Some(String::new()),
                (_, Dimension::Advisor | Dimension::Technician) => raw.parse::<StaffId>().ok().map(|id| id.to_string()),
                (_, Dimension::Model) => raw.parse::<ModelId>().ok().map(|id| id.to_string()),
                (_, Dimension::Tier) => Tier::parse(raw).map(|tier| tier.code().to_owned()),
                (_, Dimension::Way) => Way::parse(raw).map(|way| way.code().to_owned()),
            };
            Some((*dimension, value?))
        });
        Narrow::new(values)
    }

    /// Of the export: with what customers wrote.
    pub fn wants_remarks(&self) -> bool {
        !self.with_remarks.is_empty()
    }
}

impl Narrowed for ReportQuery {
    const PATH: &'static str = PATH;

    fn all(&self) -> Vec<(&'static str, &String)> {
        vec![
            ("survey", &self.survey),
            ("version", &self.version),
            ("period", &self.period),
            ("from", &self.from),
            ("to", &self.to),
            ("advisor", &self.advisor),
            ("technician", &self.technician),
            ("model", &self.model),
            ("tier", &self.tier),
            ("way", &self.way),
            ("remarks", &self.remarks),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be_read_narrows_nothing() {
        let query = ReportQuery {
            advisor: "somebody".into(),
            tier: "gold".into(),
            way: "none".into(),
            version: "all".into(),
            ..ReportQuery::default()
        };
        let narrow = query.narrow();
        assert_eq!(narrow.value(Dimension::Advisor), None);
        assert_eq!(narrow.value(Dimension::Tier), Some("gold"));
        assert_eq!(narrow.value(Dimension::Way), Some(""), "not known");
        assert_eq!(narrow.only(), None);
        assert_eq!(query.edition(), Edition::All);
        assert_eq!(ReportQuery::default().edition(), Edition::Newest);
    }

    #[test]
    fn what_customers_wrote_leaves_the_house_for_a_reason() {
        let query = |with: &str, reason: &str| ReportQuery {
            with_remarks: with.into(),
            reason: reason.into(),
            ..ReportQuery::default()
        };
        assert_eq!(query("", "").parse().unwrap().reason, None);
        assert!(query("1", " ").parse().is_err());
        assert_eq!(
            query("1", "季度会议").parse().unwrap().reason.as_deref(),
            Some("季度会议")
        );
    }
}
