//! Everything the dashboard is made of, from the rooms that know it.

use chrono::{DateTime, Utc};
use diesel::PgConnection;

use super::model::{Grid, Loaded, More, concerns, people};
use super::rules::{points, quarters};
use crate::access::{Actor, Permission};
use crate::figures::groups;
use crate::figures::measures::model::{Asked, Back, Measures, Trends, Wish};
use crate::figures::measures::queries as counted;
use crate::figures::rules::Figure;
use crate::figures::settings::FigureSettings;
use crate::figures::watch::model::{Attention, Cohort, OfCategory, Today};
use crate::figures::watch::queries as watch;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings;
use crate::platform::vault::Vault;
use crate::sales::opportunities;
use crate::values::ids::StoreId;

/// So many rows of each concern are looked at; the most urgent of them are shown.
const EACH: i64 = 4;

/// Whose figures of which days: one question.
pub fn ask(conn: &mut PgConnection, wish: &Wish) -> Result<Asked, Error> {
    counted::ask(conn, wish)
}

/// The first screen.
pub fn load(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    wish: &Wish,
    figure: Figure,
) -> Result<Loaded, Error> {
    let asked = ask(conn, wish)?;
    if asked.fault.is_some() {
        return Ok(Loaded {
            asked,
            measures: Measures::default(),
            trends: Trends::default(),
            people: Vec::new(),
            attention: Attention::default(),
            today: Today::default(),
        });
    }
    let back = Back {
        grain: asked.period.grain,
        points: points(asked.period.grain),
    };
    let (measures, trends) = counted::overview(conn, &asked, Figure::SHOWN, back)?;
    Ok(Loaded {
        measures,
        trends,
        people: counted::by_person(conn, &asked, figure)?,
        attention: attend(conn, vault, actor, &asked)?,
        today: watch::today(conn, actor.store, asked.now)?,
        asked,
    })
}

/// What needs somebody: two questions.
fn attend(conn: &mut PgConnection, vault: &Vault, actor: &Actor, asked: &Asked) -> Result<Attention, Error> {
    let whose = people(asked);
    let mut told = concerns(actor);
    told.retain(|concern| whose.is_none() || concern.has_owner());
    let rules = opportunities::queries::limits(conn, actor.store)?;
    watch::attention(conn, vault, actor.store, &told, &whose, &rules, (EACH, asked.now))
}

/// What needs somebody, with whose figures of which days were asked for.
pub fn attention(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    wish: &Wish,
) -> Result<(Asked, Attention), Error> {
    let asked = ask(conn, wish)?;
    let found = match asked.fault {
        Some(_) => Attention::default(),
        None => attend(conn, vault, actor, &asked)?,
    };
    Ok((asked, found))
}

/// How far the leads of the period came.
pub fn funnel(conn: &mut PgConnection, wish: &Wish) -> Result<(Asked, Vec<u32>), Error> {
    let asked = ask(conn, wish)?;
    let days = (asked.period.from, asked.period.to);
    let counts = match asked.fault {
        Some(_) => Vec::new(),
        None => watch::funnel(conn, asked.store, days, &people(&asked))?,
    };
    Ok((asked, counts))
}

/// What the complaints of the period are about.
pub fn complaints(conn: &mut PgConnection, wish: &Wish) -> Result<(Asked, Vec<OfCategory>), Error> {
    let asked = ask(conn, wish)?;
    let days = (asked.period.from, asked.period.to);
    let groups = match asked.fault {
        Some(_) => Vec::new(),
        None => watch::complaints_by_category(conn, asked.store, days, &people(&asked))?,
    };
    Ok((asked, groups))
}

/// From how many cases on a share is told without reserve, and the cars of the last quarters.
pub fn cohorts(conn: &mut PgConnection, store: StoreId, now: DateTime<Utc>) -> Result<(i64, Vec<Cohort>), Error> {
    let rules = settings::load::<FigureSettings>(conn, store)?.value;
    let days = quarters(times::day_of(now));
    Ok((i64::from(rules.small), watch::cohorts(conn, store, days)?))
}

/// How many customers stand in which group.
pub fn grid(conn: &mut PgConnection, actor: &Actor, now: DateTime<Utc>) -> Result<Grid, Error> {
    let mut grid = Grid::default();
    for cell in groups::queries::grid(conn, actor.customers(), actor.store, now)? {
        *grid.entry((cell.rfm_group, cell.scenario)).or_default() += cell.n;
    }
    Ok(grid)
}

/// What the workbook holds besides the first screen.
pub fn more(conn: &mut PgConnection, actor: &Actor, asked: &Asked) -> Result<More, Error> {
    if asked.fault.is_some() {
        return Ok(More::default());
    }
    let days = (asked.period.from, asked.period.to);
    let whose = people(asked);
    Ok(More {
        funnel: if actor.may(Permission::SeeSalesOverview) {
            watch::funnel(conn, asked.store, days, &whose)?
        } else {
            Vec::new()
        },
        complaints: watch::complaints_by_category(conn, asked.store, days, &whose)?,
        cohorts: watch::cohorts(conn, asked.store, quarters(asked.today))?,
    })
}
