//! What the report is made of.

use std::collections::HashMap;

use crate::complaints::analysis::queries::Figures as Complaints;
use crate::figures::measures::model::{Asked, Measures, Trends};
use crate::figures::reports::awards::model::Award;
use crate::figures::reports::awards::queries::Boards;
use crate::figures::reports::month::Month;
use crate::sales::overview::model::Totals;
use crate::surveys::report::rules::Tally;
use crate::values::ids::{QuestionnaireVersionId, StaffId, SurveyId};

/// What one version of a survey was answered in the month.
#[derive(Clone, Debug)]
pub struct SurveyLine {
    pub survey: SurveyId,
    pub name: String,
    pub version: QuestionnaireVersionId,
    pub number: i32,
    pub n: i64,
    pub overall: Tally,
    pub nps: Tally,
}

/// The figures of the month.
pub struct Report {
    pub month: Month,
    pub asked: Asked,
    pub measures: Measures,
    pub trends: Trends,
    pub boards: Boards,
    /// None for whom the funnel of sales isn't meant.
    pub funnel: Option<Totals>,
    pub complaints: Complaints,
    pub surveys: Vec<SurveyLine>,
    pub awards: Vec<Award>,
    pub names: HashMap<StaffId, String>,
}
