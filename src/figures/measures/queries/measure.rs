//! What figures come to.

use std::collections::BTreeMap;

use diesel::PgConnection;

use crate::figures::measures::model::{Asked, Back, Measures, PersonMeasured, Point, TeamMeasured};
use crate::figures::rules::Figure;
use crate::platform::error::Error;

/// Figures of the period that is asked for, with the one before and a year ago, targets and lights.
pub fn measure(conn: &mut PgConnection, asked: &Asked, figures: &[Figure]) -> Result<Measures, Error> {
    todo!()
}

/// The points of one figure, the oldest first; the last is the period itself.
pub fn trend(conn: &mut PgConnection, asked: &Asked, figure: Figure, back: Back) -> Result<Vec<Point>, Error> {
    Ok(trends(conn, asked, &[figure], back)?.remove(&figure).unwrap_or_default())
}

/// The points of several figures at once.
pub fn trends(
    conn: &mut PgConnection,
    asked: &Asked,
    figures: &[Figure],
    back: Back,
) -> Result<BTreeMap<Figure, Vec<Point>>, Error> {
    todo!()
}

/// One figure person by person, those with most rows first.
pub fn by_person(conn: &mut PgConnection, asked: &Asked, figure: Figure) -> Result<Vec<PersonMeasured>, Error> {
    Ok(by_people(conn, asked, &[figure])?.remove(&figure).unwrap_or_default())
}

/// Several figures person by person.
pub fn by_people(
    conn: &mut PgConnection,
    asked: &Asked,
    figures: &[Figure],
) -> Result<BTreeMap<Figure, Vec<PersonMeasured>>, Error> {
    todo!()
}

/// One figure team by team.
pub fn by_team(conn: &mut PgConnection, asked: &Asked, figure: Figure) -> Result<Vec<TeamMeasured>, Error> {
    todo!()
}
