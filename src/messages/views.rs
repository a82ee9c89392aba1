//! Pages of the message templates.

use std::collections::HashMap;

use super::catalogue::{CATALOGUE, Spec};
use super::model::{OwnWording, Template};
use super::rules::{MessageChannel, sms_length};
use super::text::{self, TemplateText};
use crate::platform::db::history::Past;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;

/// A wording in a line.
struct Line {
    href: String,
    channel: &'static str,
    icon: &'static str,
    language: &'static str,
    tag: &'static str,
    gist: String,
    own: bool,
    by: String,
    at: String,
    iso: String,
}

/// A message with its wordings.
struct Group {
    id: String,
    title: &'static str,
    purpose: &'static str,
    lines: Vec<Line>,
}

/// `/templates`
#[derive(askama::Template)]
#[template(path = "messages/list.html")]
pub struct ListPage {
    page: Page,
    w: &'static TemplateText,
    groups: Vec<Group>,
}

regions!(ListPage { main });

impl ListPage {
    pub fn new(cx: &Cx, own: &HashMap<(String, MessageChannel, String), OwnWording>) -> Self {
        let (w, now, lang) = (TemplateText::of(cx.lang), cx.now, cx.lang);
        let groups = CATALOGUE.iter().map(|spec| Group {
            id: spec.key.replace('.', "-"),
            title: lang.pick(spec.title.0, spec.title.1),
            purpose: spec.purpose.label(lang),
            lines: spec
                .wordings
                .iter()
                .map(|first| {
                    let own = own.get(&(spec.key.to_owned(), first.channel, first.lang.code().to_owned()));
                    let body = own.map_or(first.body, |own| own.body.as_str());
                    Line {
                        href: format!("/templates/{}/{}/{}", spec.key, first.channel.code(), first.lang.code()),
                        channel: first.channel.label(lang),
                        icon: icon(first.channel),
                        language: text::language(first.lang, lang),
                        tag: first.lang.tag(),
                        gist: gist(body),
                        own: own.is_some(),
                        by: own.and_then(|own| own.by.clone()).unwrap_or_default(),
                        at: own.map(|own| times::short(own.at, now, lang)).unwrap_or_default(),
                        iso: own.map(|own| times::iso(own.at)).unwrap_or_default(),
                    }
                })
                .collect(),
        });
        Self {
            page: cx.page(w.title),
            w,
            groups: groups.collect(),
        }
    }
}

fn icon(channel: MessageChannel) -> &'static str {
    match channel {
        MessageChannel::Email => "mail",
        MessageChannel::Sms => "device-mobile",
        MessageChannel::WeChat => "brand-wechat",
    }
}

/// The beginning of a text, in one line.
fn gist(body: &str) -> String {
    body.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(160)
        .collect()
}

/// A wording, opened.
pub struct Opened {
    pub spec: &'static Spec,
    pub channel: MessageChannel,
    pub lang: Lang,
    pub template: Template,
    pub past: Vec<Past>,
}

struct VariableLine {
    braced: String,
    label: &'static str,
    sample: &'static str,
}

struct ChangeLine {
    field: &'static str,
    before: String,
    after: String,
    who: String,
    at: String,
    iso: String,
}

/// `/templates/{key}/{channel}/{lang}`
#[derive(askama::Template)]
#[template(path = "messages/edit.html", blocks = ["preview"])]
pub struct EditPage {
    page: Page,
    w: &'static TemplateText,
    title: &'static str,
    purpose: &'static str,
    channel: &'static str,
    language: &'static str,
    /// The language of the wording, for `lang`.
    tag: &'static str,
    address: String,
    has_subject: bool,
    is_sms: bool,
    own: bool,
    body_hint: String,
    variables: Vec<VariableLine>,
    first_subject: &'static str,
    first_body: &'static str,
    preview_subject: String,
    preview_body: String,
    length: String,
    changes: Vec<ChangeLine>,
    lock_version: i32,
    is_stale: bool,
    form: FormView,
}

regions!(EditPage {
    main,
    preview: as_preview
});

impl EditPage {
    /// A wording by field.
    pub fn fields(template: &Template) -> Vec<(&'static str, String)> {
        vec![
            ("subject", template.subject.clone()),
            ("body", template.body.clone()),
            ("lock_version", template.lock_version.to_string()),
        ]
    }

    pub fn new(cx: &Cx, opened: Opened, form: FormView) -> Self {
        let (w, now, lang) = (TemplateText::of(cx.lang), cx.now, cx.lang);
        let Opened {
            spec,
            channel,
            lang: written,
            template,
            past,
        } = opened;
        let title = lang.pick(spec.title.0, spec.title.1);
        let first = spec.wording(channel, written);
        let preview_body = spec.sample(form.value("body"), written);
        let is_sms = channel == MessageChannel::Sms;
        let length = if is_sms {
            text::sms(sms_length(&preview_body), lang)
        } else {
            text::characters(preview_body.chars().count(), lang)
        };
        let address = format!("/templates/{}/{}/{}", spec.key, channel.code(), written.code());
        let mut page = cx.page(title);
        page.path.clone_from(&address);
        let changes = past.into_iter().map(|change| ChangeLine {
            field: text::field(&change.field, lang),
            before: change.old.map(|old| old.into_exposed()).unwrap_or_default(),
            after: change.new.map(|new| new.into_exposed()).unwrap_or_default(),
            who: change.by.unwrap_or_default(),
            at: times::short(change.at, now, lang),
            iso: times::iso(change.at),
        });
        let variables = spec.variables.iter().map(|variable| VariableLine {
            braced: format!("{{{}}}", variable.name),
            label: lang.pick(variable.label.0, variable.label.1),
            sample: written.pick(variable.sample.0, variable.sample.1),
        });
        Self {
            page,
            w,
            title,
            purpose: spec.purpose.label(lang),
            channel: channel.label(lang),
            language: text::language(written, lang),
            tag: written.tag(),
            address,
            has_subject: channel == MessageChannel::Email,
            is_sms,
            own: template.own,
            body_hint: if is_sms {
                format!("{} {}", w.body_hint, w.sms_hint)
            } else {
                w.body_hint.to_owned()
            },
            variables: variables.collect(),
            first_subject: first.map_or("", |first| first.subject),
            first_body: first.map_or("", |first| first.body),
            preview_subject: spec.sample(form.value("subject"), written),
            preview_body,
            length,
            changes: changes.collect(),
            lock_version: template.lock_version,
            is_stale: false,
            form,
        }
    }

    /// Somebody changed the wording since the form was opened.
    pub fn stale(mut self) -> Self {
        self.is_stale = true;
        self
    }
}
