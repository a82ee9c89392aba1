//! The pages: members, redeeming, adjusting, rewards, rules.

use diesel::prelude::*;
use yingke::membership::model::NewReward;
use yingke::schema::{benefit_uses, points_adjustments, rewards};
use yingke::values::ids::RewardId;

use super::*;
use crate::web::check_in::visit_of;

fn reward(app: &TestApp, points: i64, stock: Option<i32>) -> RewardId {
    let store = app.store();
    let new = NewReward {
        zh: "车载香薰".into(),
        en: "Car fragrance".into(),
        points,
        stock,
    };
    app.write("membership", |tx| commands::add_reward(tx, store, &new))
        .unwrap()
}

#[test]
fn a_member_stands_in_the_list_and_has_a_page() {
    let app = TestApp::spawn();
    let customer = member(&app);
    app.customer("林可", "13917264830");
    let client = admin(&app);
    let list = client.get("/members");
    assert_eq!(list.texts("tbody a"), ["顾明"]);
    assert!(list.text("tbody").contains("138****5621") && list.text("tbody").contains("10,000"));
    assert_eq!(client.get("/members?view=silver").texts("tbody a"), [""; 0]);
    assert_eq!(client.get("/members?view=gold").texts("tbody a").len(), 1);
    for view in ["expiring", "falling", "regular", "nonsense"] {
        assert_eq!(client.get(&format!("/members?view={view}")).status, 200, "{view}");
    }
    let page = client.get(&format!("/members/{customer}"));
    assert_eq!(page.status, 200);
    assert!(page.text("[data-balance]").contains("10,000"));
    assert!(page.text("main").contains("再消费 ¥100,000 升白金"));
    let region = client.get_region(&format!("/members/{customer}/panel"), "points");
    assert!(region.has("[data-balance]") && !region.has("h1"));
    let tab = client.get(&format!("/customers/{customer}?tab=points"));
    assert!(tab.has("#points[hx-get]"));
}

#[test]
fn who_has_points_is_a_member_whatever_the_tier() {
    let app = TestApp::spawn();
    let (customer, stranger) = (app.customer("顾明", "13812345621"), app.customer("林可", "13917264830"));
    bill(&app, customer, 200);
    let client = admin(&app);
    for view in ["", "regular"] {
        let list = client.get(&format!("/members?view={view}"));
        assert_eq!(list.texts("tbody a"), ["顾明"], "{view}");
    }
    assert_eq!(client.get("/members?view=silver").texts("tbody a"), [""; 0]);
    assert_eq!(client.get(&format!("/members/{customer}")).status, 200);
    assert_eq!(client.get(&format!("/members/{stranger}")).status, 404);
}

#[test]
fn who_only_looks_has_a_button_and_no_menu() {
    let app = TestApp::spawn();
    let customer = member(&app);
    let path = format!("/members/{customer}");
    let record = format!(".acts > a[href='/customers/{customer}']");
    assert!(app.sign_in("care").get(&path).has(&record));
    assert!(!admin(&app).get(&path).has(&record), "it stands in the menu");
}

#[test]
fn an_adjustment_to_decide_on_tells_how_many_points_in_english_too() {
    let app = TestApp::spawn();
    let customer = member(&app);
    let adjust = [("points", "20000"), ("reason", "推荐奖励")];
    admin(&app).post_form(&format!("/members/{customer}/adjustments"), &adjust);
    diesel::update(yingke::schema::staff::table)
        .set(yingke::schema::staff::language.eq("en"))
        .execute(&mut app.database.owner())
        .unwrap();
    let tasks = app.sign_in("crm.manager").get("/call-backs?view=all");
    assert!(
        tasks.text("tbody").contains("+20,000 points"),
        "{}",
        tasks.text("tbody")
    );
}

#[test]
fn only_who_may_open_an_order_is_led_to_it() {
    let app = TestApp::spawn();
    let customer = member(&app);
    let path = format!("/members/{customer}");
    let order = "tbody a[href^='/service-orders/']";
    assert!(app.sign_in("crm.manager").get(&path).has(order));
    let page = admin(&app).get(&path);
    assert!(!page.has(order) && page.text("tbody").contains("维修工单"));
    let panel = admin(&app).get_region(&format!("{path}/panel"), "points");
    assert!(!panel.has(order) && panel.text("tbody").contains("维修工单"));
}

#[test]
fn points_are_redeemed_after_a_look_at_what_is_left() {
    let app = TestApp::spawn();
    let customer = member(&app);
    let reward = reward(&app, 300, Some(5));
    let client = app.sign_in("crm.manager");
    let base = format!("/members/{customer}/redemptions");
    assert!(
        client
            .get(&base)
            .texts("label")
            .iter()
            .any(|label| label.contains("车载香薰"))
    );
    let what = format!("reward:{reward}");
    let wish = [("what", what.as_str()), ("quantity", "2")];
    let seen = client.post_form(&format!("{base}/preview"), &wish);
    assert_eq!(seen.status, 200);
    assert!(seen.text("dl").contains("9,400"), "the new balance");
    assert_eq!(card(&app, customer).points, 10_000, "nothing is done yet");
    // What is wrong with the number is said as it is, and what was typed can be changed again.
    for (quantity, words) in [("6", "库存只有 5 件"), ("1.5", "请输入整数")] {
        let page = client.post_form(
            &format!("{base}/preview"),
            &[("what", what.as_str()), ("quantity", quantity)],
        );
        assert!(page.text("#m-quantity-err").contains(words), "{quantity}");
    }
    assert!(seen.has(&format!("form[action='{base}/preview'] input[name=change]")));
    let back = [
        ("what", what.as_str()),
        ("quantity", "2"),
        ("note", "生日"),
        ("change", "1"),
    ];
    let back = client.post_form(&format!("{base}/preview"), &back);
    assert_eq!((back.status, back.value("quantity").as_str()), (200, "2"));
    assert_eq!(back.text("textarea[name=note]"), "生日");
    let silent = client.post_form(&base, &wish);
    assert_eq!(silent.status, 422);
    assert!(silent.has("#m-agreed-err"));
    let agreed = [("what", what.as_str()), ("quantity", "2"), ("agreed", "1")];
    let done = client.post_form(&base, &agreed);
    assert_eq!((done.status, done.location()), (303, &*format!("/members/{customer}")));
    assert_eq!(card(&app, customer).points, 9_400);
    let page = client.get(&format!("/members/{customer}"));
    assert!(page.text("tbody").contains("车载香薰 × 2"));
    // Called off: points and stock are back, once.
    let off = page.attributes("a[href$='/reversal']", "href").remove(0);
    assert_eq!(client.post_form(&off, &[]).status, 422);
    assert_eq!(client.post_form(&off, &[("reason", "客户改主意")]).status, 303);
    assert_eq!(client.post_form(&off, &[("reason", "再来一次")]).status, 409);
    let ledger = client.get(&format!("/members/{customer}")).text("tbody");
    assert!(ledger.contains("客户改主意"), "why it was called off");
    assert!(ledger.contains("GD20261122-0001"), "which bill the points came from");
    let stock: Option<i32> = rewards::table
        .select(rewards::stock)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!((card(&app, customer).points, stock), (10_000, Some(5)));
}

#[test]
fn what_can_not_be_redeemed_is_said_beside_the_field() {
    let app = TestApp::spawn();
    let customer = member(&app);
    let dear = reward(&app, 10_320, Some(5));
    let client = app.sign_in("crm.manager");
    let preview = format!("/members/{customer}/redemptions/preview");
    let what = format!("reward:{dear}");
    let short = client.post_form(&preview, &[("what", &what)]);
    assert_eq!(short.status, 422);
    assert!(short.text("#m-what-err").contains("还差 320 分"));
    // What is out of reach is not offered, and a bill is paid where its order is settled.
    let dialog = client.get(&format!("/members/{customer}/redemptions"));
    assert!(!dialog.attributes("input[name=what]", "value").contains(&what));
    assert!(dialog.text("dl").contains("10,320"));
    assert!(!dialog.has("input[name=bill]") && !dialog.has("input[name=points]"));
    let cash = [("what", "cash"), ("points", "500"), ("bill", "100000"), ("agreed", "1")];
    assert_eq!(client.post_form(&preview, &cash).status, 422);
    assert_eq!(
        client
            .post_form(&format!("/members/{customer}/redemptions"), &cash)
            .status,
        422
    );
    let (store, wash) = (
        app.store(),
        NewReward {
            zh: "精洗".into(),
            en: "Wash".into(),
            points: 100,
            stock: Some(5),
        },
    );
    let cheap = app
        .write("membership", |tx| commands::add_reward(tx, store, &wash))
        .unwrap();
    let cheap = format!("reward:{cheap}");
    for quantity in ["-5", "a", "0", "1.5", "6", "99999999999999"] {
        let page = client.post_form(&preview, &[("what", &cheap), ("quantity", quantity)]);
        assert_eq!(page.status, 422, "{quantity}");
        assert_eq!(page.value("quantity"), quantity, "what was typed stays");
    }
    assert_eq!(client.post_form(&preview, &[("what", "moon")]).status, 422);
    let direct = client.post_form(
        &format!("/members/{customer}/redemptions"),
        &[("what", &what), ("agreed", "1")],
    );
    assert_eq!(direct.status, 422);
    assert_eq!(card(&app, customer).points, 10_000);
}

#[test]
fn the_last_reward_goes_to_one_of_two() {
    let app = TestApp::spawn();
    let (first, second) = (app.customer("顾明", "13812345621"), app.customer("林可", "13917264830"));
    bill(&app, first, 20_000);
    bill(&app, second, 20_000);
    let reward = reward(&app, 300, Some(1));
    let done: Vec<bool> = std::thread::scope(|scope| {
        let take = |customer| {
            let app = &app;
            scope.spawn(move || {
                app.write("advisor", |tx| commands::redeem_reward(tx, customer, reward, 1, None))
                    .is_ok()
            })
        };
        [take(first), take(second)].map(|one| one.join().unwrap()).to_vec()
    });
    assert_eq!(done.iter().filter(|ok| **ok).count(), 1);
    assert_eq!(card(&app, first).points + card(&app, second).points, 3_700);
}

#[test]
fn a_double_click_redeems_once() {
    let app = TestApp::spawn();
    let customer = member(&app);
    let client = app.sign_in("crm.manager");
    let token = yingke::platform::db::FormToken::new().to_string();
    let what = format!("reward:{}", reward(&app, 500, Some(5)));
    let fields = [("what", what.as_str()), ("agreed", "1"), ("token", &token)];
    let answers = client.post_at_once(&format!("/members/{customer}/redemptions"), &fields, 4);
    assert!(answers.iter().all(|answer| answer.status == 303));
    assert_eq!(card(&app, customer).points, 9_500);
}

#[test]
fn a_large_adjustment_waits_for_a_second_person() {
    let app = TestApp::spawn();
    let customer = member(&app);
    let client = app.sign_in("crm.manager");
    let adjust = format!("/members/{customer}/adjustments");
    assert_eq!(
        client
            .post_form(&adjust, &[("points", "200"), ("reason", "补偿")])
            .status,
        303
    );
    assert_eq!(card(&app, customer).points, 10_200);
    let bare = client.post_form(&adjust, &[("points", "200")]);
    assert_eq!(bare.status, 422);
    assert!(bare.has("#m-reason-err"));
    for points in ["0", "1.5", "a"] {
        let page = client.post_form(&adjust, &[("points", points), ("reason", "误发")]);
        assert!(page.text("#m-points-err").contains("不为 0 的整数"), "{points}");
    }
    let gone = client.post_form(&adjust, &[("points", "-10201"), ("reason", "误发")]);
    assert!(gone.text("#m-points-err").contains("还差 1 分"));
    assert_eq!(
        client
            .post_form(&adjust, &[("points", "5000"), ("reason", "推荐奖励")])
            .status,
        303
    );
    assert_eq!(card(&app, customer).points, 10_200);
    assert_eq!(card(&app, customer).pending, [5_000]);
    let id: Uuid = points_adjustments::table
        .select(points_adjustments::id)
        .first(&mut app.database.owner())
        .unwrap();
    let decide = format!("/members/adjustments/{id}");
    let own = client.post_form(&decide, &[("decision", "approve")]);
    assert_eq!(own.status, 422, "not by the author");
    let manager = app.sign_in("manager");
    assert!(manager.get("/members").text(".acts").contains("待审批的调整 1"));
    let tasks = || manager.get("/call-backs?view=all&kind=membership.adjustment");
    assert!(tasks().text("tbody").contains("积分调整待审批 +5,000"));
    let page = manager.get("/members/adjustments");
    assert!(page.text("tbody").contains("推荐奖励"));
    assert_eq!(
        page.attributes("#adjustments form[data-confirm]", "action"),
        [decide.as_str()]
    );
    assert_eq!(
        manager.post_form(&decide, &[("decision", "refuse")]).status,
        422,
        "why not?"
    );
    assert_eq!(manager.post_form(&decide, &[("decision", "approve")]).status, 303);
    assert_eq!(card(&app, customer).points, 15_200);
    assert!(!tasks().has("tbody tr"), "nothing is left to decide");
    assert_eq!(manager.post_form(&decide, &[("decision", "approve")]).status, 409);
    // Whoever decides about nothing sees only what they asked for.
    let asker = admin(&app);
    assert_eq!(asker.post_form(&decide, &[("decision", "approve")]).status, 403);
    assert_eq!(app.sign_in("care").get("/members/adjustments").status, 403);
    assert!(!asker.get("/members/adjustments").has("tbody tr"));
}

#[test]
fn who_asked_for_an_adjustment_sees_it_and_takes_it_back() {
    let app = TestApp::spawn();
    let customer = member(&app);
    let (asker, manager) = (admin(&app), app.sign_in("manager"));
    let adjust = format!("/members/{customer}/adjustments");
    for (client, reason) in [(&asker, "推荐奖励"), (&manager, "活动奖励")] {
        let done = client.post_form(&adjust, &[("points", "5000"), ("reason", reason)]);
        assert_eq!(done.status, 303);
    }
    assert!(asker.get("/members").text(".acts").contains("我的调整申请 1"));
    let page = asker.get("/members/adjustments");
    assert_eq!(page.texts("tbody tr").len(), 1, "only one's own");
    assert!(page.text("tbody").contains("推荐奖励") && !page.has("tbody [data-confirm]"));
    let back = page.attributes("form[action$='/withdrawal']", "action").remove(0);
    assert_eq!(manager.post_form(&back, &[]).status, 404, "not by somebody else");
    assert_eq!(asker.post_form(&back, &[]).status, 303);
    assert!(app.audit().contains(&"membership.withdraw".to_owned()));
    assert_eq!(asker.post_form(&back, &[]).status, 409);
    assert!(!asker.get("/members/adjustments").has("tbody tr"));
    assert_eq!(card(&app, customer).pending, [5_000], "the other one still waits");
    let decide = back.trim_end_matches("/withdrawal");
    assert_eq!(manager.post_form(decide, &[("decision", "approve")]).status, 409);
}

#[test]
fn a_benefit_is_used_from_the_page_and_taken_back() {
    let app = TestApp::spawn();
    let customer = member(&app);
    let client = app.sign_in("service.manager");
    let path = format!("/members/{customer}/benefits");
    assert_eq!(client.post_form(&path, &[("benefit", "car_wash")]).status, 303);
    let page = client.get(&format!("/members/{customer}"));
    assert!(page.text("main").contains("剩 11 / 12 次"));
    let back = page.attributes("form[action$='/return']", "action").remove(0);
    assert_eq!(client.post_form(&back, &[]).status, 303);
    assert_eq!(client.post_form(&back, &[]).status, 409);
    let wrong = client.post_form(&path, &[("benefit", "birthday_service")]);
    assert_eq!(wrong.status, 422);
}

#[test]
fn at_a_visit_a_benefit_is_given_with_one_press_and_taken_back() {
    let app = TestApp::spawn();
    let customer = member(&app);
    let visit = visit_of(&app, None, "service", "receiving");
    let (client, here) = (app.sign_in("service.manager"), format!("/visits/{visit}"));
    let wash = "section[aria-labelledby=member-h] [data-benefit=car_wash]";
    let page = client.get(&here);
    let strip = page.text("section[aria-labelledby=member-h]");
    assert!(strip.contains("金卡") && strip.contains("10,000"), "{strip}");
    assert!(page.text(wash).contains("剩 12 / 12 次"));
    assert!(
        !page.has("[data-benefit=courtesy_car] form"),
        "that is counted when the car is handed over"
    );
    let path = page.attributes(&format!("{wash} form"), "action").remove(0);
    assert_eq!(path, format!("/members/{customer}/benefits"));
    let fields = [("benefit", page.value("benefit")), ("visit", page.value("visit"))];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(fields, [("benefit", "car_wash"), ("visit", visit.to_string().as_str())]);
    let used = client.post_form(&path, &fields);
    assert_eq!((used.status, used.location()), (303, here.as_str()));
    let kept: Option<Uuid> = benefit_uses::table
        .select(benefit_uses::visit_id)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(kept, Some(visit.uuid()));
    let told = app.sign_in("crm.manager").get(&format!("/members/{customer}"));
    assert!(told.has(&format!("a[href='{here}']")), "what it was given for");
    let page = client.get(&here);
    assert!(page.text(wash).contains("剩 11 / 12 次"));
    let undo = page.attributes(".toast form", "action").remove(0);
    let back = client.post_form(&undo, &[]);
    assert_eq!((back.status, back.location()), (303, here.as_str()));
    assert!(client.get(&here).text(wash).contains("剩 12 / 12 次"));
    // Who may not give any sees what there is.
    let care = app.sign_in("care").get(&here);
    assert!(care.has(wash) && !care.has(&format!("{wash} form")));
    // Another's visit is none of this member's.
    let other = app.customer("林可", "13917264830");
    let there = client.post_form(&format!("/members/{other}/benefits"), &fields);
    assert_eq!(there.status, 404);
}

#[test]
fn the_desk_tells_what_a_member_has() {
    let app = TestApp::spawn();
    member(&app);
    let found = app
        .sign_in("service.manager")
        .post_form("/reception/lookup", &[("q", "13812345621")]);
    let card = found.text(".desk-match");
    assert!(
        card.contains("金卡") && card.contains("10,000 分") && card.contains("免费洗车 12"),
        "{card}"
    );
}

#[test]
fn rewards_are_kept_by_those_who_may() {
    let app = TestApp::spawn();
    let client = admin(&app);
    let good = [("zh", "精洗"), ("en", "Wash"), ("points", "480"), ("stock", "3")];
    assert_eq!(client.post_form("/rewards", &good).status, 303);
    let twice = client.post_form("/rewards", &good);
    assert_eq!(twice.status, 422, "the name is taken");
    assert_eq!(
        client
            .post_form("/rewards", &[("zh", "x"), ("en", "x"), ("points", "0")])
            .status,
        422
    );
    let id: RewardId = rewards::table
        .select(rewards::id)
        .first(&mut app.database.owner())
        .unwrap();
    let path = format!("/rewards/{id}");
    let seen = [("lock_version", "0"), ("seen_stock", "3")];
    let change = [("zh", "精洗"), ("en", "Wash"), ("points", "500"), ("stock", "9")];
    let all: Vec<_> = seen.into_iter().chain(change).collect();
    assert_eq!(client.post_form(&path, &all).status, 303);
    assert_eq!(client.post_form(&path, &all).status, 409, "somebody was here before");
    assert_eq!(client.post_form(&format!("{path}/retirement"), &[]).status, 303);
    assert_eq!(client.post_form(&format!("{path}/return"), &[]).status, 303);
    assert_eq!(app.sign_in("care").post_form("/rewards", &good).status, 403);
    assert_eq!(client.get(&format!("/rewards/{}", Uuid::now_v7())).status, 404);
}

#[test]
fn the_rules_of_points_and_who_may_change_them_are_told() {
    let app = TestApp::spawn();
    let page = app.sign_in("membership").get("/members/rules");
    let facts = page.text("dl.props");
    for fact in ["每消费 10 元积 1 分", "24 个月", "100 分抵 1 元", "30%"] {
        assert!(facts.contains(fact), "{fact}: {facts}");
    }
    assert!(page.text("main").contains("规则由"), "who may");
    assert!(page.texts("table td").contains(&"1.2 倍".to_owned()));
    assert!(
        !app.sign_in("crm.manager")
            .get("/members/rules")
            .text("main")
            .contains("规则由")
    );
}

#[test]
fn other_rules_are_tried_before_they_are_saved() {
    let app = TestApp::spawn();
    let customer = member(&app);
    let client = app.sign_in("crm.manager");
    let page = client.get("/members/rules");
    assert_eq!(page.status, 200);
    assert_eq!(page.texts("#effect tbody tr").len(), 0);
    // Whom the rules of today move anyway, no other rules move.
    let with = |tier: &str| {
        diesel::sql_query(format!("UPDATE customers SET tier = '{tier}' WHERE id = '{customer}'"))
            .execute(&mut app.database.owner())
            .unwrap();
        client.get("/members/rules").texts("#effect tbody tr").len()
    };
    assert_eq!((with("platinum"), with("gold")), (0, 0));
    let fields: Vec<(String, String)> = page
        .attributes("form[action='/members/rules'] input[id^=f-]", "name")
        .into_iter()
        .map(|name| {
            let value = page.value(&name);
            (name, value)
        })
        .collect();
    let query = |change: &str, to: &str| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in &fields {
            query.append_pair(name, if name == change { to } else { value });
        }
        format!("/members/rules?{}", query.finish())
    };
    let tried = client.get(&query("platinum_from", "100000.00"));
    assert_eq!(tried.status, 422, "platinum asks for more than gold");
    let tried = client.get(&query("gold_from", "150000"));
    assert_eq!(tried.status, 200);
    assert!(tried.text("#effect tbody").contains("银卡"));
}
