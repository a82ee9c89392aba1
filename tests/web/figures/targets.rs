//! Targets: set, counted, taken back.

use yingke::figures::measures::forms::AskedQuery;
use yingke::figures::rules::Figure;

use super::House;

#[test]
fn a_target_counts_from_its_day_for_whom_it_was_set() {
    let house = House::new();
    let manager = house.app.sign_in("manager");
    let set = |fields: &[(&str, &str)]| manager.post_form("/figures/targets", fields);
    let whole = set(&[("figure", "nps"), ("from_on", "2026-11-01"), ("target", "45.5")]);
    assert_eq!(whole.status, 303, "{}", whole.body);
    let person = format!("person:{}", house.app.actor("advisor").id);
    set(&[
        ("figure", "nps"),
        ("whose", &person),
        ("from_on", "2026-11-10"),
        ("target", "55"),
    ]);
    let target = |query: &AskedQuery| house.measured("manager", query, Figure::Nps).target;
    assert_eq!(target(&AskedQuery::default()), Some(45.5));
    let of = |who: &str| AskedQuery {
        person: house.app.actor(who).id.to_string(),
        ..AskedQuery::default()
    };
    assert_eq!(target(&of("advisor")), Some(55.0));
    assert_eq!(target(&of("advisor2")), Some(45.5));
    let october = AskedQuery {
        day: "2026-10-05".into(),
        ..AskedQuery::default()
    };
    assert_eq!(target(&october), Some(40.0), "the usual one counted then");
    assert!(house.app.audit().contains(&"figures.set_target".to_owned()));
    let page = manager.get("/figures/targets");
    assert_eq!(page.texts("#targets tbody tr").len(), 2);
    let remove = &page.attributes("#targets form", "action")[0];
    assert_eq!(manager.post_form(remove, &[]).status, 303);
    assert_eq!(manager.get("/figures/targets").texts("#targets tbody tr").len(), 1);
    assert_eq!(target(&AskedQuery::default()), Some(40.0));
    assert!(house.app.audit().contains(&"figures.remove_target".to_owned()));
    assert_eq!(manager.post_form(remove, &[]).status, 409, "once");
}

#[test]
fn what_is_wrong_stands_beside_its_field() {
    let house = House::new();
    let manager = house.app.sign_in("manager");
    let good = [("figure", "nps"), ("from_on", "2026-11-01"), ("target", "45")];
    assert_eq!(manager.post_form("/figures/targets", &good).status, 303);
    let twice = manager.post_form("/figures/targets", &good);
    assert_eq!(twice.status, 422);
    assert_eq!(twice.value("target"), "45", "what was typed stays");
    for (field, value) in [
        ("figure", "referral"),
        ("from_on", "soon"),
        ("target", "101"),
        ("whose", "team:00000000-0000-0000-0000-000000000009"),
    ] {
        let fields: Vec<(&str, &str)> = good
            .iter()
            .filter(|(name, _)| *name != field)
            .copied()
            .chain([(field, value)])
            .collect();
        let page = manager.post_form("/figures/targets", &fields);
        assert_eq!(page.status, 422, "{field}");
        assert!(
            page.has(&format!("[name={field}][aria-invalid=true]")),
            "{field}: {}",
            page.body
        );
    }
}

#[test]
fn managers_set_the_targets_of_their_side() {
    let house = House::new();
    let sales = house.app.sign_in("sales.manager");
    let set = |figure: &str| {
        sales.post_form(
            "/figures/targets",
            &[("figure", figure), ("from_on", "2026-12-01"), ("target", "35")],
        )
    };
    assert_eq!(set("lead_conversion").status, 303);
    assert_eq!(set("return_rate").status, 422);
    let choices = sales
        .get("/figures/targets/new")
        .attributes("[name=figure] option", "value");
    assert!(choices.contains(&"satisfaction".to_owned()) && !choices.contains(&"nps".to_owned()));
    assert_eq!(house.app.sign_in("consultant").get("/figures/targets").status, 403);
}
