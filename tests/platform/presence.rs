use chrono::TimeDelta;
use uuid::Uuid;
use yingke::platform::db::Subject;
use yingke::platform::presence;

use crate::support::TestApp;

#[test]
fn each_hears_of_the_others() {
    let app = TestApp::spawn();
    let (care, advisor) = (app.sign_in("care"), app.sign_in("advisor2"));
    let id = Uuid::now_v7().to_string();
    let here = [("kind", "complaint"), ("id", id.as_str())];
    assert!(!care.post_form("/presence", &here).has(".presence"));
    assert_eq!(
        advisor.post_form("/presence", &here).text(".presence"),
        "王王芳 正在处理"
    );
    assert_eq!(care.post_form("/presence", &here).text(".presence"), "许许强 正在处理");
    let elsewhere = Uuid::now_v7().to_string();
    let there = [("kind", "complaint"), ("id", elsewhere.as_str())];
    assert!(!care.post_form("/presence", &there).has(".presence"));
    let subject = Subject::new("complaint", Uuid::parse_str(&id).unwrap());
    let now = app.clock.now();
    let others = presence::others(&mut app.database.owner(), subject, app.actor("care").id, now).unwrap();
    assert_eq!(
        others.iter().map(|other| other.name.as_str()).collect::<Vec<_>>(),
        ["许强"]
    );
}

#[test]
fn who_says_nothing_for_a_while_is_gone() {
    let app = TestApp::spawn();
    let (care, advisor) = (app.sign_in("care"), app.sign_in("advisor2"));
    let id = Uuid::now_v7().to_string();
    let here = [("kind", "complaint"), ("id", id.as_str())];
    care.post_form("/presence", &here);
    app.advance(TimeDelta::seconds(45));
    assert!(advisor.post_form("/presence", &here).has(".presence"));
    app.advance(TimeDelta::seconds(10));
    assert!(!advisor.post_form("/presence", &here).has(".presence"));
}

#[test]
fn only_about_records_that_tell_and_to_people_who_may_know() {
    let app = TestApp::spawn();
    let id = Uuid::now_v7().to_string();
    let say = |who: &str, kind: &str, id: &str| {
        app.sign_in(who)
            .post_form("/presence", &[("kind", kind), ("id", id)])
            .status
    };
    assert_eq!(say("technician", "complaint", &id), 403);
    assert_eq!(say("care", "salary", &id), 404);
    assert_eq!(say("care", "complaint", "12"), 404);
}
