//! Is the process alive, and can it answer?

use actix_web::{HttpResponse, web};
use diesel::prelude::*;

use super::context::{Answer, App};

/// `GET /livez`: the process runs.
pub async fn livez() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

/// `GET /readyz`: the database answers.
pub async fn readyz(app: web::Data<App>) -> Answer {
    app.db
        .read(|conn| Ok(diesel::sql_query("SELECT 1").execute(conn)?))
        .await?;
    Ok(HttpResponse::Ok().content_type("text/plain").body("ready\n"))
}
