//! Who sees whose figures, and what is said where there is nothing to see.

use yingke::figures::measures::forms::AskedQuery;
use yingke::figures::measures::model::Part;
use yingke::figures::rules::{Fault, Figure};

use super::House;

/// A lead of each consultant, and one of nobody's.
fn leads(house: &House) {
    house.sources();
    let other = house.app.actor("consultant2").id;
    let (other, own) = (format!("'{other}'"), "'{b}'");
    house.lead(1, "2026-11-03 10:00", &[("owner_id", own)]);
    house.lead(2, "2026-11-03 10:00", &[("owner_id", &other)]);
    house.lead(3, "2026-11-03 10:00", &[]);
}

#[test]
fn consultants_see_their_own_figures_only() {
    let house = House::new();
    leads(&house);
    let own = AskedQuery::default();
    assert_eq!(house.measured("consultant", &own, Figure::LeadConversion).n, 1);
    assert_eq!(
        house.rows("consultant", &own, Figure::LeadConversion, Part::All).len(),
        1
    );
    assert_eq!(house.measured("manager", &own, Figure::LeadConversion).n, 3);
    let of = |person: &str| AskedQuery {
        person: house.app.actor(person).id.to_string(),
        ..AskedQuery::default()
    };
    let other = house.measured("consultant", &of("consultant2"), Figure::LeadConversion);
    assert_eq!((other.n, other.value), (0, None));
    assert_eq!(
        house.asked("consultant", &of("consultant2")).fault,
        Some(Fault::UnknownPerson)
    );
    assert_eq!(house.asked("consultant", &of("consultant")).fault, None);
    let team = AskedQuery {
        team: house.app.actor("consultant").team.unwrap().to_string(),
        ..AskedQuery::default()
    };
    assert_eq!(house.asked("consultant", &team).fault, Some(Fault::UnknownTeam));
    assert_eq!(house.measured("sales.manager", &team, Figure::LeadConversion).n, 1);
    let consultant = house.app.sign_in("consultant");
    let page = consultant.get("/figures/lead_conversion");
    assert!(page.text("#value .v").contains("0 / 1"));
    assert!(!page.has("#people") && !page.has("[name=person]"), "nobody beside them");
}

#[test]
fn the_figures_of_a_person_and_their_team() {
    let house = House::new();
    leads(&house);
    let manager = house.app.sign_in("sales.manager");
    let page = manager.get("/figures/lead_conversion");
    assert_eq!(page.texts("#people tbody tr").len(), 3);
    assert_eq!(page.texts("#teams tbody tr").len(), 3);
    let href = &page.attributes("#people tbody a", "href")[0];
    let person = manager.get(href);
    assert!(person.text("#value .v").contains("0 / 1"), "{href}");
    assert_eq!(person.texts("#rows tbody tr").len(), 1);
}

#[test]
fn names_stay_hidden_from_whoever_may_not_see_the_customer() {
    let house = House::new();
    leads(&house);
    let marketing = house.app.sign_in("marketing").get("/figures/lead_conversion");
    assert_eq!(marketing.texts("#rows tbody tr").len(), 3);
    assert!(!marketing.body.contains("李线索"));
    assert!(!marketing.has("#rows tbody a"), "they open none of them");
    let manager = house.app.sign_in("manager").get("/figures/lead_conversion");
    assert!(manager.text("#rows").contains("李线索"));
    assert_eq!(manager.attributes("#rows tbody a.go", "href").len(), 3);
}

#[test]
fn what_can_not_be_counted_is_said_in_words() {
    let house = House::new();
    let manager = house.app.sign_in("manager");
    for (query, words) in [
        ("from=2026-11-10&to=2026-11-01", "开始日期晚于结束日期"),
        ("period=month&day=2027-01-01", "还没有到"),
        ("period=month&day=yesterday", "日期无法识别"),
        ("team=00000000-0000-0000-0000-000000000009", "没有这个班组"),
        ("person=nobody", "没有这名员工"),
        ("store=00000000-0000-0000-0000-000000000009", "没有这家门店"),
    ] {
        for path in ["/figures", "/figures/nps"] {
            let page = manager.get(&format!("{path}?{query}"));
            assert_eq!(page.status, 200, "{query}");
            assert!(page.text("#fault").contains(words), "{query}: {}", page.text("#fault"));
        }
    }
    assert_eq!(house.app.sign_in("technician").get("/figures").status, 403);
}

#[test]
fn rows_are_a_fragment_of_their_own() {
    let house = House::new();
    leads(&house);
    let manager = house.app.sign_in("manager");
    let rows = manager.get_region("/figures/lead_conversion?part=missed", "rows");
    assert!(!rows.body.contains("<html"));
    assert_eq!(rows.texts("tbody tr").len(), 3);
}
