//! The price list.

use super::*;

const JOB: [(&str, &str); 5] = [
    ("kind", "labour"),
    ("labour_kind", "mechanical"),
    ("zh", "更换前刹车片"),
    ("en", "Replace front brake pads"),
    ("hours", "1.2"),
];

#[test]
fn an_entry_is_added_found_retired_and_brought_back() {
    let app = TestApp::spawn();
    let manager = app.sign_in("service.manager");
    step(&manager, "/price-list", &JOB);
    let page = manager.get("/price-list?q=brake");
    // 1.2 hours at 200.
    assert!(page.text("tbody tr").contains("¥240"), "{}", page.body);
    assert!(!manager.get("/price-list?q=nothing").has("tbody tr"));
    assert!(!manager.get("/price-list?kind=part").has("tbody tr"));
    let twice = manager.post_form("/price-list", &JOB);
    assert_eq!(twice.status, 422);
    assert!(twice.body.contains("已有同名项目") && twice.value("zh") == "更换前刹车片");
    let there = page.attributes("tbody a", "href")[0].clone();
    step(&manager, &format!("{there}/retirement"), &[]);
    assert!(!manager.get("/price-list").has("tbody tr"));
    assert!(manager.get("/price-list?retired=1").has("tbody tr"));
    assert_eq!(manager.post_form(&format!("{there}/retirement"), &[]).status, 409);
    step(&manager, &format!("{there}/return"), &[]);
    assert!(manager.get("/price-list").has("tbody tr"));
    assert!(app.audit().contains(&"service.add_price".to_owned()));
}

#[test]
fn a_part_number_is_on_the_list_once() {
    let app = TestApp::spawn();
    let manager = app.sign_in("service.manager");
    let part = |zh: &str, number: &str| {
        let fields = [
            ("kind", "part"),
            ("zh", zh),
            ("en", zh),
            ("part_number", number),
            ("unit", "个"),
            ("price", "65"),
        ];
        manager.post_form("/price-list", &fields)
    };
    assert_eq!(part("机油滤清器", "OF-2204").status, 303);
    let twice = part("机滤", "of-2204");
    assert_eq!(twice.status, 422);
    assert!(
        twice.text("#s-part_number-err").contains("已有这个配件号"),
        "{}",
        twice.body
    );
    assert_eq!(twice.value("part_number"), "of-2204");
    assert_eq!(part("螺栓", "").status, 303);
    assert_eq!(part("垫片", "").status, 303, "without a number as many as there are");
}

#[test]
fn an_entry_needs_names_and_a_price() {
    let app = TestApp::spawn();
    let manager = app.sign_in("service.manager");
    for missing in ["zh", "en", "hours"] {
        let fields: Vec<_> = JOB.into_iter().filter(|(name, _)| *name != missing).collect();
        let answer = manager.post_form("/price-list", &fields);
        assert_eq!(answer.status, 422, "{missing}");
        assert!(answer.has(".err"));
    }
    for price in ["-3", "9999999", "zwei"] {
        let fields = [("kind", "part"), ("zh", "灯泡"), ("en", "Bulb"), ("price", price)];
        assert_eq!(manager.post_form("/price-list", &fields).status, 422, "{price}");
    }
    assert_eq!(app.sign_in("advisor").get("/price-list").status, 403);
    assert_eq!(manager.get(&format!("/price-list/{}", PriceItemId::new())).status, 404);
}
