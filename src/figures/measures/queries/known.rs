//! Whose figures there are, what they are to reach, and the rules of the store.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Jsonb, Text, Uuid as SqlUuid};
use serde::Deserialize;

use crate::figures::measures::model::{Asked, Person, Target, Team, Whose, Wish};
use crate::figures::rules::{Fault, Grain, Period};
use crate::figures::settings::FigureSettings;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings::{Setting, of_value};

const KNOWN: &str = "SELECT jsonb_build_object( \
    'people', (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'team', s.team_id, \
        'here', s.disabled_at IS NULL) ORDER BY s.name, s.username), '[]') \
        FROM staff s WHERE s.store_id = $1 AND (NOT $4 OR s.id = $2)), \
    'teams', (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'name_en', t.name_en) \
        ORDER BY t.name), '[]') FROM teams t WHERE t.store_id = $1), \
    'targets', (SELECT COALESCE(jsonb_agg(jsonb_build_object('figure', g.figure, 'team', g.team_id, 'person', g.staff_id, \
        'from', g.from_on, 'tenths', g.target)), '[]') FROM figure_targets g WHERE g.store_id = $1 AND g.removed_at IS NULL), \
    'rules', (SELECT value FROM settings WHERE store_id = $1 AND key = $3)) AS known";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Jsonb)]
    known: serde_json::Value,
}

#[derive(Deserialize)]
struct Known {
    people: Vec<Person>,
    teams: Vec<Team>,
    targets: Vec<Target>,
    rules: Option<serde_json::Value>,
}

/// What is asked for, once it is known whether there is such a team or person; with whom to choose from, the targets and
/// the rules. One round trip.
pub fn ask(conn: &mut PgConnection, wish: &Wish) -> Result<Asked, Error> {
    let row: Row = diesel::sql_query(KNOWN)
        .bind::<SqlUuid, _>(wish.store)
        .bind::<SqlUuid, _>(wish.actor)
        .bind::<Text, _>(FigureSettings::KEY)
        .bind::<Bool, _>(wish.only_own)
        .get_result(conn)?;
    let known: Known = serde_json::from_value(row.known).map_err(Error::internal)?;
    let today = times::day_of(wish.now);
    let (from, end) = Grain::Month.around(today);
    let usual = Period {
        grain: Grain::Month,
        from,
        to: today,
        end,
    };
    let whose = whose(wish, &known);
    Ok(Asked {
        store: wish.store,
        whose: whose.unwrap_or(if wish.only_own {
            Whose::Person(wish.actor)
        } else {
            Whose::Store
        }),
        only_own: wish.only_own,
        period: wish.period.unwrap_or(usual),
        now: wish.now,
        today,
        fault: wish.period.err().or(whose.err()),
        people: known.people,
        teams: known.teams,
        targets: known.targets,
        rules: of_value(known.rules)?,
    })
}

fn whose(wish: &Wish, known: &Known) -> Result<Whose, Fault> {
    if wish.other_store {
        return Err(Fault::UnknownStore);
    }
    let person = wish.person.transpose()?;
    let team = wish.team.transpose()?;
    if let Some(id) = person {
        let found = known.people.iter().find(|person| person.id == id);
        return match found {
            Some(person) if team.is_none_or(|team| person.team == Some(team)) => Ok(Whose::Person(id)),
            _ => Err(Fault::UnknownPerson),
        };
    }
    match team {
        Some(_) if wish.only_own => Err(Fault::UnknownTeam),
        Some(id) if known.teams.iter().any(|team| team.id == id) => Ok(Whose::Team(id)),
        Some(_) => Err(Fault::UnknownTeam),
        None if wish.only_own => Ok(Whose::Person(wish.actor)),
        None => Ok(Whose::Store),
    }
}
