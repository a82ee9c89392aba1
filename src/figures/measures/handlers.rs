//! HTTP of figures.

use actix_web::web::Path;

use super::forms::RowsQuery;
use super::model::{Back, Cases, Part};
use super::queries::{self, LIST, Rows};
use super::views::{Detail, FigurePage, ListPage};
use crate::figures::rules::{Figure, Grain};
use crate::platform::error::Error;
use crate::platform::web::{Answer, Cx, Query};

/// How many points a trend has.
const POINTS: usize = 12;

/// `GET /figures`
pub async fn list(cx: Cx, query: Query<RowsQuery>) -> Answer {
    let wish = query.asked().wish(cx.actor()?, cx.now);
    let (asked, measures) = cx
        .read(move |conn| {
            let asked = queries::ask(conn, &wish)?;
            let measures = queries::measure(conn, &asked, Figure::SHOWN)?;
            Ok((asked, measures))
        })
        .await?;
    cx.show(&ListPage::new(&cx, &query, &asked, &measures)?)
}

/// `GET /figures/{code}`: what a figure means, how it stands, and the rows it is counted from.
pub async fn show(cx: Cx, code: Path<String>, query: Query<RowsQuery>) -> Answer {
    let figure = Figure::parse(&code).ok_or(Error::NotFound)?;
    let actor = cx.actor()?.clone();
    let (wish, vault) = (query.asked().wish(&actor, cx.now), cx.db().vault().clone());
    let (part, after) = (query.part(), query.after.clone());
    let detail = cx
        .read(move |conn| {
            let asked = queries::ask(conn, &wish)?;
            let grain = match asked.period.grain {
                Grain::Custom => Grain::Month,
                grain => grain,
            };
            let back = Back { grain, points: POINTS };
            let (mut measures, mut trends) = queries::overview(conn, &asked, &[figure], back)?;
            let people = if asked.only_own || figure == Figure::Loyalty {
                Vec::new()
            } else {
                queries::by_person(conn, &asked, figure)?
            };
            let rows = Rows {
                figure,
                part,
                after: &after,
                limit: LIST,
            };
            let cases = match part {
                _ if figure == Figure::Loyalty => Cases::default(),
                Part::Against if figure != Figure::Nps => Cases::default(),
                _ => queries::cases(conn, &vault, &asked, &actor, rows)?,
            };
            Ok(Detail {
                measured: measures.remove(&figure).ok_or(Error::NotFound)?,
                points: trends.remove(&figure).unwrap_or_default(),
                asked,
                people,
                cases,
            })
        })
        .await?;
    cx.show(&FigurePage::new(&cx, &query, figure, &detail))
}
