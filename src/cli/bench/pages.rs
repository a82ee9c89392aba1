//! What an account can open: the routes without placeholders, then where the pages found lead.

use std::collections::{BTreeSet, VecDeque};

use super::client::Client;
use crate::app::all_routes;
use crate::cli::setup::Problem;
use crate::platform::web::RouteInfo;

/// A page and what it weighs, compressed.
pub struct Found {
    pub route: &'static RouteInfo,
    pub path: String,
    /// The document alone: what a repeated visit costs.
    pub document_bytes: usize,
    /// Scripts, styles and pictures, which a browser keeps after the first visit.
    pub static_bytes: usize,
}

impl Found {
    /// The route, or the address if it was asked for with filters.
    pub fn shown(&self) -> &str {
        if self.path.contains('?') {
            &self.path
        } else {
            self.route.path
        }
    }
}

/// Each route that answers with HTML, opened once.
pub fn found_by(client: &mut Client) -> Result<Vec<Found>, Problem> {
    let mut waiting: VecDeque<(&RouteInfo, String)> = all_routes()
        .filter(|route| route.method == "GET" && !route.path.contains('{') && !route.path.starts_with("/events"))
        .map(|route| (route, route.path.to_owned()))
        .collect();
    let mut found: Vec<Found> = Vec::new();
    while let Some((route, path)) = waiting.pop_front() {
        if found.iter().any(|known| known.route == route) {
            continue;
        }
        let reply = client.get(&path)?;
        if reply.status != 200 || !reply.header("content-type").starts_with("text/html") {
            continue;
        }
        let html = reply.text();
        for address in addresses(&html) {
            let path = address.split(['?', '#']).next().unwrap_or_default();
            if let Some(route) =
                leads_to(path).filter(|route| route.path.contains('{') && !route.path.starts_with("/static"))
            {
                waiting.push_back((route, path.to_owned()));
            }
        }
        found.push(Found {
            route,
            document_bytes: client.get_packed(&path)?.body.len(),
            static_bytes: statics(client, &html)?,
            path,
        });
    }
    Ok(found)
}

/// The pages at these addresses; whoever may not open one is passed over.
pub fn named(client: &mut Client, paths: &[String]) -> Result<Vec<Found>, Problem> {
    let mut found = Vec::new();
    for path in paths {
        let bare = path.split('?').next().unwrap_or_default();
        let route = leads_to(bare).ok_or_else(|| format!("--path {path}: no page has this address"))?;
        let reply = client.get(path)?;
        match reply.status {
            200 => found.push(Found {
                route,
                document_bytes: client.get_packed(path)?.body.len(),
                static_bytes: statics(client, &reply.text())?,
                path: path.clone(),
            }),
            403 | 404 => {}
            status => return Err(format!("--path {path} answered {status}").into()),
        }
    }
    Ok(found)
}

/// The compressed size of the static files that a page names.
fn statics(client: &mut Client, html: &str) -> Result<usize, Problem> {
    let named: BTreeSet<&str> = addresses(html)
        .filter(|address| address.starts_with("/static/"))
        .map(|address| address.split('#').next().unwrap_or_default())
        .collect();
    let mut bytes = 0;
    for path in named {
        bytes += client.get_packed(path)?.body.len();
    }
    Ok(bytes)
}

/// The page that an address without its query shows.
pub fn leads_to(path: &str) -> Option<&'static RouteInfo> {
    all_routes().find(|route| route.method == "GET" && route.leads_to(path))
}

/// Own addresses in the attributes that name one.
pub fn addresses(html: &str) -> impl Iterator<Item = &str> {
    ["href=\"", "src=\"", "hx-get=\""]
        .into_iter()
        .flat_map(move |attribute| {
            html.split(attribute)
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .filter(|address| address.starts_with('/') && !address.contains('&'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_addresses_only() {
        let html = r##"<a href="/a">x</a><a href="https://b"><use href="/c.svg#d"/><i hx-get="/e"><script src="/f.js"></script>"##;
        assert_eq!(addresses(html).collect::<Vec<_>>(), ["/a", "/c.svg#d", "/f.js", "/e"]);
    }
}
