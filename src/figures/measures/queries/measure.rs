//! What figures come to.

use std::collections::BTreeMap;

use chrono::{DateTime, Months, Utc};
use diesel::PgConnection;
use uuid::Uuid;

use super::tallies::{Sum, Tally, Want, tallies};
use crate::figures::measures::model::{
    Asked, Back, Count, Measured, Measures, NOBODY, PersonMeasured, Point, TeamMeasured, Trends, WHOLE, Whose,
};
use crate::figures::rules::{Figure, Grain, Index, Kind, Period, index, light, value};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::values::ids::{StaffId, TeamId};

/// So many months a trend goes back at most.
const LONGEST: u32 = 37;

/// Figures of the period that is asked for, with the one before and a year ago, targets and lights.
pub fn measure(conn: &mut PgConnection, asked: &Asked, figures: &[Figure]) -> Result<Measures, Error> {
    let none = Back {
        grain: asked.period.grain,
        points: 0,
    };
    Ok(overview(conn, asked, figures, none)?.0)
}

/// The points of one figure, the oldest first; the last is the period itself, or the stretch of that length it ends in.
pub fn trend(conn: &mut PgConnection, asked: &Asked, figure: Figure, back: Back) -> Result<Vec<Point>, Error> {
    Ok(trends(conn, asked, &[figure], back)?
        .remove(&figure)
        .unwrap_or_default())
}

/// The points of several figures at once.
pub fn trends(conn: &mut PgConnection, asked: &Asked, figures: &[Figure], back: Back) -> Result<Trends, Error> {
    let periods = periods(asked, back);
    let counts = counts(conn, asked, figures, &periods)?;
    Ok(points(asked, figures, &periods, &counts))
}

/// [`measure`] and [`trends`] together, in two round trips.
pub fn overview(
    conn: &mut PgConnection,
    asked: &Asked,
    figures: &[Figure],
    back: Back,
) -> Result<(Measures, Trends), Error> {
    let three = [asked.period, asked.period.previous(), asked.period.year_ago()];
    let trend = periods(asked, back);
    let all: Vec<Period> = three.iter().chain(&trend).copied().collect();
    let counts = counts(conn, asked, figures, &all)?;
    let measures = figures.iter().map(|figure| {
        let [now, before, year_ago] = three.map(|period| {
            let of = counts.iter().find(|(counted, _)| *counted == period);
            of.map(|(_, counts)| told(asked, *figure, counts)).unwrap_or_default()
        });
        let target = asked.target(*figure, asked.whose, asked.period.to);
        let measured = Measured {
            figure: *figure,
            n: now.count.n,
            sum: now.count.sum,
            value: now.value,
            before: before.value,
            year_ago: year_ago.value,
            target,
            light: light(now.value, target, asked.rules.margin(), figure.direction()),
            small: asked.rules.is_small(now.count.n),
            until: until(asked, *figure, asked.period),
            parts: now.parts,
        };
        (*figure, measured)
    });
    let measures = measures.collect();
    let points = if trend.is_empty() {
        Trends::new()
    } else {
        points(asked, figures, &trend, &counts)
    };
    Ok((measures, points))
}

/// Up to when the data of a figure counts.
pub fn until(asked: &Asked, figure: Figure, period: Period) -> DateTime<Utc> {
    let day = match figure.kind() {
        Kind::State => period.as_of(asked.today),
        Kind::Flow | Kind::Derived => period.to,
    };
    let over = times::start_of(day.succ_opt().unwrap_or(day));
    over.min(asked.now)
}

/// Several figures person by person, those with most cases first.
pub fn by_people(
    conn: &mut PgConnection,
    asked: &Asked,
    figures: &[Figure],
) -> Result<BTreeMap<Figure, Vec<PersonMeasured>>, Error> {
    let wanted = asked.ids();
    let tallies = each(conn, asked, figures)?;
    let measured = figures.iter().zip(tallies).map(|(figure, tally)| {
        let within = |person: &Uuid| wanted.as_ref().is_none_or(|wanted| wanted.contains(person));
        let mut people: Vec<PersonMeasured> = tally
            .into_iter()
            .filter(|(person, count)| count.n > 0 && within(person))
            .map(|(person, count)| of_person(asked, *figure, person, count))
            .collect();
        people.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.name.cmp(&b.name)));
        (*figure, people)
    });
    Ok(measured.collect())
}

fn of_person(asked: &Asked, figure: Figure, person: Uuid, count: Count) -> PersonMeasured {
    let id = (person != NOBODY).then(|| StaffId::from(person));
    let known = id.and_then(|id| asked.person(id));
    let value = value(count.n, count.sum);
    let target = id.and_then(|id| asked.target(figure, Whose::Person(id), asked.period.to));
    PersonMeasured {
        person: id,
        name: known.map(|known| known.name.clone()).unwrap_or_default(),
        team: known.and_then(|known| known.team),
        n: count.n,
        sum: count.sum,
        value,
        target,
        light: light(value, target, asked.rules.margin(), figure.direction()),
        small: asked.rules.is_small(count.n),
    }
}

/// One figure person by person.
pub fn by_person(conn: &mut PgConnection, asked: &Asked, figure: Figure) -> Result<Vec<PersonMeasured>, Error> {
    Ok(by_people(conn, asked, &[figure])?.remove(&figure).unwrap_or_default())
}

/// One figure team by team: the people of a team as they are today.
pub fn by_team(conn: &mut PgConnection, asked: &Asked, figure: Figure) -> Result<Vec<TeamMeasured>, Error> {
    Ok(teams(asked, figure, &by_person(conn, asked, figure)?))
}

/// The teams of people whose figure is known.
pub fn teams(asked: &Asked, figure: Figure, people: &[PersonMeasured]) -> Vec<TeamMeasured> {
    let mut counts: BTreeMap<Option<TeamId>, Count> = BTreeMap::new();
    for person in people {
        let count = counts.entry(person.team).or_default();
        count.n += person.n;
        count.sum += person.sum;
    }
    let mut teams: Vec<TeamMeasured> = counts
        .into_iter()
        .map(|(team, count)| {
            let value = value(count.n, count.sum);
            let target = team.and_then(|team| asked.target(figure, Whose::Team(team), asked.period.to));
            TeamMeasured {
                team,
                n: count.n,
                sum: count.sum,
                value,
                target,
                light: light(value, target, asked.rules.margin(), figure.direction()),
                small: asked.rules.is_small(count.n),
            }
        })
        .collect();
    teams.sort_by_key(|team| std::cmp::Reverse(team.n));
    teams
}

fn each(conn: &mut PgConnection, asked: &Asked, figures: &[Figure]) -> Result<Vec<Tally>, Error> {
    if asked.fault.is_some() {
        return Ok(vec![Tally::new(); figures.len()]);
    }
    let wants: Vec<Option<Want>> = figures
        .iter()
        .map(|figure| (figure.kind() != Kind::Derived).then(|| want(asked, *figure, asked.period)))
        .collect();
    let asked_for: Vec<Want> = wants.iter().flatten().copied().collect();
    let mut found = tallies(conn, asked.store, asked.now, &asked_for, &Sum::Each)?.into_iter();
    Ok(wants
        .iter()
        .map(|want| want.and_then(|_| found.next()).unwrap_or_default())
        .collect())
}

type Counts = Vec<(Period, BTreeMap<Figure, Count>)>;

/// What the figures, or what they follow from, come to in each of the periods.
fn counts(conn: &mut PgConnection, asked: &Asked, figures: &[Figure], periods: &[Period]) -> Result<Counts, Error> {
    if asked.fault.is_some() || periods.is_empty() {
        return Ok(Counts::new());
    }
    let mut counted: Vec<Figure> = figures
        .iter()
        .flat_map(|figure| match figure {
            Figure::Loyalty => asked.rules.weights().map(|(part, _)| part).to_vec(),
            figure => vec![*figure],
        })
        .collect();
    counted.sort_unstable();
    counted.dedup();
    let mut days: Vec<Period> = Vec::new();
    for period in periods {
        if !days.contains(period) {
            days.push(*period);
        }
    }
    let wants: Vec<Want> = days
        .iter()
        .flat_map(|period| counted.iter().map(|figure| want(asked, *figure, *period)))
        .collect();
    let sum = asked.ids().map_or(Sum::Whole, Sum::Of);
    let mut found = tallies(conn, asked.store, asked.now, &wants, &sum)?.into_iter();
    Ok(days
        .into_iter()
        .map(|period| {
            let counts = counted.iter().map(|figure| {
                let tally = found.next().unwrap_or_default();
                (*figure, tally.get(&WHOLE).copied().unwrap_or_default())
            });
            (period, counts.collect())
        })
        .collect())
}

fn want(asked: &Asked, figure: Figure, period: Period) -> Want {
    let day = period.as_of(asked.today);
    let (first, last) = match figure.kind() {
        Kind::State => (day, day),
        Kind::Flow | Kind::Derived => (period.from, period.to),
    };
    Want { figure, first, last }
}

/// What a figure comes to.
#[derive(Clone, Debug, Default)]
struct Told {
    count: Count,
    value: Option<f64>,
    parts: Vec<(Figure, u32, Option<f64>)>,
}

fn told(asked: &Asked, figure: Figure, counts: &BTreeMap<Figure, Count>) -> Told {
    let of = |figure: &Figure| counts.get(figure).copied().unwrap_or_default();
    if figure != Figure::Loyalty {
        let count = of(&figure);
        return Told {
            count,
            value: value(count.n, count.sum),
            parts: Vec::new(),
        };
    }
    let weights = asked.rules.weights();
    let parts = weights.map(|(part, weight)| {
        let count = of(&part);
        (part, weight, value(count.n, count.sum))
    });
    let counting = weights.iter().filter(|(_, weight)| *weight > 0);
    Told {
        count: Count {
            n: counting.map(|(part, _)| of(part).n).min().unwrap_or_default(),
            sum: 0,
        },
        value: index(&parts.map(|(_, weight, value)| Index { weight, value })),
        parts: parts.to_vec(),
    }
}

/// The periods of a trend: those of that length, up to the last day that is asked for.
fn periods(asked: &Asked, back: Back) -> Vec<Period> {
    if back.points == 0 {
        return Vec::new();
    }
    let last = if back.grain == asked.period.grain {
        asked.period
    } else {
        match back.grain {
            Grain::Custom => asked.period,
            grain => Period::of(grain, asked.period.to, asked.period.to).unwrap_or(asked.period),
        }
    };
    // Nothing is kept of what is longer ago.
    let earliest = asked
        .today
        .checked_sub_months(Months::new(LONGEST))
        .unwrap_or(asked.today);
    let mut periods = last.back(back.points);
    periods.retain(|period| period.end >= earliest || *period == last);
    periods
}

fn points(
    asked: &Asked,
    figures: &[Figure],
    periods: &[Period],
    counts: &[(Period, BTreeMap<Figure, Count>)],
) -> Trends {
    let of = |figure: Figure| {
        let point = |period: &Period| {
            let counted = counts.iter().find(|(counted, _)| counted == period);
            let told = counted
                .map(|(_, counts)| told(asked, figure, counts))
                .unwrap_or_default();
            Point {
                period: *period,
                n: told.count.n,
                sum: told.count.sum,
                value: told.value,
                target: asked.target(figure, asked.whose, period.to),
                small: asked.rules.is_small(told.count.n),
            }
        };
        periods.iter().map(point).collect()
    };
    figures.iter().map(|figure| (*figure, of(*figure))).collect()
}
