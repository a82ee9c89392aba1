//! What is printed.

use actix_web::web::Path;

use super::desk::day;
use crate::platform::web::{Answer, Cx};
use crate::reception::views::{Paper, SlipPage};
use crate::values::ids::VisitId;
use crate::visits;

/// `GET /reception/paper`
pub async fn paper(cx: Cx) -> Answer {
    let day = day(&cx).await?;
    cx.show(&Paper::new(&cx, &day)?)
}

/// `GET /visits/{id}/slip`
pub async fn slip(cx: Cx, id: Path<VisitId>) -> Answer {
    let (id, actor) = (*id, cx.actor()?.clone());
    let slip = cx.read(move |conn| visits::queries::slip(conn, &actor, id)).await?;
    cx.show(&SlipPage::new(&cx, slip)?)
}
