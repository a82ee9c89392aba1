//! Pages of sources and their tokens.

use std::collections::HashMap;

use askama::Template;
use chrono::{DateTime, Utc};

use crate::platform::db::FormToken;
use crate::platform::i18n::times;
use crate::platform::web::assets;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::sales::leads::model::{Secret, SourceRow, TokenRow, Traffic};
use crate::sales::leads::rules::TRAFFIC_DAYS;
use crate::sales::leads::text::{self, LeadText};
use crate::sales::rules::SourceKind;
use crate::values::decimal::grouped;
use crate::values::ids::LeadSourceId;

/// A source in the list.
pub struct SourceLine {
    pub id: String,
    pub href: String,
    pub name: String,
    pub kind: &'static str,
    pub retired: bool,
    pub signed: bool,
    /// How many tokens and when one was used last; empty without any.
    pub tokens: String,
    /// Of the last days.
    pub leads: String,
    pub valid: String,
    pub arrived: String,
    pub ordered: String,
}

/// `/lead-sources`
#[derive(Template)]
#[template(path = "sales/leads/sources.html")]
pub struct SourcesPage {
    page: Page,
    w: &'static LeadText,
    lines: Vec<SourceLine>,
    lately: String,
    description: &'static str,
}

regions!(SourcesPage { main });

impl SourcesPage {
    pub fn new(cx: &Cx, sources: &[SourceRow], traffic: &HashMap<LeadSourceId, Traffic>) -> Self {
        let w = LeadText::of(cx.lang);
        let of = |source: &SourceRow| traffic.get(&source.id).copied().unwrap_or_default();
        Self {
            page: cx.page(w.sources),
            w,
            lines: sources
                .iter()
                .map(|source| SourceLine {
                    id: source.id.to_string(),
                    href: format!("/lead-sources/{}", source.id),
                    name: source.label(cx.lang),
                    kind: source.kind.label(cx.lang),
                    retired: source.retired_at.is_some(),
                    signed: source.signing_sealed.is_some(),
                    tokens: match of(source) {
                        Traffic { tokens: 0, .. } => String::new(),
                        traffic => text::tokens(traffic.tokens, &used(traffic.last_used_at, cx), cx.lang),
                    },
                    leads: grouped(of(source).leads),
                    valid: grouped(of(source).valid),
                    arrived: grouped(of(source).arrived),
                    ordered: grouped(of(source).ordered),
                })
                .collect(),
            lately: text::lately(TRAFFIC_DAYS, cx.lang),
            description: assets::url("openapi/leads.yaml"),
        }
    }
}

fn used(at: Option<DateTime<Utc>>, cx: &Cx) -> String {
    let never = || LeadText::of(cx.lang).never.to_owned();
    at.map_or_else(never, |at| times::recent(at, cx.now, cx.lang))
}

/// What stands on the page this once.
pub enum Shown {
    Token(Secret),
    Signing(Secret),
}

/// A token of a source.
pub struct TokenLine {
    pub id: String,
    pub tail: String,
    pub made: String,
    pub used: String,
    pub question: String,
    pub revoked: String,
    pub revocation: String,
    pub token: String,
}

/// What the form of a source holds when it is opened.
pub fn source_start(source: &SourceRow) -> Vec<(&'static str, String)> {
    let retired = if source.retired_at.is_some() { "1" } else { "" };
    vec![
        ("kind", source.kind.code().to_owned()),
        ("name", source.name.clone()),
        ("aliases", source.aliases().join("、")),
        ("retired", retired.to_owned()),
        ("lock_version", source.lock_version.to_string()),
    ]
}

/// `/lead-sources/new`, `/lead-sources/{id}`
#[derive(Template)]
#[template(path = "sales/leads/source.html")]
pub struct SourcePage {
    page: Page,
    w: &'static LeadText,
    title: String,
    base: String,
    action: String,
    known: bool,
    in_use: bool,
    signed: bool,
    kinds: Vec<Choice>,
    tokens: Vec<TokenLine>,
    /// (what it is, the secret)
    shown: Option<(&'static str, String)>,
    notice: &'static str,
    description: &'static str,
    form_token: String,
    signing_token: String,
    form: FormView,
}

regions!(SourcePage { main });

impl SourcePage {
    pub fn new(cx: &Cx, known: Option<&(SourceRow, Vec<TokenRow>)>, form: FormView, shown: Option<Shown>) -> Self {
        let w = LeadText::of(cx.lang);
        let title = known.map_or_else(|| w.add_source.to_owned(), |(source, _)| source.label(cx.lang));
        let base = known.map_or_else(String::new, |(source, _)| format!("/lead-sources/{}", source.id));
        let tokens = known.map_or_else(Vec::new, |(_, tokens)| {
            tokens
                .iter()
                .map(|token| TokenLine {
                    id: token.id.to_string(),
                    tail: token.tail.clone(),
                    made: times::minute(token.created_at),
                    used: used(token.last_used_at, cx),
                    question: text::revoke_question(&token.tail, cx.lang),
                    revoked: token.revoked_at.map(times::minute).unwrap_or_default(),
                    revocation: format!("{base}/tokens/{}/revocation", token.id),
                    token: FormToken::new().to_string(),
                })
                .collect()
        });
        Self {
            page: cx.page(title.clone()),
            w,
            title,
            action: if base.is_empty() {
                "/lead-sources".to_owned()
            } else {
                base.clone()
            },
            base,
            known: known.is_some(),
            in_use: known.is_some_and(|(source, _)| source.retired_at.is_none()),
            signed: known.is_some_and(|(source, _)| source.signing_sealed.is_some()),
            kinds: SourceKind::choices(cx.lang),
            tokens,
            shown: shown.map(|shown| match shown {
                Shown::Token(secret) => (w.new_token, secret.shown().to_owned()),
                Shown::Signing(secret) => (w.new_secret, secret.shown().to_owned()),
            }),
            notice: "",
            description: assets::url("openapi/leads.yaml"),
            form_token: FormToken::new().to_string(),
            signing_token: FormToken::new().to_string(),
            form,
        }
    }

    /// Says that somebody changed the source meanwhile.
    #[must_use]
    pub fn stale(self, cx: &Cx) -> Self {
        Self {
            notice: LeadText::of(cx.lang).source_stale,
            ..self
        }
    }
}
