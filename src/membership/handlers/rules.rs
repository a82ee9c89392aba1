//! Tiers and benefits, and what other rules would change.

use crate::membership::queries;
use crate::membership::rules::Rules;
use crate::membership::settings::TierSettings;
use crate::membership::views::RulesPage;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::settings::{self, Setting};
use crate::platform::web::{Answer, Cx, FormView, Query};

/// `GET /members/rules`: the rules now; with other figures in the query also whom they would move. They are saved where all
/// rules are.
pub async fn rules(cx: Cx, asked: Query<Vec<(String, String)>>) -> Answer {
    let (store, now, sheet) = (cx.actor()?.store, cx.now, TierSettings::SHEET);
    let typed: Vec<(String, String)> = asked
        .0
        .into_iter()
        .filter(|(name, _)| TierSettings::FIELDS.iter().any(|field| field.name == name))
        .collect();
    let tried: Option<Result<TierSettings, FieldErrors>> = (!typed.is_empty()).then(|| {
        let value = sheet.parse(&typed)?;
        settings::of_value::<TierSettings>(Some(value)).map_err(|_| Default::default())
    });
    let wrong = match &tried {
        Some(Err(faults)) => faults.clone(),
        Some(Ok(settings)) => settings.check(),
        None => Default::default(),
    };
    let tried = tried.and_then(Result::ok).filter(|_| wrong.is_empty());
    let (rules, version, shifts) = cx
        .read(move |conn| {
            let all = settings::load_all(conn, store)?;
            let tiers = all.get::<TierSettings>()?;
            let rules = Rules {
                tiers: tiers.value,
                points: all.get()?.value,
                benefits: all.get()?.value,
            };
            let shifts = queries::preview(conn, store, now, &rules.tiers, tried.as_ref().unwrap_or(&rules.tiers))?;
            Ok::<_, Error>((rules, tiers.lock_version, shifts))
        })
        .await?;
    let mut pairs = if typed.is_empty() {
        let value = serde_json::to_value(&rules.tiers).map_err(Error::internal)?;
        TierSettings::SHEET.typed(&value)
    } else {
        typed
    };
    pairs.push(("lock_version".to_owned(), version.to_string()));
    let form = FormView::again(cx.lang, pairs, &wrong);
    let page = RulesPage::new(&cx, &rules, form, &shifts)?;
    if wrong.is_empty() {
        cx.show(&page)
    } else {
        cx.unprocessable(&page)
    }
}
