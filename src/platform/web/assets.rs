//! Static files: named by their content, so they may be kept for ever; compressed when the program was built.

use actix_web::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ContentEncoding, VARY};
use actix_web::{HttpRequest, HttpResponse, web};

use super::context::Answer;
use crate::platform::error::Error;

struct Asset {
    name: &'static str,
    url: &'static str,
    plain: &'static [u8],
    gzip: &'static [u8],
    brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of `static/<name>`: `/static/<hash>/<name>`. An unknown name leads to a 404 (a test looks for those).
pub fn url(name: &str) -> &'static str {
    FILES
        .iter()
        .find(|file| file.name == name)
        .map_or("/static/missing", |file| file.url)
}

/// `GET /static/{hash}/{name}`
pub async fn static_file(request: HttpRequest, path: web::Path<(String, String)>) -> Answer {
    let (hash, name) = path.into_inner();
    let wanted = format!("/static/{hash}/{name}");
    let file = FILES.iter().find(|file| file.url == wanted).ok_or(Error::NotFound)?;
    let accepted = request
        .headers()
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let (encoding, body) = if accepted.contains("br") {
        (ContentEncoding::Brotli, file.brotli)
    } else if accepted.contains("gzip") {
        (ContentEncoding::Gzip, file.gzip)
    } else {
        (ContentEncoding::Identity, file.plain)
    };
    Ok(HttpResponse::Ok()
        .content_type(media_type(file.name))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((VARY, "Accept-Encoding"))
        .insert_header((CONTENT_ENCODING, encoding))
        .body(body))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("yaml") => "application/yaml; charset=utf-8",
        Some("webmanifest") => "application/manifest+json",
        _ => "text/plain; charset=utf-8",
    }
}
