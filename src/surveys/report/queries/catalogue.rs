//! What there is to report on.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Date, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::Deserialize;
use serde_json::Value;

use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings::{self, Setting};
use crate::surveys::programmes::settings::SurveySettings;
use crate::surveys::report::model::{Asked, Catalogue, Colleague, Edition, InBoth, Named, Survey, Version};
use crate::surveys::report::rules::Days;
use crate::values::ids::{ModelId, StoreId, SurveyId};

#[derive(Deserialize)]
struct Found {
    surveys: Vec<Survey>,
    survey: Option<Survey>,
    versions: Vec<Version>,
    questions: Vec<Asked>,
    people: Vec<Colleague>,
    models: Vec<Named<ModelId>>,
    settings: Option<Value>,
    open: InBoth,
    months: InBoth,
}

#[derive(QueryableByName)]
struct Answered {
    #[diesel(sql_type = Jsonb)]
    catalogue: Value,
}

/// The survey that is asked for, or the one answered last; the versions that are asked for; what one may choose from.
pub fn catalogue(
    conn: &mut PgConnection,
    store: StoreId,
    survey: Option<SurveyId>,
    edition: Edition,
    days: Days,
    now: DateTime<Utc>,
) -> Result<Catalogue, Error> {
    let last: NaiveDate = days.last.min(times::day_of(now));
    let until = times::start_of(days.last.succ_opt().unwrap_or(days.last));
    let answered: Answered = diesel::sql_query(include_str!("../catalogue.sql"))
        .bind::<SqlUuid, _>(store)
        .bind::<Nullable<SqlUuid>, _>(survey)
        .bind::<Date, _>(days.first)
        .bind::<Date, _>(last)
        .bind::<Timestamptz, _>(times::start_of(days.first))
        .bind::<Timestamptz, _>(until)
        .bind::<Text, _>(SurveySettings::KEY)
        .get_result(conn)?;
    let found: Found = serde_json::from_value(answered.catalogue).map_err(Error::internal)?;
    let chosen = chosen(&found.versions, edition);
    let questions = found
        .questions
        .into_iter()
        .filter(|question| chosen.iter().any(|version| version.id == question.version))
        .collect();
    Ok(Catalogue {
        surveys: found.surveys,
        survey: found.survey,
        versions: found.versions,
        chosen,
        questions,
        people: found.people,
        models: found.models,
        small: i64::from(settings::of_value::<SurveySettings>(found.settings)?.small_n),
        open: found.open,
        months: found.months,
    })
}

/// Of versions, the newest first: those that are asked for, or else the newest that was answered.
fn chosen(versions: &[Version], edition: Edition) -> Vec<Version> {
    let newest = || -> Vec<Version> {
        let answered = versions.iter().find(|version| version.answered);
        answered.or(versions.first()).cloned().into_iter().collect()
    };
    match edition {
        Edition::Newest => newest(),
        Edition::One(id) => match versions.iter().find(|version| version.id == id) {
            Some(version) => vec![version.clone()],
            None => newest(),
        },
        Edition::All => {
            let answered: Vec<Version> = versions.iter().filter(|version| version.answered).cloned().collect();
            if answered.is_empty() { newest() } else { answered }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::ids::QuestionnaireVersionId;

    #[test]
    fn versions_are_never_mixed_unless_somebody_says_so() {
        let version = |number, answered| Version {
            id: QuestionnaireVersionId::new(),
            number,
            answered,
        };
        let all = [version(3, false), version(2, true), version(1, true)];
        let numbers = |edition| -> Vec<i32> { chosen(&all, edition).iter().map(|version| version.number).collect() };
        assert_eq!(numbers(Edition::Newest), [2]);
        assert_eq!(numbers(Edition::One(all[2].id)), [1]);
        assert_eq!(
            numbers(Edition::One(QuestionnaireVersionId::new())),
            [2],
            "of another survey"
        );
        assert_eq!(numbers(Edition::All), [2, 1]);
        assert_eq!(chosen(&all[..1], Edition::All).len(), 1, "nobody answered: the newest");
        assert!(chosen(&[], Edition::Newest).is_empty());
    }
}
