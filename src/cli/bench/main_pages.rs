//! The pages that most people have open most of the day, and the one that customers see.

use std::net::SocketAddr;

use super::client::{Client, Wish};
use super::pages::{addresses, leads_to};
use crate::app::all_routes;
use crate::cli::setup::Problem;
use crate::platform::web::RouteInfo;

/// Somebody who only has a link.
const VISITOR: &str = "visitor";
/// A family name that many have.
const SOUGHT: &str = "王";
/// How many surveys are looked through for a link that may be answered, and how many invitations of each kind.
const SURVEYS: usize = 12;
const INVITATIONS: usize = 3;
/// Letters of the secret in such a link.
const SECRET: usize = 22;

/// Where a page is found.
enum Place {
    At(&'static str),
    Search,
    FirstCustomer,
    SurveyLink,
}

/// What it is called, whom it is shown to, where it is.
const PAGES: [(&str, &str, Place); 8] = [
    ("my day", "consultant", Place::At("/")),
    ("reception", "advisor", Place::At("/reception")),
    ("board", "consultant", Place::At("/board")),
    ("complaint queue", "care", Place::At("/complaints")),
    ("customer search", "care", Place::Search),
    ("customer", "care", Place::FirstCustomer),
    ("dashboard", "crm.manager", Place::At("/dashboard")),
    ("survey", VISITOR, Place::SurveyLink),
];

/// One of them, found.
#[derive(Clone)]
pub struct MainPage {
    pub name: &'static str,
    pub account: &'static str,
    pub route: &'static RouteInfo,
    pub wish: Wish,
}

/// The people whose pages these are, each signed in once.
pub struct Crew<'a> {
    address: SocketAddr,
    password: &'a str,
    signed_in: Vec<(&'static str, Client)>,
}

impl<'a> Crew<'a> {
    pub fn at(address: SocketAddr, password: &'a str) -> Self {
        Self {
            address,
            password,
            signed_in: Vec::new(),
        }
    }

    /// Another connection of this person.
    pub fn client(&mut self, account: &'static str) -> Result<Client, Problem> {
        if let Some((_, client)) = self.signed_in.iter().find(|(known, _)| *known == account) {
            return Ok(client.clone());
        }
        let mut client = Client::new(self.address);
        if account != VISITOR {
            client.sign_in(account, self.password)?;
        }
        self.signed_in.push((account, client.clone()));
        Ok(client)
    }
}

/// What was found, and the names of what wasn't.
pub struct Search {
    pub found: Vec<MainPage>,
    pub missing: Vec<&'static str>,
}

/// Finds them as a person would. Opening a survey as its customer is kept with it: only where the data are the
/// measurement's own is it opened as a visitor, else as a colleague, who leaves no trace.
pub fn find(crew: &mut Crew<'_>, own: bool) -> Result<Search, Problem> {
    let mut search = Search {
        found: Vec::new(),
        missing: Vec::new(),
    };
    for (name, account, place) in PAGES {
        let account = if account == VISITOR && !own { "care" } else { account };
        let wish = match place {
            Place::At(path) => Some(Wish::page(path)),
            Place::Search => Some(Wish::form("/search", &[("q", SOUGHT)])),
            Place::FirstCustomer => first_customer(&mut crew.client(account)?)?.map(Wish::page),
            Place::SurveyLink => survey_link(&mut crew.client("care")?)?.map(Wish::page),
        };
        let mut page = None;
        if let Some(wish) = wish {
            let reply = crew.client(account)?.ask(&wish)?;
            let route = all_routes().find(|route| route.method == wish.method() && route.leads_to(&wish.path));
            page = route.filter(|_| reply.status == 200).map(|route| MainPage {
                name,
                account,
                route,
                wish,
            });
        }
        match page {
            Some(page) => search.found.push(page),
            None => search.missing.push(name),
        }
    }
    Ok(search)
}

/// The addresses on a page that lead to this route.
fn on_page(client: &mut Client, path: &str, route: &str) -> Result<Vec<String>, Problem> {
    let html = client.get(path)?.text();
    let mut found: Vec<String> = Vec::new();
    for address in addresses(&html) {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        if leads_to(path).is_some_and(|leads| leads.path == route) && !found.iter().any(|known| known == path) {
            found.push(path.to_owned());
        }
    }
    Ok(found)
}

fn first_customer(care: &mut Client) -> Result<Option<String>, Problem> {
    Ok(on_page(care, "/customers", "/customers/{id}")?.into_iter().next())
}

/// A link to a survey that still takes an answer.
fn survey_link(care: &mut Client) -> Result<Option<String>, Problem> {
    for survey in on_page(care, "/surveys", "/surveys/{id}")?.into_iter().take(SURVEYS) {
        for state in ["opened", "sent"] {
            let list = format!("{survey}/invitations?state={state}");
            let invitations = on_page(care, &list, "/surveys/invitations/{id}")?;
            for invitation in invitations.into_iter().take(INVITATIONS) {
                if let Some(link) = secret_link(&care.get(&invitation)?.text())
                    && care.get(&link)?.text().contains(&format!("action=\"{link}?"))
                {
                    return Ok(Some(link));
                }
            }
        }
    }
    Ok(None)
}

/// The first link of this shape in a page, without the portal's own address.
fn secret_link(html: &str) -> Option<String> {
    html.match_indices("/s/").find_map(|(at, _)| {
        let path = html.get(at..at + "/s/".len() + SECRET)?;
        let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let ends = !html.get(at + path.len()..)?.starts_with(letter);
        (ends && path.chars().skip("/s/".len()).all(letter)).then(|| path.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_told_from_other_addresses() {
        let secret = "Ab3_-".repeat(5)[..SECRET].to_owned();
        let html = format!("<a href=\"/s/short\">x</a><code>http://127.0.0.1:1/s/{secret}</code>/s/{secret}x");
        assert_eq!(secret_link(&html), Some(format!("/s/{secret}")));
        assert_eq!(secret_link(&format!("/s/{secret}x")), None);
        assert_eq!(secret_link("/s/张三"), None);
    }

    #[test]
    fn every_page_that_has_an_address_has_a_route() {
        for (name, _, place) in PAGES {
            if let Place::At(path) = place {
                assert!(leads_to(path).is_some(), "{name}");
            }
        }
    }
}
