//! The grid, its lists, the thresholds.

use super::*;

/// Every link of a table with the number it shows.
fn numbers(page: &Page, table: &str) -> Vec<(String, String)> {
    let hrefs = page.attributes(&format!("{table} td a"), "href");
    hrefs.into_iter().zip(page.texts(&format!("{table} td a"))).collect()
}

#[test]
fn every_number_opens_as_many_customers() {
    let app = TestApp::spawn();
    six(&app);
    count(&app);
    let client = manager(&app);
    let page = client.get("/customer-groups");
    let cells = numbers(&page, "[data-grid]");
    assert!(cells.contains(&(
        "/customer-groups/customers?group=high_value&scenario=business".into(),
        "1".into()
    )));
    assert!(cells.contains(&("/customer-groups/customers?group=lost&scenario=none".into(), "1".into())));
    let stages = numbers(&page, "[data-stages]");
    assert_eq!(stages.len(), 5, "nobody is only interested");
    let actions = numbers(&page, "[data-actions]");
    assert!(actions.contains(&("/customer-groups/customers?group=dormant".into(), "1".into())));
    // High value, promising, regular: 6 bills 60 days apart, one bill, two 100 days apart.
    assert_eq!(
        page.texts("[data-spend]"),
        ["¥0", "¥13,000", "¥300,000", "¥30,000", "¥1,400"]
    );
    assert_eq!(
        page.texts("[data-interval]"),
        ["", "每 100 天", "每 60 天", "", "每 100 天"]
    );
    for (href, shown) in cells.into_iter().chain(stages).chain(actions) {
        let list = client.get(&href);
        assert_eq!(names(&list).len().to_string(), shown, "{href}");
    }
}

#[test]
fn a_list_says_why_and_is_narrowed_by_its_address() {
    let app = TestApp::spawn();
    six(&app);
    count(&app);
    let client = manager(&app);
    let list = |query: &str| client.get(&format!("/customer-groups/customers{query}"));
    assert_eq!(
        names(&list("")),
        ["顾明", "李娜", "林可", "何静", "孙和", "周一"],
        "whoever spent most first; the last two spent nothing in 36 months"
    );
    assert!(
        list("?group=dormant")
            .body
            .contains("上次到店 2024-09-13，已 800 天没有来")
    );
    assert!(
        list("?group=high_value")
            .body
            .contains("30 天前消费（R5），36 个月内 6 次（F4），共 ¥300,000（M4）")
    );
    assert_eq!(names(&list("?scenario=family")), ["李娜", "林可"]);
    assert_eq!(names(&list("?scenario=family&group=dormant")), ["林可"]);
    assert_eq!(names(&list("?group=none")), ["孙和"]);
    assert_eq!(
        names(&list("?group=rich&stage=none")).len(),
        6,
        "what can't be read narrows nothing"
    );
    assert!(list("?group=regular&scenario=business").has(".empty"));
}

#[test]
fn a_long_list_is_read_page_by_page() {
    let app = TestApp::spawn();
    for nth in 0..45_i64 {
        owner(&app, "顾明", &format!("138123{nth:05}"), &[(20, 100 + nth / 2)]);
    }
    count(&app);
    let client = manager(&app);
    let first = client.get("/customer-groups/customers?group=regular");
    let next = first.attributes("a[rel=next]", "href");
    let mut ids = first.attributes("tbody tr", "id");
    assert_eq!(ids.len(), 40);
    assert!(
        next[0].contains("group=regular") && next[0].contains("after="),
        "{next:?}"
    );
    let second = client.get(&next[0]).attributes("tbody tr", "id");
    assert_eq!(second.len(), 5);
    ids.extend(second);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 45);
}

#[test]
fn each_sees_their_own_customers_and_marketing_only_numbers() {
    let app = TestApp::spawn();
    let [often, promising, ..] = six(&app);
    count(&app);
    let me = app.actor("consultant").id;
    diesel::sql_query("UPDATE customers SET owner_id = $1 WHERE id = $2")
        .bind::<SqlUuid, _>(me)
        .bind::<SqlUuid, _>(promising)
        .execute(&mut app.database.owner())
        .unwrap();
    diesel::sql_query("UPDATE customers SET tier = 'gold' WHERE id = $1")
        .bind::<SqlUuid, _>(often)
        .execute(&mut app.database.owner())
        .unwrap();
    let consultant = app.sign_in("consultant");
    assert_eq!(names(&consultant.get("/customer-groups/customers")), ["李娜"]);
    assert_eq!(consultant.get("/customer-groups").status, 403);
    assert_eq!(consultant.get(&format!("/customer-groups/of/{often}")).status, 404);
    assert_eq!(consultant.get(&format!("/customer-groups/of/{promising}")).status, 200);
    let members = app.sign_in("membership");
    assert_eq!(names(&members.get("/customer-groups/customers")), ["顾明"]);
    let grid = members.get("/customer-groups");
    assert_eq!(grid.texts("[data-total]"), ["1"]);
    let marketing = app.sign_in("marketing");
    let grid = marketing.get("/customer-groups");
    assert_eq!(grid.texts("[data-total]"), ["5"]);
    assert!(
        !grid.has("[data-grid] td a, [data-stages] a, [data-actions] a"),
        "numbers only"
    );
    assert_eq!(marketing.get("/customer-groups/customers").status, 403);
}

/// What a preview tells: from, to, how many.
fn shifts(page: &Page) -> Vec<String> {
    page.texts("[data-shifts] td")
}

#[test]
fn a_preview_says_who_would_move_and_saving_moves_them() {
    let app = TestApp::spawn();
    let [_, _, dormant, lost, regular, _] = six(&app);
    count(&app);
    let client = manager(&app);
    let form = client.get("/customer-groups/rules");
    assert!(!form.has("[data-shifts]"), "nothing tried yet");
    let mut fields: Vec<(String, String)> = form
        .attributes("form.card input[name]", "name")
        .into_iter()
        .filter(|name| name != "token")
        .map(|name| (name.clone(), form.value(&name)))
        .collect();
    let set = |fields: &mut Vec<(String, String)>, name: &str, value: &str| {
        fields
            .iter_mut()
            .filter(|(known, _)| known == name)
            .for_each(|(_, it)| *it = value.to_owned());
    };
    set(&mut fields, "lost_days", "790");
    set(&mut fields, "dormant_days", "150");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&fields)
        .finish();
    let preview = client.get(&format!("/customer-groups/rules?{query}"));
    assert_eq!(preview.status, 200);
    assert_eq!(shifts(&preview), ["沉睡", "流失", "1", "一般", "沉睡", "1"]);
    assert_eq!(group(&app, dormant), Some(RfmGroup::Dormant), "a preview moves nobody");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    let saved = client.post_form("/admin/settings/figures.groups", &fields);
    assert_eq!(saved.status, 303, "{}", saved.body);
    app.work();
    assert_eq!(
        [dormant, lost, regular].map(|customer| group(&app, customer)),
        [Some(RfmGroup::Lost), Some(RfmGroup::Lost), Some(RfmGroup::Dormant)]
    );
    let told = client.get_region(&format!("/customer-groups/of/{dormant}"), "standing");
    assert!(
        told.body.contains("阈值调整") && told.body.contains("沉睡 → 流失"),
        "{}",
        told.body
    );
    let stale = client.post_form("/admin/settings/figures.groups", &fields);
    assert_eq!(stale.status, 409, "somebody saved in between");
}

#[test]
fn thresholds_out_of_order_are_told_beside_their_fields() {
    let app = TestApp::spawn();
    let client = manager(&app);
    let wrong = client.get("/customer-groups/rules?lost_days=100&dormant_days=730&money_5=zehn");
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.value("money_5"), "zehn", "what was typed stays");
    assert_eq!(app.sign_in("care").get("/customer-groups/rules").status, 200);
    let care = app.sign_in("care").get("/customer-groups/rules");
    assert!(
        !care.body.contains("/admin/settings/figures.groups"),
        "may look, not save"
    );
    assert_eq!(app.sign_in("care").get("/admin/settings/figures.groups").status, 403);
    assert_eq!(app.sign_in("consultant").get("/customer-groups/rules").status, 403);
}

#[test]
fn a_region_is_all_that_is_sent_and_english_has_no_han() {
    let app = TestApp::spawn();
    let [often, ..] = six(&app);
    count(&app);
    let client = manager(&app);
    for (path, id) in [
        ("/customer-groups".to_owned(), "groups"),
        ("/customer-groups/customers".to_owned(), "customers"),
        (format!("/customer-groups/of/{often}"), "standing"),
    ] {
        let part = client.get_region(&path, id);
        assert_eq!(part.status, 200, "{path}");
        assert!(!part.body.contains("<html") && !part.body.contains("<h1"), "{path}");
    }
    client.post_form("/preferences", &[("lang", "en"), ("next", "/")]);
    let grid = client.get("/customer-groups");
    let words: String = grid.texts("#main").join(" ");
    assert!(words.contains("High value") && words.contains("Off-road"), "{words}");
    assert!(
        !words.chars().any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign)),
        "{words}"
    );
}

#[test]
fn before_the_first_count_the_page_says_so() {
    let app = TestApp::spawn();
    let page = manager(&app).get("/customer-groups");
    assert!(page.has(".empty") && !page.has("[data-grid]"));
    let customer = app.customer("顾明", "13812345621");
    let told = manager(&app).get_region(&format!("/customer-groups/of/{customer}"), "standing");
    assert!(told.body.contains("今晚计算"), "{}", told.body);
}
